"""Publishing and withdrawing: the acts, and what stands in their way, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone

from reviews.history.tracking import events_of, recorded
from themes.enums import CitationBasis, FindingState, Outcome
from themes.findings.published import Seen, what_readers_see
from themes.models import Finding, Quotation
from themes.models.finding import FindingQuerySet
from themes.quotations.verifying import verify_these

PUBLISHED = FindingState.PUBLISHED
Person = Any  # of django.contrib.auth: a user, or nobody signed in
# What `reasons_not_to_publish` looks at, for those who ask it of many.
READ_TO_PUBLISH = ("finding_themes", "periods", "citations__pages", "quotations")


def reasons_not_to_publish(finding: Finding, *, excused: Collection[str] = ()) -> list[str]:
    """Why this finding cannot be published, in whole sentences; an empty list when nothing is in the way.

    `excused` are words that may be quoted though they were not found. What has to be read together with it is
    left out: see `reasons_in_others`.
    """
    reasons = []
    if not finding.text.strip():
        reasons.append("It has no wording of our own yet.")
    if finding.article_words and finding.text.strip() == finding.article_words.strip():
        reasons.append("Its wording is the article's, not ours.")
    if not finding.certainty:
        reasons.append("It does not say how we know it.")
    if not finding.pk:
        return reasons
    # What many findings share in being asked this is read ahead by who asks: nothing is filtered here.
    if not any(row.is_primary for row in finding.finding_themes.all()):
        reasons.append("It has no primary theme.")
    if not finding.periods.all():
        reasons.append("It has no period.")
    citations = list(finding.citations.all())
    prefetch_related_objects(citations, "pages")
    if not finding.basis and not citations:
        reasons.append("It has neither a page list nor a note of what was read.")
    if any(
        not citation.pages.all() for citation in citations if citation.basis != CitationBasis.CONTENTS_LIST
    ):
        reasons.append("One of its page lists has no pages.")
    reasons += [
        _not_found(quotation.words)
        for quotation in finding.quotations.all()
        if quotation.outcome == Outcome.NOT_FOUND and quotation.words not in excused
    ]
    return reasons


def _not_found(words: str) -> str:
    return (
        f"The words “{shortened(words)}” were not found on the page given. Correct them, take them out, or "
        "accept them with a reason."
    )


def _look_for_unchecked(findings: Collection[int]) -> None:
    """Look for the words of these that nobody compared yet: what just changed is not checked, and so not refused."""
    unchecked = Quotation.objects.filter(
        finding__in=findings, citation__isnull=False, outcome=Outcome.NOT_CHECKED
    )
    verify_these(list(unchecked.values_list("pk", flat=True)), act="")


def shortened(words: str, most: int = 80) -> str:
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]} …"


def partners(finding: Finding) -> FindingQuerySet:
    """Findings of its block that readers do not see, and without which it would mislead."""
    if not finding.block_id:
        return Finding.objects.none()
    return Finding.objects.filter(block=finding.block_id).exclude(state=PUBLISHED).exclude(pk=finding.pk)


def reasons_in_others(
    finding: Finding, *, by: Person | None = None, together_with: Collection[int] = ()
) -> list[str]:
    """What hinders publishing besides the finding itself: its block, and who worded it.

    `together_with` are primary keys of findings that are published in the same go.
    """
    return _reasons_in_others([finding], by=by, together_with=together_with)[finding.pk]


def hindrances(findings: Sequence[Finding], *, by: Person | None = None) -> dict[int, list[str]]:
    """By primary key: all that hinders publishing these in one go, in whole sentences. Always as many queries."""
    # Read anew: what is fetched ahead must not stay with the findings of whoever asks.
    findings = list(
        Finding.objects.filter(pk__in=[each.pk for each in findings]).prefetch_related(*READ_TO_PUBLISH)
    )
    others = _reasons_in_others(findings, by=by, together_with={finding.pk for finding in findings})
    return {
        finding.pk: [*reasons_not_to_publish(finding), *others[finding.pk]]
        for finding in findings
        if finding.state != PUBLISHED
    }


def _reasons_in_others(
    findings: Sequence[Finding], *, by: Person | None, together_with: Collection[int]
) -> dict[int, list[str]]:
    reasons: dict[int, list[str]] = {finding.pk: [] for finding in findings}
    blocks = {finding.block_id for finding in findings} - {None}
    waiting = (
        Finding.objects.filter(block__in=blocks).exclude(state=PUBLISHED).order_by("block_position", "pk")
    )
    missing = [each for each in waiting if each.pk not in together_with] if blocks else []
    worded = {}
    if settings.SECOND_PERSON_PUBLISHES and by is not None:
        worded = last_worded([finding.pk for finding in findings])
    for finding in findings:
        reasons[finding.pk] += [
            f"It has to be read together with {partner.code}, which is {partner.get_state_display().lower()}. "
            "Publish both together."
            for partner in missing
            if partner.block_id == finding.block_id and partner.pk != finding.pk
        ]
        if by is not None and worded.get(finding.pk, 0) == by.pk:
            reasons[finding.pk].append(
                "You were the last to change its words, so somebody else has to publish it."
            )
    return reasons


def last_worded_by(finding: Finding) -> int | None:
    """The primary key of the user whose change made the words what they are; None where history has nobody."""
    return last_worded([finding.pk]).get(finding.pk)


def last_worded(pks: Collection[int]) -> dict[int, int | None]:
    """The same for several, by the finding's primary key: one query."""
    words = events_of(Finding).filter(
        pgh_obj__in=pks, version=Finding.objects.filter(pk=OuterRef("pgh_obj_id")).values("version")[:1]
    )
    first = words.order_by("pgh_obj_id", "pgh_id").distinct("pgh_obj_id")
    about = first.values_list("pgh_obj_id", "pgh_context__metadata")
    return {pk: (metadata or {}).get("user") for pk, metadata in about}


