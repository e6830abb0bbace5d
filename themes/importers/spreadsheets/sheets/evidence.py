"""Pages and quoted words in the row of a finding that is added: its first page list, and what it quotes.

Those of a finding that we hold are changed in the sheet of page lists and in the workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from themes.citations.locators import Pages
from themes.enums import CitationBasis
from themes.importers.spreadsheets.cells import ChoiceCell, ListCell, SheetCell, TextCell
from themes.importers.spreadsheets.sheets.page_lists import PagesCell
from themes.jobs import check_soon
from themes.models import Citation, PageCitation, Quotation
from themes.reading.drafting import clean_quotation

BATCH = 500


class PagesOnceCell(PagesCell):
    new_only = True

    def to_python(self, value: Any) -> list[tuple[Pages, ...]]:
        try:
            lists = super().to_python(value)
        except ValidationError as error:
            raise ValidationError(error.messages, code=getattr(error, "code", None) or "pages") from error
        return [tuple(dict.fromkeys(pages for one in lists for pages in one))] if lists else []


class QuotedCell(ListCell):
    new_only = True

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(filter(None, map(clean_quotation, super().to_python(value)))))


class BasisOnceCell(ChoiceCell):
    new_only = True


class GivenByOnceCell(TextCell):
    new_only = True


def make_evidence_cells() -> tuple[SheetCell, SheetCell, SheetCell, SheetCell]:
    """Pages, how they are known, who gave them, and quoted words."""
    return (
        PagesOnceCell("Pages", "Printed pages of its review, for a finding that is added: “pp. 12–14, 20”."),
        BasisOnceCell("How the pages are known", "Needed with pages.", CitationBasis),
        GivenByOnceCell("Pages given by", "Who gave them, where nobody of us read them on the page."),
        QuotedCell("Exact words", "The report’s own words on these pages, for a finding that is added."),
    )


class EvidenceMixin:
    """For the form of a finding's row."""

    def clean_evidence(self: Any) -> None:
        """Refuse pages of which nobody says how they are known."""
        values = self.values
        if not values.get("pages"):
            return
        basis = values.get("pages_basis")
        if not basis:
            words = ", ".join(f"“{label}”" for label in CitationBasis.labels)
            self.add_error("pages_basis", f"Say how the pages are known. Write one of: {words}.")
        elif basis == CitationBasis.SECONDARY_SOURCE and not values.get("pages_given_by"):
            self.add_error("pages_given_by", "Name the source that gives these pages.")


def save_evidence(forms: Sequence[Any]) -> None:
    """Write the page lists and quotations of findings that were just added; what is quoted is looked for soon."""
    cited = [form for form in forms if form.values.get("pages")]
    lists = Citation.objects.bulk_create(
        [
            Citation(
                as_given=form.data["pages"].strip(),
                basis=form.values["pages_basis"],
                given_by=form.values["pages_given_by"],
            )
            for form in cited
        ],
        BATCH,
    )
    links = Citation.findings.through
    links._default_manager.bulk_create(
        [
            links(citation_id=one.pk, finding_id=form.instance.pk)
            for one, form in zip(lists, cited, strict=True)
        ],
        BATCH,
    )
    PageCitation.objects.bulk_create(
        [
            PageCitation(
                citation=one,
                review_id=form.instance.review_id,
                first_page=pages.first,
                last_page=pages.last,
                position=place,
            )
            for one, form in zip(lists, cited, strict=True)
            for place, pages in enumerate(form.values["pages"][0])
        ],
        BATCH,
    )
    by_finding = {form.instance.pk: one for one, form in zip(lists, cited, strict=True)}
    Quotation.objects.bulk_create(
        [
            Quotation(
                finding=form.instance,
                citation=by_finding.get(form.instance.pk),
                words=words,
                position=place,
            )
            for form in forms
            for place, words in enumerate(form.values.get("quotation") or ())
        ],
        BATCH,
    )
    check_soon(citations=[one.pk for one in lists])
