"""Turns the rows of a collection into what is wanted of the models. Knows nothing of what is stored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from reviews.dates import read_partial_date
from reviews.models import Article, Period, Review, Series
from themes.citations.locators import Pages, render
from themes.enums import CoverageState, FindingState
from themes.importers.collection.files import CollectionRow
from themes.importers.collection.report import CollectionProblem
from themes.importers.collection.wanted import FILE_KEYS, SECTIONS, Ref, WantedRow
from themes.models import (
    AgeGroup,
    Agency,
    Citation,
    ContestedTerm,
    Coverage,
    Finding,
    Harm,
    HelpService,
    KnownGap,
    ReadTogether,
    Situation,
    Synonym,
    Theme,
    ThemeGroup,
)

FINDING_ID = re.compile(r"F([0-9]{3,9})")


def build_wanted_rows(
    rows: dict[str, list[CollectionRow]], problems: list[CollectionProblem]
) -> list[WantedRow]:
    """All rows that can be understood, in an order in which they can be saved.

    Adds to `problems` what contradicts itself and every name that the collection does not have.
    """
    builders = _Builders(rows, problems)
    wanted: list[WantedRow] = []
    for section in SECTIONS.values():
        build: Callable[[int, CollectionRow], Iterable[WantedRow]] = getattr(builders, section)
        for position, row in enumerate(rows[section]):
            if not row.sound:
                continue
            try:
                wanted += build(position, row)
            except ValueError as error:
                problems.append(CollectionProblem(row.file, row.id, str(error)))
    known = {model: {row.id for row in rows[section]} for model, section in SECTIONS.items()}
    for item in wanted:
        for name, ref in item.list_refs():
            if ref.id not in known[ref.model]:
                name = FILE_KEYS.get(name, name)
                reason = f"{name}: there is no {ref.model._meta.verbose_name} “{ref.id}” in this collection."
                problems.append(CollectionProblem(item.row.file, item.row.id, reason))
    return wanted


def _make_refs(model: type[models.Model], ids: Iterable[str]) -> list[Ref]:
    return [Ref(model, id) for id in dict.fromkeys(ids)]


def _make_ref(model: type[models.Model], id: str) -> Ref | None:
    return Ref(model, id) if id else None


def _copy_fields(data: dict[str, Any], names: str) -> dict[str, Any]:
    """Fields that have the same name in file and model; `names` has them with spaces between."""
    return {name: list(data[name]) if isinstance(data[name], tuple) else data[name] for name in names.split()}


class _Builders:
    """One method for each section. ValueError says what a row contradicts."""

    def __init__(self, rows: dict[str, list[CollectionRow]], problems: list[CollectionProblem]) -> None:
        self.problems = problems
        self.ids = {section: {row.id for row in found} for section, found in rows.items()}
        sound = {section: [row for row in found if row.sound] for section, found in rows.items()}
        self.series_of_theme = self._gather_series(sound["series"], "themes", "theme")
        self.series_of_finding = self._gather_series(sound["series"], "findings", "finding")
        self.place_in_block = self._gather_blocks(sound["blocks"])
        self.see_also: dict[str, set[str]] = defaultdict(set)
        for row in sound["findings"]:
            for other in row.data["see_also"]:
                self.see_also[row.id].add(other)
                self.see_also[other].add(row.id)
        self.cited = {finding for row in sound["citations"] for finding in row.data["findings"]}

    def _gather_series(self, rows: list[CollectionRow], key: str, name: str) -> dict[str, list[str]]:
        """By theme, or by finding: ids of its series."""
        series: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            for other in row.data[key]:
                series[other].append(row.id)
                if other not in self.ids[key]:
                    self._refuse(row, f"{key}: there is no {name} “{other}” in this collection.")
        return series

    def _gather_blocks(self, rows: list[CollectionRow]) -> dict[str, tuple[str, int]]:
        """By finding: the id of its block, and its place there."""
        places: dict[str, tuple[str, int]] = {}
        for row in rows:
            for position, finding in enumerate(row.data["findings"]):
                if finding not in self.ids["findings"]:
                    self._refuse(row, f"findings: there is no finding “{finding}” in this collection.")
                elif finding in places:
                    other, _ = places[finding]
                    self._refuse(row, f"{finding} is in “{other}” too: make one block of the two.")
                places.setdefault(finding, (row.id, position))
        return places

    def _refuse(self, row: CollectionRow, reason: str) -> None:
        self.problems.append(CollectionProblem(row.file, row.id, reason))

    def agencies(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield self._build_slugged(Agency, position, row, "name")

    def ages(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield self._build_slugged(AgeGroup, position, row, "name from_age to_age")

    def harms(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield self._build_slugged(Harm, position, row, "name")

    def gaps(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield self._build_slugged(KnownGap, position, row, "topic words note")

    def groups(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield self._build_slugged(ThemeGroup, position, row, "title")

    def _build_slugged(
        self, model: type[models.Model], position: int, row: CollectionRow, names: str
    ) -> WantedRow:
        return WantedRow(
            row, model, {"slug": row.id}, {**_copy_fields(row.data, names), "position": position}
        )

    def contested(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield WantedRow(row, ContestedTerm, {"slug": row.id}, _copy_fields(row.data, "term words note"))

    def synonyms(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield WantedRow(row, Synonym, {"slug": row.id}, _copy_fields(row.data, "words"))

    def help(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield self._build_slugged(
            HelpService, position, row, "name telephone hours link looked_up sources checked"
        )

    def blocks(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        yield WantedRow(row, ReadTogether, {"slug": row.id}, _copy_fields(row.data, "reason"))

    def periods(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        if row.data["ends"] <= row.data["starts"]:
            raise ValueError("a period must end after it starts.")
        fields = {**_copy_fields(row.data, "name starts ends read_so_far notes"), "is_core": row.data["core"]}
        yield WantedRow(row, Period, {"slug": row.id}, fields)

    def reviews(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        data = row.data
        fields = _copy_fields(
            row.data,
            "kind title short_title publisher journal volume report_number isbn case_count case_count_note "
            "page_count page_count_note series_position contents_note covers rights_holder licence "
            "quoting_basis",
        )
        fields |= {"published": None, "published_precision": ""}
        if data["published"]:
            fields["published"], fields["published_precision"] = read_partial_date(data["published"])
        fields |= _read_incidents(data["incidents_from"], data["incidents_to"])
        parts = {
            "authors": [_split_author(name, place) for place, name in enumerate(data["authors"])],
            "contents": [{**entry, "position": place} for place, entry in enumerate(data["contents"])],
            "notes": [{**note, "position": place} for place, note in enumerate(data["notes"])],
            "availability": [
                {"url": place["url"], "place": place["kind"], "note": place["note"], "position": number}
                for number, place in enumerate(data["places"])
            ],
        }
        links = {
            "periods": _make_refs(Period, data["periods"]),
            "draws_on": _make_refs(Review, data["draws_on"]),
        }
        yield WantedRow(row, Review, {"slug": row.id}, fields, parts, links)

    def articles(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        fields = _copy_fields(row.data, "title publication author published url")
        yield WantedRow(row, Article, {"slug": row.id}, {**fields, "review": Ref(Review, row.data["review"])})

    def series(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        fields = {**_copy_fields(row.data, "title unit note gaps"), "position": position}
        points = [_build_point(point, place) for place, point in enumerate(row.data["points"])]
        yield WantedRow(row, Series, {"slug": row.id}, fields, {"points": points})

    def themes(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        fields = _copy_fields(
            row.data, "title tab_title summary scope_note synonyms also_typed questions content_note position"
        )
        yield WantedRow(
            row,
            Theme,
            {"slug": row.id},
            {**fields, "group": Ref(ThemeGroup, row.data["group"])},
            {"startingpoint_set": _number_findings(row.data["start_here"])},
            {
                "related": _make_refs(Theme, row.data["related"]),
                "series": _make_refs(Series, self.series_of_theme.get(row.id, ())),
            },
        )

    def findings(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        data = row.data
        number = FINDING_ID.fullmatch(row.id)
        if not number or row.id != f"F{int(number[1]):03}" or row.id == "F000":
            raise ValueError("the id of a finding is F and at least three digits: F119.")
        if row.id in self.cited and data["basis"]:
            raise ValueError("it has a page in citations.yaml, so leave its basis out.")
        if row.id not in self.cited and not data["basis"]:
            raise ValueError("it has no page in citations.yaml, so give its basis.")
        block, place = self.place_in_block.get(row.id, ("", 0))
        fields = _copy_fields(
            row.data, "text kind for_every_agency basis certainty composite source_note source_url"
        )
        fields |= {
            "review": Ref(Review, data["review"]),
            "article": _make_ref(Article, data["article"]),
            "block": _make_ref(ReadTogether, block),
            "block_position": place,
        }
        themes = _make_refs(Theme, data["themes"])
        themes_of_finding = [{"theme": theme, "is_primary": theme == themes[0]} for theme in themes]
        links = {
            "periods": _make_refs(Period, data["periods"]),
            "agencies": _make_refs(Agency, data["agencies"]),
            "ages": _make_refs(AgeGroup, data["ages"]),
            "harms": _make_refs(Harm, data["harms"]),
            "see_also": _make_refs(Finding, sorted(self.see_also[row.id])),
            "figures": _make_refs(Series, self.series_of_finding.get(row.id, ())),
        }
        yield WantedRow(
            row,
            Finding,
            {"number": int(number[1])},
            fields,
            {"finding_themes": themes_of_finding},
            links,
            at_first={"state": FindingState.PUBLISHED},
        )

    def citations(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        data = row.data
        if not data["pages"]:
            raise ValueError("it has no pages.")
        pages = [
            {
                "review": Ref(Review, data["review"]),
                "first_page": page["first"],
                "last_page": page["last"],
                "role": page["role"],
                "position": place,
            }
            for place, page in enumerate(data["pages"])
        ]
        fields = {
            **_copy_fields(row.data, "as_given basis given_by"),
            "given_by_article": _make_ref(Article, data["article"]),
        }
        links = {"findings": _make_refs(Finding, data["findings"])}
        yield WantedRow(row, Citation, {"slug": row.id}, fields, {"pages": pages}, links)

    def situations(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        findings = row.data["findings"]
        if len(findings) > Situation.MOST_FINDINGS:
            raise ValueError(f"it has {len(findings)} findings; {Situation.MOST_FINDINGS} is the most.")
        yield WantedRow(
            row,
            Situation,
            {"slug": row.id},
            {**_copy_fields(row.data, "title note content_note"), "position": position},
            {"situationfinding_set": _number_findings(findings)},
            {"themes": _make_refs(Theme, row.data["themes"])},
        )

    def coverage(self, position: int, row: CollectionRow) -> Iterable[WantedRow]:
        for theme in dict.fromkeys(row.data["partly_read"]):
            yield WantedRow(
                row._replace(id=f"{row.id}, {theme}"),
                Coverage,
                {"review": Ref(Review, row.id), "theme": Ref(Theme, theme)},
                {"state": CoverageState.PARTLY_READ},
            )


def _read_incidents(begin: str, end: str) -> dict[str, Any]:
    if bool(begin) != bool(end):
        raise ValueError("give both incidents_from and incidents_to, or neither.")
    if not begin:
        return {"incidents_from": None, "incidents_to": None, "incidents_precision": ""}
    first, precision = read_partial_date(begin)
    last, last_precision = read_partial_date(end, last=True)
    if precision != last_precision:
        raise ValueError("give incidents_from and incidents_to equally exactly.")
    return {"incidents_from": first, "incidents_to": last, "incidents_precision": precision}


def _split_author(name: str, position: int) -> dict[str, Any]:
    family, _, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip(), "position": position}


def _number_findings(ids: Iterable[str]) -> list[dict[str, Any]]:
    return [{"finding": ref, "position": position} for position, ref in enumerate(_make_refs(Finding, ids))]


def _build_point(point: dict[str, Any], position: int) -> dict[str, Any]:
    if bool(point["pages"]) != bool(point["pages_of"]):
        raise ValueError(f"points, number {position + 1}: give pages and pages_of together, or neither.")
    elsewhere = point["pages_of"] if point["pages_of"] != point["review"] else ""
    return {
        **_copy_fields(
            point,
            "category value text numerator denominator counted_by table certainty source_url note change",
        ),
        "years": point["period_label"],
        "covers_from": point["from"],
        "covers_to": point["to"],
        "review": _make_ref(Review, point["review"]),
        "pages": _render_pages(point["pages"]),
        "pages_of": _make_ref(Review, elsewhere),
        "position": position,
    }


def _render_pages(labels: Iterable[str]) -> str:
    """ "9 and 23"."""
    return render([Pages(label, label) for label in labels]).removeprefix("pages ").removeprefix("page ")
