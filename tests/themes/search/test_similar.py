"""Findings that say much the same."""

import pytest

from tests.factories import make_article, make_finding, make_review
from themes.search.similar import EXCHANGED, find_similar_findings, find_similar_to_each
from themes.search.words import key

pytestmark = pytest.mark.django_db


def numbers(text: str, **options) -> list[int]:
    return [each.finding.number for each in find_similar_findings(text, **options)]


@pytest.mark.parametrize("state", ["draft", "in_review", "published", "withdrawn"])
def test_finding_is_found_in_every_state_and_says_which(state):
    finding = make_finding("Grandparents were seldom asked what they had noticed.", state=state)

    [found] = find_similar_findings("The grandparents had rarely been asked.")

    assert (found.finding.pk, found.finding.code, found.finding.state) == (finding.pk, finding.code, state)
    assert set(found.shared) == {"Grandparents", "seldom", "asked"}
    assert 0 < found.score < 1


def test_draft_without_words_of_ours_is_known_by_the_words_of_its_article():
    review = make_review()
    article_words = "Ministers should rethink the way lighthouses are painted."
    draft = make_finding(
        "", state="draft", review=review, article=make_article(review), article_words=article_words
    )
    worded = make_finding(
        "Our own words.",
        state="draft",
        review=review,
        article=make_article(review),
        article_words=article_words,
    )

    assert numbers("Painted lighthouses") == [draft.number]
    assert numbers("Our own words for lighthouses") == [worded.number, draft.number]


def test_same_words_score_one_and_come_before_all_others():
    for text in ("Bicycles are left in the rain.", "Bicycles are left out in the rain by children.", "Rain."):
        make_finding(text)

    found = find_similar_findings("Bicycles are left in the rain.")

    assert [each.finding.text for each in found][:2] == [
        "Bicycles are left in the rain.",
        "Bicycles are left out in the rain by children.",
    ]
    assert found[0].score == 1


def test_excluded_finding_is_not_similar_to_itself():
    finding, other = make_finding("Bicycles rust."), make_finding("Bicycles rust too.")

    assert numbers("Bicycles rust.", exclude=[finding.pk]) == [other.number]
    assert numbers("Bicycles rust.", limit=1) == [finding.number]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "the of and", "\0", "\ud800 bicycle\0s", "' | & ! <-> \\ :*", "x" * 100_000, "9" * 400],
)
def test_no_text_is_an_error(text):
    make_finding("Bicycles rust.")

    assert len(find_similar_findings(text)) == ("bicycle" in text)


@pytest.mark.parametrize("texts", [1, 4])
def test_queries_do_not_grow(django_assert_num_queries, texts):
    for number in range(3):
        make_finding(f"Bicycles rust in {number} sheds.")

    with django_assert_num_queries(3):  # what words mean here, how rare they are, what is like the texts
        found = find_similar_to_each(["A bicycle in a shed", "", "Rust", "Sheds"][:texts])

    assert [len(each) for each in found] == [3, 0, 3, 3][:texts]


def test_no_word_is_exchanged_for_two_others():
    keys = [key(word) for row in EXCHANGED for word in {key(word): word for word in row}.values()]

    assert sorted(keys) == sorted(set(keys))
