"""Saves an article as it was read, as drafts for a curator: in one transaction, and nothing twice."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import count

from django.db import transaction
from django.utils.text import slugify

from reviews.history.tracking import annotate_history
from reviews.models import Article, Review
from reviews.models.series import Certainty
from themes.enums import SourceBasis
from themes.findings.publishing import find_reasons_against_publishing
from themes.findings.snapshots import refuse_breaking_published
from themes.importers.article.decisions import Decisions, FindingDecision, ImportReport
from themes.importers.article.drafts import (
    ArticleDraft,
    ArticleError,
    FindingDraft,
    SectionDraft,
    ThemeDraft,
)
from themes.importers.article.locking import lock_imports
from themes.importers.article.matching import list_spellings, match_article, normalise_text
from themes.importers.article.page_lists import list_findings, save_page_list
from themes.importers.article.pending import hold_back_published, mark_pending
from themes.importers.article.thread import save_comments
from themes.models import ArticleMention, ArticleSection, Finding, FindingTheme, Theme, Thread


def compute_fingerprint(text: str) -> str:
    """SHA-256 of an article's text, the same whatever its line ends and encoding were."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def save_article(
    *,
    draft: ArticleDraft,
    text: str,
    review: Review,
    decisions: Decisions | None = None,
    publication: str = "",
) -> ImportReport:
    """Keep an article, its drafts, page lists, quotations and thread. What is held already is left as it is.

    `text` is the decoded source, kept for curators. Comments are held until a person decides about them.
    Without `decisions` every finding becomes a draft, of an article in `publication`. Raises ArticleError when the same
    text is held for another review, and ValidationError where a published finding would no longer keep the rules.
    """
    lock_imports()
    matches = match_article(draft, review)
    accepts_all = decisions is None
    if decisions is None:
        lines = (finding.line for theme in draft.themes for finding in theme.findings)
        drafts = dict.fromkeys(lines, FindingDecision())
        decisions = Decisions(drafts, matches.themes, publication=publication)
    with annotate_history(act="import_article", article=draft.title):
        report = _save_article_row(draft, text, review, decisions)
        for position, theme in enumerate(draft.themes):
            if theme.line in decisions.sections_left_out:
                _leave_section_out(theme, position, report)
            elif accepts_all or any(finding.line in decisions.findings for finding in theme.findings):
                _save_theme(theme, position, decisions, report)
            report.alike[theme.title] = matches.list_alike(theme)
        for position, left_out in enumerate(draft.sections_left_out, start=len(draft.themes)):
            _leave_section_out(left_out, position, report)
        if draft.comments:
            thread, _ = Thread.objects.get_or_create(article=report.article)
            report.comments, report.comments_moved = save_comments(thread, draft.comments)
        mark_pending(report)
        refuse_breaking_published(report.publishable)
    return report


def _save_article_row(draft: ArticleDraft, text: str, review: Review, decisions: Decisions) -> ImportReport:
    """The article held with this text, else the one held under this title for this review, else a new one."""
    sha256 = compute_fingerprint(text)
    same_text = Article.objects.filter(source_sha256=sha256).select_related("review").first()
    if same_text and same_text.review != review:
        raise ArticleError(
            f"This text is held already, about {same_text.review.short_title}. Nothing was imported."
        )
    if same_text:
        return ImportReport(same_text, review)
    published = decisions.published or draft.published_on
    title = decisions.title or draft.title
    for article in Article.objects.filter(review=review):
        if normalise_text(article.title) == normalise_text(title):
            changes = _update_article(article, text, published=published, publication=decisions.publication)
            return ImportReport(article, review, article_changes=changes)
    article = Article.objects.create(
        review=review,
        title=title,
        slug=_find_free_slug(title),
        publication=decisions.publication,
        published=published,
        source_sha256=sha256,
        source_text=text,
    )
    return ImportReport(article, review, article_is_new=True)


