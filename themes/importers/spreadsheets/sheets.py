"""The four sheets: what their columns are, what they mean, and which row a row is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from reviews.history.tracking import current_for_old_slugs
from reviews.models import Article, Author, Period, Review
from reviews.models.review import ReviewKind
from reviews.models.series import Certainty
from themes.citations.locators import LocatorError, Pages, parse, render_short
from themes.citations.wording import Quoted, quoted
from themes.enums import CitationBasis, FindingKind, PageRole, SourceBasis
from themes.findings.fields import WordingMixin
from themes.importers.spreadsheets.cells import (
    Cell,
    ChoiceCell,
    DateCell,
    ListCell,
    NumberCell,
    ReferenceCell,
    ReferencesCell,
    SlugCell,
    TextCell,
    YesNoCell,
    code_of,
    number_of,
)
from themes.importers.spreadsheets.rows import RowForm, Shown, add_and_remove, address
from themes.importers.spreadsheets.text import joined, plain, separated, shortened
from themes.jobs import check_soon
from themes.models import (
    AgeGroup,
    Agency,
    Citation,
    Finding,
    FindingTheme,
    Harm,
    PageCitation,
    ReadTogether,
    StartingPoint,
    Theme,
    ThemeGroup,
)

ADDRESS = Shown("Address", "Where readers find it, for ever: it can be sent to anybody.", address)
COUNT = 2**31 - 1  # the largest number that the database holds


def _primary(finding: Any) -> Theme | None:
    return next((row.theme for row in finding.finding_themes.all() if row.is_primary), None)


def _quoted(finding: Any) -> list[Quoted]:
    return [
        quoted(
            {
                "words": " ".join(plain(one.words).split()),
                "outcome": one.outcome,
                "matched": one.matched,
                "found_on": one.found_on,
                "checked_at": localdate(one.checked_at).isoformat() if one.checked_at else None,
                "because": plain(one.overruled_because),
                "pages": [
                    {"first": page.first_page, "last": page.last_page}
                    for page in (one.citation.pages.all() if one.citation else ())
                ],
            }
        )
        for one in finding.quotations.all()
    ]


class FindingRow(WordingMixin, RowForm):
    sheet, heading, one, key = "findings", "Findings", "finding", "number"
    shown = {
        "number": Shown(
            "Number",
            "F119. Leave it empty to add a finding: it gets a number of its own.",
            lambda row, _: row.code,
        ),
        "address": ADDRESS,
        "state": Shown(
            "State",
            "A sheet cannot change it.",
            lambda row, _: row.get_state_display(),
            guarded="A sheet cannot publish or withdraw. Write the state back, and do it in the workspace.",
        ),
        "quotations": Shown(
            "Quotations",
            "The report’s words that it quotes. Ignored when the sheet comes back: the desk changes them.",
            lambda row, _: joined(one.words for one in _quoted(row)),
        ),
        "wording_checked": Shown(
            "What came of looking",
            "Whether each of these was found in the report, as readers are told. Ignored when the sheet comes back.",
            lambda row, _: joined(one.sentence for one in _quoted(row)),
        ),
    }
    order = ("number", "address", "text", "kind", "state")

    text = TextCell("Wording", "One lesson in our own words, at most 35, that stands alone.")
    kind = ChoiceCell("Kind", "What it is.", FindingKind, required=True)
    review = ReferenceCell("Review", "The review it was read from, by its slug.", Review, required=True)
    periods = ReferencesCell("Periods", "Periods it is about, by slug.", Period)
    primary_theme = ReferenceCell(
        "Primary theme", "The theme it stands under first, by slug.", Theme, held=_primary
    )
    other_themes = ReferencesCell(
        "Other themes",
        "By slug.",
        Theme,
        link=False,
        held=lambda row: [one.theme for one in row.finding_themes.all() if not one.is_primary],
    )
    agencies = ReferencesCell("Agencies", "Whom it speaks to or about. Empty: not about one agency.", Agency)
    for_every_agency = YesNoCell("For every agency", "yes where the source addresses all agencies, else no.")
    ages = ReferencesCell("Ages", "Empty: not about one age.", AgeGroup)
    harms = ReferencesCell("Kinds of harm", "By slug.", Harm)
    block = ReferenceCell(
        "Read together", "The block of findings it is always shown with, by slug.", ReadTogether
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

    class Meta:
        model = Finding
        fields = (
            *("text", "kind", "review", "for_every_agency", "block", "block_position", "basis", "certainty"),
            *("composite", "source_note", "source_url", "article"),
        )

    @classmethod
    def rows(cls) -> QuerySet:
        return (
            Finding.objects.select_related("review", "block", "article")
            .defer("article__source_text")
            .prefetch_related(
                Prefetch("finding_themes", FindingTheme.objects.select_related("theme")),
                *("periods", "agencies", "ages", "harms", "quotations__citation__pages"),
                Prefetch("see_also", Finding.objects.only("number")),
            )
            .order_by("number")
        )

    @classmethod
    def read_key(cls, text: str) -> str:
        if number_of(text) is None:
            raise ValidationError(
                f"“{shortened(text, 20)}” is not the number of a finding. Write one such as F119, or leave it empty."
            )
        return code_of(text)

    @classmethod
    def find(cls, keys: Iterable[str], rows: QuerySet) -> dict[str, Any]:
        numbers = [int(key[1:]) for key in keys if int(key[1:]) <= COUNT]
        return {row.code: row for row in rows.filter(number__in=numbers)}

    @classmethod
    def begin(cls, key: str) -> Finding:
        if key:
            raise ValidationError(
                f"There is no finding {key}. Correct the number, or leave it empty to add a finding."
            )
        return Finding()

    @classmethod
    def key_of(cls, row: Any) -> str:
        return row.code if row.pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        primary, others = self.value("primary_theme"), self.value("other_themes")
        if primary and primary in others:
            self.add_error(
                "other_themes" if "other_themes" in self.fields else None,
                f"“{primary.slug}” is the primary theme already. Name each theme once.",
            )
        for name in ("primary_theme", "other_themes"):
            said = self.said.get(name) or []
            for theme in said if isinstance(said, list) else [said]:
                if theme.merged_into_id:
                    self.add_error(name, f"“{theme.slug}” was merged into another theme. Name that one.")
        return cleaned

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        concerned = [form for form in forms if form.said.keys() & {"primary_theme", "other_themes"}]
        wanted: dict[tuple, None] = {}
        for form in concerned:
            primary, others = form.themes
            if primary:
                wanted[form.instance.pk, primary.pk, True] = None
            wanted.update({(form.instance.pk, theme.pk, False): None for theme in others})
        held = FindingTheme.objects.filter(finding__in=[form.instance.pk for form in concerned])
        present = [(row.pk, (row.finding_id, row.theme_id, row.is_primary)) for row in held]
        add_and_remove(FindingTheme, present, wanted, "finding_id", "theme_id", "is_primary")

    def _post_clean(self) -> None:
        self.themes = (
            (self.value("primary_theme"), self.value("other_themes")) if not self.errors else (None, [])
        )
        super()._post_clean()  # type: ignore[misc]

    @classmethod
    def concerned(cls, forms: Sequence[Any]) -> dict[int, list[int]]:
        """Those of the rows, and what they are, or shall be, read together with."""
        held = [form for form in forms if form.instance.pk]
        stored = dict(
            Finding.objects.filter(pk__in=[form.instance.pk for form in held]).values_list("pk", "block")
        )
        blocks = {form.instance.block_id for form in held} | set(stored.values())
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


PageList = tuple[Pages, ...]


def _groups(citation: Any) -> list[tuple[Review, list[PageCitation]]]:
    """The pages of a list, those of one review after each other together."""
    pages = groupby(citation.pages.all(), key=lambda page: page.review_id)
    return [(group[0].review, group) for group in (list(rows) for _, rows in pages)]


class PagesCell(Cell):
    """Page lists as references have them, one for each review named."""

    def printed(self, value: Sequence[PageList]) -> str:
        return joined(render_short(pages) for pages in value)

    def to_python(self, value: Any) -> list[PageList]:
        if not value.strip():
            return []
        try:
            return [parse(value)]  # a semicolon may stand between pages, too
        except LocatorError as error:
            lists = separated(value)
            try:
                if len(lists) > 1:
                    return [parse(one) for one in lists]
            except LocatorError:
                pass
            raise ValidationError(f"{error} Write pages as in “pp. 12–14, 20”, as text.") from error


class RolesCell(Cell):
    """What each page of the list is; one word stands for all."""

    def printed(self, value: Sequence[str]) -> str:
        if set(value) <= {PageRole.NOT_STATED}:
            return ""
        labels = [str(PageRole(role).label) for role in value]
        return labels[0] if len(set(labels)) == 1 else joined(labels)

    def to_python(self, value: Any) -> list[str]:
        roles = {str(role.label).casefold(): role.value for role in PageRole}
        try:
            return [roles[word.casefold()] for word in separated(value)]
        except KeyError as error:
            words = ", ".join(f"“{label}”" for label in PageRole.labels)
            raise ValidationError(f"Write one of: {words}, once for all pages or once for each.") from error


class CitationRow(RowForm):
    sheet, heading, one, key = "citations", "Page lists", "page list", "id"
    shown = {
        "id": Shown("Id", "Leave it empty to add a page list.", lambda row, _: str(row.pk)),
        "address": Shown(
            "Address",
            "Where readers find its first finding.",
            lambda row, origin: next((address(finding, origin) for finding in row.findings.all()), ""),
        ),
    }
    order = ("id", "address")
    parts = (PageCitation,)

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
        held=lambda row: [review for review, _ in _groups(row)],
    )
    pages = PagesCell(
        "Pages",
        "As printed on them: “pp. 12–14, 20”. With several reviews, a list for each, separated by semicolons.",
        held=lambda row: [tuple(page.as_pages for page in pages) for _, pages in _groups(row)],
    )
    roles = RolesCell(
        "What the pages are",
        "Summary or Evidence, once for all pages or once for each. Empty: not stated.",
        held=lambda row: [page.role for page in row.pages.all()],
    )
    as_given = TextCell("As given", "The list as its source prints it.", required=True)
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
    def rows(cls) -> QuerySet:
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
                f"“{shortened(text, 20)}” is not the id of a page list. Write the number that was exported, "
                "or leave it empty."
            )
        return match[1]

    @classmethod
    def find(cls, keys: Iterable[str], rows: QuerySet) -> dict[str, Any]:
        return {str(row.pk): row for row in rows.filter(pk__in=[int(key) for key in keys])}

    @classmethod
    def begin(cls, key: str) -> Citation:
        if key:
            raise ValidationError(
                f"There is no page list {key}. Correct the id, or leave it empty to add one."
            )
        return Citation()

    @classmethod
    def key_of(cls, row: Any) -> str:
        return str(row.pk) if row.pk else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.said.keys() & {"reviews", "pages", "roles"} and not self.errors:
            self.wanted_pages = self._pages()
        return cleaned

    def _pages(self) -> list[tuple[int, str, str, str, int]]:
        reviews, lists, roles = self.value("reviews"), self.value("pages"), self.value("roles")
        if len(reviews) == 1 and len(lists) > 1:
            lists = [tuple(pages for one in lists for pages in one)]
        if len(reviews) != len(lists):
            raise ValidationError(
                "Give the review whose pages these are, and for each review one list of pages."
                if lists
                else "A review is named without a page of it. Give the pages, or take the review away."
            )
        count = sum(len(pages) for pages in lists)
        if len(roles) not in (0, 1, count) and "roles" in self.said:
            raise ValidationError(
                {
                    "roles": f"There are {count} pages and {len(roles)} words for them. Write one, or one for each."
                }
            )
        if len(roles) != count:
            same = roles[0] if roles and len(set(roles)) == 1 else PageRole.NOT_STATED
            roles = [same] * count
        wanted: list[tuple[int, str, str, str, int]] = []
        named = set()
        for review, pages in zip(reviews, lists, strict=True):
            for one in pages:
                if (review.pk, one) in named:
                    raise ValidationError({"pages": f"Page {one.first} is named twice. Name it once."})
                named.add((review.pk, one))
                wanted.append((review.pk, one.first, one.last, roles[len(wanted)], len(wanted)))
        return wanted

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        concerned = [form for form in forms if hasattr(form, "wanted_pages")]
        names = ("citation_id", "review_id", "first_page", "last_page", "role", "position")
        held = PageCitation.objects.filter(citation__in=[form.instance.pk for form in concerned])
        present = [(row.pk, tuple(getattr(row, name) for name in names)) for row in held]
        wanted = [(form.instance.pk, *page) for form in concerned for page in form.wanted_pages]
        add_and_remove(PageCitation, present, wanted, *names)
        check_soon(citations=[form.instance.pk for form in concerned])

    @classmethod
    def concerned(cls, forms: Sequence[Any]) -> dict[int, list[int]]:
        """Those it is given for now, and those it was given for."""
        pks = [form.instance.pk for form in forms if form.instance.pk]
        table = Citation.findings.through.objects.filter(citation__in=pks)
        held: dict[int, set[int]] = defaultdict(set)
        for citation, finding in table.values_list("citation_id", "finding_id"):
            held[citation].add(finding)
        return {
            place: sorted(held[form.instance.pk] | {finding.pk for finding in form.said.get("findings", [])})
            for place, form in enumerate(forms)
        }


class SluggedRow(RowForm):
    """A row whose key is its slug: one that we hold, or had before, is changed; another is added under it."""

    key = "slug"

    @classmethod
    def find(cls, keys: Iterable[str], rows: QuerySet) -> dict[str, Any]:
        keys = set(keys)
        found = {row.slug: row for row in rows.filter(slug__in=keys)}
        if missing := keys - found.keys():
            before = current_for_old_slugs(cls.Meta.model, missing)  # type: ignore[attr-defined]
            again = {row.pk: row for row in rows.filter(pk__in=[row.pk for row in before.values()])}
            found.update({slug: again[row.pk] for slug, row in before.items() if row.pk in again})
        return found

    @classmethod
    def begin(cls, key: str) -> Any:
        return cls.Meta.model()  # type: ignore[attr-defined]

    @classmethod
    def key_of(cls, row: Any) -> str:
        return row.slug if row.pk else ""


class ThemeRow(SluggedRow):
    sheet, heading, one = "themes", "Themes", "theme"
    shown = {
        "address": ADDRESS,
        "merged_into": Shown(
            "Merged into",
            "A sheet cannot change it.",
            lambda row, _: row.merged_into.slug if row.merged_into else "",
            guarded="A sheet cannot merge themes. Take it away here, and merge them in the workspace.",
        ),
    }
    order = ("slug", "address", "title", "merged_into")

    slug = SlugCell(
        "Slug",
        "The end of its address. One that is not held yet adds a theme; change that of a theme in the workspace. "
        "If it is left empty, it is made from the title.",
    )
    title = TextCell("Title", "As readers see it.", required=True)
    group = ReferenceCell("Group", "By slug.", ThemeGroup, required=True)
    position = NumberCell("Place in its group", "Counted from 0.", empty=0)
    tab_title = TextCell("Title in tabs", "When the title could distress or endanger a reader.")
    summary = TextCell("In short", "Its summary.")
    scope_note = TextCell("Scope", "What belongs under it.")
    synonyms = ListCell("Synonyms", "Other names. A search for one brings all its findings.")
    also_typed = ListCell("Also typed", "What people type who need it.")
    questions = ListCell("Questions", "Questions to take with you.")
    content_note = TextCell("Content note", "Shown before the page.")
    related = ReferencesCell("Related themes", "By slug.", Theme)
    start_here = ReferencesCell(
        "Start here",
        "Numbers of the findings that it rests on, in their order.",
        Finding,
        link=False,
        in_order=True,
        held=lambda row: [point.finding for point in row.startingpoint_set.all()],
    )

    class Meta:
        model = Theme
        fields = (
            *("slug", "title", "group", "position", "tab_title", "summary", "scope_note", "synonyms"),
            *("also_typed", "questions", "content_note"),
        )

    @classmethod
    def rows(cls) -> QuerySet:
        points = StartingPoint.objects.select_related("finding").defer("finding__search")
        return (
            Theme.objects.select_related("group", "merged_into")
            .prefetch_related("related", Prefetch("startingpoint_set", points))
            .order_by("pk")
        )

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        concerned = [form for form in forms if "start_here" in form.said]
        held = StartingPoint.objects.filter(theme__in=[form.instance.pk for form in concerned])
        present = [(row.pk, (row.theme_id, row.finding_id, row.position)) for row in held]
        wanted = [
            (form.instance.pk, finding.pk, place)
            for form in concerned
            for place, finding in enumerate(form.said["start_here"])
        ]
        add_and_remove(StartingPoint, present, wanted, "theme_id", "finding_id", "position")


class AuthorsCell(Cell):
    """ "Brandon, Marian; Department for Education": a comma before the given names."""

    def printed(self, value: Sequence[tuple[str, str]]) -> str:
        return joined(joined(filter(None, pair), ",") for pair in value)

    def to_python(self, value: Any) -> list[tuple[str, str]]:
        pairs = [separated(author, ",") for author in separated(value)]
        for pair in pairs:
            if len(pair) > 2:
                raise ValidationError(
                    f"“{shortened(', '.join(pair), 60)}” has too many commas. Write “Family name, Given names”."
                )
            for part in pair:
                if len(part) > 120:
                    raise ValidationError(
                        f"“{shortened(part, 40)}” is longer than 120 characters. Shorten it."
                    )
        return [(pair[0], pair[1] if len(pair) > 1 else "") for pair in pairs]


class ReviewRow(SluggedRow):
    sheet, heading, one = "reviews", "Reviews", "review"
    shown = {"address": ADDRESS}
    order = ("slug", "address")
    parts = (Author,)

    slug = SlugCell(
        "Slug",
        "The end of its address. One that is not held yet adds a review; change that of a review in the workspace. "
        "If it is left empty, it is made from the short title.",
    )
    kind = ChoiceCell("Kind", "What it is.", ReviewKind, required=True)
    title = TextCell("Title", "In full, as on its title page.", required=True)
    short_title = TextCell("Short title", "As lists show it.", required=True)
    authors = AuthorsCell(
        "Authors",
        "In the title page's order, as “Family name, Given names”. A body has a family name only.",
        held=lambda row: [(author.family, author.given) for author in row.authors.all()],
    )
    publisher = TextCell("Publisher", "Who published it.")
    journal = TextCell("Journal", "For an article.")
    volume = TextCell("Volume", "For an article: volume, issue and pages.")
    published = DateCell(
        "Published",
        "When, as exactly as it is known.",
        held=lambda row: (row.published, row.published_precision) if row.published else None,
    )
    report_number = TextCell("Report number", "As printed on it.")
    isbn = TextCell("ISBN", "As printed on it.")
    incidents_from = DateCell(
        "Incidents from",
        "The first incidents it reports on.",
        held=lambda row: (row.incidents_from, row.incidents_precision) if row.incidents_from else None,
    )
    incidents_to = DateCell(
        "Incidents to",
        "The last, equally exactly.",
        last=True,
        held=lambda row: (row.incidents_to, row.incidents_precision) if row.incidents_to else None,
    )
    periods = ReferencesCell("Periods", "By slug.", Period)
    draws_on = ReferencesCell("Draws on", "The analyses whose cases it studies again, by slug.", Review)
    case_count = NumberCell("Number of cases", "Empty: not known.")
    case_count_note = TextCell("Note on cases", "What was counted, or why it is not known.")
    page_count = NumberCell("Number of pages", "Empty: not known.")
    page_count_note = TextCell("Note on pages", "What was counted.")
    series_position = TextCell("Place in the series", "In words.")
    contents_note = TextCell("Note on contents", "What its list of contents lacks.")
    covers = ListCell("What it covers", "Sentences.")
    rights_holder = TextCell("Rights holder", "Whose the report is.")
    licence = TextCell("Licence of the report", "As it states it.")
    quoting_basis = TextCell("Basis for quoting", "Why we may quote from it.")

    class Meta:
        model = Review
        fields = (
            *("slug", "kind", "title", "short_title", "publisher", "journal", "volume"),
            *("published", "published_precision", "report_number", "isbn"),
            *("incidents_from", "incidents_to", "incidents_precision", "case_count", "case_count_note"),
            *("page_count", "page_count_note", "series_position", "contents_note", "covers"),
            *("rights_holder", "licence", "quoting_basis"),
        )

    @classmethod
    def rows(cls) -> QuerySet:
        return Review.objects.prefetch_related("authors", "periods", "draws_on").order_by("pk")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "published" in self.said:
            cleaned["published"], cleaned["published_precision"] = self.said["published"] or (None, "")
        if self.said.keys() & {"incidents_from", "incidents_to"} and not self.errors:
            begin, end = self.value("incidents_from"), self.value("incidents_to")
            if bool(begin) != bool(end):
                raise ValidationError("Give both “Incidents from” and “Incidents to”, or neither.")
            if begin and begin[1] != end[1]:
                raise ValidationError("Give “Incidents from” and “Incidents to” equally exactly.")
            cleaned["incidents_from"], cleaned["incidents_precision"] = begin or (None, "")
            cleaned["incidents_to"] = end[0] if end else None
        return cleaned

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        concerned = [form for form in forms if "authors" in form.said]
        names = ("review_id", "position", "family", "given")
        held = Author.objects.filter(review__in=[form.instance.pk for form in concerned])
        present = [(row.pk, tuple(getattr(row, name) for name in names)) for row in held]
        wanted = [
            (form.instance.pk, place, *author)
            for form in concerned
            for place, author in enumerate(form.said["authors"])
        ]
        add_and_remove(Author, present, wanted, *names)


SHEETS: dict[str, type[RowForm]] = {row.sheet: row for row in (FindingRow, CitationRow, ThemeRow, ReviewRow)}
