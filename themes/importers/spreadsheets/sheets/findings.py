"""The sheet of findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from reviews.models import Article, Period, Review
from reviews.models.series import Certainty
from themes.citations.wording import Quoted, describe_quotation
from themes.enums import FindingKind, SourceBasis
from themes.findings.fields import WordingMixin
from themes.importers.spreadsheets.cells import (
    ChoiceCell,
    NumberCell,
    ReferenceCell,
    ReferencesCell,
    TextCell,
    YesNoCell,
    read_code,
    read_number,
)
from themes.importers.spreadsheets.rows import (
    ADDRESS,
    ReadOnlyColumn,
    SheetRow,
    sync_parts,
)
from themes.importers.spreadsheets.sheets.evidence import EvidenceMixin, make_evidence_cells, save_evidence
from themes.importers.spreadsheets.text import join_items, replace_noncharacters, shorten
from themes.models import (
    AgeGroup,
    Agency,
    Finding,
    FindingTheme,
    Harm,
    ReadTogether,
    Theme,
)

HIGHEST_NUMBER = 2**31 - 1  # that the database holds


def _get_primary_theme(finding: Any) -> Theme | None:
    return next((row.theme for row in finding.finding_themes.all() if row.is_primary), None)


def _describe_quotations(finding: Any) -> list[Quoted]:
    return [
        describe_quotation(
            {
                "words": " ".join(replace_noncharacters(one.words).split()),
                "outcome": one.full_outcome,
                "matched": one.matched,
                "found_on": one.found_on,
                "checked_at": localdate(one.checked_at).isoformat() if one.checked_at else None,
                "is_unconfirmed": bool(one.document and one.document.labels_confirmed_at is None),
                "because": replace_noncharacters(one.overruled_because),
                "pages": [
                    {"first": page.first_page, "last": page.last_page}
                    for page in (one.citation.pages.all() if one.citation else ())
                ],
            }
        )
        for one in finding.quotations.all()
    ]


class FindingSheetRow(EvidenceMixin, WordingMixin, SheetRow):
    name, heading, singular, key = "findings", "Findings", "finding", "number"
    key_is_needed = False
    read_only = {
        "number": ReadOnlyColumn(
            "Number",
            "F119. Leave it empty to add a finding: it gets a number of its own.",
            lambda row, _: row.code,
        ),
        "address": ADDRESS,
        "state": ReadOnlyColumn(
            "State",
            "A sheet cannot change it.",
            lambda row, _: row.get_state_display(),
            refusal="A sheet cannot publish or withdraw. Write the state back, and do it in the workspace.",
        ),
        "quotations": ReadOnlyColumn(
            "Quotations",
            "The report’s words that it quotes. Ignored when the sheet comes back: the desk changes them.",
            lambda row, _: join_items(one.words for one in _describe_quotations(row)),
        ),
        "wording_checked": ReadOnlyColumn(
            "What came of looking",
            "Whether each of these was found in the report, as readers are told. Ignored when the sheet comes back.",
            lambda row, _: join_items(one.sentence for one in _describe_quotations(row)),
        ),
    }
    order = ("number", "address", "text", "kind", "state")

    text = TextCell("Wording", "One lesson in our own words, at most 35, that stands alone.")
    kind = ChoiceCell("Kind", "What it is.", FindingKind, required=True)
    review = ReferenceCell("Review", "The review it was read from, by its slug.", Review, required=True)
    periods = ReferencesCell(
        "Periods",
        "Periods it is about, by slug. None: the wording says which years its reviews are of.",
        Period,
    )
    primary_theme = ReferenceCell(
        "Primary theme", "The theme it stands under first, by slug.", Theme, get=_get_primary_theme
    )
    other_themes = ReferencesCell(
        "Other themes",
        "By slug.",
        Theme,
        link=False,
        get=lambda row: [one.theme for one in row.finding_themes.all() if not one.is_primary],
    )
    agencies = ReferencesCell("Agencies", "Whom it speaks to or about. Empty: not about one agency.", Agency)
    for_every_agency = YesNoCell("For every agency", "yes where the source addresses all agencies, else no.")
    ages = ReferencesCell("Ages", "Empty: not about one age.", AgeGroup)
    harms = ReferencesCell("Kinds of harm", "By slug.", Harm)
    block = ReferenceCell(
        "Read together", "The group of findings to be read together that it stands in, by slug.", ReadTogether
    )
    block_position = NumberCell("Place in the block", "Its place there, counted from 0.", empty=0)
    see_also = ReferencesCell(
        "See also", "Numbers of other findings. They point back by themselves.", Finding
    )
    basis = ChoiceCell("What we read", "For a finding without a page.", SourceBasis)
    certainty = ChoiceCell("Our source", "What was read for it. Needed to publish.", Certainty)
    composite = YesNoCell(
        "Composite", "yes where the report built the example from several reviews, else no."
    )
    source_note = TextCell("How we know", "In detail: what was read.")
    source_url = TextCell("Where it was read", "The address of the source.")
    article = ReferenceCell("Article", "The article it came through, by its slug.", Article)

    pages, pages_basis, pages_given_by, quotation = make_evidence_cells()

    class Meta:
        model = Finding
        fields = (
            *("text", "kind", "review", "for_every_agency", "block", "block_position", "basis", "certainty"),
            *("composite", "source_note", "source_url", "article"),
        )

    @classmethod
    def get_queryset(cls) -> QuerySet:
        return (
            Finding.objects.select_related("review", "block", "article")
            .defer("article__source_text")
            .prefetch_related(
                Prefetch("finding_themes", FindingTheme.objects.select_related("theme")),
                *(
                    "periods",
                    "agencies",
                    "ages",
                    "harms",
                    "quotations__citation__pages",
                    "quotations__document",
                ),
                Prefetch("see_also", Finding.objects.only("number")),
            )
            .order_by("number")
        )

    @classmethod
    def read_key(cls, text: str) -> str:
        if read_number(text) is None:
            raise ValidationError(
                f"“{shorten(text, 20)}” is not the number of a finding. Write one such as F119, or leave it empty."
            )
        return read_code(text)

    @classmethod
    def find_rows(cls, keys: Iterable[str], rows: QuerySet) -> dict[str, Any]:
        numbers = [int(key[1:]) for key in keys if int(key[1:]) <= HIGHEST_NUMBER]
        return {row.code: row for row in rows.filter(number__in=numbers)}

    @classmethod
    def make_instance(cls, key: str) -> Finding:
        if key:
            raise ValidationError(
                f"There is no finding {key}. Correct the number, or leave it empty to add a finding."
            )
        return Finding()

    @classmethod
    def get_key(cls, row: Any) -> str:
        return row.code if row.pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.clean_evidence()
        primary, others = self.get_value("primary_theme"), self.get_value("other_themes")
        if primary and primary in others:
            self.add_error(
                "other_themes" if "other_themes" in self.fields else None,
                f"“{primary.slug}” is the primary theme already. Name each theme once.",
            )
        given = [("primary_theme", self.values.get("primary_theme"))]
        given += [("other_themes", theme) for theme in self.values.get("other_themes") or ()]
        for name, theme in given:
            if theme and theme.merged_into_id:
                self.add_error(name, f"“{theme.slug}” was merged into another theme. Name that one.")
        return cleaned

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        wanted = {
            form.instance.pk: form.themes
            for form in forms
            if form.values.keys() & {"primary_theme", "other_themes"}
        }
        save_evidence(forms)
        sync_parts(FindingTheme, "finding_id", ["theme_id", "is_primary"], wanted)

    def _post_clean(self) -> None:
        self.themes: list[tuple[int, bool]] = []
        if not self.errors:  # asked before the instance is changed
            primary, others = self.get_value("primary_theme"), self.get_value("other_themes")
            self.themes = [(primary.pk, True)] if primary else []
            self.themes += [(theme.pk, False) for theme in others]
        super()._post_clean()  # type: ignore[misc]

    @classmethod
    def find_touched_findings(cls, forms: Sequence[Any]) -> dict[int, list[int]]:
        """The findings themselves, and the members of the blocks that they leave, stay in or join."""
        instances = [form.instance for form in forms if form.instance.pk]
        stored = dict(Finding.objects.filter(pk__in=[row.pk for row in instances]).values_list("pk", "block"))
        blocks = {row.block_id for row in instances} | set(stored.values())
        members: dict[int | None, set[int]] = defaultdict(set)
        for block, pk in Finding.objects.filter(block__in=blocks - {None}).values_list("block", "pk"):
            members[block].add(pk)
        return {
            place: sorted(
                {form.instance.pk, *members[form.instance.block_id], *members[stored.get(form.instance.pk)]}
            )
            for place, form in enumerate(forms)
            if form.instance.pk
        }
