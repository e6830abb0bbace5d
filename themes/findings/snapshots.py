"""What readers see of published findings, before a change and after it; and whether the change may stay.

Of what was published once and is not shown now, something is left before readers: which report a withdrawn one came
from, and the themes that are listed because of it (`Theme.objects.listed`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, Q

from themes.enums import FindingState, Outcome
from themes.findings.publishing import (
    READ_TO_PUBLISH,
    Person,
    check_unchecked_quotations,
    find_reasons_against_publishing,
    find_reasons_against_rewording,
)
from themes.models import Citation, Finding, FindingTheme, PageCitation, Quotation, ReadTogether, Theme

FINDING_COLUMNS = [
    "text", "kind", "review", "for_every_agency", "basis", "certainty", "composite", "source_note", "source_url",
    "article", "block", "block_position",
]  # fmt: skip
LIST_COLUMNS = ["as_given", "basis", "given_by_article", "given_by", "note"]
PAGE_COLUMNS = ["review", "first_page", "last_page", "role", "position"]
QUOTATION_COLUMNS = ["words", "citation", "position", "outcome", "found_on", "overruled_because"]


@dataclass
class PublicSnapshot:
    """One published finding as readers see it; of one that they no longer see, what is left of it before them."""

    code: str
    text: str
    is_shown: bool = True
    hidden_members: frozenset[int] = frozenset()  # of its block: readers do not see them
    rest: dict[str, Any] = field(default_factory=lambda: defaultdict(list))

    @property
    def words_not_found(self) -> set[str]:
        """Quoted words that were not found in the report."""
        rows = [
            dict(zip(QUOTATION_COLUMNS, values, strict=True)) for values in self.rest.get("quotations", ())
        ]
        return {row["words"] for row in rows if row["outcome"] == Outcome.NOT_FOUND}


def take_public_snapshots(findings: Iterable[int]) -> dict[int, PublicSnapshot]:
    """Snapshots of the published ones among these findings and the members of their blocks, by primary key; and of
    those of them that were published once, of which something is left before readers.

    A constant number of queries.
    """
    pks = set(findings)
    blocks = Finding.objects.filter(pk__in=pks, block__isnull=False).values("block")
    public = Finding.objects.published().filter(Q(pk__in=pks) | Q(block__in=blocks))
    snapshots = {
        row["pk"]: PublicSnapshot(
            Finding(number=row["number"]).code, row["text"], rest=defaultdict(list, row=row)
        )
        for row in public.values("pk", "number", *FINDING_COLUMNS)
    }
    remains = _read_remains(pks, snapshots)
    if not snapshots:
        return remains
    for name, pk, values in (*_read_rows(snapshots), *_read_page_lists(snapshots)):
        snapshots[pk].rest[name].append(values)
    _read_blocks(snapshots)
    for snapshot in snapshots.values():
        for rows in snapshot.rest.values():
            if isinstance(rows, list):
                rows.sort(key=repr)
    return snapshots | remains


def _read_remains(pks: set[int], public: Iterable[int]) -> dict[int, PublicSnapshot]:
    """What is left before readers of those that were published once and are not now: two queries at most."""
    gone = Finding.objects.filter(pk__in=pks).exclude(state=FindingState.PUBLISHED)
    gone = gone.filter(Q(published_at__isnull=False) | Q(state=FindingState.WITHDRAWN))
    snapshots = {
        pk: PublicSnapshot(
            Finding.name_code(number),
            "",
            is_shown=False,
            rest={"themes": set(), "review": review if state == FindingState.WITHDRAWN else None},
        )
        for pk, number, state, review in gone.values_list("pk", "number", "state", "review")
    }
    if snapshots:
        for pk, theme in _find_first_published(snapshots, {*pks, *public}):
            snapshots[pk].rest["themes"].add(theme)
    return snapshots


def _find_first_published(pks: Iterable[int], concerned: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Those of these findings that were published with a theme before any that is not concerned; each with the theme.

    With its first finding a theme comes into the lists of readers, and it has its date there. Any other finding may
    come and go without their seeing it. Those concerned may change all at once, so none of them counts.
    """
    others = FindingTheme.objects.exclude(finding__in=concerned)
    earlier = others.filter(
        theme=OuterRef("theme"), finding__published_at__lte=OuterRef("finding__published_at")
    )
    links = FindingTheme.objects.filter(finding__in=pks, finding__published_at__isnull=False)
    return links.filter(~Exists(earlier)).values_list("finding", "theme")


def _read_rows(pks: Iterable[int]) -> Iterator[tuple[str, int, tuple]]:
    tables: list[tuple[str, type[Model], list[str]]] = [
        ("themes", FindingTheme, ["theme", "is_primary"]),
        ("quotations", Quotation, QUOTATION_COLUMNS),
    ]
    for name in ("periods", "agencies", "ages", "harms"):
        link = getattr(Finding, name)
        tables.append((name, link.through, [link.field.m2m_reverse_name()]))
    for name, model, columns in tables:
        rows = model._default_manager.filter(finding__in=pks)
        for pk, *values in rows.values_list("finding", *columns):
            yield name, pk, tuple(values)
    see_also = Finding.see_also.through._default_manager.filter(
        from_finding__in=pks, to_finding__state=FindingState.PUBLISHED
    )
    for pk, other in see_also.values_list("from_finding", "to_finding"):
        yield "see_also", pk, (other,)