def reasons_not_to_reword(finding: Finding) -> list[str]:
    """Why its words cannot be changed as it stands: where a second person publishes, nobody publishes by saving."""
    if settings.SECOND_PERSON_PUBLISHES and finding.state == PUBLISHED:
        return [
            "Readers see these words, and a second person has to publish any others. Withdraw the finding first; "
            "then change its words, and ask somebody else to publish it."
        ]
    return []


def reasons_not_to_touch(
    before: Mapping[int, Seen], findings: Iterable[int], *, by: Person | None = None
) -> dict[int, list[str]]:
    """Why a change that was just made cannot stay, by the published finding that it touches.

    `before` is what readers saw before it (`what_readers_see` of the findings concerned), `findings` are those
    concerned by it now. A finding of which readers see what they saw has nothing to say.
    """
    pks = {*before, *findings}
    now = what_readers_see(pks)
    touched = [pk for pk in {**before, **now} if before.get(pk) != now.get(pk)]
    if not touched:
        return {}
    if by is not None and not by.has_perm("themes.publish_finding"):
        codes = {pk: (now.get(pk) or before[pk]).code for pk in touched}
        return {
            pk: [f"Readers see {code}, so only somebody who may publish can change this."]
            for pk, code in codes.items()
        }
    public = set(touched) & now.keys()
    _look_for_unchecked(public)
    read = Finding.objects.filter(pk__in=public).order_by("number")
    reasons = {}
    for finding in read.prefetch_related(*READ_TO_PUBLISH):
        seen, saw = now[finding.pk], before.get(finding.pk)
        # What a check found out since it was published is no fault of this change, which may mend other words first.
        said = reasons_not_to_publish(finding, excused=saw.not_found if saw else ())
        waiting = seen.waiting - (saw.waiting if saw else set())
        if waiting:
            said += [
                f"It would have to be read together with {other.code}, which is {other.get_state_display().lower()}."
                for other in Finding.objects.filter(pk__in=waiting).order_by("number")
            ]
        said = [
            f"{finding.code} is published, so this cannot be saved: {one} Withdraw it first." for one in said
        ]
        if saw and saw.text != seen.text:
            said += reasons_not_to_reword(finding)
        reasons[finding.pk] = said
    return {pk: said for pk, said in reasons.items() if said}


