"""Quotations looked for in real PDFs, by kind of trouble. `-s` prints the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from tests.themes.quotations.cases import ALTERED, ELSEWHERE, INVENTED, RIGHT, Case, cases_of
from tests.themes.quotations.pdfs import (
    HARBOURS,
    LIBRARIES,
    Made,
    from_a_browser,
    from_a_browser_again,
    kept_aside,
    kept_aside_again,
    to_tune_on,
)
from themes.enums import Outcome
from themes.quotations.checking import Checked, check_quotation
from themes.quotations.document import DocumentText


class Tried(NamedTuple):
    case: Case
    checked: Checked

    @property
    def page(self) -> str:
        return self.checked.page.label if self.checked.page else ""

    @property
    def as_meant(self) -> bool:
        outcome = {RIGHT: Outcome.EXACT, ELSEWHERE: Outcome.OTHER_PAGE, ALTERED: Outcome.NEAR}
        return (
            self.checked.outcome == outcome.get(self.case.meant, Outcome.NOT_FOUND)
            and self.page == self.case.page
        )

    @property
    def found(self) -> bool:
        """On the right page, and no word or sign differs: PDFium loses spaces of text that runs upwards."""
        spaces = {one.kind for one in self.checked.differences} == {"spaces"}
        return self.as_meant or (spaces and self.page == self.case.page)


def tried(made: Sequence[Made], cases: Sequence[Case]) -> list[Tried]:
    documents = [DocumentText(report.pages()) for report in made]
    return [Tried(case, check_quotation(case.words, [case.cited], documents[case.report])) for case in cases]


def table(results: Sequence[Tried]) -> str:
    """For each kind how many came out as meant. Precision counts what passed as exact: all of it has to be right."""
    kinds: dict[tuple[str, str], list[Tried]] = defaultdict(list)
    for one in results:
        kinds[one.case.meant, one.case.kind].append(one)
    lines = [
        f"{'meant':<11}{'kind':<32}{'cases':>6}{'as meant':>9}{'exact':>7}{'near':>6}{'other':>7}{'none':>6}"
    ]
    for (meant, kind), ones in kinds.items():
        count = {outcome: sum(one.checked.outcome == outcome for one in ones) for outcome in Outcome}
        lines.append(
            f"{meant:<11}{kind:<32}{len(ones):>6}{sum(one.as_meant for one in ones) / len(ones):>9.1%}"
            f"{count[Outcome.EXACT]:>7}{count[Outcome.NEAR]:>6}{count[Outcome.OTHER_PAGE]:>7}{count[Outcome.NOT_FOUND]:>6}"
        )
    right = [one for one in results if one.case.meant in (RIGHT, ELSEWHERE)]
    passed = [one for one in results if one.checked.outcome in (Outcome.EXACT, Outcome.OTHER_PAGE)]
    found = sum(one.found for one in right) / len(right)
    recall = sum(one.as_meant for one in right) / len(right)
    precision = sum(one.as_meant for one in passed) / len(passed)
    return "\n".join(
        [
            *lines,
            f"right ones on the right page {found:.2%}, as exact {recall:.2%}",
            f"precision of what passed as exact {precision:.2%}",
        ]
    )


@pytest.fixture(scope="session")
def tuned() -> list[Tried]:
    made = to_tune_on()
    return tried(made, cases_of(made, HARBOURS, seed=11))


@pytest.fixture(scope="session")
def aside() -> list[Tried]:
    made = kept_aside()
    return tried(made, cases_of(made, LIBRARIES, seed=12))


@pytest.fixture(scope="session")
def again() -> list[Tried]:
    made = kept_aside_again()
    return tried(made, cases_of(made, LIBRARIES, seed=13))


@pytest.fixture(scope="session")
def browser() -> list[Tried]:
    made = from_a_browser()
    return tried(made, cases_of(made, LIBRARIES, seed=14))


@pytest.fixture(scope="session")
def browser_again() -> list[Tried]:
    made = from_a_browser_again()
    return tried(made, cases_of(made, LIBRARIES, seed=15, each=3))


@pytest.fixture(params=["tuned", "aside", "again", "browser", "browser_again"])
def results(request) -> list[Tried]:
    return request.getfixturevalue(request.param)


def test_there_are_cases_enough(tuned, aside, again, browser, browser_again):
    for name, results in (
        ("Tuned on", tuned),
        ("Kept aside", aside),
        ("Kept aside again", again),
        ("Printed by a browser", browser),
        ("Printed by a browser, again", browser_again),
    ):
        print(f"\n{name}\n{table(results)}")  # noqa: T201 - shown with -s

    assert len(tuned) >= 300
    assert min(len(aside), len(again)) >= 300


def test_no_altered_quotation_passes_as_exact(results):
    passed = [
        one
        for one in results
        if one.case.meant in (ALTERED, INVENTED)
        and (one.checked.outcome in (Outcome.EXACT, Outcome.OTHER_PAGE) or one.checked.score == 1)
    ]

    assert passed == []


def test_99_of_100_right_quotations_are_found_on_the_right_page(results):
    right = [one for one in results if one.case.meant in (RIGHT, ELSEWHERE)]

    missed = [one for one in right if not one.found]

    assert len(missed) <= len(right) / 100, missed


def test_altered_quotations_are_shown_beside_what_is_printed(results):
    altered = [one for one in results if one.case.meant == ALTERED and one.case.kind != "halves turned round"]

    missed = [one for one in altered if not one.as_meant]

    assert len(missed) <= len(altered) / 20, missed


def test_words_that_nobody_wrote_are_not_found(results):
    assert [one for one in results if one.case.meant == INVENTED and not one.as_meant] == []


@pytest.mark.parametrize(
    ("kinds", "named"),
    [
        (("negation flipped", "negation taken out"), {"negation", "hyphen"}),
        (("a digit changed", "numbers swapped", "decimal point lost", "% or £ lost"), {"number"}),
    ],
)
def test_what_weighs_most_is_named_first(results, kinds, named):
    near = [one for one in results if one.case.kind in kinds and one.checked.outcome == Outcome.NEAR]

    others = [one for one in near if one.checked.differences[0].kind not in named]

    assert near
    assert others == []
