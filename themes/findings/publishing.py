"""Publishing and withdrawing: the acts, and the reasons against them, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone

from reviews.history.tracking import annotate_history, get_events
from themes.enums import CitationBasis, FindingState, Outcome
from themes.models import Finding, Quotation
from themes.models.citation import FOUND_BY_MACHINE
from themes.models.finding import FindingQuerySet
from themes.quotations.verifying import verify_these
from themes.writing.years import names_years

PUBLISHED = FindingState.PUBLISHED
CAN_BE_WITHDRAWN = (PUBLISHED, FindingState.HIDDEN)
Person = Any  # of django.contrib.auth: a user, or nobody signed in
# The relations that `find_reasons_against_publishing` reads: prefetch them when asking about many findings.
READ_TO_PUBLISH = ("finding_themes", "periods", "citations__pages", "quotations")


def find_reasons_against_publishing(finding: Finding, *, excused: Collection[str] = ()) -> list[str]:
    """Why this finding cannot be published, in whole sentences; an empty list where it can.

    `excused` are words that may be quoted though they were not found. Its block is left out: see `find_obstacles`.
    """
    reasons = _find_reasons_in_fields(finding)
    if finding.pk:
        reasons += _find_reasons_in_rows(finding, excused)
    return reasons


def _find_reasons_in_fields(finding: Finding) -> list[str]:
    reasons = []
    text = finding.text.strip()
    if not text:
        reasons.append("It has no wording of our own yet.")
    if finding.article_words and text == finding.article_words.strip():
        reasons.append("Its wording is the article's, not ours.")
    if not finding.certainty:
        reasons.append("It does not say how we know it.")
    return reasons


def _find_reasons_in_rows(finding: Finding, excused: Collection[str]) -> list[str]:
    """The rows may be prefetched (`READ_TO_PUBLISH`), so none are filtered by the database."""
    reasons = []
    if not any(row.is_primary for row in finding.finding_themes.all()):
        reasons.append("It has no primary theme.")
    if not finding.periods.all() and not names_years(finding.text):
        reasons.append("It has no period, and its wording does not say which years its reviews are of.")
    citations = list(finding.citations.all())
    prefetch_related_objects(citations, "pages")
    if not finding.basis and not citations:
        reasons.append("It has neither a page list nor a note of what was read.")
    if any(
        citation.basis != CitationBasis.CONTENTS_LIST and not citation.pages.all() for citation in citations
    ):
        reasons.append("One of its page lists has no pages.")
    return reasons + [
        f"The words “{shorten(quotation.words)}” were not found on the page given. Correct them, take them out, or "
        "accept them with a reason."
        for quotation in finding.quotations.all()
        if quotation.outcome == Outcome.NOT_FOUND and quotation.words not in excused
    ]


def shorten(words: str, most: int = 80) -> str:
    """The words cut between two of them, to about `most` characters."""
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def check_unchecked_quotations(findings: Collection[int]) -> None:
    """Compare quotations that are not checked yet: only words known to be missing stop a finding."""
    unchecked = Quotation.objects.exclude(FOUND_BY_MACHINE).filter(
        finding__in=findings, citation__isnull=False, outcome=Outcome.NOT_CHECKED
    )
    verify_these(list(unchecked.values_list("pk", flat=True)), act="")


def expand_to_blocks(findings: Iterable[Finding]) -> FindingQuerySet:
    """These findings and all members of their blocks, as stored, by number."""
    pks = [finding.pk for finding in findings]
    blocks = Finding.objects.filter(pk__in=pks, block__isnull=False).values("block")
    return Finding.objects.filter(Q(pk__in=pks) | Q(block__in=blocks)).order_by("number")


def find_hidden_members(finding: Finding) -> FindingQuerySet:
    """Other findings of its block that readers do not see."""
    if not finding.block_id:
        return Finding.objects.none()
    return Finding.objects.filter(block=finding.block_id).exclude(state=PUBLISHED).exclude(pk=finding.pk)


def find_obstacles(findings: Iterable[Finding], *, by: Person | None = None) -> dict[int, list[str]]:
    """Why these cannot be published in one go, in whole sentences, by primary key; published ones are left out.

    Their blocks count too, and who worded them. Reads them as stored, in a constant number of queries.
    """
    pks = [finding.pk for finding in findings]
    stored = Finding.objects.filter(pk__in=pks).exclude(state=PUBLISHED).prefetch_related(*READ_TO_PUBLISH)
    blocks = {finding.block_id for finding in stored} - {None}
    missing = Finding.objects.filter(block__in=blocks).exclude(state=PUBLISHED).exclude(pk__in=pks)
    missing_of: dict[int | None, list[Finding]] = defaultdict(list)
    for member in missing.order_by("block_position", "pk"):
        missing_of[member.block_id].append(member)
    needs_second = settings.SECOND_PERSON_PUBLISHES and by is not None
    authors = find_last_authors(pks) if needs_second else {}
    obstacles = {}
    for finding in stored:
        obstacles[finding.pk] = find_reasons_against_publishing(finding)
        obstacles[finding.pk] += [
            f"It has to be read together with {member.code}, which is {member.get_state_display().lower()}. "
            "Publish both together."
            for member in missing_of[finding.block_id]
        ]
        if by is not None and authors.get(finding.pk, 0) == by.pk:
            obstacles[finding.pk].append(
                "You were the last to change its words, so somebody else has to publish it."
            )
    return obstacles


def find_last_authors(pks: Collection[int]) -> dict[int, int | None]:
    """The user whose change made the words what they are, by the finding's primary key: one query.

    None where history has nobody.
    """
    words = get_events(Finding).filter(
        pgh_obj__in=pks, version=Finding.objects.filter(pk=OuterRef("pgh_obj_id")).values("version")[:1]
    )
    first = words.order_by("pgh_obj_id", "pgh_id").distinct("pgh_obj_id")
    contexts = first.values_list("pgh_obj_id", "pgh_context__metadata")
    return {pk: (metadata or {}).get("user") for pk, metadata in contexts}


def find_reasons_against_rewording(finding: Finding) -> list[str]:
    """Why its words cannot be changed; an empty list where they can.

    Where a second person has to publish, saving other words in a published finding would go round that.
    """
    if settings.SECOND_PERSON_PUBLISHES and finding.state == PUBLISHED:
        return [
            "Readers see these words, and a second person has to publish any others. Withdraw the finding first; "
            "then change its words, and ask somebody else to publish it."
        ]
    return []


def publish_finding(*, finding: Finding, why: str = "", by: Person | None = None) -> None:
    """Show a finding to the public, for the first time or again. Raises ValidationError with every reason."""
    publish_findings(findings=[finding], why=why, by=by)


def publish_findings(*, findings: Sequence[Finding], why: str = "", by: Person | None = None) -> None:
    """Show several to the public in one go, as a block needs; all of them or none.

    Unchecked quotations are checked first. Their outcomes stay, whether the findings are published or not.
    """
    check_unchecked_quotations([finding.pk for finding in findings])
    obstacles = find_obstacles(findings, by=by)
    reasons = [
        f"{finding.code} cannot be published: {reason}"
        for finding in findings
        for reason in obstacles.get(finding.pk, [])
    ]
    if reasons:
        raise ValidationError(reasons)
    now = timezone.now()
    with transaction.atomic(), annotate_history(act="publish", why=why):
        Finding.objects.filter(pk__in=[finding.pk for finding in findings]).update(
            state=PUBLISHED, published_at=Coalesce("published_at", now), withdrawn_at=None
        )
    for finding in findings:
        finding.state, finding.withdrawn_at = PUBLISHED, None
        finding.published_at = finding.published_at or now


def send_to_review(*, finding: Finding, why: str = "") -> None:
    """Say that a draft is ready for somebody else to look at."""
    _change_state(finding, FindingState.DRAFT, FindingState.IN_REVIEW, why)


def return_to_draft(*, finding: Finding, why: str = "") -> None:
    """Take a finding back from review: there is work to do on it."""
    _change_state(finding, FindingState.IN_REVIEW, FindingState.DRAFT, why)


def _change_state(finding: Finding, before: FindingState, after: FindingState, why: str) -> None:
    if finding.state == after:
        return
    if finding.state != before:
        raise ValidationError(f"{finding.code} is {finding.get_state_display().lower()} and stays so.")
    with transaction.atomic(), annotate_history(act=after.value, why=why):
        finding.state = after
        finding.save(update_fields=["state"])


def hide_findings(*, findings: Sequence[Finding], why: str = "") -> list[Finding]:
    """Show findings and their blocks to nobody from now on, until somebody has decided; those hidden are returned.

    Nothing of them is lost: `publish_findings` shows them again, `withdraw_findings` takes them away for good.
    """
    with transaction.atomic(), annotate_history(act="hide", why=why):
        public = list(expand_to_blocks(findings).select_for_update().filter(state=PUBLISHED))
        Finding.objects.filter(pk__in=[each.pk for each in public]).update(state=FindingState.HIDDEN)
    for finding in (*public, *findings):
        if finding.state == PUBLISHED:
            finding.state = FindingState.HIDDEN
    return public


def withdraw_finding(*, finding: Finding, why: str = "") -> None:
    """Take a finding from public view at once, with its block; see `withdraw_findings`."""
    withdraw_findings(findings=[finding], why=why)


def withdraw_findings(*, findings: Sequence[Finding], why: str = "") -> list[Finding]:
    """Take findings and their blocks from public view at once; those withdrawn are returned.

    Their addresses stay and say so; `why` stays in their history. Raises ValidationError for any never published.
    """
    never = [finding.code for finding in findings if not finding.published_at]
    if never:
        raise ValidationError(
            [f"{code} was never published. Leave it as a draft, or delete it." for code in never]
        )
    with transaction.atomic(), annotate_history(act="withdraw", why=why):
        public = list(expand_to_blocks(findings).select_for_update().filter(state__in=CAN_BE_WITHDRAWN))
        now = timezone.now()
        pks = {finding.pk for finding in public}
        Finding.objects.filter(pk__in=pks).update(state=FindingState.WITHDRAWN, withdrawn_at=now)
    for finding in (*public, *findings):
        if finding.pk in pks:
            finding.state, finding.withdrawn_at = FindingState.WITHDRAWN, now
    return public
