"""What the writing help says of words, one table for each question it asks."""

import pytest
import yaml

from themes.importers.collection import STARTER_COLLECTION
from themes.writing.avoided import Contested
from themes.writing.help import (
    ALONE,
    AVOID,
    ONE_LESSON,
    QUOTED,
    RECOGNISED,
    YEARS,
    build_help,
    count_words,
)

TRIO = Contested("toxic trio", ("toxic trio", "trilogy of risk"), "The evidence is weak.")


def found(text: str, question: str, **options) -> list[str]:
    return [each.found for each in build_help(text, **options).advice if each.question == question]


@pytest.mark.parametrize(
    ("text", "avoided"),
    [
        ("Children who did not attend the clinic.", ["did not attend"]),
        ("Children recorded as DNA.", ["DNA"]),
        ("The mother failed to engage with drug services.", ["failed to engage"]),
        ("The family refused visits.", ["refused"]),
        ("Families thought hard-to-reach.", ["hard-to-reach"]),
        ("A pattern of non-compliance.", ["non-compliance"]),
        ("Hidden men were in the home.", ["Hidden men"]),
        ("Assessments left out invisible fathers.", ["invisible fathers"]),
        ("Practitioners failed to see it.", ["failed to see"]),
        ("Staff should have known.", ["should have known"]),
        ("They missed the obvious signs.", ["missed the obvious signs"]),
        ("The study proved a link.", ["proved"]),
        ("It shows that help ends early.", ["shows that"]),
        ("Neglect is always known.", ["always"]),
        ("He committed suicide.", ["committed suicide"]),
        ("Tragically, the baby perished.", ["Tragically", "perished"]),
        ("Juveniles and their offspring.", ["Juveniles", "offspring"]),
        ("The case was injured at home.", ["The case was injured"]),
        ("Known to social services and on the register.", ["social services", "the register"]),
        ("The perpetrator was known.", ["perpetrator"]),
        ("The 2016 analysis found less.", ["The 2016 analysis"]),
        ("The toxic trio was there.", ["toxic trio"]),
        ("A trilogy  of risks.", ["trilogy  of risks"]),
    ],
)
def test_words_to_avoid_are_marked(text, avoided):
    assert found(text, AVOID, contested=[TRIO]) == avoided


@pytest.mark.parametrize(
    "text",
    [
        "Serious case reviews from 2009 to 2011 found neglect in most cases.",
        "A case might be closed; cases with no worker; where a case falls short.",
        "Babies with failure to thrive, and failure over medical care.",
        "Minor injuries were seen, and a minor injury was not.",
        "Risks were not always tested.",
        "The 2011 to 2014 analysis, and the 2003-2005 report.",
        "The dna of the system; families who registered with a doctor.",
        "Managers should have regard to workload.",
        "The toxicology report and a trio of nurses.",
        "In the 2003 to 2005 reviews older children were seen as hard to help.",
    ],
)
def test_words_in_another_sense_are_left_alone(text):
    hard_to_help = Contested("hard to help", ("hard to help",), "Tied to its years.")

    assert found(text, AVOID, contested=[TRIO, hard_to_help]) == []


def test_each_word_comes_with_a_reason_and_a_better_one():
    [advice] = build_help("Practitioners failed to see it.").advice

    assert advice.why == "It judges with hindsight: what was seen at the time was less clear."
    assert advice.better == "often did not; the history was not used; practitioners often did not know"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (ALONE, "They were often unseen.", ["They"]),
        (ALONE, "No such plan was made.", ["No such"]),
        (ALONE, "Others lived alone.", ["Others"]),
        (ALONE, "The report finds much, as above.", ["The report", "as above"]),
        (ALONE, "What this report says of schools.", ["this report"]),
        (ALONE, "Help below the social work threshold; theses were written.", []),
        (YEARS, "Neglect was in 60 per cent of reviews.", ["60 per cent"]),
        (YEARS, "About one child in eight had a plan.", ["one child in eight"]),
        (YEARS, "In 2011 to 2014 it was 60 per cent.", []),
        (YEARS, "In 2008/09 it was 60 per cent; nearly 2000 children.", []),
        (YEARS, "The Children Act 1989 was named in 60 per cent.", ["60 per cent"]),
        (YEARS, "Nearly 2000 children had a plan.", ["2000"]),
        (YEARS, "The Children Act 1989 asks for the child's wishes.", []),
        (YEARS, "Among 11 to 15 year olds neglect stood out.", []),
        (RECOGNISED, "A worker in Exampleton met Jane.", ["Exampleton", "Jane"]),
        (RECOGNISED, "In England CAMHS and the Common Assessment Framework.", []),
        (RECOGNISED, "Neglect: Health staff knew. School did too.", []),
        (RECOGNISED, "It happened on 3 March 2012 at home.", ["3 March 2012"]),
        (RECOGNISED, "Incidents from April 2011 to March 2014.", []),
        (RECOGNISED, "A three-year-old was alone.", ["A three-year-old"]),
        (RECOGNISED, "In one review the family moved.", ["In one review"]),
        (RECOGNISED, "Two babies died; one child in eight had a plan.", ["Two babies"]),
        (QUOTED, "Seen as “hard to place” by all.", ["“hard to place”"]),
        (QUOTED, "The child's needs and the parents' needs.", []),
        (ONE_LESSON, "One is known. Another is not.", ["."]),
        (ONE_LESSON, "One is known; another is not.", [";"]),
        (ONE_LESSON, "A and b and c and d and e.", ["and"]),
        (ONE_LESSON, "Seen and heard, about 3.5 a year.", []),
    ],
)
def test_questions_asked_of_a_wording(question, text, expected):
    assert found(text, question) == expected


