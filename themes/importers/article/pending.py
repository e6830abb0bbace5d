"""What an article gives for published findings, and readers do not see until a publisher adds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from reviews.history.tracking import annotate_history
from reviews.models import Article
from themes.enums import FindingState
from themes.findings.publishing import find_reasons_against_publishing
from themes.findings.snapshots import refuse_breaking_published
from themes.importers.article.decisions import ImportReport
from themes.importers.article.drafts import ArticleDraft, PageListDraft
from themes.importers.article.locking import lock_imports
from themes.importers.article.matching import find_accepted, find_accepted_findings
from themes.importers.article.page_lists import (
    ListedFinding,
    find_citations,
    find_new_quotations,
    list_findings,
    save_page_list,
)


@dataclass(slots=True)
class PendingAdditions:
    """To one published finding; in the article's order, each once."""

    pages: list[str] = field(default_factory=list)
    quotations: list[str] = field(default_factory=list)

    def add(self, *, pages: str | None, quotations: Iterable[str]) -> None:
        self.pages += [pages] if pages and pages not in self.pages else []
        self.quotations += [words for words in dict.fromkeys(quotations) if words not in self.quotations]


def find_pending(draft: ArticleDraft, article: Article) -> dict[int, PendingAdditions]:
    """By the finding's primary key; none where nothing waits."""
    mentions = article.mentions.filter(pages_wait=True, finding__state=FindingState.PUBLISHED)
    waiting = set(mentions.values_list("finding", flat=True))
    found: dict[int, PendingAdditions] = defaultdict(PendingAdditions)
    for page_list, listed in _list_accepted(draft, article, waiting):
        cited = find_citations([line.finding for line in listed], article.review, page_list.pages)
        for finding, quotations in listed:
            found[finding.pk].add(
                pages=None if finding.pk in cited else page_list.as_given or None,
                quotations=find_new_quotations(finding, quotations),
            )
    return {pk: additions for pk, additions in found.items() if additions.pages or additions.quotations}


@transaction.atomic
def publish_pending(*, draft: ArticleDraft, article: Article) -> ImportReport:
    """Give published findings the pages and quotations of an article that waited. Raises ValidationError."""
    lock_imports()
    report = ImportReport(article, article.review)
    with annotate_history(act="add_waiting_pages", article=article.title):
        mentions = list(article.mentions.filter(pages_wait=True).select_related("finding"))
        waiting = {mention.finding_id: mention.finding for mention in mentions}
        report.publishable = [
            finding for finding in waiting.values() if not find_reasons_against_publishing(finding)
        ]
        for page_list, listed in _list_accepted(draft, article, set(waiting)):
            save_page_list(page_list, listed, report)
        for mention in mentions:
            mention.pages_wait = False
            mention.save(update_fields=["pages_wait"])
        refuse_breaking_published(report.publishable)
    return report


def hold_back_published(
    page_list: PageListDraft, listed: list[ListedFinding], report: ImportReport
) -> list[ListedFinding]:
    """Return the findings that readers do not see; note which of the others lack something."""
    published = [line for line in listed if line.finding.state == FindingState.PUBLISHED]
    about = [line for line in published if line.finding.review_id == report.review.pk]
    cited = find_citations([line.finding for line in about], report.review, page_list.pages)
    report.pending |= {
        finding.pk
        for finding, quotations in about
        if (page_list.pages and finding.pk not in cited) or find_new_quotations(finding, quotations)
    }
    return [line for line in listed if line.finding.state != FindingState.PUBLISHED]


def mark_pending(report: ImportReport) -> None:
    for mention in report.article.mentions.filter(finding__in=report.pending, pages_wait=False):
        mention.pages_wait = True
        mention.save(update_fields=["pages_wait"])


def _list_accepted(
    draft: ArticleDraft, article: Article, pks: set[int]
) -> Iterator[tuple[PageListDraft, list[ListedFinding]]]:
    """Each page list with those of its findings that became one of `pks`."""
    accepted = find_accepted_findings(article) if pks else {}
    for theme in draft.themes:
        findings = {
            index: finding
            for index, line in enumerate(theme.findings)
            if (finding := find_accepted(accepted, theme, line)) and finding.pk in pks
        }
        for page_list in theme.page_lists:
            if listed := list_findings(page_list, theme, findings):
                yield page_list, listed
