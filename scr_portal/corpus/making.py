"""The rows of a synthetic collection."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from django.db import models, transaction
from django.db.models import Max

from reviews.dates import Precision
from reviews.models import Document, DocumentPage, DocumentState, Period, Review
from reviews.page_labels import ROMAN_OFFSET, get_label_at
from scr_portal.corpus import marks, shape
from scr_portal.corpus.loading import CorpusError, Rows, allocate_ids, disable_triggers, refresh_statistics
from scr_portal.corpus.shape import Dice, Skewed
from scr_portal.corpus.words import make_sentence, make_words
from themes.enums import CitationBasis, FindingState, Outcome
from themes.models import (
    AgeGroup,
    Agency,
    CatalogueEntry,
    Citation,
    Finding,
    FindingTheme,
    Harm,
    PageCitation,
    Quotation,
    ReadTogether,
    Theme,
)

AT_ONCE = 5_000  # rows that are gathered before they are copied
SENTENCES = 20_000  # that pages are put together from; new ones for each page would take minutes
# Fixed, so that the same seed gives the same rows; long ago, so that nothing synthetic is ever the newest.
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
YEARS_NAMED = "in reviews published from 2013 to 2015,"  # by a finding of no period


@dataclass(frozen=True)
class SyntheticReview:
    pk: int
    name: str
    last_page: int  # its last arabic page


@dataclass(frozen=True)
class KnownFrom:
    """How a finding is known: by a page list, or else without a page."""

    basis: str
    certainty: str
    citation: int | None = None


def make_corpus(
    *, findings: int, pages: int = 0, seed: int = 1, say: Callable[[str], None] = lambda line: None
) -> dict[str, int]:
    """Add so many synthetic findings, and documents with so many pages in all; the rows made, by their name.

    The same arguments over the same themes, periods and vocabulary give the same rows, primary keys apart.
    All in one transaction and without history. Raises CorpusError when something is in the way.
    """
    corpus = _Corpus(findings, pages, seed, say)
    tables = [rows.table for rows in corpus.in_order]
    with transaction.atomic(), disable_triggers(tables):
        corpus.make()
    say("Bringing the database's statistics up to date.")
    refresh_statistics(tables)
    return {str(rows.table._meta.verbose_name_plural): rows.copied for rows in corpus.in_order if rows.copied}


class _Corpus:
    def __init__(self, findings: int, pages: int, seed: int, say: Callable[[str], None]) -> None:
        self.finding_count, self.page_count, self.seed, self.say = findings, pages, seed, say
        self.dice = Dice(seed, "findings")
        self.reviews = Rows(
            Review,
            *("id", "slug", "kind", "title", "short_title", "publisher", "page_count"),
            *("published", "published_precision", "incidents_from", "incidents_to", "incidents_precision"),
        )
        self.review_periods = Rows(Review.periods.through, "review_id", "period_id")
        self.documents = Rows(
            Document,
            *("id", "review_id", "sha256", "file", "size", "page_count", "state", "message", "added"),
        )
        self.pages = Rows(DocumentPage, "document_id", "index", "label", "label_sort", "text")
        self.blocks = Rows(ReadTogether, "id", "slug", "reason")
        self.findings = Rows(
            Finding,
            *("id", "number", "text", "kind", "review_id", "for_every_agency", "block_id", "block_position"),
            *("basis", "certainty", "composite", "state", "published_at", "added"),
        )
        self.themes = Rows(FindingTheme, "finding_id", "theme_id", "is_primary")
        self.periods = Rows(Finding.periods.through, "finding_id", "period_id")
        self.agencies = Rows(Finding.agencies.through, "finding_id", "agency_id")
        self.ages = Rows(Finding.ages.through, "finding_id", "agegroup_id")
        self.harms = Rows(Finding.harms.through, "finding_id", "harm_id")
        self.citations = Rows(Citation, "id", "slug", "as_given", "basis", "given_by", "note")
        self.cited_findings = Rows(Citation.findings.through, "citation_id", "finding_id")
        self.cited_pages = Rows(
            PageCitation,
            *("citation_id", "review_id", "first_page", "last_page", "first_sort", "last_sort", "position"),
        )
        self.quotations = Rows(
            Quotation, "finding_id", "citation_id", "words", "outcome", "score", "checked_at"
        )
        # What others point to is above what points to it.
        self.in_order = [rows for rows in vars(self).values() if isinstance(rows, Rows)]
        self.reported_tenths: dict[str, int] = {}

    def make(self) -> None:
        self._read_collection()
        self._refuse_same_seed()
        first = self._first_number()
        reviews = self._add_reviews()
        numbers = range(first, first + self.finding_count)
        self._add_findings(numbers, reviews)
        self._copy()
        self.say("Entering the findings in the catalogue.")
        CatalogueEntry.objects.rebuild(Finding.objects.filter(number__range=(first, numbers[-1])))

    def _read_collection(self) -> None:
        def in_order(rows: models.QuerySet, *names: str) -> list[int]:
            return list(rows.order_by(*names).values_list("pk", flat=True))

        self.all_periods = list(Period.objects.order_by("starts"))
        self.all_ages = in_order(AgeGroup.objects.all(), "from_age", "slug")
        self.all_themes = Skewed(in_order(Theme.objects.current(), "slug"), self.dice)
        self.all_agencies = Skewed(in_order(Agency.objects.all(), "slug"), self.dice)
        self.all_harms = Skewed(in_order(Harm.objects.all(), "slug"), self.dice)
        missing = [
            name
            for name, rows in [("themes", self.all_themes.rows), ("periods", self.all_periods)]
            if not rows
        ]
        if missing:
            raise CorpusError(
                f"There are no {' and no '.join(missing)} for synthetic findings to be about. "
                "First run: .venv/bin/python manage.py load_collection"
            )

    def _refuse_same_seed(self) -> None:
        if Review.objects.filter(slug__startswith=marks.make_slug(self.seed, "")).exists():
            raise CorpusError(
                f"There are synthetic reviews made with seed {self.seed} already. Choose another --seed, or "
                "take away all that is synthetic: .venv/bin/python manage.py make_corpus --remove"
            )

    def _first_number(self) -> int:
        highest = Finding.objects.aggregate(highest=Max("number"))["highest"] or 0
        first = max(marks.FIRST_NUMBER, highest + 1)
        if first + self.finding_count - 1 > marks.LAST_NUMBER:
            raise CorpusError(
                f"Numbers of findings end at {marks.LAST_NUMBER}, and {highest} is taken: there is no room for "
                f"{self.finding_count:,} more. First run: .venv/bin/python manage.py make_corpus --remove"
            )
        return first

    def _add_reviews(self) -> list[SyntheticReview]:
        dice = Dice(self.seed, "reviews")
        made = []
        reviews = max(1, self.finding_count // shape.FINDINGS_OF_A_REVIEW)
        sentences = [make_sentence(dice.chance) for _ in range(SENTENCES)] if self.page_count else []
        shares = zip(allocate_ids(Review, reviews), _spread(self.page_count, reviews), strict=True)
        for number, (pk, pages) in enumerate(shares, start=1):
            name = f"{marks.REVIEW} {self.seed}-{number}"
            periods = dice.choose_neighbours(self.all_periods, dice.choose_one(shape.PERIODS_OF_A_REVIEW))
            length = dice.choose_between(shape.SHORTEST_DOCUMENT, shape.LONGEST_DOCUMENT)
            documents = _spread(pages, -(-pages // shape.LONGEST_DOCUMENT))
            if documents:
                length = documents[0]
            self.reviews.add(
                pk,
                marks.make_slug(self.seed, number),
                dice.choose_one(shape.REVIEW_KINDS).value,
                f"{name}: {make_words(dice.chance, 6)}",
                name,
                marks.SOURCE,
                length,
                date(periods[-1].ends.year + 2, dice.choose_between(1, 12), 1),
                Precision.MONTH.value,
                periods[0].starts,
                periods[-1].ends,
                Precision.MONTH.value,
            )
            for period in periods:
                self.review_periods.add(pk, period.pk)
            made.append(SyntheticReview(pk, name, max(1, length - shape.FRONT_PAGES)))
            self._add_documents(dice, sentences, made[-1], marks.make_slug(self.seed, number), documents)
        return made

    def _add_documents(
        self, dice: Dice, sentences: Sequence[str], review: SyntheticReview, slug: str, lengths: Sequence[int]
    ) -> None:
        """Documents of so many pages. There are no files."""
        for place, (pk, length) in enumerate(zip(allocate_ids(Document, len(lengths)), lengths, strict=True)):
            name = f"{slug}-{place + 1}"
            self.documents.add(
                pk,
                review.pk,
                hashlib.sha256(name.encode()).hexdigest(),
                f"documents/{name}.pdf",
                length * 5_000,
                length,
                DocumentState.READ.value,
                f"{marks.DOCUMENT} there is no file.",
                BEGINNING,
            )
            for index in range(1, length + 1):
                key = index - shape.FRONT_PAGES if length > shape.FRONT_PAGES else index
                key = key if key > 0 else ROMAN_OFFSET + index
                label = get_label_at(key)
                text = " ".join(
                    dice.chance.choices(sentences, k=dice.choose_between(*shape.SENTENCES_OF_A_PAGE))
                )
                self.pages.add(pk, index, label, key, f"Synthetic page {label} of {review.name}.\n\n{text}")
            self._copy_when_many(self.pages, "pages", self.page_count)

    def _add_findings(self, numbers: range, reviews: Sequence[SyntheticReview]) -> None:
        self.finding_ids, self.block_ids, self.citation_ids = map(
            _generate_ids, (Finding, ReadTogether, Citation)
        )
        self.block_numbers, self.citation_numbers = count(1), count(1)
        made = 0
        while made < len(numbers):
            section = numbers[made : made + self.dice.choose_one(shape.SECTION)]
            when = BEGINNING + timedelta(minutes=made)
            self._add_section(section, self.dice.chance.choice(reviews), when)
            made += len(section)
            self._copy_when_many(self.findings, "findings", self.finding_count)

    def _add_section(self, numbers: Sequence[int], review: SyntheticReview, when: datetime) -> None:
        """Findings in a row from one review: some share a page list, some stand in a block."""
        ids = [next(self.finding_ids) for _ in numbers]
        known = self._add_page_lists(ids, review, when)
        block, in_block = None, 0
        if len(ids) > 1 and self.dice.happens(shape.HAS_BLOCK):
            block, in_block = next(self.block_ids), self.dice.choose_one(shape.BLOCK)
            reason = f"{marks.BLOCK} {make_words(self.dice.chance, 8)}"
            self.blocks.add(block, marks.make_slug(self.seed, next(self.block_numbers), "b"), reason[:200])
        for place, (pk, number) in enumerate(zip(ids, numbers, strict=True)):
            agencies = self.all_agencies.choose_some(self.dice.choose_one(shape.AGENCIES))
            periods = self.dice.choose_one(shape.PERIODS)
            self.findings.add(
                pk,
                number,
                make_sentence(
                    self.dice.chance, marks.FINDING if periods else f"{marks.FINDING} {YEARS_NAMED}"
                ),
                self.dice.choose_one(shape.KINDS).value,
                review.pk,
                not agencies and self.dice.happens(shape.EVERY_AGENCY),
                block if place < in_block else None,
                place if place < in_block else 0,
                known[place].basis if known[place].citation is None else "",
                known[place].certainty,
                self.dice.happens(shape.COMPOSITE),
                FindingState.PUBLISHED.value,
                when,
                when,
            )
            self._add_choices(pk, periods, agencies)

    def _add_choices(self, pk: int, periods: int, agencies: Sequence[int]) -> None:
        """The themes, periods, agencies, ages and harms of a finding."""
        for order, theme in enumerate(self.all_themes.choose_some(self.dice.choose_one(shape.THEMES))):
            self.themes.add(pk, theme, order == 0)
        for period in self.dice.choose_neighbours(self.all_periods, periods):
            self.periods.add(pk, period.pk)
        for agency in agencies:
            self.agencies.add(pk, agency)
        if ages := self.dice.choose_one(shape.AGES):
            for age in self.dice.choose_neighbours(self.all_ages, ages):
                self.ages.add(pk, age)
        for harm in self.all_harms.choose_some(self.dice.choose_one(shape.HARMS)):
            self.harms.add(pk, harm)

    def _add_page_lists(self, ids: Sequence[int], review: SyntheticReview, when: datetime) -> list[KnownFrom]:
        """How each of these findings is known; neighbours may share a page list."""
        known: list[KnownFrom] = []
        while len(known) < len(ids):
            together = ids[len(known) : len(known) + self.dice.choose_one(shape.FINDINGS_OF_A_LIST)]
            if not self.dice.happens(shape.CITED):
                for _ in together:
                    source, certainty = self.dice.choose_one(shape.KNOWN_WITHOUT_PAGE)
                    known.append(KnownFrom(source.value, certainty.value))
                continue
            citation = next(self.citation_ids)
            basis, certainty = self.dice.choose_one(shape.KNOWN_BY_PAGE)
            self.citations.add(
                citation,
                marks.make_slug(self.seed, next(self.citation_numbers), "c"),
                f"synthetic: {self._add_pages(citation, review)}",
                basis.value,
                marks.SOURCE if basis == CitationBasis.SECONDARY_SOURCE else "",
                marks.SOURCE,
            )
            for pk in together:
                self.cited_findings.add(citation, pk)
                if self.dice.happens(shape.QUOTED):
                    self._add_quotation(pk, citation, when)
            known += [KnownFrom(basis.value, certainty.value, citation)] * len(together)
        return known

    def _add_pages(self, citation: int, review: SyntheticReview) -> str:
        """The pages of a list, and the list as text."""
        given = []
        firsts = self.dice.sample(range(1, review.last_page + 1), self.dice.choose_one(shape.PAGES_OF_A_LIST))
        for position, first in enumerate(sorted(firsts)):
            last = min(first + self.dice.happens(shape.IS_A_RANGE), review.last_page)
            self.cited_pages.add(citation, review.pk, str(first), str(last), first, last, position)
            given.append(str(first) if first == last else f"{first}-{last}")
        return " & ".join(given)

    def _add_quotation(self, finding: int, citation: int, when: datetime) -> None:
        words = f"synthetic words {make_words(self.dice.chance, self.dice.choose_between(5, 15))}"
        outcome = self.dice.choose_one(shape.OUTCOMES)
        looked_for = outcome != Outcome.NOT_CHECKED
        scores = {Outcome.EXACT: 1.0, Outcome.OTHER_PAGE: 1.0, Outcome.NEAR: 0.95, Outcome.NOT_FOUND: 0.3}
        self.quotations.add(
            finding, citation, words, outcome.value, scores.get(outcome), when if looked_for else None
        )

    def _copy_when_many(self, rows: Rows, name: str, total: int) -> None:
        if len(rows.waiting) < AT_ONCE:
            return
        self._copy()
        if (tenths := 10 * rows.copied // total) > self.reported_tenths.get(name, 0):
            self.reported_tenths[name] = tenths
            self.say(f"{rows.copied:,} of {total:,} {name}")

    def _copy(self) -> None:
        for rows in self.in_order:
            rows.copy()


def _spread(total: int, places: int) -> list[int]:
    """`total` as whole numbers that differ by one at most."""
    return [(total + place) // places for place in reversed(range(places))]


def _generate_ids(table: type[models.Model]) -> Iterator[int]:
    while True:
        yield from allocate_ids(table, AT_ONCE)
