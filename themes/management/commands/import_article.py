from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from reviews.models import Review
from themes.importers.article.decoding import MAX_FILE_BYTES, decode
from themes.importers.article.drafts import ArticleDraft, ArticleError
from themes.importers.article.matching import propose_review
from themes.importers.article.reading import read_article
from themes.importers.article.saving import Imported, save_article


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
        parser.add_argument("--dry-run", action="store_true", help="Read and report; keep nothing.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, file: Path, review: str | None, dry_run: bool, format: str, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                text = decode(opened.read(MAX_FILE_BYTES + 1))  # a device has no end
            draft = read_article(text)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except ArticleError as error:
            raise CommandError(f"{file}: {error}") from error

        about = self.find_review(review, draft)
        imported = None
        if about:
            try:
                with transaction.atomic():
                    imported = save_article(draft=draft, text=text, review=about)
                    transaction.set_rollback(dry_run)
            except ArticleError as error:
                raise CommandError(str(error)) from error
        elif not dry_run:
            raise CommandError(self.no_review(draft))

        if format == "json":
            self.stdout.write(json.dumps(as_json(draft, imported, dry_run), ensure_ascii=False, indent=2))
        else:
            self.print(draft, imported, dry_run)

    def find_review(self, slug: str | None, draft: ArticleDraft) -> Review | None:
        if slug is None:
            return propose_review(draft)
        try:
            return Review.objects.get(slug=slug)
        except Review.DoesNotExist as error:
            raise CommandError(f"There is no review {slug}. {self.choices()}") from error

    def no_review(self, draft: ArticleDraft) -> str:
        if draft.incident_years:
            first, last = draft.incident_years
            why = f"The article is about {first} to {last}; no single analysis of those years is held."
        else:
            why = "The article does not say which years it is about."
        return f"{why} Nothing was imported. Name the review with --review. {self.choices()}"

    def choices(self) -> str:
        slugs = list(Review.objects.values_list("slug", flat=True))
        if not slugs:
            return "No review is held yet: run load_collection first."
        return f"Held: {', '.join(slugs)}."

    def print(self, draft: ArticleDraft, imported: Imported | None, dry_run: bool) -> None:
        write = self.stdout.write
        write(f"“{draft.title}”")
        if imported:
            write(f"About: {imported.review.short_title}")
        else:
            write("About: not known. Name the review with --review.")
        for theme in draft.themes:
            ours = imported.themes.get(theme.title) if imported else None
            fits = f" -> {ours.title}" if ours else " -> no theme of ours fits"
            write(f"\n  {theme.title}{fits if imported else ''}")
            write(f"    {counted(len(theme.findings), 'finding')}; pages {page_lists(theme)}")
            if imported and (alike := imported.alike.get(theme.title)):
                write(
                    f"    Perhaps held already: {', '.join(finding.code for finding in alike)} (same pages)"
                )
        for section in draft.sections_left_out:
            write(f"\n  Left out, it has no points: “{section.title}” (line {section.line})")
        if draft.comments:
            deepest = max(comment.depth for comment in draft.comments)
            roots = sum(comment.depth == 1 for comment in draft.comments)
            write(
                f"\n  {counted(len(draft.comments), 'comment')}, {roots} to the article itself, "
                f"{counted(deepest, 'level')} deep"
            )
        for problem in draft.problems:
            write(self.style.WARNING(f"  Line {problem.line}: {problem.message}"))
        write("")
        write(self.tally(draft, imported, dry_run))

    def tally(self, draft: ArticleDraft, imported: Imported | None, dry_run: bool) -> str:
        if imported is None:
            return "Read only; nothing was kept."
        if imported.nothing_changed:
            return "This article was imported before. Nothing has changed."
        added = [
            counted(len(imported.findings), "draft finding"),
            counted(imported.page_lists, "new page list"),
            counted(imported.quotations, "quotation to check", "quotations to check"),
            f"{counted(imported.comments, 'comment')} held for moderation",
            counted(imported.sections, "section"),
            counted(len(draft.problems), "problem"),
        ]
        done = [f"{'Would add' if dry_run else 'Added'}: {', '.join(added)}."]
        if changed := changes(imported):
            done.append(f"{'Would change' if dry_run else 'Changed'}: {', '.join(changed)}.")
        return " ".join(done) + (" Nothing was kept." if dry_run else "")


def changes(imported: Imported) -> list[str]:
    """What an import did to what was held before."""
    changed = []
    if imported.article_changes:
        changed.append(f"the article’s {' and '.join(imported.article_changes)}")
    if imported.joined:
        changed.append(f"{counted(imported.joined, 'finding')} joined to page lists that were held")
    if imported.comments_moved:
        changed.append(f"{counted(imported.comments_moved, 'comment')} moved to the article’s order")
    return changed


def as_json(draft: ArticleDraft, imported: Imported | None, dry_run: bool) -> dict[str, Any]:
    """What other programs rely on. A comment's `parent` is an index into `comments`, from 0."""
    by_words = {finding.article_words: finding for finding in (imported.findings if imported else [])}
    return {
        "article": {
            "title": draft.title,
            "published_on": draft.published_on.isoformat() if draft.published_on else None,
        },
        "review": imported.review.slug if imported else None,
        "themes": [
            {
                "title": theme.title,
                "line": theme.line,
                "theme": ours.slug if imported and (ours := imported.themes.get(theme.title)) else None,
                "findings": [
                    {
                        "text": finding.text,
                        "line": finding.line,
                        "quotations": list(finding.quotations),
                        "number": (
                            by_words[finding.text].code if finding.text in by_words and not dry_run else None
                        ),
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
            for theme in draft.themes
        ],
        "sections_left_out": [
            {"title": section.title, "line": section.line} for section in draft.sections_left_out
        ],
        "comments": [
            {
                "author": comment.author,
                "posted_at": (
                    comment.posted_at.isoformat()
                    if comment.posted_at
                    else comment.posted_on.isoformat()
                    if comment.posted_on
                    else None
                ),
                "depth": comment.depth,
                "parent": comment.parent,
                "body": comment.body,
                "line": comment.line,
            }
            for comment in draft.comments
        ],
        "problems": [{"line": problem.line, "message": problem.message} for problem in draft.problems],
        "added": {
            "findings": len(imported.findings) if imported else 0,
            "page_lists": imported.page_lists if imported else 0,
            "quotations": imported.quotations if imported else 0,
            "comments": imported.comments if imported else 0,
            "sections": imported.sections if imported else 0,
        },
        "changed": {
            "article": list(imported.article_changes) if imported else [],
            "page_list_findings": imported.joined if imported else 0,
            "comments_moved": imported.comments_moved if imported else 0,
        },
        "kept": bool(imported) and not dry_run,
    }


def counted(number: int, singular: str, plural: str = "") -> str:
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def page_lists(theme: Any) -> str:
    return "; ".join(page_list.as_given for page_list in theme.citations) or "not given"