def refuse_touching_published(
    before: Mapping[int, Seen], findings: Iterable[int], *, by: Person | None = None
) -> None:
    """Raise ValidationError, with every reason, where a change may not reach readers as it is.

    Every writer calls it after its change and inside its transaction, which the error then takes back:

        before = what_readers_see(concerned)
        ...
        refuse_touching_published(before, concerned_now, by=user)
    """
    reasons = reasons_not_to_touch(before, findings, by=by)
    if reasons:
        raise ValidationError([said for each in reasons.values() for said in each])


def refuse_breaking_published(findings: Iterable[Finding]) -> None:
    """Raise ValidationError where one of these is published and no longer keeps the rules, whoever changed it."""
    refuse_touching_published({}, [finding.pk for finding in findings])


def publish_finding(*, finding: Finding, why: str = "", by: Person | None = None) -> None:
    """Show a finding to the public, for the first time or again. Raises ValidationError with every reason."""
    publish_together(findings=[finding], why=why, by=by)


def publish_together(*, findings: Sequence[Finding], why: str = "", by: Person | None = None) -> None:
    """Show several to the public in one go, as findings that mislead apart need; all of them or none.

    Their words are looked for first where nobody has. What comes of that stays, whether they are published or not.
    """
    _look_for_unchecked([finding.pk for finding in findings])
    hindering = hindrances(findings, by=by)
    reasons = [
        f"{finding.code} cannot be published: {reason}"
        for finding in findings
        for reason in hindering.get(finding.pk, [])
    ]
    if reasons:
        raise ValidationError(reasons)
    now = timezone.now()
    with transaction.atomic(), recorded(act="publish", why=why):
        Finding.objects.filter(pk__in=[finding.pk for finding in findings]).update(
            state=PUBLISHED, published_at=Coalesce("published_at", now), withdrawn_at=None
        )
    for finding in findings:
        finding.state, finding.withdrawn_at = PUBLISHED, None
        finding.published_at = finding.published_at or now


def send_to_review(*, finding: Finding, why: str = "") -> None:
    """Say that a draft is ready for somebody else to look at."""
    _move(finding, FindingState.DRAFT, FindingState.IN_REVIEW, why)


def return_to_draft(*, finding: Finding, why: str = "") -> None:
    """Take a finding back from review: there is work to do on it."""
    _move(finding, FindingState.IN_REVIEW, FindingState.DRAFT, why)


def _move(finding: Finding, before: FindingState, after: FindingState, why: str) -> None:
    if finding.state == after:
        return
    if finding.state != before:
        raise ValidationError(f"{finding.code} is {finding.get_state_display().lower()} and stays so.")
    with transaction.atomic(), recorded(act=after.value, why=why):
        finding.state = after
        finding.save(update_fields=["state"])


def withdraw_finding(*, finding: Finding, why: str = "") -> None:
    """Take a finding from public view at once, with all that would mislead without it; see `withdraw_together`."""
    withdraw_together(findings=[finding], why=why)


def withdraw_together(*, findings: Sequence[Finding], why: str = "") -> list[Finding]:
    """Take findings from public view at once, and what is read together with them; those withdrawn are returned.

    Their addresses stay and say so; `why` stays in their history.
    """
    never = [finding.code for finding in findings if not finding.published_at]
    if never:
        raise ValidationError(
            [f"{code} was never published. Leave it as a draft, or delete it." for code in never]
        )
    with transaction.atomic(), recorded(act="withdraw", why=why):
        public = list(with_partners(findings).select_for_update().filter(state=PUBLISHED))
        now = timezone.now()
        Finding.objects.filter(pk__in=[each.pk for each in public]).update(
            state=FindingState.WITHDRAWN, withdrawn_at=now
        )
        given = {finding.pk: finding for finding in findings}
        for each in public:
            for held in (each, given.get(each.pk)):
                if held is not None:
                    held.state, held.withdrawn_at = FindingState.WITHDRAWN, now
    return public


def with_partners(findings: Iterable[Finding]) -> FindingQuerySet:
    """These, and all that is read together with them, by number. What the findings in memory say is left aside."""
    pks = [finding.pk for finding in findings]
    blocks = Finding.objects.filter(pk__in=pks, block__isnull=False).values("block")
    return Finding.objects.filter(Q(pk__in=pks) | Q(block__in=blocks)).order_by("number")
