"""What the guard marks, measured and case by case."""

import pytest

from tests.themes.discussion.guard.measure import PEOPLE, measure
from themes.discussion.guard import MOST_CHARACTERS, Kind, RestrictedWords, Severity, find_marks
from themes.discussion.guard.finding import MOST_WORDS_TOLD
from themes.discussion.guard.shapes import MOST_LOOKED_AROUND

# Recall of direct identifiers and of combinations, and the share of harmless comments that are marked.
GOALS = {"tuned": (0.99, 0.98, 0.02), "held_out": (0.98, 0.9, 0.1)}


@pytest.mark.parametrize("name", GOALS)
def test_figures_hold(name):
    direct, combinations, harmless = GOALS[name]

    measured = measure(name)

    assert measured.recall_of_direct >= direct, measured.missed
    assert measured.recall_of_combinations >= combinations, measured.passed
    assert measured.harmless_marked <= harmless, measured.marked


def see(text, **known):
    return [(text[mark.start : mark.end], mark.kind) for mark in find_marks(text, **known).marks]


# What is known in public beside what is like it and is not.
PAIRS = [
    ("the Pemberton inquiry heard it", "the Pemberton case was heard"),
    ("Lord Pemberton says so", "then Pemberton says so"),
    ("as Brandon et al. found", "little Brandon was found"),
    ("Marian Brandon was asked", "but Brandon was six"),
    ("I agree with Brandon here", "I agreed with Brandon, who cried"),
    ("the Children Act 1989", "the child of 4 July 1989"),
    ("published on 4 July 2012", "she died on 4 July 2012"),
    ("ring 0808 800 5000", "ring 0161 496 0000"),
    ("see https://www.gov.uk/a", "see https://www.thesun.co.uk/a"),
    ("the College of Policing", "the Fernhill College"),
    ("Hope is not a plan", "Hope was 3"),
    ("in Kent", "for Kent's mum"),
    ("the reference 943 476 5918", "the reference 943 476 5919"),
]


@pytest.mark.parametrize(("known", "private"), PAIRS)
def test_what_is_public_is_told_from_what_is_like_it(known, private):
    assert see(known, people=PEOPLE) == []
    assert see(private, people=PEOPLE) != []


def test_parts_are_marked_only_together_and_say_with_what():
    for part in ("a boy of six", "I work in Rotherham", "it was in March 2010"):
        assert see(part) == []

    found = find_marks("I knew a boy of six in Rotherham who died in March 2010.")

    kinds = {mark.kind for mark in found.marks}
    assert {Kind.AGE, Kind.PLACE, Kind.TIME, Kind.EVENT} <= kinds
    assert {mark.severity for mark in found.marks} == {Severity.TOGETHER}
    assert "age, place" in found.marks[0].why


HOW_A_TERM_IS_WRITTEN = [
    "Zarathel", "ZARATHEL", "zarathel’s mum", "Z a r a t h e l", "Zárathël", "Zara-thel", "z4r4th3l", "Zаrаthеl",
    "Za\u200bra\u00adthel", "ｚａｒａｔｈｅｌ", "(zarathel)", "Zara\nthel", "𝐙𝐚𝐫𝐚𝐭𝐡𝐞𝐥", "zarathe1",
]  # fmt: skip


def test_restricted_term_is_found_however_it_is_written_and_never_told_to_authors():
    restricted = RestrictedWords(["Zarathel", "Ann"])

    for written in HOW_A_TERM_IS_WRITTEN:
        text = f"They spoke of {written} again."
        found = find_marks(text, restricted=restricted)

        [rule] = [mark for mark in found.marks if mark.kind is Kind.RULE]
        assert text[rule.start : rule.end] in written, written
        assert rule.end - rule.start >= len("Zarathel"), written
        assert found.severity == Severity.RULE

        told = found.for_author()
        [rule] = [mark for mark in told.marks if mark.kind is Kind.RULE]
        assert (rule.start, rule.end) == (0, 0)
        assert "zarathel" not in f"{rule} {restricted!r}".lower()

    assert not any(mark.kind is Kind.RULE for mark in find_marks("planning", restricted=restricted).marks)


def test_many_names_cannot_be_tried_at_once():
    restricted = RestrictedWords(["Zarathel"])
    for separator in (" ", "_", ","):
        tried = separator.join(["Zarathel", *(f"name{number}" for number in range(MOST_WORDS_TOLD))])
        for text, is_told in ((tried.rpartition(separator)[0], True), (tried, False)):
            found = find_marks(text, restricted=restricted)
            assert any(mark.kind is Kind.RULE for mark in found.marks)
            assert any(mark.kind is Kind.RULE for mark in found.for_author().marks) is is_told, separator


def test_dates_are_looked_at_closely_until_there_are_many():
    """Each closer look reads what stands around; behind the last of them all are marked."""
    published = "It was published on 4 July 2012. "
    assert see(published * 3) == []
    assert see(published * (MOST_LOOKED_AROUND + 3)) == [("4 July 2012", Kind.DATE)] * 3


def test_no_more_is_read_than_any_comment_has():
    assert see("Jayden. " + " " * MOST_CHARACTERS + "Kayden.") == [("Jayden", Kind.NAME)]
