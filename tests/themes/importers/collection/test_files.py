"""Files with mistakes are refused in words, all mistakes at once."""

from datetime import date

import pytest

from tests.themes.importers.collection.small import finding, row, stored_rows
from themes.importers.collection import CollectionError, load_collection

pytestmark = pytest.mark.django_db


def problems_of(folder) -> set[str]:
    with pytest.raises(CollectionError) as raised:
        load_collection(folder)
    return {str(problem) for problem in raised.value.problems}


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            lambda content: row(content, "vocabulary.yaml", "ages", "under-1").update(from_age=9, to_age=3),
            "vocabulary.yaml, under-1: ",
        ),
        (
            lambda content: content["themes.yaml"]["groups"][0]["themes"][0].update(
                title="Sharing information"
            ),
            "themes.yaml, closing: ",
        ),
    ],
)
def test_changed_row_that_breaks_a_rule_is_refused(small, spoil, problem):
    load_collection(small())
    before = stored_rows()

    problems = problems_of(small(spoil))

    assert [found for found in problems if found.startswith(problem) and "constraint" not in found] != []
    assert stored_rows() == before


def test_all_bad_rows_are_reported_and_nothing_is_saved(small):
    def spoil(content):
        finding(content, "F001").update(kind="opinion", themes=["closing", "nowhere"])
        finding(content, "F002")["colour"] = "red"
        finding(content, "F003")["text"] = None
        content["periods.yaml"]["periods"][0]["ends"] = date(2001, 1, 1)
        content["citations.yaml"]["citations"][0]["pages"][0].update(first="18", last="17")
        content["gaps.yaml"]["gaps"] *= 2
        row(content, "reviews.yaml", "reviews", "companion")["published"] = "last year"
        content["blocks.yaml"]["blocks"].append({"id": "again", "findings": ["F001"], "reason": "Twice."})

    folder = small(spoil)

    assert problems_of(folder) >= {
        "findings.yaml, F001: themes: there is no theme “nowhere” in this collection.",
        "findings.yaml, F002: “colour” is not a key that is used here.",
        "findings.yaml, F003: “text” is missing.",
        "periods.yaml, 2011-2014: a period must end after it starts.",
        "gaps.yaml, police: this id is given twice.",
        'reviews.yaml, companion: published: "last year" is not a date: write 2016, 2016-05 or 2016-05-24.',
        "blocks.yaml, again: F001 is in “early-and-lasting” too: make one block of the two.",
    }
    assert stored_rows() == 0


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda content: finding(content, "F001").update(kind="opinion"),
            "findings.yaml, F001: kind: Value 'opinion' is not a valid choice.",
        ),
        (
            lambda content: finding(content, "F001").update(text="Told\x1b twice."),
            "findings.yaml, F001: text: There is a control character behind “Told” (U+001B), which nobody sees. "
            "Delete the words around it, and type them again.",
        ),
        (
            lambda content: finding(content, "F001").update(id="Finding 1"),
            "findings.yaml, Finding 1: the id of a finding is F and at least three digits: F119.",
        ),
        (
            lambda content: finding(content, "F003").update(periods=[]),
            "findings.yaml, F003: It has no period, and its wording does not say which years its reviews are of.",
        ),
        (
            lambda content: finding(content, "F003").pop("periods"),
            "findings.yaml, F003: “periods” is missing.",
        ),
        (
            lambda content: finding(content, "F003").update(basis=None),
            "findings.yaml, F003: it has no page in citations.yaml, so give its basis.",
        ),
        (
            lambda content: finding(content, "F001").update(basis="author_summary"),
            "findings.yaml, F001: it has a page in citations.yaml, so leave its basis out.",
        ),
        (
            lambda content: content["citations.yaml"]["citations"][0]["pages"][0].update(
                first="18", last="17"
            ),
            "citations.yaml, pathways-17-18-200: page citation, number 1: "
            "The last page comes before the first.",
        ),
        (
            lambda content: content["citations.yaml"]["citations"][0]["pages"][0].update(first="x9"),
            "citations.yaml, pathways-17-18-200: page citation, number 1: first: "
            "“x9” is not a page label: write a number such as 179 or a roman numeral such as iv.",
        ),
        (
            lambda content: content["citations.yaml"]["citations"][0].pop("article"),
            "citations.yaml, pathways-17-18-200: Name the source that gives these pages.",
        ),
        (
            lambda content: content["series.yaml"]["series"][0]["points"][0].update(review="lost"),
            "series.yaml, reviews-held: points: there is no report “lost” in this collection.",
        ),
        (
            lambda content: content["series.yaml"]["series"][0].update(findings=["F998"]),
            "series.yaml, reviews-held: findings: there is no finding “F998” in this collection.",
        ),
        (
            lambda content: content["series.yaml"]["series"][0].update(themes=["lost"]),
            "series.yaml, reviews-held: themes: there is no theme “lost” in this collection.",
        ),
        (
            lambda content: content["themes.yaml"]["groups"][0]["themes"][0].update(titel="Closing"),
            "themes.yaml, practice: themes, closing: “titel” is not a key that is used here.",
        ),
        (
            lambda content: content["situations.yaml"]["situations"][0].update(title=2016),
            "situations.yaml, about-to-close: title: expected text, found 2016 (put it in quotes).",
        ),
        (
            lambda content: content["gaps.yaml"].update(gaps="none"),
            "gaps.yaml: “gaps” must be a list (found 'none'); write [] for an empty one.",
        ),
        (
            lambda content: content["gaps.yaml"].update(holes=[]),
            "gaps.yaml: “holes” is not a section of this file; it has “gaps”.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(small, change, problem):
    folder = small(change)

    assert problem in problems_of(folder)
    assert stored_rows() == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"gaps: [", "gaps.yaml: this is not YAML: "),
        (
            b"gaps:\n  - {id: a, topic: b, topic: c}\n",
            "gaps.yaml: this is not YAML: “topic” is given twice, line 2.",
        ),
        (b"gaps: !!python/object/apply:os.getcwd []", "gaps.yaml: this is not YAML: "),
        (b"", "gaps.yaml: the file has no sections."),
        (b"- a\n", "gaps.yaml: the file has no sections."),
        (b"\xff\xfe\x00", "gaps.yaml: the file is not text in UTF-8."),
        (None, "gaps.yaml: the file is missing."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(small, text, problem):
    folder = small()
    if text is None:
        (folder / "gaps.yaml").unlink()
    else:
        (folder / "gaps.yaml").write_bytes(text)

    found = problems_of(folder)

    assert len(found) == 1
    assert found.pop().startswith(problem)
    assert stored_rows() == 0
