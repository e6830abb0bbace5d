"""An article as it was read -> drafts for a curator: one transaction, and nothing twice."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F
from django.utils.text import slugify

from reviews.history.tracking import recorded
from reviews.models import Article, Review
from reviews.models.series import Certainty
from themes.citations.locators import Locator, Pages
from themes.enums import CitationBasis, FindingState, SourceBasis
from themes.findings.publishing import reasons_not_to_publish, refuse_breaking_published
from themes.importers.article.drafts import (
    ArticleDraft,
    ArticleError,
    CommentDraft,
    FindingDraft,
    PageListDraft,
    SectionDraft,
    ThemeDraft,
)
from themes.importers.article.matching import match, plain
from themes.models import (
    ArticleMention,
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
ONE_IMPORT_AT_A_TIME = 5_117_003  # an advisory lock; any number that nothing else here uses
NO_WORDS = "(The source has no words here.)"


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes of one finding of an article: a draft, or one more source of a finding that we hold."""

    same_as: Finding | None = None
    words: str = ""  # our own, for the draft to start with


@dataclass(frozen=True, slots=True)
class Decisions:
    """A curator's, by the lines that they are about. Findings that are not named are left for later.

    Without `may_change_published` a published finding keeps the pages and quotations that readers see.
    """

    findings: Mapping[int, Taken]
    themes: Mapping[int, Theme | None]
    sections_left_out: frozenset[int] = frozenset()
    may_change_published: bool = True
    publication: str = ""
    published: date | None = None


@dataclass
class Imported:
    """What an import did. Numbers count what was added or moved; all are nought the second time."""

    article: Article
    review: Review
    article_changes: tuple[str, ...] = ()  # what an article held before got: "date", "imported text"
    article_is_new: bool = False
    sections: int = 0
    findings: list[Finding] = field(default_factory=list)
    said_again: list[Finding] = field(default_factory=list)  # held before; the article's words joined them
    sound: list[Finding] = field(default_factory=list)  # of those, what could be published before
    page_lists: int = 0
    joined: int = 0  # times a finding was added to a page list that was held already
    quotations: int = 0
    waiting: set[int] = field(default_factory=set)  # published findings whose pages wait for a publisher
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
            or self.said_again
            or self.page_lists
            or self.joined
            or self.quotations
            or self.comments
            or self.comments_moved
        )


def fingerprint(text: str) -> str:
    """SHA-256 of an article's text, the same whatever its line ends and encoding were."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def save_article(
    *, draft: ArticleDraft, text: str, review: Review, decisions: Decisions | None = None
) -> Imported:
    """Keep an article, its drafts, page lists, quotations and thread. What is held already is left as it is.

    `text` is the decoded source, kept for curators. Comments are held until a person decides about them.
    Without `decisions` every finding becomes a draft. Raises ArticleError when the same text is held for another
    review, and ValidationError where a published finding would no longer keep the rules.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
    may_change_published = decisions is None or decisions.may_change_published
    with recorded(act="import_article", article=draft.title):
        report = _save_article_row(draft, text, review, decisions)
        matches = match(draft, review)
        for position, theme in enumerate(draft.themes):
            if decisions is None:
                taken = {finding.line: Taken() for finding in theme.findings}
                _save_theme(theme, position, matches.themes[theme.line], taken, report, may_change_published)
            elif theme.line in decisions.sections_left_out:
                _leave_section_out(theme, position, report)
            elif taken := {
                finding.line: decisions.findings[finding.line]
                for finding in theme.findings
                if finding.line in decisions.findings
            }:
                theirs = decisions.themes.get(theme.line)
                _save_theme(theme, position, theirs, taken, report, may_change_published)
            report.alike[theme.title] = matches.alike(theme)
        for position, left_out in enumerate(draft.sections_left_out, start=len(draft.themes)):
            _leave_section_out(left_out, position, report)
        if draft.comments:
            thread, _ = Thread.objects.get_or_create(article=report.article)
            report.comments, report.comments_moved = _save_comments(thread, draft.comments)
        _mark_waiting(report)
        refuse_breaking_published(report.sound)
    return report


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an article gives for a published finding, and readers do not see yet."""

    pages: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()


def waiting_for_publisher(draft: ArticleDraft, article: Article) -> dict[int, Waiting]:
    """By the finding's primary key; none where no finding waits."""
    mentions = article.mentions.filter(pages_wait=True, finding__state=FindingState.PUBLISHED)
    waiting = set(mentions.values_list("finding", flat=True))
    found: dict[int, Waiting] = {}
    if not waiting:
        return found
    for page_list, listed, theme in _said_with_pages(draft, article):
        listed = {index: finding for index, finding in listed.items() if finding.pk in waiting}
        cited = _citing(listed.values(), article.review, page_list.pages)
        for index, finding in listed.items():
            before = found.get(finding.pk, Waiting())
            pages = () if finding.pk in cited else (page_list.as_given,)
            held = {plain(words) for words in finding.quotations.values_list("words", flat=True)}
            quotations = tuple(
                words for words in theme.findings[index].quotations if plain(words) not in held
            )
            found[finding.pk] = Waiting(
                tuple(dict.fromkeys(before.pages + pages)),
                tuple(dict.fromkeys(before.quotations + quotations)),
            )
    return {pk: one for pk, one in found.items() if one.pages or one.quotations}


