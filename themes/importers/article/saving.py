"""An article as it was read -> drafts for a curator: one transaction, and nothing twice."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from operator import itemgetter
from zoneinfo import ZoneInfo

import pghistory
from django.db import connection, transaction
from django.utils.text import slugify

from reviews.models import Article, Period, Review
from reviews.models.review import ReviewKind
from reviews.models.series import Certainty
from themes.citations.locators import Pages
from themes.enums import CitationBasis, SourceBasis
from themes.importers.article.drafts import (
    ArticleDraft,
    CommentDraft,
    FindingDraft,
    PageListDraft,
    ThemeDraft,
)
from themes.models import (
    ArticleSection,
    Citation,
    Comment,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
    Theme,
    Thread,
)

UNITED_KINGDOM = ZoneInfo("Europe/London")
SMALL_WORDS = {"a", "and", "for", "in", "is", "of", "on", "or", "s", "the", "to", "with"}
NO_WORDS = "(The source has no words here.)"


@dataclass
class Imported:
    """What an import did. Numbers count rows that were added; all are nought the second time."""

    article: Article
    review: Review
    findings: list[Finding] = field(default_factory=list)
    page_lists: int = 0
    quotations: int = 0
    comments: int = 0
    themes: dict[str, Theme | None] = field(
        default_factory=dict
    )  # the article's heading -> ours, if one fits
    alike: dict[str, list[Finding]] = field(
        default_factory=dict
    )  # heading -> findings we hold with its pages

    @property
    def nothing_changed(self) -> bool:
        return not (self.findings or self.page_lists or self.comments)


def propose_review(draft: ArticleDraft) -> Review | None:
    """The national analysis of the years that the article names, when there is exactly one."""
    if not draft.incident_years:
        return None
    first, last = draft.incident_years
    periods = Period.objects.filter(starts__year=first, ends__year=last)
    analyses = Review.objects.filter(kind=ReviewKind.NATIONAL_ANALYSIS, periods__in=periods).distinct()[:2]
    return analyses[0] if len(analyses) == 1 else None


def fingerprint(text: str) -> str:
    """SHA-256 of an article's text, the same whatever its line ends and encoding were."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def save_article(*, draft: ArticleDraft, text: str, review: Review) -> Imported:
    """Keep an article, its drafts, page lists, quotations and thread. What is held already is left as it is.

    `text` is the decoded source, kept for curators. Comments are held until a person decides about them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pghistory.context(act="import_article", article=draft.title):
        report = Imported(_article(draft, text, review), review)
        for position, theme in enumerate(draft.themes):
            _save_theme(theme, position, report)
        for position, left_out in enumerate(draft.sections_left_out, start=len(draft.themes)):
            ArticleSection.objects.get_or_create(
                article=report.article,
                title=left_out.title,
                left_out=True,
                defaults={"position": _free_position(report.article, position), "line": left_out.line},
            )
        if draft.comments:
            thread, _ = Thread.objects.get_or_create(article=report.article)
            report.comments = _save_comments(thread, draft.comments)
    return report


def _article(draft: ArticleDraft, text: str, review: Review) -> Article:
    """The article held under this title for this review, or a new one."""
    held = [one for one in Article.objects.filter(review=review) if _plain(one.title) == _plain(draft.title)]
    article = held[0] if held else Article(review=review, title=draft.title, slug=_free_slug(draft.title))
    article.published = article.published or draft.published_on
    if article.pk is None or article.source_sha256 != fingerprint(text):
        article.source_sha256, article.source_text = fingerprint(text), text
        article.save()
    return article


def _save_theme(draft: ThemeDraft, position: int, report: Imported) -> None:
    alike = findings_with_pages(report.review, (page_list.pages for page_list in draft.citations))
    theme = fitting_theme(draft.title, alike)
    section, _ = ArticleSection.objects.get_or_create(
        article=report.article,
        title=draft.title,
        left_out=False,
        defaults={
            "position": _free_position(report.article, position),
            "line": draft.line,
            "theme": theme,
        },
    )
    report.themes[draft.title] = section.theme
    report.alike[draft.title] = alike
    findings = [_save_finding(finding, section, report) for finding in draft.findings]
    for page_list in draft.citations:
        _save_page_list(page_list, [findings[index] for index in page_list.findings], draft, report)


def _save_finding(draft: FindingDraft, section: ArticleSection, report: Imported) -> Finding:
    words = _plain(draft.text)
    for held in section.findings.all():
        if _plain(held.article_words) == words:
            return held
    finding = Finding.objects.create(
        review=report.review,
        article=report.article,
        article_section=section,
        article_words=draft.text,
        basis=SourceBasis.PARTIAL_SOURCE,
        certainty=Certainty.MEDIUM,
        source_url=report.article.url,
    )
    finding.periods.set(report.review.periods.all())
    if section.theme:
        FindingTheme.objects.create(finding=finding, theme=section.theme, is_primary=True)
    report.findings.append(finding)
    return finding


def _save_page_list(
    draft: PageListDraft, findings: Sequence[Finding], theme: ThemeDraft, report: Imported
) -> None:
    citation = _held_page_list(report.article, draft.pages)
    if citation is None:
        citation = Citation.objects.create(
            as_given=draft.as_given, basis=CitationBasis.SECONDARY_SOURCE, given_by_article=report.article
        )
        PageCitation.objects.bulk_create(
            PageCitation(
                citation=citation,
                review=report.review,
                first_page=pages.first,
                last_page=pages.last,
                position=position,
            )
            for position, pages in enumerate(draft.pages)
        )
        report.page_lists += 1
    citation.findings.add(*findings)
    for finding, index in zip(findings, draft.findings, strict=True):
        for position, words in enumerate(theme.findings[index].quotations):
            _, is_new = Quotation.objects.get_or_create(
                finding=finding, words=words, defaults={"citation": citation, "position": position}
            )
            report.quotations += is_new


def _held_page_list(article: Article, pages: Sequence[Pages]) -> Citation | None:
    for citation in article.citations.prefetch_related("pages"):
        if tuple(page.as_pages for page in citation.pages.all()) == tuple(pages):
            return citation
    return None


def findings_with_pages(review: Review, page_lists: Iterable[Sequence[Pages]]) -> list[Finding]:
    """Worded findings held with exactly one of these page lists of `review`: perhaps the same lessons."""
    wanted = {tuple(pages) for pages in page_lists}
    citations = Citation.objects.filter(pages__review=review).distinct().prefetch_related("pages")
    held = [
        citation for citation in citations if tuple(page.as_pages for page in citation.pages.all()) in wanted
    ]
    return list(Finding.objects.filter(citations__in=held).exclude(text="").distinct().order_by("number"))


def fitting_theme(heading: str, alike: Sequence[Finding]) -> Theme | None:
    """Our theme for an article's heading: by its title or synonyms, else by findings with the same pages."""
    said = set(_plain(heading).split())
    fitting = [
        (len(words), theme)
        for theme in Theme.objects.current()
        for words in (set(_plain(name).split()) - SMALL_WORDS for name in [theme.title, *theme.synonyms])
        if words and words <= said
    ]
    if fitting:
        return max(fitting, key=itemgetter(0))[1]
    primaries = [
        link.theme
        for link in FindingTheme.objects.filter(finding__in=alike, is_primary=True)
        .select_related("theme")
        .order_by("finding__number")
    ]
    return Counter(primaries).most_common(1)[0][0] if primaries else None


