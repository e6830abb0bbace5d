from __future__ import annotations

import json
from argparse import ArgumentTypeError
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from reviews.models import Review
from reviews.plurals import count_things
from themes.importers.article.decisions import ImportReport
from themes.importers.article.drafts import (
    LONGEST_PUBLICATION,
    LONGEST_TITLE,
    MAX_FILE_BYTES,
    ArticleDraft,
    ArticleError,
    ThemeDraft,
)
from themes.importers.article.given import read_given_file
from themes.importers.article.matching import propose_review
from themes.importers.article.reading import read_article
from themes.importers.article.saving import save_article


def read_title(text: str) -> str:
    title = " ".join(text.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise ArgumentTypeError(f"A title has 1 to {LONGEST_TITLE:,} characters.")
    return title


def read_publication(text: str) -> str:
    publication = " ".join(text.split())
    if not 0 < len(publication) <= LONGEST_PUBLICATION:
        raise ArgumentTypeError(f"The name of a publication has 1 to {LONGEST_PUBLICATION:,} characters.")
    return publication


def read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day: write it as 2016-07-27.") from error


class Command(BaseCommand):
    help = (
        "Read an article about a review: its themes and findings become drafts, its comments are held for "
        "moderation. Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The article: plain text, a web page, or Word (.docx).")
        parser.add_argument(
            "--review",
            metavar="SLUG",
            help="The review it is about, when the article does not name its years.",
        )
        parser.add_argument("--title", type=read_title, help="Its title, where another would be read.")
        parser.add_argument(
            "--date",
            dest="day",
            type=read_day,
            metavar="YYYY-MM-DD",
            help="When it appeared, where another day would be read.",
        )
        parser.add_argument(
            "--publication",
            type=read_publication,
            help="Where it appeared: the name of the magazine or site.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Read and report; keep nothing.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(
        self,
        *,
        file: Path,
        review: str | None,
        title: str | None,
        day: date | None,
        publication: str | None,
        dry_run: bool,
        format: str,
        **options: Any,
    ) -> None:
        try:
            with file.open("rb") as opened:
                text = read_given_file(opened.read(MAX_FILE_BYTES + 1))  # a device has no end
            draft = read_article(text)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except ArticleError as error:
            raise CommandError(f"{file}: {error}") from error

        draft = replace(draft, title=title or draft.title, published_on=day or draft.published_on)
        about = self.find_review(review, draft)
        report = None
        if about:
            try:
                with transaction.atomic():
                    report = save_article(draft=draft, text=text, review=about, publication=publication or "")
                    transaction.set_rollback(dry_run)
            except ArticleError as error:
                raise CommandError(str(error)) from error
        elif not dry_run:
            raise CommandError(self.explain_missing_review(draft))

        if format == "json":
            self.stdout.write(json.dumps(build_json(draft, report, dry_run), ensure_ascii=False, indent=2))
        else:
            self.print(draft, report, dry_run)

    def find_review(self, slug: str | None, draft: ArticleDraft) -> Review | None:
        if slug is None:
            return propose_review(draft)
        try:
            return Review.objects.get(slug=slug)
        except Review.DoesNotExist as error:
            raise CommandError(f"There is no review {slug}. {self.list_reviews()}") from error

    def explain_missing_review(self, draft: ArticleDraft) -> str:
        if draft.incident_years:
            first, last = draft.incident_years
            why = f"The article is about {first} to {last}; no single analysis of those years is held."
        else:
            why = "The article does not say which years it is about."
        return f"{why} Nothing was imported. Name the review with --review. {self.list_reviews()}"

    def list_reviews(self) -> str:
        slugs = list(Review.objects.values_list("slug", flat=True))
        if not slugs:
            return "No review is held yet: run load_collection first."
        return f"Held: {', '.join(slugs)}."

    def print(self, draft: ArticleDraft, report: ImportReport | None, dry_run: bool) -> None:
        write = self.stdout.write
        write(f"“{draft.title}”")
        if report:
            write(f"About: {report.review.short_title}")
        else:
            write("About: not known. Name the review with --review.")
        for theme in draft.themes:
            self.print_theme(theme, report)
        for section in draft.sections_left_out:
            write(f"\n  Left out, it has no points: “{section.title}” (line {section.line})")
        if draft.comments:
            deepest = max(comment.depth for comment in draft.comments)
            roots = sum(comment.depth == 1 for comment in draft.comments)
            write(
                f"\n  {count_things(len(draft.comments), 'comment')}, {roots} to the article itself, "
                f"{count_things(deepest, 'level')} deep"
            )
        for problem in draft.problems:
            write(self.style.WARNING(f"  Line {problem.line}: {problem.message}"))
        write("")
        write(write_tally(draft, report, dry_run))

    def print_theme(self, theme: ThemeDraft, report: ImportReport | None) -> None:
        fits = ""
        if report:
            ours = report.themes.get(theme.title)
            fits = f" -> {ours.title}" if ours else " -> no theme of ours fits"
        pages = "; ".join(page_list.as_given for page_list in theme.citations) or "not given"
        self.stdout.write(f"\n  {theme.title}{fits}")
        self.stdout.write(f"    {count_things(len(theme.findings), 'finding')}; pages {pages}")
        if report and (alike := report.alike.get(theme.title)):
            codes = ", ".join(finding.code for finding in alike)
            self.stdout.write(f"    Perhaps held already: {codes} (same pages)")


def write_tally(draft: ArticleDraft, report: ImportReport | None, dry_run: bool) -> str:
    if report is None:
        return "Read only; nothing was kept."
    if report.nothing_changed:
        return "This article was imported before. Nothing has changed."
    added = [
        count_things(len(report.findings), "draft finding"),
        count_things(report.page_lists, "new page list"),
        count_things(report.quotations, "quotation to check", "quotations to check"),
        f"{count_things(report.comments, 'comment')} held for moderation",
        count_things(report.sections, "section"),
        count_things(len(draft.problems), "problem"),
    ]
    done = [f"{'Would add' if dry_run else 'Added'}: {', '.join(added)}."]
    if changed := describe_changes(report):
        done.append(f"{'Would change' if dry_run else 'Changed'}: {', '.join(changed)}.")
    return " ".join(done) + (" Nothing was kept." if dry_run else "")


def describe_changes(report: ImportReport) -> list[str]:
    """What an import changed in rows that were there before, in words."""
    changed = []
    if report.article_changes:
        changed.append(f"the article’s {' and '.join(report.article_changes)}")
    if report.page_list_findings:
        joined = count_things(report.page_list_findings, "finding")
        changed.append(f"{joined} joined to page lists that were held")
    if report.comments_moved:
        changed.append(f"{count_things(report.comments_moved, 'comment')} moved to the article’s order")
    return changed


def build_json(draft: ArticleDraft, report: ImportReport | None, dry_run: bool) -> dict[str, Any]:
    """What other programs rely on. A comment's `parent` is an index into `comments`, from 0."""
    kept = report is not None and not dry_run
    added = report.findings if report and kept else []
    numbers = {finding.article_words: finding.code for finding in added}
    return {
        "article": {"title": draft.title, "published_on": _write_date(draft.published_on)},
        "review": report.review.slug if report else None,
        "themes": [_build_theme(theme, report, numbers) for theme in draft.themes],
        "sections_left_out": [
            {"title": section.title, "line": section.line} for section in draft.sections_left_out
        ],
        "comments": [
            {
                "author": comment.author,
                "posted_at": _write_date(comment.posted_at or comment.posted_on),
                "depth": comment.depth,
                "parent": comment.parent,
                "body": comment.body,
                "line": comment.line,
            }
            for comment in draft.comments
        ],
        "problems": [{"line": problem.line, "message": problem.message} for problem in draft.problems],
        "added": _count_added(report),
        "changed": _count_changed(report),
        "kept": kept,
    }


def _count_added(report: ImportReport | None) -> dict[str, int]:
    if report is None:
        return {"findings": 0, "page_lists": 0, "quotations": 0, "comments": 0, "sections": 0}
    return {
        "findings": len(report.findings),
        "page_lists": report.page_lists,
        "quotations": report.quotations,
        "comments": report.comments,
        "sections": report.sections,
    }


def _count_changed(report: ImportReport | None) -> dict[str, Any]:
    if report is None:
        return {"article": [], "page_list_findings": 0, "comments_moved": 0}
    return {
        "article": list(report.article_changes),
        "page_list_findings": report.page_list_findings,
        "comments_moved": report.comments_moved,
    }


def _build_theme(theme: ThemeDraft, report: ImportReport | None, numbers: dict[str, str]) -> dict[str, Any]:
    ours = report.themes.get(theme.title) if report else None
    return {
        "title": theme.title,
        "line": theme.line,
        "theme": ours.slug if ours else None,
        "findings": [
            {
                "text": finding.text,
                "line": finding.line,
                "quotations": list(finding.quotations),
                "number": numbers.get(finding.text),
            }
            for finding in theme.findings
        ],
        "citations": [
            {
                "first_page": pages.first,
                "last_page": pages.last,
                "page_list": number,
                "as_given": page_list.as_given,
                "line": page_list.line,
            }
            for number, page_list in enumerate(theme.citations, start=1)
            for pages in page_list.pages
        ],
    }


def _write_date(day: date | None) -> str | None:
    return day.isoformat() if day else None