@transaction.atomic
def show_waiting(*, draft: ArticleDraft, article: Article) -> Imported:
    """Give published findings the pages and quotations of an article that waited. Raises ValidationError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
    report = Imported(article, article.review)
    with recorded(act="add_waiting_pages", article=article.title):
        waiting = {
            mention.finding_id: mention.finding for mention in article.mentions.filter(pages_wait=True)
        }
        report.sound = [finding for finding in waiting.values() if not reasons_not_to_publish(finding)]
        for page_list, listed, theme in _said_with_pages(draft, article):
            listed = {index: finding for index, finding in listed.items() if finding.pk in waiting}
            if listed:
                _save_page_list(page_list, listed, theme, report)
        for mention in article.mentions.filter(pages_wait=True):
            mention.pages_wait = False
            mention.save(update_fields=["pages_wait"])
        refuse_breaking_published(report.sound)
    return report


def _said_with_pages(
    draft: ArticleDraft, article: Article
) -> Iterable[tuple[PageListDraft, dict[int, Finding], ThemeDraft]]:
    """Each page list with the findings taken of those it is given for, by their place under the heading."""
    said = findings_said(article)
    for theme in draft.themes:
        for page_list in theme.citations:
            taken = {
                index: said.get((plain(theme.title), plain(theme.findings[index].text)))
                for index in page_list.findings
            }
            yield page_list, {index: finding for index, finding in taken.items() if finding}, theme


def _mark_waiting(report: Imported) -> None:
    for mention in report.article.mentions.filter(finding__in=report.waiting, pages_wait=False):
        mention.pages_wait = True
        mention.save(update_fields=["pages_wait"])


def findings_said(article: Article) -> dict[tuple[str, str], Finding]:
    """What was taken from an article so far, by its heading and words as `plain` has them: two queries."""
    drafts = article.findings.exclude(article_words="").select_related("article_section")
    mentions = article.mentions.select_related("section", "finding")
    return {
        **{
            (plain(finding.article_section.title), plain(finding.article_words)): finding
            for finding in drafts
            if finding.article_section
        },
        **{(plain(one.section.title), plain(one.words)): one.finding for one in mentions},
    }


def _save_article_row(
    draft: ArticleDraft, text: str, review: Review, decisions: Decisions | None
) -> Imported:
    """The article held with this text, else the one held under this title for this review, else a new one."""
    sha256 = fingerprint(text)
    published = (decisions.published if decisions else None) or draft.published_on
    publication = decisions.publication if decisions else ""
    same_text = Article.objects.filter(source_sha256=sha256).select_related("review").first()
    if same_text:
        if same_text.review != review:
            raise ArticleError(
                f"This text is held already, about {same_text.review.short_title}. Nothing was imported."
            )
        return Imported(same_text, review)
    held = [one for one in Article.objects.filter(review=review) if plain(one.title) == plain(draft.title)]
    if not held:
        article = Article.objects.create(
            review=review,
            title=draft.title,
            slug=_free_slug(draft.title),
            publication=publication,
            published=published,
            source_sha256=sha256,
            source_text=text,
        )
        return Imported(article, review, article_is_new=True)
    article = held[0]
    changes = []
    if published and not article.published:
        article.published = published
        changes.append("date")
    if publication and not article.publication:
        article.publication = publication
        changes.append("publication")
    article.source_sha256, article.source_text = sha256, text
    article.save(update_fields=["publication", "published", "source_sha256", "source_text"])
    return Imported(article, review, article_changes=(*changes, "imported text"))


def _save_theme(
    draft: ThemeDraft,
    position: int,
    theme: Theme | None,
    taken: Mapping[int, Taken],
    report: Imported,
    may_change_published: bool,
) -> None:
    section, is_new = _section(draft, position, report, left_out=False, theme=theme)
    if not is_new and theme and section.theme is None:
        section.theme = theme
        section.save(update_fields=["theme"])
    report.article.sections.filter(title=draft.title, line=draft.line, left_out=True).delete()
    report.themes[draft.title] = section.theme
    said = {plain(finding.article_words): finding for finding in section.findings.all()}
    said |= {plain(mention.words): mention.finding for mention in section.mentions.select_related("finding")}
    findings: dict[int, Finding] = {}
    for index, finding in enumerate(draft.findings):
        if finding.line not in taken:
            continue
        words = plain(finding.text)
        if words not in said:  # a heading may say a thing twice: it is one finding
            said[words] = _take(finding, taken[finding.line], section, theme, report)
        findings[index] = said[words]
    for page_list in draft.citations:
        listed = {index: findings[index] for index in page_list.findings if index in findings}
        if not may_change_published:
            listed = _leave_published(page_list, listed, draft, report)
        if listed:
            _save_page_list(page_list, listed, draft, report)


def _leave_published(
    draft: PageListDraft, listed: Mapping[int, Finding], theme: ThemeDraft, report: Imported
) -> dict[int, Finding]:
    """Those that readers do not see; of the others it is noted which would have got something."""
    published = {
        index: finding for index, finding in listed.items() if finding.state == FindingState.PUBLISHED
    }
    about = [finding for finding in published.values() if finding.review_id == report.review.pk]
    cited = _citing(about, report.review, draft.pages)
    for index, finding in published.items():
        if finding not in about:
            continue
        held = {plain(words) for words in finding.quotations.values_list("words", flat=True)}
        quoted = {plain(words) for words in theme.findings[index].quotations}
        if finding.pk not in cited or quoted - held:
            report.waiting.add(finding.pk)
    return {index: finding for index, finding in listed.items() if index not in published}


def _leave_section_out(draft: ThemeDraft | SectionDraft, position: int, report: Imported) -> None:
    if not report.article.sections.filter(title=draft.title, left_out=False).exists():
        _section(draft, position, report, left_out=True)


def _section(
    draft: ThemeDraft | SectionDraft,
    position: int,
    report: Imported,
    *,
    left_out: bool,
    theme: Theme | None = None,
) -> tuple[ArticleSection, bool]:
    section, is_new = ArticleSection.objects.get_or_create(
        article=report.article,
        title=draft.title,
        left_out=left_out,
        defaults={
            "position": _free_position(report.article, position),
            "line": draft.line,
            "theme": theme,
        },
    )
    report.sections += is_new
    return section, is_new


def _take(
    draft: FindingDraft, taken: Taken, section: ArticleSection, theme: Theme | None, report: Imported
) -> Finding:
    if taken.same_as:
        if not reasons_not_to_publish(taken.same_as):
            report.sound.append(taken.same_as)
        ArticleMention.objects.create(
            finding=taken.same_as, article=report.article, section=section, words=draft.text
        )
        report.said_again.append(taken.same_as)
        return taken.same_as
    finding = Finding.objects.create(
        text=taken.words,
        review=report.review,
        article=report.article,
        article_section=section,
        article_words=draft.text,
        basis=SourceBasis.PARTIAL_SOURCE,
        certainty=Certainty.MEDIUM,
        source_url=report.article.url,
    )
    finding.periods.set(report.review.periods.all())
    if theme := theme or section.theme:
        FindingTheme.objects.create(finding=finding, theme=theme, is_primary=True)
    report.findings.append(finding)
    return finding


def _save_page_list(
    draft: PageListDraft, listed: Mapping[int, Finding], theme: ThemeDraft, report: Imported
) -> None:
    """Give these findings the list where they lack it; `listed` is by their place under the heading."""
    # A finding from another review has pages of that one: this list is not about them.
    listed = {index: finding for index, finding in listed.items() if finding.review_id == report.review.pk}
    if not listed:
        return
    cited = _citing(listed.values(), report.review, draft.pages)
    lacking = {finding.pk: finding for finding in listed.values() if finding.pk not in cited}
    if lacking:
        citation = _held_page_list(report.article, draft.pages)
        if citation is None:
            citation = _new_page_list(draft, report)
        else:
            report.joined += len(lacking)
        citation.findings.add(*lacking.values())
        cited |= dict.fromkeys(lacking, citation)
    for index, finding in listed.items():
        _save_quotations(finding, theme.findings[index].quotations, cited[finding.pk], report)


def _new_page_list(draft: PageListDraft, report: Imported) -> Citation:
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
    return citation


def _save_quotations(
    finding: Finding, quotations: Sequence[str], citation: Citation, report: Imported
) -> None:
    held = {plain(words) for words in finding.quotations.values_list("words", flat=True)}
    for words in quotations:
        if plain(words) not in held:
            held.add(plain(words))
            Quotation.objects.create(finding=finding, words=words, citation=citation, position=len(held) - 1)
            report.quotations += 1


def _citing(findings: Iterable[Finding], review: Review, pages: Locator) -> dict[int, Citation]:
    """Which of these findings have exactly these pages of the review already, whoever gave them."""
    links = (
        Citation.findings.through.objects.filter(finding__in=list(findings), citation__pages__review=review)
        .select_related("citation")
        .prefetch_related("citation__pages")
        .distinct()
    )
    return {
        link.finding_id: link.citation
        for link in links
        if tuple(page.as_pages for page in link.citation.pages.all()) == pages
    }


def _held_page_list(article: Article, pages: Sequence[Pages]) -> Citation | None:
    for citation in article.citations.prefetch_related("pages"):
        if tuple(page.as_pages for page in citation.pages.all()) == tuple(pages):
            return citation
    return None


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