def _read_page_lists(pks: Iterable[int]) -> Iterator[tuple[str, int, tuple]]:
    links = Citation.findings.through._default_manager.filter(finding__in=pks)
    pairs = list(links.values_list("finding", "citation"))
    citations = {citation for _, citation in pairs}
    pages: dict[int, list[tuple]] = defaultdict(list)
    in_order = PageCitation.objects.filter(citation__in=citations).order_by("position", "pk")
    for citation, *values in in_order.values_list("citation", *PAGE_COLUMNS):
        pages[citation].append(tuple(values))
    lists = Citation.objects.filter(pk__in=citations).values_list("pk", *LIST_COLUMNS)
    columns = {citation: tuple(values) for citation, *values in lists}
    for finding, citation in pairs:
        yield "page lists", finding, (columns[citation], tuple(pages[citation]))


def _read_blocks(snapshots: dict[int, PublicSnapshot]) -> None:
    blocks = {snapshot.rest["row"]["block"] for snapshot in snapshots.values()} - {None}
    reasons = dict(ReadTogether.objects.filter(pk__in=blocks).values_list("pk", "reason"))
    members: dict[int, list[tuple[int, str]]] = defaultdict(list)
    in_order = Finding.objects.filter(block__in=blocks).order_by("block_position", "pk")
    for block, pk, state in in_order.values_list("block", "pk", "state"):
        members[block].append((pk, state))
    for snapshot in snapshots.values():
        if (block := snapshot.rest["row"]["block"]) is not None:
            snapshot.rest["block"] = (reasons[block], tuple(members[block]))
            snapshot.hidden_members = frozenset(
                pk for pk, state in members[block] if state != FindingState.PUBLISHED
            )


def read_findings_of_lists(citations: Iterable[int]) -> set[tuple[int, int]]:
    """Each of these page lists with each finding that it is given for, or that quotes from its pages: other pages make
    the words unchecked.
    """
    tables: list[Any] = [Citation.findings.through, Quotation]
    rows = [table._default_manager.filter(citation__in=citations) for table in tables]
    return {pair for some in rows for pair in some.values_list("citation", "finding")}


def find_reasons_against_change(
    before: Mapping[int, PublicSnapshot], findings: Iterable[int], *, by: Person | None = None
) -> dict[int, list[str]]:
    """Why a change that was just made cannot stay, in whole sentences, by the primary key of the changed finding.

    `before` are snapshots of the findings concerned before the change, `findings` those concerned by it now.
    """
    now: Mapping[int, PublicSnapshot] = take_public_snapshots({*before, *findings})
    changed = _find_changed(before, now)
    if not changed:
        return {}
    if by is not None and not by.has_perm("themes.publish_finding"):
        return {pk: [_explain_who_may(before.get(pk), now.get(pk))] for pk in changed}
    before, now = _keep_shown(before), _keep_shown(now)
    public = _find_changed(before, now) & now.keys()
    check_unchecked_quotations(public)
    stored = Finding.objects.filter(pk__in=public).order_by("number").prefetch_related(*READ_TO_PUBLISH)
    reasons = {
        finding.pk: _find_reasons(finding, before.get(finding.pk), now[finding.pk]) for finding in stored
    }
    return {pk: sentences for pk, sentences in reasons.items() if sentences}


def _find_changed(before: Mapping[int, PublicSnapshot], now: Mapping[int, PublicSnapshot]) -> set[int]:
    return {pk for pk in {**before, **now} if before.get(pk) != now.get(pk)}


def _explain_who_may(before: PublicSnapshot | None, now: PublicSnapshot | None) -> str:
    states = [snapshot for snapshot in (before, now) if snapshot]
    code = states[0].code
    if any(snapshot.is_shown for snapshot in states):
        return f"Readers see {code}, so only somebody who may publish can change this."
    first, last = states[0].rest, states[-1].rest
    if first["review"] != last["review"]:
        return (
            f"Readers are told which report {code} came from, which was withdrawn, so only somebody who may "
            "publish can change that."
        )
    themes = Theme.objects.filter(pk__in=first["themes"] ^ last["themes"]).order_by("title")
    titles = " and ".join(f"“{theme}”" for theme in themes)
    return (
        f"Themes are listed for readers since their first finding was published, and {code} was published once. So "
        f"only somebody who may publish can add {titles} to it or take it out."
    )


def _keep_shown(snapshots: Mapping[int, PublicSnapshot]) -> dict[int, PublicSnapshot]:
    return {pk: snapshot for pk, snapshot in snapshots.items() if snapshot.is_shown}


def _find_reasons(finding: Finding, before: PublicSnapshot | None, now: PublicSnapshot) -> list[str]:
    # What a check found out since it was published is no fault of this change, which may mend other words first.
    reasons = find_reasons_against_publishing(finding, excused=before.words_not_found if before else ())
    hidden = now.hidden_members - (before.hidden_members if before else frozenset())
    if hidden:
        reasons += [
            f"It would have to be read together with {member.code}, which is {member.get_state_display().lower()}."
            for member in Finding.objects.filter(pk__in=hidden).order_by("number")
        ]
    reasons = [
        f"{finding.code} is published, so this cannot be saved: {reason} Withdraw it first."
        for reason in reasons
    ]
    if before and before.text != now.text:
        reasons += find_reasons_against_rewording(finding)
    return reasons


def refuse_changing_published(
    before: Mapping[int, PublicSnapshot], findings: Iterable[int], *, by: Person | None = None
) -> None:
    """Raise ValidationError, with every reason, where a change may not reach readers as it is.

    Every writer calls it after its change and inside its transaction, which the error then rolls back:

        before = take_public_snapshots(concerned)
        ...
        refuse_changing_published(before, concerned_now, by=user)
    """
    reasons = find_reasons_against_change(before, findings, by=by)
    if reasons:
        raise ValidationError([sentence for sentences in reasons.values() for sentence in sentences])


def refuse_breaking_published(findings: Iterable[Finding]) -> None:
    """Raise ValidationError where one of these is published and no longer keeps the rules, whoever changed it."""
    refuse_changing_published({}, [finding.pk for finding in findings])