def test_words_that_a_quotation_has_may_stand_in_quotation_marks():
    text = "Called “a story of drift” by the authors."

    assert found(text, QUOTED, quotations=["This is a story of drift, we think."]) == []


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("Safe-sleep advice — given late.", 4), ("12 per cent", 3)]
)
def test_words_are_counted_as_a_reader_counts(text, words):
    assert count_words(text) == words


def test_too_many_words_are_said_so():
    assert build_help("word " * 35).count_text == "35 words of at most 35."
    assert build_help("word " * 37).count_text == (
        "37 words: 2 more than 35. Leave out what the lesson does not need."
    )


def test_pieces_make_up_the_text_and_point_to_their_advice():
    help = build_help("They refused; it <b>shows that</b> “x y”.")

    assert "".join(piece.text for piece in help.pieces) == help.text
    assert [(piece.text, help.advice[piece.number - 1].found) for piece in help.pieces if piece.number] == [
        (each, each) for each in ["They", "refused", ";", "shows that", "“x y”"]
    ]


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "“" * 5_000, "and " * 9_000, "a case " * 5_000])
def test_no_text_is_an_error(text):
    assert "".join(piece.text for piece in build_help(text).pieces) == text.strip()


def test_starter_collection_is_seldom_flagged():
    """Each of these was looked at: what is left is true, and was weighed when the finding was worded."""
    findings = yaml.safe_load((STARTER_COLLECTION / "findings.yaml").read_text())["findings"]
    flagged = {
        (finding["id"], each.question)
        for finding in findings
        for each in build_help(finding["text"]).advice
        if each.question != ONE_LESSON
    }

    assert flagged == {
        ("F055", RECOGNISED),
        ("F070", ALONE),
        ("F071", ALONE),
        ("F072", ALONE),
        ("F111", YEARS),
        ("F115", RECOGNISED),
        ("F118", RECOGNISED),
        ("F146", AVOID),  # the register was its name until 2008
        ("F212", RECOGNISED),  # the Crown Prosecution Service
    }
    assert max(count_words(finding["text"]) for finding in findings) <= 36


@pytest.mark.parametrize(
    "text",
    [
        "Jayden was 3.",
        "Jayden, aged three, was not seen.",
        "Nobody saw Jayden (3) alone.",
        "Jayden is 3 years old.",
    ],
)
def test_first_name_with_an_age_is_one_child(text):
    advice = [each for each in build_help(text).advice if each.question == "Could anyone be recognised?"]

    assert advice[0].found.startswith("Jayden")
    assert advice[0].why.startswith("A first name with an age is one child.")


@pytest.mark.parametrize(
    "text",
    [
        "Neglect was one of the reasons.",
        "January was 3 degrees colder.",
        "Neglect was 40 per cent of all.",
        "One was 3.",
    ],
)
def test_number_after_another_word_is_nobodys_age(text):
    assert [each for each in build_help(text).advice if "first name" in each.why] == []


def test_marks_are_numbered_from_left_to_right_and_end_with_their_words():
    pieces = build_help("Children fell through the net in Rochdale. Nobody asked one mother.").pieces

    marked = [piece for piece in pieces if piece.number]
    assert marked
    assert [piece.number for piece in marked] == sorted(piece.number for piece in marked)
    assert [piece.text for piece in marked if piece.text != piece.text.strip()] == []
