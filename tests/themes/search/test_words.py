"""What was typed, read: whatever it is."""

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from themes.importers.collection import STARTER_COLLECTION
from themes.search.words import (
    INDEX_STOP_WORDS,
    MOST_CHARACTERS,
    MOST_WORDS,
    TypedPiece,
    key,
    lexemes,
    normalise,
    read_known_words,
    read_words,
    stem,
)

ODD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\"'’“”-–&@|!():*<>\\\x00 abİǰΐﬃ")), max_size=400
)


def plain(text: str) -> list[str]:
    return [" ".join(piece.words) for piece in read_words(text).pieces]


@given(ODD)
@example('"')
@example('-"' * 200)
@example("ﷺ" * 400)
@example("x" * 10_000)
@example("\x00")
@example("n't 's s's n't's")
def test_any_text_is_read_and_bounded(text):
    words = read_words(text)

    assert len(words.text) <= MOST_CHARACTERS
    assert sum(len(piece.words) for piece in words.pieces + words.excluded) <= MOST_WORDS
    assert all(word and " " not in word for piece in words.pieces for word in piece.words)
    assert "\x00" not in words.text
    assert normalise(words.text) == words.text
    assert read_words(words.text).text == words.text
    assert all(lexemes(word) is not None and key(word) is not None for word in words.plain)


@given(st.text(alphabet="abc'’ \"-", max_size=60))
def test_case_and_curly_quotes_do_not_matter(text):
    assert read_words(text.upper()) == read_words(text)
    assert read_words(text.replace("'", "’")) == read_words(text)


def test_says_when_it_was_cut():
    assert not read_words("a " * 30).cut
    assert read_words("a " * 31).cut
    assert read_words("abcdefghijk " * 26).cut
    assert not read_words("x" * 300).cut
    assert read_words("x" * 301).cut
    assert read_words(" " * 2_000 + "late").cut


def test_phrases_and_words_left_out():
    words = read_words('hostile “home conditions” -neglect -"foster care" baby - born co-sleeping "one"')

    assert words.pieces == (
        TypedPiece(("hostile",)),
        TypedPiece(("home", "conditions"), exact=True),
        TypedPiece(("baby",)),
        TypedPiece(("born",)),
        TypedPiece(("co",)),
        TypedPiece(("sleeping",)),
        TypedPiece(("one",)),
    )
    assert words.excluded == (
        TypedPiece(("neglect",), exact=True),
        TypedPiece(("foster", "care"), exact=True),
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("won't isn't can't", "will not is not can not"),
        ("wont dont", "will not do not"),
        ("dad’s kids' they're", "dad kids they"),
        ("A&E", "a&e"),
        ("Q & A", "q a"),
        ('"unfinished phrase', "unfinished phrase"),
        ("a_b;c/d", "a b c d"),
        ("ﬁle", "file"),
        ("'quoted'", "quoted"),
        ("A & E", "a&e"),
        ("G.P. and D.V.", "gp and dv"),
        ("S.47 or s17, Sec. 20", "section 47 or section 17 section 20"),
        ("mum's 30 kids", "mum 30 kids"),
        ("dif\u00adfer\u200bent", "different"),
        ("pre -birth, ex - partner", "pre birth ex partner"),
    ],
)
def test_typed_words(typed, read):
    assert " ".join(plain(typed)) == read


@pytest.mark.parametrize(
    "pair",
    """behaviour/behavior neighbours/neighbors organisation/organization organised/organized
    recognising/recognizing analysed/analyzed paediatrician/pediatrician practise/practice practising/practicing
    counselling/counseling counsellors/counselors foetus/fetus judgement/judgment cancelled/canceled
    licence/license defence/defense centre/center programme/program sceptical/skeptical enrolled/enroled
    child/children man/men woman/women baby/babies wife/wives person/people missed/missing sleep/slept
    father/fathers withdrawn/withdrew unseen/unseen""".split(),  # noqa: SIM905
)
def test_forms_of_a_word_are_the_same(pair):
    one, other = pair.split("/")

    assert key(one) == key(other)
    assert set(lexemes(one)) & set(lexemes(other))


@pytest.mark.parametrize("pair", ["care/car", "policy/police", "hour/horror", "father/further", "men/mental"])
def test_different_words_stay_different(pair):
    one, other = pair.split("/")

    assert key(one) != key(other)
    assert not set(lexemes(one)) & set(lexemes(other))


# Where versions of the algorithm differ.
CHANGED_BETWEEN_VERSIONS = """organic organics organism organize organizes organized organizer organizing organization
    organizations organise organised organisation organisational universal universally universality university
    universities universe emergency emergencies emergence emergent emerge lateral laterally later evening evenings
    even paste pasted pastes pasting past skis added adding internal international interval interest""".split()  # noqa: SIM905


@pytest.mark.django_db
def test_stems_and_stop_words_agree_with_postgresql():
    texts = [path.read_text(encoding="utf-8") for path in STARTER_COLLECTION.glob("*.yaml")]
    words = sorted(
        {word for text in texts for word in read_known_words(text) if word.isalpha()}
        | INDEX_STOP_WORDS
        | {*CHANGED_BETWEEN_VERSIONS}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ts_lexize('english_stem', word) FROM unnest(%s::text[]) AS word", [words]
        )
        theirs = {word: found[0] if found else None for word, found in cursor.fetchall()}

    assert len(words) > 2_000
    assert {
        word: (theirs[word], stem(word))
        for word in words
        if theirs[word] != (None if word in INDEX_STOP_WORDS else stem(word))
    } == {}
