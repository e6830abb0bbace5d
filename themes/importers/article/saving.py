"""An article as it was read -> drafts for a curator: one transaction, and nothing twice."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from operator import itemgetter
from zoneinfo import ZoneInfo

import pghistory
from django.db import connection, transaction
from django.db.models import F
from django.utils.text import slugify

from reviews.models import Article, Period, Review
from reviews.models.review import ReviewKind
from reviews.models.series import Certainty
from themes.citations.locators import Pages
from themes.enums import CitationBasis, SourceBasis
from themes.importers.article.drafts import (
    ArticleDraft,
    ArticleError,
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
ONE_IMPORT_AT_A_TIME = 5_117_003  # an advisory lock; any number that nothing else here uses
NO_WORDS = "(The source has no words here.)"


@dataclass
class Imported:
    """What an import did. Numbers count what was added or moved; all are nought the second time."""

    article: Article
    review: Review
    article_changes: tuple[str, ...] = ()  # what an article held before got: "date", "imported text"
    article_is_new: bool = False
    sections: int = 0
    findings: list[Finding] = field(default_factory=list)
    page_lists: int = 0
    joined: int = 0  # times a finding was added to a page list that was held already
    quotations: int = 0
    comments: int = 0
    comments_moved: int = 0  # held before, and now at another place in the reading order
    themes: dict[str, Theme | None] = field(
        default_factory=dict
    )  # the article's heading -> ours, if one fits
    alike: dict[str, list[Finding]] = field(
        default_factory=dict
    )  # heading -> findings we hold with its pages

    @property
    def nothing_changed(self) -> bool:
        return not (
            self.article_is_new
            or self.article_changes
            or self.sections
            or self.findings
            or self.page_lists
            or self.joined
            or self.quotations
            or self.comments
            or self.comments_moved
        )


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
    Raises ArticleError when the same text is held for another review.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
    with pghistory.context(act="import_article", article=draft.title):
        report = _save_article_row(draft, text, review)
        for position, theme in enumerate(draft.themes):
            _save_theme(theme, position, report)
        for position, left_out in enumerate(draft.sections_left_out, start=len(draft.themes)):
            _, is_new = ArticleSection.objects.get_or_create(
                article=report.article,
                title=left_out.title,
                left_out=True,
                defaults={"position": _free_position(report.article, position), "line": left_out.line},
            )
            report.sections += is_new
        if draft.comments:
            thread, _ = Thread.objects.get_or_create(article=report.article)
            report.comments, report.comments_moved = _save_comments(thread, draft.comments)
    return report


def _save_article_row(draft: ArticleDraft, text: str, review: Review) -> Imported:
    """The article held with this text, else the one held under this title for this review, else a new one."""
    sha256 = fingerprint(text)
    same_text = Article.objects.filter(source_sha256=sha256).select_related("review").first()
    if same_text:
        if same_text.review != review:
            raise ArticleError(
                f"This text is held already, about {same_text.review.short_title}. Nothing was imported."
            )
        return Imported(same_text, review)
    held = [one for one in Article.objects.filter(review=review) if _plain(one.title) == _plain(draft.title)]
    if not held:
        article = Article.objects.create(
            review=review,
            title=draft.title,
            slug=_free_slug(draft.title),
            published=draft.published_on,
            source_sha256=sha256,
            source_text=text,
        )
        return Imported(article, review, article_is_new=True)
    article = held[0]
    changes = []
    if draft.published_on and not article.published:
        article.published = draft.published_on
        changes.append("date")
    article.source_sha256, article.source_text = sha256, text
    article.save(update_fields=["published", "source_sha256", "source_text"])
    return Imported(article, review, article_changes=(*changes, "imported text"))


def _save_theme(draft: ThemeDraft, position: int, report: Imported) -> None:
    alike = findings_with_pages(report.review, (page_list.pages for page_list in draft.citations))
    theme = fitting_theme(draft.title, alike)
    section, is_new = ArticleSection.objects.get_or_create(
        article=report.article,
        title=draft.title,
        left_out=False,
        defaults={
            "position": _free_position(report.article, position),
            "line": draft.line,
            "theme": theme,
        },
    )
    report.sections += is_new
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
    else:
        listed = set(citation.findings.values_list("pk", flat=True))
        report.joined += len({finding.pk for finding in findings} - listed)
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


def _save_comments(thread: Thread, drafts: Sequence[CommentDraft]) -> tuple[int, int]:
    """Comments that are not held yet, all then in the article's order; returns how many are new, and moved."""
    Thread.objects.select_for_update().get(pk=thread.pk)
    before = list(thread.comments.order_by("position"))
    held: dict[tuple, list[Comment]] = defaultdict(list)
    for one in before:
        held[one.author_name, one.posted_at, one.body].append(one)
    same = [(draft.author, _moment(draft), draft.body or NO_WORDS) for draft in drafts]
    to_come = Counter(same)
    next_position = max((comment.position for comment in before), default=0) + 1
    saved: list[Comment] = []
    new: list[Comment] = []
    for draft, key in zip(drafts, same, strict=True):
        parent = saved[draft.parent] if draft.parent is not None else None
        comment = _held_comment(held[key], parent, may_be_elsewhere=len(held[key]) >= to_come[key])
        to_come[key] -= 1
        if comment is None:
            author, posted_at, body = key
            comment = Comment.objects.create(
                thread=thread,
                parent=parent,
                position=next_position + len(new),
                author_name=author,
                posted_at=posted_at,
                time_known=draft.posted_at is not None,
                body=body,
            )
            new.append(comment)
        saved.append(comment)
    moved = _put_in_order(_reading_order(saved, before), next_position + len(new))
    return len(new), len(moved - {comment.pk for comment in new})


def _held_comment(alike: list[Comment], parent: Comment | None, *, may_be_elsewhere: bool) -> Comment | None:
    """Take the one that answers the same comment; another only where none of its own kind is waiting for it."""
    parent_pk = parent.pk if parent else None
    fitting = [comment for comment in alike if comment.parent_id == parent_pk]
    if not fitting and may_be_elsewhere:
        fitting = alike
    if not fitting:
        return None
    comment = fitting[0]
    alike.remove(comment)
    return comment


def _reading_order(in_article: Sequence[Comment], before: Sequence[Comment]) -> list[Comment]:
    """Every comment after the one it answers, in the article's order.

    One that is not in the article stays behind the comment that it followed, among replies to the same one.
    """
    siblings: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in in_article:
        siblings[comment.parent_id].append(comment)
    known = {comment.pk for comment in in_article}
    last: dict[int | None, Comment] = {}
    for comment in before:
        if comment.pk not in known:
            among = siblings[comment.parent_id]
            above = last.get(comment.parent_id)
            among.insert(among.index(above) + 1 if above else 0, comment)
        last[comment.parent_id] = comment
    order: list[Comment] = []
    waiting = siblings[None][::-1]
    while waiting:
        comment = waiting.pop()
        order.append(comment)
        waiting += siblings[comment.pk][::-1]
    return order


def _put_in_order(order: Sequence[Comment], offset: int) -> set[int]:
    """Give the places that these comments have out again in this order; returns who got another one.

    `offset` is above every place. Two comments must never be in one place, not even for a moment.
    """
    places = sorted(comment.position for comment in order)
    moved = [comment for comment, place in zip(order, places, strict=True) if comment.position != place]
    if not moved:
        return set()
    for comment, place in zip(order, places, strict=True):
        comment.position = place
    pks = {comment.pk for comment in moved}
    Comment.objects.filter(pk__in=pks).update(position=F("position") + offset)
    Comment.objects.bulk_update(moved, ["position"])
    return pks


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
