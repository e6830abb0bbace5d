"""What is found for what was typed, and in which order."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_finding, make_theme
from themes.findings.publishing import withdraw_finding
from themes.models import (
    CatalogueEntry,
    ContestedTerm,
    Finding,
    FindingWord,
    KnownGap,
    Situation,
    Synonym,
    Theme,
)
from themes.search import words
from themes.search.understanding import understand

pytestmark = pytest.mark.django_db


def found(text: str) -> list[tuple[str, int]]:
    """Text and score of the findings, in order."""
    meant = understand(text)
    entries = CatalogueEntry.objects.in_lists().with_words().filter(meant.build_condition())
    ranked = entries.annotate(score=meant.build_score()).order_by("-score", "number")
    return list(ranked.values_list("finding__text", "score"))


def make_shown_theme(title: str, **fields) -> Theme:
    """A theme that readers are led to, as a finding of it was published once; no list has it any more."""
    theme = make_theme(title, **fields)
    make_finding("Gone.", themes=(theme,), state="withdrawn")
    return theme


def texts(text: str) -> list[str]:
    return [text for text, _ in found(text)]


def test_those_matching_most_words_come_first_then_the_lowest_number():
    make_finding("Fathers were absent.")
    make_finding("A grandmother was absent.")
    make_finding("Fathers were absent from assessments.")
    make_finding("Nothing of the kind.")

    assert found("absent father, assessment") == [
        ("Fathers were absent from assessments.", 4),
        ("Fathers were absent.", 2),
        ("A grandmother was absent.", 1),
    ]


def test_a_rare_word_weighs_more_than_a_common_one():
    for number in range(9):
        make_finding(f"Visits were missed, example {number}.")
    make_finding("Fathers were absent.")

    assert found("missed father")[0] == ("Fathers were absent.", 3)


def test_a_named_theme_brings_its_findings_and_counts():
    theme = make_theme("Unseen men", synonyms=["father not engaging"])
    make_finding("Somebody was overlooked.", themes=(theme,))
    make_finding("A father engaged well.")

    assert found("father who won't engage") == [
        ("Somebody was overlooked.", 4),
        ("A father engaged well.", 2),
    ]
    assert [named.title for named in understand("UNSEEN MAN!").themes] == ["Unseen men"]
    assert understand("father").named == ()


def test_a_merged_theme_names_nothing():
    kept = make_theme("Kept")
    make_theme("Drift", merged_into=kept)

    assert understand("drift").named == ()
    assert understand("drift").themes == ()


def test_phrases_of_stop_words_are_found_as_they_stand():
    make_shown_theme("Appointments", synonyms=["was not brought"])

    assert understand("he was not brought again").named
    assert not understand("he was brought").named
    assert not understand("not was brought").named


def test_theme_is_offered_only_once_a_finding_of_it_was_published():
    theme = make_theme("Crossings", synonyms=["zebra"])
    finding = make_finding("Roads were busy.", themes=(theme,), state="draft")
    assert understand("zebra").themes == ()

    Finding.objects.filter(pk=finding.pk).update(state="published", published_at=timezone.now())
    assert [fitting.title for fitting in understand("zebra").themes] == ["Crossings"]


def test_exact_phrases_and_words_left_out():
    make_finding("Home conditions were poor.")
    make_finding("Conditions at home were poor.")

    assert texts('"home conditions"') == ["Home conditions were poor."]
    assert texts("home -conditions") == []
    assert texts('poor -"home conditions"') == ["Conditions at home were poor."]
    assert texts("-home") == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("behavior", "Behaviour was noticed."),
        ("behaviour", "Behavior was noticed."),
        ("organization", "The organisation was small."),
        ("pediatrician", "Paediatricians wrote."),
        ("counseling", "Counselling was given."),
        ("children", "Each child matters."),
        ("man", "Men were absent."),
        ("wives", "A wife was afraid."),
        ("sleep", "He slept there."),
    ],
)
def test_spelling_and_forms(typed, written):
    make_finding(written)

    assert texts(typed) == [written]


def test_synonyms_count_once_both_ways_and_as_phrases():
    Synonym.objects.create(slug="abuse", words=["domestic abuse", "DV", "domestic violence"])
    Synonym.objects.create(slug="mother", words=["mother", "mum"])
    make_finding("Domestic violence, domestic abuse and mothers.")
    make_finding("Domestic chores.")

    assert found("DV mums") == [("Domestic violence, domestic abuse and mothers.", 2)]
    assert found("domestic violence") == [("Domestic violence, domestic abuse and mothers.", 1)]
    assert found('"domestic chores"') == [("Domestic chores.", 1)]


def test_a_synonym_is_not_looked_for_by_a_single_word_of_it():
    """ "Looked after" must not bring everything that looks."""
    Synonym.objects.create(slug="care", words=["looked after", "LAC"])
    make_finding("The house looked clean.")

    assert texts("LAC") == texts("looked after") == []


def test_what_is_also_typed_offers_the_theme_without_its_findings():
    theme = make_theme("Unseen men", also_typed=["new boyfriend", "not in", "stepdad"])
    make_finding("Somebody was overlooked.", themes=(theme,))

    for text in ("a new boyfriend", "NEW boyfriends", "boyfriend, brand new", "was not in today", "stepdads"):
        meant = understand(text)
        assert [fitting.title for fitting in meant.themes] == ["Unseen men"], text
        assert meant.named == ()
        assert texts(text) == []
    assert understand("in, not").themes == ()


def test_a_typed_word_says_less_the_more_themes_have_it():
    for number in range(15):
        make_shown_theme(f"Theme {number}", also_typed=["visit"])
    make_shown_theme("Doors", also_typed=["doorstep", "visit"])

    assert [theme.title for theme in understand("doorstep").themes] == ["Doors"]
    assert understand("visit").themes == ()


def test_common_words_of_findings_are_no_evidence_for_a_theme():
    common, rare = make_theme("Common"), make_theme("Rare")
    for _ in range(2):
        make_finding("A chronology helps.", themes=(rare,))
    for number in range(40):
        make_finding(f"Number {number} is new.", themes=(common,))

    assert understand("new").themes == ()
    assert [theme.title for theme in understand("new chronology, new helps").themes] == ["Rare"]


def test_what_is_left_out_is_no_evidence():
    theme = make_theme("Rare")
    make_finding("A chronology of harm helps.", themes=(theme,))
    for number in range(40):
        make_finding(f"Number {number}.")

    assert understand("chronology harm helps").themes
    assert understand("chronology helps -harm").themes == ()


def test_a_theme_that_fits_clearly_points_on_to_its_related_ones():
    near, far = make_shown_theme("Near"), make_shown_theme("Far")
    theme = make_shown_theme("Fathers", synonyms=["stepdad"])
    theme.related.add(near)
    Theme.objects.filter(pk__in=[near.pk, far.pk]).update(also_typed=["called twice"])

    assert [fitting.title for fitting in understand("stepdad called").themes] == ["Fathers", "Near"]


def test_a_house_is_not_housing():
    KnownGap.objects.create(slug="housing", topic="housing", words=["housing"])

    assert understand("dirty house").gaps == ()
    assert understand("housing officer").gaps


def test_an_edit_is_seen_at_once():
    make_finding("Mothers were heard.")
    assert texts("mum") == []

    synonym = Synonym.objects.create(slug="mother", words=["mother", "mum"])
    assert texts("mum") == ["Mothers were heard."]

    Synonym.objects.filter(pk=synonym.pk).update(words=["mother", "mom"])
    assert texts("mum") == []


def test_gaps_and_terms_are_named_by_whole_words():
    KnownGap.objects.create(slug="race", topic="race", words=["race", "black children"])
    ContestedTerm.objects.create(slug="hard", term="hard to help", words=["hard-to-reach"], note="Careful.")

    assert [gap.topic for gap in understand("races and a black child").gaps] == ["race"]
    assert understand("embrace blacksmith children").gaps == ()
    assert [term.note for term in understand("HARD to help!").terms] == ["Careful."]
    assert [term.note for term in understand("hard-to-reach teens").terms] == ["Careful."]
    assert understand("hard work to help").terms == ()


def test_situations_need_words_of_their_own():
    theme = make_theme("Fathers")
    situation = Situation.objects.create(slug="partner", title="A partner we know little about")
    situation.themes.add(theme)

    assert [row.slug for row in understand("new partner, little known").situations] == ["partner"]
    assert understand("fathers").situations == ()


def test_a_misspelt_word_is_offered_as_it_is_spelt_here():
    make_finding("Neglect was known.")
    make_shown_theme("Fathers", synonyms=["grandparents"])

    meant = understand('"neglet known" grandparnets qwertyuiop -zzzzzz')

    assert meant.unmatched == ("grandparnets", "qwertyuiop", "neglet")
    assert meant.suggestion == '"neglect known" grandparents qwertyuiop -zzzzzz'
    assert understand("neglect grandparent").suggestion == ""
    assert understand("neglect grandparent").unmatched == ()


def test_only_words_of_published_findings_are_offered():
    make_finding("Reluctance.", state="draft")
    make_finding("Reluctance.", kind="scope")
    assert understand("reluctanse").suggestion == ""
    assert not FindingWord.objects.filter(word="hostility").exists()

    finding = make_finding("Hostility.")
    assert understand("hostilty").suggestion == "hostility"
    Finding.objects.filter(pk=finding.pk).update(text="Chronology.")
    assert understand("hostilty").suggestion == ""
    assert understand("chronolgy").suggestion == "chronology"

    withdraw_finding(finding=finding, why="A mistake.")
    assert understand("chronolgy").suggestion == ""


def test_what_is_typed_is_not_kept(caplog):
    make_finding("Neglect.")
    with caplog.at_level(logging.DEBUG):
        understand("Jamie Exampleson neglct")

    assert "exampleson" not in caplog.text.lower()
    assert "neglct" not in words._ours
    assert not FindingWord.objects.filter(word__icontains="exampleson").exists()


def test_history_does_not_copy_the_words():
    columns = {field.name for field in Finding.pgh_event_model._meta.get_fields()}

    assert "text" in columns
    assert "search" not in columns


def test_findings_are_read_without_the_words_of_their_search():
    make_finding("Neglect.")

    assert "search" in Finding.objects.get().get_deferred_fields()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the",
        "'; DROP TABLE x --",
        "a:* & !b | (c",
        "\\' \\ ''",
        "\x00",
        '"',
        "-",
        "::tsquery",
        "<->",
        "o'brien's",
    ],
)
def test_odd_text_is_harmless(text):
    make_finding("O'Brien's \\ c.")
    found(text)


class AnyText(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=200))
    def test_any_text_gets_an_answer(self, text):
        found(text)


def queries(text: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        understand(text)
    return len(captured)


def test_three_queries_at_most_whatever_there_is():
    def counts():
        return [
            queries(text)
            for text in ("", "neglect", "neglct", "neglct " * 30, "fathers neglect qwerty asdfgh")
        ]

    make_finding("Neglect.", themes=(make_theme("Fathers", synonyms=["neglect"]),))
    before = counts()
    for number in range(5):
        theme = make_theme(f"Neglect {number}", synonyms=["fathers"])
        make_finding("Neglect again.", themes=(theme,))
        Synonym.objects.create(slug=f"s-{number}", words=["neglect", f"word{number}"])

    assert before == [1, 2, 3, 3, 3]
    assert counts() == before


def test_the_index_of_words_is_used_where_they_are_selective():
    theme = make_theme("Chronology")
    review = make_finding("Chronologies were missing.", themes=(theme,)).review
    Finding.objects.bulk_create(
        Finding(text=f"Words number {number} and nothing else.", review=review) for number in range(3_000)
    )
    meant = understand("chronology number2999")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE themes_finding, themes_catalogueentry")

    entries = CatalogueEntry.objects.with_words().filter(meant.build_condition())
    plan = entries.annotate(score=meant.build_score()).explain()

    assert "finding_search" in plan
    assert "Seq Scan on themes_finding " not in plan
