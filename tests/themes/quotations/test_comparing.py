"""What counts as the same words, one trouble at a time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.enums import Outcome
from themes.quotations.checking import Checked, check_quotation
from themes.quotations.cited import find_cited
from themes.quotations.document import DocumentText
from themes.quotations.furniture import PageText, find_bodies

EXACT, NEAR, NOT_FOUND = Outcome.EXACT, Outcome.NEAR, Outcome.NOT_FOUND
REST = " Beyond the breakwater the ferry waited for the tide until morning."


def looked_for(words: str, *texts: str, page: str = "1") -> Checked:
    pages = [PageText(index, str(index), text) for index, text in enumerate(texts, start=1)]
    return check_quotation(words, [(page, page)], DocumentText(pages))


@pytest.mark.parametrize(
    ("printed", "quoted", "outcome"),
    [
        # lines and hyphens
        ("The fish-\r\nmarket closed early.", "the fish-market closed early", EXACT),
        ("The har-\r\nbour master left early.", "the harbour master left early", EXACT),
        ("The har\x02bour master left early.", "the harbour master left early", EXACT),
        ("The har\u00adbour master left early.", "the harbour master left early", EXACT),
        ("The har\u00ad\r\nbour master left early.", "the harbour master left early", EXACT),
        ("The co-operating pilots left early.", "the cooperating pilots left early", NEAR),
        ("The pilots have to re-sign the ledger.", "the pilots have to resign the ledger", NEAR),
        ("Ropes of 10-\r\n12 yards were coiled there.", "ropes of 10-12 yards were coiled there", EXACT),
        ("Ropes of 10-\r\n12 yards were coiled there.", "ropes of 1012 yards were coiled there", NEAR),
        ("Pre- and post-war docks were dredged.", "pre- and post-war docks were dredged", EXACT),
        # letters
        ("The oﬃcer ﬁlled the ﬂask with oil.", "the officer filled the flask with oil", EXACT),
        ("The caf\u00e9 on the quay was shut.", "the cafe\u0301 on the quay was shut", EXACT),
        ("The café on the quay was shut.", "the cafe on the quay was shut", NEAR),
        ("The pilot’s ‘own’ chart was “lost”.", "the pilot's \"own\" chart was 'lost'", EXACT),
        ("The pilots’ chart was lost at sea.", "the pilot's chart was lost at sea", NEAR),
        ("It was late — too late – for the tide.", "it was late - too late - for the tide", EXACT),
        # capitals
        ("Then the boat came in May with ropes.", "[T]he boat came in May with ropes", EXACT),
        ("Then the boat came in May with ropes.", "the boat came in may with ropes", NEAR),
        # numbers and signs
        ("It cost 1.5 per cent of the harvest.", "it cost 15 per cent of the harvest", NEAR),
        ("It cost 1.5 per cent of the harvest.", "it cost 1 5 per cent of the harvest", NEAR),
        ("It cost 1·5 per cent of the harvest.", "it cost 1.5 per cent of the harvest", EXACT),
        ("It cost 1,500 crowns for each boat.", "it cost 1.500 crowns for each boat", NEAR),
        ("It cost .5 crowns for each of the boats.", "it cost 5 crowns for each of the boats", NEAR),
        ("At −5 degrees the harbour was frozen.", "at 5 degrees the harbour was frozen", NEAR),
        ("At –5 degrees the harbour was frozen.", "at -5 degrees the harbour was frozen", EXACT),
        ("The years 2009–10 were dry for gardens.", "the years 2009-10 were dry for gardens", EXACT),
        ("The years 2009–10 were dry for gardens.", "the years 2009 10 were dry for gardens", NEAR),
        ("Some 15% of boats were leaking badly.", "some 15 of boats were leaking badly", NEAR),
        ("Of all the boats there, some leaked 15%.", "of all the boats there, some leaked 15", NEAR),
        ("There were 10² ropes upon the long quay.", "there were 102 ropes upon the long quay", NEAR),
        ("There was a £15 fee for every small boat.", "15 fee for every small boat", NEAR),
        ("Boats and/or carts were for hire there.", "boats and or carts were for hire there", NEAR),
        # raised marks, as reading writes them
        ("A fall of 10⁷% was seen in all harbours.", "a fall of 10% was seen in all harbours", EXACT),
        ("A fall of 10⁷% was seen in all harbours.", "a fall of 107% was seen in all harbours", NEAR),
        ("A fall of 10⁷% was seen in all harbours.", "a fall of 10 was seen in all harbours", NEAR),
        ("In 2014¹² the number of the boats rose.", "in 2014 the number of the boats rose", EXACT),
        ("In 2014¹² the number of the boats rose.", "in 2014¹² the number of the boats rose", EXACT),
        ("In 2014¹² the number of the boats rose.", "in 201412 the number of the boats rose", NEAR),
        ("In 2014⁷,⁸ the number of the boats rose.", "in 2014 the number of the boats rose", EXACT),
        ("The rate was 1.5⁶, twice that of before.", "the rate was 1.5, twice that of before", EXACT),
        ("The 10ᵃ-year plan of the boats was new.", "the 10-year plan of the boats was new", EXACT),
        ("Nobody askedᵇ why the boats were late.", "nobody asked why the boats were late", EXACT),
        ("A quay of 200 m² was built for boats.", "a quay of 200 m was built for boats", NEAR),
        ("A quay of 200 m² was built for boats.", "a quay of 200 m2 was built for boats", EXACT),
        ("Some 3 × 10⁶ ropes were on that long quay.", "some 3 × 10 ropes were on that long quay", NEAR),
        ("Some 10⁶ ropes were on that long quay there.", "some 10 ropes were on that long quay there", NEAR),
        ("Some 10⁶ ropes were on that long quay there.", "some 106 ropes were on that long quay there", NEAR),
        ("Some 10⁶ ropes were on that long quay there.", "some 10⁶ ropes were on that long quay there", EXACT),
        ("Some 10⁻³ ropes were on that long quay there.", "some 10 ropes were on that long quay there", NEAR),
        ("Some 2³ ropes were on that long quay there.", "some 2 ropes were on that long quay there", NEAR),
        ("Carts⁵ and 10⁶ ropes were on that long quay.", "and 10 ropes were on that long quay", EXACT),
        ("Carts⁹ and 10⁶ ropes were on that long quay.", "and 10 ropes were on that long quay", NEAR),
        ("Carts and 10⁶ ropes were on that quay.\r\n6 A note.", "carts and 10 ropes were on that quay", EXACT),
        ("Carts and 10⁶ ropes were on that quay.\r\n6 A note.", "carts and 10⁶ ropes were on that quay", EXACT),
        ("Carts and 10⁶ ropes were on that quay.\r\n7 A note.", "carts and 10 ropes were on that quay", NEAR),
        ("In 2014⁷–⁹ the number of the boats rose.", "in 2014 the number of the boats rose", EXACT),
        # negations
        ("The pilot cannot see the long pier now.", "the pilot can see the long pier now", NEAR),
        ("The pilot cannot see the long pier now.", "the pilot can not see the long pier now", NEAR),
        ("The long pier wasn’t safe for the carts.", "the long pier was safe for the carts", NEAR),
        ("The long pier was unsafe for the carts.", "the long pier was safe for the carts", NEAR),
        ("He was notable among all the gardeners.", "he was not able among all the gardeners", NEAR),
        # what brackets and ellipses may stand for
        ("The pier was not safe for carts at all.", "the pier [was] safe for carts at all", NEAR),
        ("The pier was not safe for carts at all.", "the pier was … safe for carts at all", NEAR),
        ("The pier was not safe for carts at all.", "the pier was [not] safe for carts at all", EXACT),
        ("The pier was open to 15 carts each day.", "the pier was open to [16] carts each day", NEAR),
        ("The keeper of the rose garden left early.", "the keeper [of it] left early", EXACT),
        ("The keeper left, and the gates stood open.", "the keeper[s] left, and the gates stood open", EXACT),
        # footnotes: only where the page has the note
        ("The keeper left.12 The gates stood open.", "the keeper left. The gates stood open", NEAR),
        ("The keeper left.12 The gates stood open.\r\n12 A note.", "the keeper left. The gates stood open", EXACT),
        ("The keeper12 left the gates open.\r\n12 A note.", "the keeper left the gates open", EXACT),
        ("The keeper¹² left the gates open.\r\n12 A note.", "the keeper left the gates open", EXACT),
        ("It closed in 1992.12 The gates stood open.\r\n12 A note.", "it closed in 1992. The gates stood open", EXACT),
        ("It grew by 992.12 The gates stood open.\r\n12 A note.", "it grew by 992. The gates stood open", NEAR),
        ("The keeper left 12 gates open.\r\n12 A note.", "the keeper left gates open", NEAR),
        ("The keeper left. 12 The gates stood open.\r\n12 A note.", "the keeper left. The gates stood open", EXACT),
        ("The keeper left.\r\n12 The gates stood open.\r\n12 A note.", "the keeper left. The gates stood open", EXACT),
        ("The keeper left. 12 The gates stood open.", "the keeper left. The gates stood open", NEAR),
        ("The keeper left. 12 gates stood open.\r\n12 A note.", "the keeper left. gates stood open", NEAR),
        ("The keeper left. 12 The gates stood open.\r\n13 A note.", "the keeper left. The gates stood open", NEAR),
        ("See para.12 of the gates report.\r\n12 A note.", "see para of the gates report", NEAR),
        ("The A12 road was closed to carts.\r\n12 A note.", "the A road was closed to carts", NEAR),
        # words stand whole
        ("The gardeners were planting pear trees.", "gardener were planting pear trees", NEAR),
        ("The replanting of pear trees was begun.", "planting of pear trees was begun", NEAR),
    ],
)  # fmt: skip
def test_same_words(printed, quoted, outcome):
    assert (
        looked_for(quoted, printed + REST if "note" not in printed else f"{REST}\r\n{printed}").outcome
        == outcome
    )


def test_what_may_be_a_power_is_said_to_be_doubtful():
    found = looked_for("some 10 ropes were on that long quay", "Some 10⁶ ropes were on that long quay.")

    assert "Whether “10⁶” is a power or has the mark of a note cannot be told." in found.problems


FIRST = f"Once it rained upon the quay.{REST} The keeper of the lantern left the"
QUOTED = "the keeper of the lantern left the gates open"


@pytest.mark.parametrize(
    ("quoted", "texts", "page", "said"),
    [
        (QUOTED, [FIRST, ""], "1", "The words begin on page 1 and run on to page 2, which has no text"),
        (QUOTED, [FIRST, "Pix lru qfw zzt. " * 20], "1", "The words begin on page 1 and run on to page 2"),
        (QUOTED, [FIRST + " gates", "", REST], "1", "The words begin on page 1 and run on to page 2"),
        (QUOTED, [FIRST + "\r\n1 A note.", ""], "1", ""),
        (
            QUOTED,
            [FIRST.replace("keeper", "keeper1") + "\r\n1 A note.", ""],
            "1",
            "The words begin on page 1",
        ),
        (
            QUOTED,
            ["", "the gates open, and then it rained." + REST],
            "2",
            "The words end on page 2 and begin on page 1",
        ),
        (QUOTED, [FIRST + "\r\n12", ""], "1", "The words begin on page 1 and run on to page 2"),
        (
            "the keeper of … the gates open",
            [FIRST, ""],
            "1",
            "The words begin on page 1 and run on to page 2",
        ),
        (
            "once it rained … the gates open",
            [FIRST, ""],
            "1",
            "The words begin on page 1 and run on to page 2",
        ),
        ("it snowed … the ferry left", [FIRST, ""], "1", ""),
        (
            "the gates … then it rained",
            ["", "open, and then it rained." + REST],
            "2",
            "The words end on page 2",
        ),
        (QUOTED, [FIRST, ""], "2", "The words begin on page 1 and run on to page 2"),
        (QUOTED, [REST, FIRST, "", REST], "1", ""),
        ("the pilot of the lantern left the gates open", [FIRST, ""], "1", ""),
        (QUOTED, [FIRST + " ferry.", ""], "1", ""),
        (QUOTED, [FIRST, "gates shut, and it rained." + REST], "1", ""),
    ],
)
def test_words_that_run_on_to_a_page_that_cannot_be_read_are_not_missing(quoted, texts, page, said):
    found = looked_for(quoted, *texts, page=page)

    assert any(problem.startswith(said or "The words begin") for problem in found.problems) == bool(said)
    if said:
        assert found.outcome == Outcome.UNAVAILABLE


HEADS = ["Report of the board\r\n{}\r\n", "{}\r\nChapter of tides\r\n"]


def pages_with_heads(texts: list[str]) -> list[str]:
    return [HEADS[number % 2].format(number + 1) + text for number, text in enumerate(texts)]


def test_running_heads_and_numbers_between_pages_are_passed_over():
    texts = [f"Words of page {word} are here" for word in ("one", "two", "three", "four", "five", "six")]
    texts[1], texts[2] = (
        "The lantern was moved because the quay was not",
        "safe for any cart. Then it rained.",
    )

    checked = looked_for(
        "moved because the quay was not safe for any cart", *pages_with_heads(texts), page="2"
    )

    assert (checked.outcome, checked.matched) == (EXACT, "moved because the quay was not safe for any cart.")
    assert [(place.label, place.start, place.end) for place in checked.places] == [
        ("2", 37, 67),
        ("3", 24, 41),
    ]


def test_head_drawn_after_the_words_of_its_page_is_passed_over_with_the_notes_below_it():
    words = [
        "Ropes lay there.1 It rained",
        "on the long quay. Ferries came.2 The lantern was moved because",
        "the quay was not safe.3 Nobody sang.",
        "The tide turned.4 It was late.",
    ]
    notes = ["See the ledger.", "Kept in the chart room.", "The harbour’s own papers.", "Lost since then."]
    pages = [
        f"{said}\r\nPapers of the board\r\n{number} {note}\r\n{number}"
        for number, (said, note) in enumerate(zip(words, notes, strict=True), start=1)
    ]

    whole = looked_for("The lantern was moved because the quay was not safe.", *pages, page="2")
    altered = looked_for("The lantern was moved because the quay was safe.", *pages, page="2")

    assert whole.outcome == EXACT
    assert altered.outcome != EXACT


def test_title_with_the_number_of_the_page_is_a_running_head_all_the_same():
    words = ["Ropes lay there.", "A ferry came.", "Nobody sang.", "It rained."]
    texts = [f"Papers of board 2 | {number}\r\n{said}" for number, said in enumerate(words, start=1)]
    pages = [PageText(index, str(index), text) for index, text in enumerate(texts, start=1)]

    assert {start for start, _ in find_bodies(pages)} == {len("Papers of board 2 | 1\r\n")}


def test_number_that_agrees_with_no_other_page_is_no_page_number():
    texts = [
        "Of the boats that were counted there were\r\n12",
        "left in the dock.",
        "Others sank.",
        "It rained.",
    ]

    pages = [PageText(index, "", text) for index, text in enumerate(texts, start=1)]

    assert find_bodies(pages)[0] == (0, len(texts[0]))


def test_words_that_begin_on_the_page_before_are_exact_and_said_so():
    checked = looked_for(
        "the quay was safe for any cart", "Then the quay was", "safe for any cart.", page="2"
    )

    assert (checked.outcome, checked.page.label) == (EXACT, "1")
    assert checked.problems == ("The words begin on page 1.",)


def test_few_words_that_stand_everywhere_prove_little():
    texts = [f"Every {word} ferry was late again." for word in ("red", "blue", "green", "white", "small")]

    here = looked_for("was late", *texts)
    nowhere = looked_for("was late", *texts, "A page of other words.", page="6")

    assert (here.outcome, here.pages_found, here.ambiguous) == (EXACT, 5, True)
    assert (nowhere.outcome, nowhere.pages_found) == (NOT_FOUND, 5)
    assert here.problems == ("So few words stand on 5 pages, so they say little about this one.",)


@pytest.mark.parametrize("words", ["", "…", "[the keeper]", "“”", "[...]"])
def test_nothing_to_look_for_is_said(words):
    checked = looked_for(words, REST)

    assert (checked.outcome, checked.problems) == (NOT_FOUND, ("There are no words to look for.",))


@pytest.mark.parametrize(
    ("printed", "quoted", "kind"),
    [
        ("Nobodychecked whether the boats were dry.", "nobody checked whether the boats were dry", "spaces"),
        ("Nobodychecked whether the boats were dry.", "nobody checked", "spaces"),
        ("Notallboatsweredrybeforetheautumnwascalled.", "not all boats were dry before the autumn", "spaces"),
        ("The boats were nowhere near that pier.", "the boats were now here near that pier", "negation"),
        (
            "N o b o d y ch e c k e d whether the boats were dry.",
            "nobody checked whether the boats were dry",
            "spaces",
        ),
        ("He was notable among all the gardeners.", "he was not able among all the gardeners", "negation"),
    ],
)
def test_lost_spaces_are_called_that_unless_they_make_another_word(printed, quoted, kind):
    checked = looked_for(quoted, printed + REST)

    assert (checked.outcome, {one.kind for one in checked.differences}) == (NEAR, {kind})


def test_words_printed_in_capitals_differ_in_capitals_alone():
    said = "Nobody in the harbour had asked why the six boats were not dry"
    checked = looked_for(said, f"{said.upper()}. {REST}")

    assert (checked.outcome, {one.kind for one in checked.differences}) == (NEAR, {"capital"})


def test_letters_that_stand_apart_are_not_called_absent():
    said = "Nobody in the harbour had asked why the boats were not dry before the autumn was called by the council"
    apart = " ".join(said[place : place + 2].strip() for place in range(0, len(said), 2))
    checked = looked_for(said, f"{apart}. {REST}")

    assert checked.outcome in (NEAR, Outcome.UNAVAILABLE)
    assert {one.kind for one in checked.differences} <= {"spaces"}


@pytest.mark.parametrize(
    "quoted",
    [
        "Nobody in the harbour had asked why the boats were not dry before the autumn was called by the council",
        "Nobody in the harbour had asked … before the autumn was called by the council",
        "Somebody in the town had asked why the ships were wet before the spring was called",
    ],
)
def test_words_set_letter_by_letter_across_pages_are_not_called_absent(quoted):
    said = "Nobody in the harbour had asked why the boats were not dry before the autumn was called by the council"
    first, second = (
        " ".join("".join(half.split())) for half in (f"{REST} {said[:57]}", f"{said[57:]}. {REST}")
    )
    document = DocumentText([PageText(1, "1", first), PageText(2, "2", second), PageText(3, "3", REST * 3)])
    checked = check_quotation(quoted, [("1", "2")], document)

    assert checked.outcome == Outcome.UNAVAILABLE or {one.kind for one in checked.differences} == {"spaces"}
    assert check_quotation(quoted, [("3", "3")], document).outcome in (Outcome.NEAR, Outcome.NOT_FOUND)


def test_words_that_stand_further_apart_than_an_ellipsis_may_leave_out_are_no_letters_with_other_spaces():
    said = f"{REST} No pilot knew whose lamp burned. {REST * 40} Others saw why quays shook. {REST}"

    checked = looked_for("No pilot knew whose lamp … saw why quays shook", said)

    assert (checked.outcome, checked.problems) == (Outcome.NOT_FOUND, ())


def test_pages_with_initials_and_figures_have_words():
    rows = "Boat A 4 12 dry Mr J. B. Smith\nBoat B 5 3 wet Ms L. Jones\n" * 8
    checked = looked_for("There was no quay to be seen", rows)

    assert checked.outcome == Outcome.NOT_FOUND


RUBBISH = "Qeb ebxiqe sfpfqlo tolqb ql qeb cxjfiv fk qeb pmofkd xka xdxfk fk qeb prjjbo lc qexq vbxo. " * 4


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),  # a picture
        ("Papers of the harbour board", "Papers of the harbour board"),  # a picture under a printed head
        (RUBBISH, RUBBISH),
        ("\ue012\ue034\ue001 \ue042\ue007" * 60, "#$%& '()* +,-./ " * 30),
        (REST * 3, RUBBISH),
    ],
)
def test_words_are_not_called_missing_where_a_page_cannot_be_read(first, second):
    head = "Papers of the harbour board\n"
    pages = [PageText(index, str(index), head + REST) for index in range(1, 6)]
    pages += [PageText(6, "6", first), PageText(7, "7", second)]

    checked = check_quotation("the cook of the lighthouse left in May", [("6", "7")], DocumentText(pages))

    assert checked.outcome == Outcome.UNAVAILABLE
    assert "Page 7 has no text that can be read." in checked.problems


def test_words_of_two_columns_that_run_into_each_other_are_not_called_missing():
    page = (
        "The police had come Teachers had seen\nto the house on the change in her\n"
        "nine nights that winter and spoke about it\nand left without a note but with nobody else"
    )

    said = looked_for("The police had come to the house on nine nights that winter and left", page + REST * 3)
    other = looked_for("The police had gone to the house on six mornings that spring and stayed", page)

    assert said.outcome == Outcome.UNAVAILABLE
    assert said.problems == (
        "Page 1 has these words with others between them: the order of this page is not known.",
    )
    assert other.outcome == NOT_FOUND


BROWSERS = {
    "Chrome": "\n11/29/26, 6:2{page} AM Learning from a review\nhttps://papers.example/r?p={page} {page}/3",
    "Firefox": "\nLearning from a review https://papers.example/review.html\n{page} of 3 29/11/2026, 06:2{page}",
    "Safari": "\nhttps://papers.example/review.html 29 November 2026 at 06:24\nPage {page} of 3",
}


@pytest.mark.parametrize("foot", BROWSERS.values(), ids=BROWSERS)
@pytest.mark.parametrize("own", ["", "\n{label}"])
def test_what_a_browser_prints_stands_in_no_quotation(foot, own):
    said = ["The cook waited at the pier and", "nobody asked him about the boats that", "had been lost."]
    pages = [
        PageText(page, label, f"{REST * page}\n{words}" + own.format(label=label) + foot.format(page=page))
        for page, (words, label) in enumerate(zip(said, ["iv", "v", "vi"], strict=True), start=1)
    ]
    pages = [
        PageText(
            page.index, page.label, page.text.replace(f"{REST * page.index}\n", "") if place else page.text
        )
        for place, page in enumerate(pages)
    ]

    checked = check_quotation(" ".join(said), [("iv", "vi")], DocumentText(pages))

    assert (checked.outcome, checked.matched) == (EXACT, " ".join(said))


def test_lines_of_a_form_are_no_running_heads():
    said = [
        "The clinic wrote to family {} about the visit",
        "that was missed, and nobody of team {} asked why.",
    ]
    forms = [line.format(number) for number in range(1, 41) for line in said]
    pages = [PageText(page, str(page), "\n".join(forms[page * 9 - 9 : page * 9])) for page in range(1, 9)]

    checked = [
        check_quotation(" ".join(forms[at : at + 2]), [("1", "8")], DocumentText(pages)).outcome
        for at in range(0, 70, 2)
    ]

    assert set(checked) == {EXACT}


def test_footnote_is_not_taken_into_what_is_nearly_the_same():
    first = "The rope was old.⁷ The pier was closed because the pilot\n7 See the ledger of the board.\n1"
    second = "had lost the lantern of the ferry." + REST

    checked = looked_for(
        "the pier was closed because the pilot had lost a lantern of the ferry", first, second
    )

    assert checked.outcome == NEAR
    assert checked.matched == "The pier was closed because the pilot had lost the lantern of the ferry."


@pytest.mark.parametrize(
    ("first", "last", "held", "problems"),
    [
        ("2", "2", {1}, ()),
        ("1", "3", {0, 1, 2}, ()),
        ("3", "2", {1, 2}, ("“3 to 2” runs backwards: pages 2 to 3 were looked at.",)),
        ("4", "4", set(), ("Page 4 is beyond the last, 3.",)),
        ("2", "9", {1, 2}, ("Pages 2 to 9 are beyond the last, 3.",)),
        ("iv", "iv", set(), ("Page iv: no page of this document has roman numbers.",)),
    ],
)
def test_cited_pages_are_compared_with_the_labels(first, last, held, problems):
    pages = [PageText(index, str(index), REST) for index in (1, 2, 3)]

    cited = find_cited(pages, [(first, last)])

    assert (cited.pages, cited.problems) == (held, problems)


MIXED = "“{} to {}” mixes roman and arabic page numbers: pages {} to the last roman one and 1 to {} were looked at."


@pytest.mark.parametrize(
    ("first", "last", "labels", "held", "problems"),
    [
        ("ii", "2", ["i", "ii", "iii", "1", "2", "3"], {1, 2, 3, 4}, (MIXED.format("ii", "2", "ii", "2"),)),
        (
            "3",
            "ii",
            ["i", "ii", "1", "2", "3"],
            {1, 2, 3, 4},
            (
                "“3 to ii” runs backwards: pages ii to 3 were looked at.",
                MIXED.format("ii", "3", "ii", "3"),
            ),
        ),
        (
            "xv",
            "5",
            ["1", "2"],
            {0, 1},
            (
                MIXED.format("xv", "5", "xv", "5"),
                "Page xv: no page of this document has roman numbers.",
                "Pages 1 to 5 are beyond the last, 2.",
            ),
        ),
        (
            "xv",
            "5",
            ["i", "ii"],
            set(),
            (
                MIXED.format("xv", "5", "xv", "5"),
                "Page xv is beyond the last, ii.",
                "Page 1 to 5: no page of this document has arabic numbers.",
            ),
        ),
    ],
)
def test_run_of_roman_and_arabic_pages_is_looked_at_in_both(first, last, labels, held, problems):
    pages = [PageText(index, label, REST) for index, label in enumerate(labels, start=1)]

    cited = find_cited(pages, [(first, last)])

    assert (cited.pages, cited.problems) == (held, problems)


def test_gap_in_the_labels_is_said():
    pages = [PageText(1, "1", REST), PageText(2, "4", REST)]

    assert find_cited(pages, [("2", "3"), ("1", "4")]).problems == (
        "No page of this document is numbered 2 to 3.",
        "No page of this document is numbered 2, 3.",
    )


SOME = "the not was 15 1.5 pilot can’t fish-market harbour co-operate £20 10% and"
WORDS = st.lists(st.sampled_from(SOME.split(" ")), min_size=6, max_size=30)


@settings(max_examples=200, deadline=None)
@given(words=WORDS, data=st.data())
def test_whatever_is_printed_is_exact_and_without_one_word_it_is_not(words, data):
    first = data.draw(st.integers(0, len(words) - 4))
    last = data.draw(st.integers(first + 4, len(words)))
    text = data.draw(st.sampled_from([" ", "\r\n", "  "])).join(words)
    quoted = words[first:last]
    gone = data.draw(st.integers(1, len(quoted) - 2))
    shorter = " ".join(quoted[:gone] + quoted[gone + 1 :])

    assert looked_for(" ".join(quoted), text).outcome == EXACT
    if not re.search(rf"(?<!\S){re.escape(shorter)}(?!\S)", " ".join(words), re.IGNORECASE):
        assert looked_for(shorter, text).outcome != EXACT
