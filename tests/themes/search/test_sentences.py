"""Whole sentences from practice against the starter collection. With -s, what each one found."""

from pathlib import Path

import pytest
import yaml

from themes.search.understanding import understand
from themes.search.vocabulary import read_vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]

FOLDER = Path(__file__).parent


def sentences(file: str, section: str) -> list[dict]:
    return yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))[section]


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


@pytest.mark.parametrize("file", ["sentences.yaml", "kept_aside.yaml", "kept_aside_again.yaml", "blind.yaml"])
def test_sentences_name_the_gap_they_hit(file):
    assert gaps_not_named(file) == []


def test_every_synonym_stands_in_one_row_only():
    book = read_vocabulary().thesaurus.book

    assert {keys: ids for keys, ids in {**book.telling, **book.literal}.items() if len(ids) > 1} == {}