def _update_article(
    article: Article, text: str, *, published: date | None, publication: str
) -> tuple[str, ...]:
    """Replace its text, and add where and when it appeared if that was not known. Returns what changed."""
    changes = []
    if published and not article.published:
        article.published = published
        changes.append("date")
    if publication and not article.publication:
        article.publication = publication
        changes.append("publication")
    article.source_sha256, article.source_text = compute_fingerprint(text), text
    article.save(update_fields=["publication", "published", "source_sha256", "source_text"])
    return (*changes, "imported text")


def _save_theme(draft: ThemeDraft, position: int, decisions: Decisions, report: ImportReport) -> None:
    theme = decisions.themes.get(draft.line)
    section, is_new = _save_section(draft, position, report, left_out=False, theme=theme)
    if not is_new and theme and section.theme is None:
        section.theme = theme
        section.save(update_fields=["theme"])
    report.article.sections.filter(title=draft.title, line=draft.line, left_out=True).delete()
    report.themes[draft.title] = section.theme
    findings = _save_findings(draft, section, decisions, report)
    for page_list in draft.page_lists:
        listed = list_findings(page_list, draft, findings)
        if not decisions.may_change_published:
            listed = hold_back_published(page_list, listed, report)
        save_page_list(page_list, listed, report)


def _save_findings(
    draft: ThemeDraft, section: ArticleSection, decisions: Decisions, report: ImportReport
) -> dict[int, Finding]:
    """The findings decided about, new or held, by their place under the heading."""
    known = {normalise_text(finding.article_words): finding for finding in section.findings.all()}
    mentions = section.mentions.select_related("finding")
    known |= {normalise_text(mention.words): mention.finding for mention in mentions}
    findings = {}
    for index, line in enumerate(draft.findings):
        decision = decisions.findings.get(line.line)
        if decision is None:
            continue
        spellings = list_spellings(line)
        words = next(filter(known.__contains__, spellings), spellings[0])
        if words not in known:  # a heading may say a thing twice: it is one finding
            if decision.same_as:
                known[words] = _join_finding(decision.same_as, line, section, report)
            else:
                theme = decisions.themes.get(draft.line) or section.theme
                known[words] = _add_draft(line, decision.words, section, theme, report)
        findings[index] = known[words]
    return findings


def _join_finding(
    finding: Finding, draft: FindingDraft, section: ArticleSection, report: ImportReport
) -> Finding:
    if not find_reasons_against_publishing(finding):
        report.publishable.append(finding)
    ArticleMention.objects.create(finding=finding, article=report.article, section=section, words=draft.text)
    report.joined.append(finding)
    return finding


def _add_draft(
    draft: FindingDraft, words: str, section: ArticleSection, theme: Theme | None, report: ImportReport
) -> Finding:
    finding = Finding.objects.create(
        text=words,
        review=report.review,
        article=report.article,
        article_section=section,
        article_words=draft.text,
        basis=SourceBasis.PARTIAL_SOURCE,
        certainty=Certainty.MEDIUM,
        source_url=report.article.url,
    )
    finding.periods.set(report.review.periods.all())
    if theme:
        FindingTheme.objects.create(finding=finding, theme=theme, is_primary=True)
    report.findings.append(finding)
    return finding


def _leave_section_out(draft: ThemeDraft | SectionDraft, position: int, report: ImportReport) -> None:
    if not report.article.sections.filter(title=draft.title, left_out=False).exists():
        _save_section(draft, position, report, left_out=True)


def _save_section(
    draft: ThemeDraft | SectionDraft,
    position: int,
    report: ImportReport,
    *,
    left_out: bool,
    theme: Theme | None = None,
) -> tuple[ArticleSection, bool]:
    section, is_new = ArticleSection.objects.get_or_create(
        article=report.article,
        title=draft.title,
        left_out=left_out,
        defaults={
            "position": _find_free_position(report.article, position),
            "line": draft.line,
            "theme": theme,
        },
    )
    report.sections += is_new
    return section, is_new


def _find_free_position(article: Article, wanted: int) -> int:
    taken = set(article.sections.values_list("position", flat=True))
    return wanted if wanted not in taken else max(taken) + 1


def _find_free_slug(title: str) -> str:
    base = slugify(title)[:100] or "article"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)
