"""The sheet of page lists: each list with the findings it is given for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet

from reviews.models import Article, Review
from themes.citations.locators import LocatorError, Pages, parse, render_short
from themes.enums import CitationBasis, PageRole
from themes.findings.snapshots import read_findings_of_lists
from themes.importers.spreadsheets.cells import (
    ChoiceCell,
    ReferenceCell,
    ReferencesCell,
    SheetCell,
    SignsCell,
    SlugCell,
    TextCell,
)
from themes.importers.spreadsheets.rows import (
    ReadOnlyColumn,
    SheetRow,
    format_address,
    sync_parts,
)
from themes.importers.spreadsheets.spoiled import refuse_dates
from themes.importers.spreadsheets.text import join_items, shorten, split_items
from themes.jobs import check_soon
from themes.models import (
    Citation,
    Finding,
    PageCitation,
)

PageList = tuple[Pages, ...]
# Of one page: the review's primary key, first, last, role and position.
PageValues = tuple[int, str, str, str, int]


def _group_by_review(citation: Any) -> list[tuple[Review, list[PageCitation]]]:
    """The pages of a list in runs of one review."""
    pages = groupby(citation.pages.all(), key=lambda page: page.review_id)
    return [(group[0].review, group) for group in (list(rows) for _, rows in pages)]


class PagesCell(SheetCell):
    """Page lists as references have them, one for each review named."""

    def format(self, value: Sequence[PageList]) -> str:
        return join_items(render_short(pages) for pages in value)

    def to_python(self, value: Any) -> list[PageList]:
        if not value.strip():
            return []
        refuse_dates(value, day_numbers=True)
        try:
            return [parse(value)]  # a semicolon may stand between pages, too
        except LocatorError as error:
            lists = split_items(value)
            try:
                if len(lists) > 1:
                    return [parse(one) for one in lists]
            except LocatorError:
                pass
            raise ValidationError(f"{error} Write pages as in “pp. 12–14, 20”, as text.") from error


class RolesCell(SheetCell):
    """What each page of the list is; one word stands for all."""

    def format(self, value: Sequence[str]) -> str:
        if set(value) <= {PageRole.NOT_STATED}:
            return ""
        labels = [str(PageRole(role).label) for role in value]
        return labels[0] if len(set(labels)) == 1 else join_items(labels)

    def to_python(self, value: Any) -> list[str]:
        roles = {str(role.label).casefold(): role.value for role in PageRole}
        try:
            return [roles[word.casefold()] for word in split_items(value)]
        except KeyError as error:
            words = ", ".join(f"“{label}”" for label in PageRole.labels)
            raise ValidationError(f"Write one of: {words}, once for all pages or once for each.") from error


class CitationSheetRow(SheetRow):
    name, heading, singular, key = "citations", "Page lists", "page list", "id"
    read_only = {
        "id": ReadOnlyColumn("Id", "Leave it empty to add a page list.", lambda row, _: str(row.pk)),
        "address": ReadOnlyColumn(
            "Address",
            "Where readers find its first finding.",
            lambda row, origin: next((format_address(finding, origin) for finding in row.findings.all()), ""),
        ),
    }
    order = ("id", "address")
    part_models = (PageCitation,)
    wanted_pages: list[PageValues] | None = None  # None: they stay

    slug = SlugCell("Slug", "Its name in the collection's files, if it has one.")
    findings = ReferencesCell(
        "Findings", "Numbers of the findings that it is given for.", Finding, required=True
    )
    reviews = ReferencesCell(
        "Review",
        "The review whose pages these are, by slug.",
        Review,
        link=False,
        in_order=True,
        get=lambda row: [review for review, _ in _group_by_review(row)],
    )
    pages = PagesCell(
        "Pages",
        "As printed on them: “pp. 12–14, 20”. With several reviews, a list for each, separated by semicolons.",
        get=lambda row: [tuple(page.as_pages for page in pages) for _, pages in _group_by_review(row)],
    )
    roles = RolesCell(
        "What the pages are",
        "Summary or Evidence, once for all pages or once for each. Empty: not stated.",
        get=lambda row: [page.role for page in row.pages.all()],
    )
    as_given = SignsCell("As given", "The list as its source prints it.", day_numbers=True, required=True)
    basis = ChoiceCell("Basis", "How the pages are known.", CitationBasis, required=True)
    given_by_article = ReferenceCell(
        "Given by (article)", "The article that gives the list, by slug.", Article
    )
    given_by = TextCell("Given by", "Who gave it, when not an article held here.")
    note = TextCell("Note", "Anything else to know about it.")

    class Meta:
        model = Citation
        fields = ("slug", "as_given", "basis", "given_by_article", "given_by", "note")

    @classmethod
    def get_queryset(cls) -> QuerySet:
        return (
            Citation.objects.select_related("given_by_article")
            .defer("given_by_article__source_text")
            .prefetch_related(
                Prefetch("findings", Finding.objects.only("number").order_by("number")),
                Prefetch("pages", PageCitation.objects.select_related("review")),
            )
            .order_by("pk")
        )

    @classmethod
    def read_key(cls, text: str) -> str:
        match = re.fullmatch(r"0*([1-9][0-9]{0,17})(\.0)?", text)
        if not match:
            raise ValidationError(
                f"“{shorten(text, 20)}” is not the id of a page list. Write the number that was exported, "
                "or leave it empty."
            )
        return match[1]

    @classmethod
    def find_rows(cls, keys: Iterable[str], rows: QuerySet) -> dict[str, Any]:
        return {str(row.pk): row for row in rows.filter(pk__in=[int(key) for key in keys])}

    @classmethod
    def make_instance(cls, key: str) -> Citation:
        if key:
            raise ValidationError(
                f"There is no page list {key}. Correct the id, or leave it empty to add one."
            )
        return Citation()

    @classmethod
    def get_key(cls, row: Any) -> str:
        return str(row.pk) if row.pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.values.keys() & {"reviews", "pages", "roles"} and not self.errors:
            self.wanted_pages = self._list_pages()
        return cleaned

    def _list_pages(self) -> list[PageValues]:
        """The pages that the list shall have, of the cells that are given and those that stay."""
        reviews, lists = self.get_value("reviews"), self.get_value("pages")
        if len(reviews) == 1 and len(lists) > 1:
            lists = [tuple(pages for one in lists for pages in one)]
        if len(reviews) != len(lists):
            raise ValidationError(
                "Give the review whose pages these are, and for each review one list of pages."
                if lists
                else "A review is named without a page of it. Give the pages, or take the review away."
            )
        pages = [(review.pk, page) for review, one in zip(reviews, lists, strict=True) for page in one]
        roles = self._match_roles(len(pages))
        named = set()
        for review, page in pages:
            if (review, page) in named:
                raise ValidationError({"pages": f"Page {page.first} is named twice. Name it once."})
            named.add((review, page))
        return [
            (review, page.first, page.last, roles[place], place) for place, (review, page) in enumerate(pages)
        ]

    def _match_roles(self, count: int) -> list[str]:
        """One role for each of so many pages."""
        roles = self.get_value("roles")
        if len(roles) == count:
            return roles
        if len(roles) not in (0, 1) and "roles" in self.values:
            raise ValidationError(
                {
                    "roles": f"There are {count} pages and {len(roles)} words for them. Write one, or one for each."
                }
            )
        return [roles[0] if len(set(roles)) == 1 else PageRole.NOT_STATED] * count

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        wanted = {form.instance.pk: form.wanted_pages for form in forms if form.wanted_pages is not None}
        names = ["review_id", "first_page", "last_page", "role", "position"]
        sync_parts(PageCitation, "citation_id", names, wanted)
        check_soon(citations=list(wanted))

    @classmethod
    def find_touched_findings(cls, forms: Sequence[Any]) -> dict[int, list[int]]:
        """The findings it is given for now, those it was given for, and those that quote from it."""
        pks = [form.instance.pk for form in forms if form.instance.pk]
        stored: dict[int, set[int]] = defaultdict(set)
        for citation, finding in read_findings_of_lists(pks):
            stored[citation].add(finding)
        return {
            place: sorted(
                stored[form.instance.pk] | {finding.pk for finding in form.values.get("findings", [])}
            )
            for place, form in enumerate(forms)
        }
