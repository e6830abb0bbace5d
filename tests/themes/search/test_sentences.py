"""Whole sentences from practice against the starter collection. With -s, what each one found."""

from pathlib import Path

import pytest
import yaml

from themes.models import CatalogueEntry
from themes.search.understanding import understand
from themes.search.vocabulary import read_vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]

FOLDER = Path(__file__).parent


def sentences(file: str, section: str) -> list[dict]:
    found = yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))[section]
    assert found, f"{file} has none: tests of them would assert nothing"
    return found


def tell(is_right: bool, words: str, *found: str) -> None:
    print("+" if is_right else "-", f"{words:70}", *found)  # noqa: T201 - shown with -s


def right(file: str) -> int:
    """How many sentences bring every theme that is expected among the first four."""
    hits = 0
    for sentence in sentences(file, "sentences"):
        slugs = [theme.slug for theme in understand(sentence["words"]).themes]
        is_right = set(sentence["themes"]) <= set(slugs)
        hits += is_right
        tell(is_right, sentence["words"], *slugs)
    return hits


def gaps_not_named(file: str) -> list[str]:
    missed = []
    for sentence in sentences(file, "gaps"):
        slugs = [gap.slug for gap in understand(sentence["words"]).gaps]
        if sentence["gap"] not in slugs:
            missed.append(sentence["words"])
        tell(sentence["gap"] in slugs, sentence["words"], *slugs)
    return missed


# Written before the search was tuned; the kept aside by somebody who had seen neither it nor its synonyms.
@pytest.mark.parametrize(
    ("file", "most", "least"),
    [
        ("sentences.yaml", 30, 27),
        ("kept_aside.yaml", 30, 27),
        ("kept_aside_again.yaml", 30, 27),
        ("short.yaml", 60, 54),
        ("blind.yaml", 30, 27),  # never tuned for: 28 on its first run
    ],
)
def test_sentences_bring_the_themes_expected(file, most, least):
    assert len(sentences(file, "sentences")) == most
    assert right(file) >= least


def test_sentences_about_the_newer_themes_bring_a_right_one():
    """26 on the first run, before phrases of the kind were added; 24 with the very theme that is meant."""
    asked = sentences("new_themes.yaml", "sentences")
    hits = meant = 0
    for sentence in asked:
        slugs = [theme.slug for theme in understand(sentence["words"]).themes]
        is_right = not set(sentence["right"]).isdisjoint(slugs)
        hits += is_right
        meant += set(sentence["themes"]) <= set(slugs)
        tell(is_right, sentence["words"], *slugs)
    assert len(asked) == 30
    assert hits >= 27
    assert meant >= 27


@pytest.mark.parametrize("file", ["sentences.yaml", "kept_aside.yaml", "kept_aside_again.yaml", "blind.yaml"])
def test_sentences_name_the_gap_they_hit(file):
    assert gaps_not_named(file) == []


@pytest.mark.parametrize("file", ["sentences.yaml", "kept_aside.yaml", "kept_aside_again.yaml", "blind.yaml"])
def test_what_was_a_gap_brings_the_theme_that_has_findings_now(file):
    for sentence in sentences(file, "no_longer_gaps"):
        meant = understand(sentence["words"])
        assert set(sentence["themes"]) <= {theme.slug for theme in meant.themes}, sentence["words"]
        assert [gap.slug for gap in meant.gaps] == list(filter(None, [sentence.get("gap")])), sentence[
            "words"
        ]


def test_what_nothing_speaks_of_is_answered_with_that():
    """And with the gap, where it is known; 29 of 30: findings came that hold “waiting”."""
    right = 0
    for sentence in sentences("nothing_yet.yaml", "sentences"):
        meant = understand(sentence["words"])
        gaps = [gap.slug for gap in meant.gaps]
        is_right = meant.says_nothing and sentence.get("gap", "") in ["", *gaps]
        right += is_right
        tell(is_right, sentence["words"], *gaps, *(theme.slug for theme in meant.themes))
    assert right >= 29