def _save_comments(thread: Thread, drafts: Sequence[CommentDraft]) -> int:
    """Comments that are not held yet, in the article's order; returns how many."""
    held = {
        (comment.author_name, comment.posted_at, comment.body): comment for comment in thread.comments.all()
    }
    next_position = max((comment.position for comment in held.values()), default=0) + 1
    saved: list[Comment] = []
    added = 0
    for draft in drafts:
        posted_at = _moment(draft)
        body = draft.body or NO_WORDS
        comment = held.get((draft.author, posted_at, body))
        if comment is None:
            comment = Comment.objects.create(
                thread=thread,
                parent=saved[draft.parent] if draft.parent is not None else None,
                position=next_position,
                author_name=draft.author,
                posted_at=posted_at,
                time_known=draft.posted_at is not None,
                body=body,
            )
            next_position += 1
            added += 1
        saved.append(comment)
    return added


def _moment(draft: CommentDraft) -> datetime | None:
    if draft.posted_at:
        return draft.posted_at.replace(tzinfo=UNITED_KINGDOM)
    return datetime.combine(draft.posted_on, time(), UNITED_KINGDOM) if draft.posted_on else None


def _free_position(article: Article, wanted: int) -> int:
    taken = set(article.sections.values_list("position", flat=True))
    return wanted if wanted not in taken else max(taken) + 1


def _free_slug(title: str) -> str:
    base = slugify(title)[:100] or "article"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def _plain(text: str) -> str:
    """For comparing: lower case, words and figures only."""
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()