@pytest.mark.parametrize(
    "words",
    [
        "energy drinks and no sleep",
        "soft drinks at a sleepover",
        "police dog bite",
        "head lice",
        "school run",
        "soft play",
        "sleep walking",
        "running race",
        "history lesson",
        "mark on his homework",
        "health and safety at work",
        "fear of flying",
    ],
)
def test_everyday_things_bring_no_findings_by_a_word_of_their_names(words):
    assert understand(words).says_nothing


@pytest.mark.parametrize(
    ("words", "counted"),
    [("mum drinking energy drinks", "drinking"), ("police dog, police called out", "police")],
)
def test_our_words_beside_everyday_things_still_count(words, counted):
    assert counted in understand(words).counted


def test_what_findings_speak_of_now_is_not_called_nothing():
    for sentence in sentences("nothing_yet.yaml", "spoken_of_now"):
        meant = understand(sentence["words"])
        assert not meant.says_nothing, sentence["words"]
        assert set(sentence["themes"]) <= {theme.slug for theme in meant.themes}, sentence["words"]
        assert not meant.gaps


def test_a_theme_named_beside_what_people_type_for_it_is_not_called_nothing():
    """Though no finding holds "welfare" or "hotel": those under the theme are what there is."""
    for words in ("police welfare check", "CSE, older boyfriend, hotel rooms"):
        assert not understand(words).says_nothing, words
    assert understand("police, energy drinks and a passport").says_nothing


def test_one_rare_word_beside_a_strange_one_is_not_enough():
    """ "Cut" stands in one finding, about something else; "abroad" in none."""
    assert understand("girl taken abroad to be cut").says_nothing
    assert not understand("DNA x3 paediatrics, diabetes not managed").says_nothing


@pytest.mark.parametrize(
    ("section", "most"), [("pairs", 12), ("kept_aside", 5), ("afterwards", 4), ("grown", 5)], ids=str
)
def test_lessons_of_ours_in_other_words_are_seldom_called_nothing(section, most):
    """Whole sentences that findings do say: the bar must let them pass."""
    pairs = sentences("paraphrases.yaml", section)

    missed = [pair["words"] for pair in pairs if understand(pair["words"]).says_nothing]

    assert len(missed) <= most


@pytest.mark.parametrize("file", ["sentences.yaml", "kept_aside.yaml", "kept_aside_again.yaml", "blind.yaml"])
def test_most_sentences_find_something(file):
    nothing = [each for each in sentences(file, "sentences") if understand(each["words"]).says_nothing]

    assert len(nothing) <= 12
    assert all(understand(each["words"]).themes for each in nothing)


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("S.47", "section 47"),
        ("s 47", "section 47"),
        ("pre -birth", "pre-birth"),
        ("new\u00adborn", "newborn"),
        ("G.P.", "GP"),
        ("A & E", "A&E"),
    ],
)
def test_ways_of_writing_find_the_same(words, other):
    assert found(words) == found(other) != []


@pytest.mark.parametrize("words", ["boyfriend", "partner", "dad", "stepfather"])
def test_men_by_any_name_bring_every_finding_about_them(words):
    """Each brings what holds it too: "killed by a partner" is no finding about fathers."""
    about_men = CatalogueEntry.objects.in_lists().filter(finding__themes__slug="fathers-and-men")

    assert set(about_men.values_list("number", flat=True)) <= set(found(words))
    assert about_men.exists()


def found(words: str) -> list[int]:
    entries = CatalogueEntry.objects.in_lists().with_words().filter(understand(words).build_condition())
    return sorted(entries.values_list("number", flat=True))


def test_weak_words_bring_nothing_alone():
    assert found("different") == found("another time, different") == []
    assert found("different neglect") == found("neglect")
    assert found("neglected child") == found("neglect")
    assert len(found("child")) > 30  # where nothing else was typed


def test_every_synonym_stands_in_one_row_only():
    book = read_vocabulary().thesaurus.book

    assert {keys: ids for keys, ids in {**book.telling, **book.literal}.items() if len(ids) > 1} == {}
