import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.themes.citations.test_locators import locators
from themes.citations.closing import (
    Closing,
    SeveralWorks,
    find_bracketed,
    find_closing,
    find_reference,
    read_partly,
)
from themes.citations.locators import LocatorError, parse, render_short


@pytest.mark.parametrize(
    ("text", "kept", "locator"),
    [
        ("Plans drift. (pg 11 & 179)", "Plans drift.", "pg 11 & 179"),
        ("Plans drift.\xa0(pg 17/18 & 200)", "Plans drift.", "pg 17/18 & 200"),
        ("Plans drift (pp. 12–14).", "Plans drift.", "pp. 12–14"),
        ("Plans drift (pps. 4, 5).", "Plans drift.", "pps. 4, 5"),
        ("Plans drift (pag. 4, pge 5).", "Plans drift.", "pag. 4, pge 5"),
        ("Plans drift. (pp. 12–14).", "Plans drift.", "pp. 12–14"),
        ("Plans “drift” (pg 3).", "Plans “drift”.", "pg 3"),
        ("Plans “drift.” (pg 3).", "Plans “drift.”", "pg 3"),
        ("Plans drift [page iv]", "Plans drift", "page iv"),
        ("Plans drift (or so) (p 7)", "Plans drift (or so)", "p 7"),
        ("Plans drift, p. 12", "Plans drift", "p. 12"),
        ("Plans drift, p. 12.", "Plans drift.", "p. 12"),
        ("Plans drift. Pages 3 and 9.", "Plans drift.", "Pages 3 and 9"),
        ("Plans drift – pp 12-14", "Plans drift", "pp 12-14"),
        ("Plans drift pp 12-14", "Plans drift", "pp 12-14"),
        ("Plans drift, p. 12 and p. 15", "Plans drift", "p. 12 and p. 15"),
        ("(pg 11 & 179)", "", "pg 11 & 179"),
        ("pg 11 & 179.", "", "pg 11 & 179"),
        ("Plans drift. (see pg 4)", "Plans drift.", "see pg 4"),
        # A page list by its look that can't be read is found all the same.
        ("Plans drift. (pg 11 & )", "Plans drift.", "pg 11 &"),
        ("Plans drift. (pg ?)", "Plans drift.", "pg ?"),
        ("Plans drift. (pg tbc)", "Plans drift.", "pg tbc"),
        ("Plans drift. (page 12 of the annex)", "Plans drift.", "page 12 of the annex"),
        ("Plans drift. (pg twelve)", "Plans drift.", "pg twelve"),
        ("Plans drift. pp. 40-12", "Plans drift.", "pp. 40-12"),
        # Its place in the report may stand before the page, and brackets inside brackets.
        ("Plans drift (Chapter 3, p 18).", "Plans drift.", "Chapter 3, p 18"),
        ("Plans drift (see Table 3 (p. 12))", "Plans drift", "see Table 3 (p. 12)"),
        ("Plans drift. p. 88, para 3.", "Plans drift.", "p. 88, para 3"),
        ("Plans drift, see p. 12", "Plans drift", "see p. 12"),
        ("Plans drift. pp. 57ff.", "Plans drift.", "pp. 57ff."),
        # Marks of notes behind it are no part of it.
        ("Plans drift. (pg 30)³", "Plans drift.", "pg 30"),
        ("Plans drift. (pg 30) [1]", "Plans drift.", "pg 30"),
        ("Plans drift (pg 30)*.", "Plans drift.", "pg 30"),
    ],
)
def test_closing_page_list_is_found(text, kept, locator):
    found = find_closing(text)

    assert found == Closing(text=kept, locator=locator, start=found.start)
    assert text[found.start :].lstrip("([").startswith(locator)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plans drift.",
        "Plans drift (in most places).",
        "Plans drift (2011).",
        "Plans drift (page views rose by 12)",
        "Plans drift (p < 0.05).",
        "Plans drift (PG certificate)",
        "Plans drift (pages to follow)",
        "Plans drift as shown on page 12.",
        "Plans drift as shown on p. 12",
        "Plans drift after page 12.",
        "Plans drift, page after page.",
        "Plans drift (pg 11) and stay adrift.",
        "The plan was for 12, or 14.",
        "It was mixed.",
    ],
)
def test_text_without_closing_page_list_is_left_alone(text):
    assert find_closing(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plans drift. (pg 11 & 179", Closing("Plans drift.", "pg 11 & 179", 13, is_open=True)),
        ("Plans drift [see p. 4.", Closing("Plans drift.", "see p. 4", 12, is_open=True)),
        ("Plans drift pg 11)", Closing("Plans drift", "pg 11", 12, is_open=True)),
        ("Plans drift (from day one, or so", None),
        ("Plans drift (page one. They " + "drift " * 40, None),
    ],
)
def test_bracket_without_a_partner_is_told(text, expected):
    assert find_closing(text) == expected


@pytest.mark.parametrize(
    ("locator", "as_given", "rest"),
    [
        ("pg 11 & 179", "11 & 179", ()),
        ("at page 90", "90", ()),
        ("page 12 of the report", "12", ()),
        ("see p. 77 n.3", "77", ("n.3",)),
        ("n. 3, p. 77", "77", ("n. 3",)),
        ("p12n3", "12", ("n3",)),
        ("p. 88, para 3", "88", ("para 3",)),
        ("p. 88, l. 4", "88", ("l. 4",)),
        ("pp 12, 31 and passim", "12, 31", ("passim",)),
        ("pp. 57ff.", "57", ("ff",)),
        ("Chapter 3, p 18", "18", ("Chapter 3",)),
        ("Writer et al, 2016, p. 12", "12", ("Writer et al, 2016",)),
        ("ibid., pp. 4–6", "4–6", ("ibid",)),
        ("p. 5 para. 2, p. 9 para. 3", "5, 9", ("para. 2", "para. 3")),
        ("pg 30, our italics", "30", ("our italics",)),
        ("pp. 12–14; Table 3", "12–14", ("Table 3",)),
        ("Pt 2, p 17 top.", "17", ("Pt 2", "top")),
        ("p 12 of 120", "12", ("of 120",)),
        ("pp. 12-14 inclusive", "12-14", ("inclusive",)),
        ("p.12.", "12", ()),
        ("Writer and others, pg 14 & 68", "14 & 68", ("Writer and others",)),
        ("Quays to Harbours, p. 4", "4", ("Quays to Harbours",)),
        ("Writer 2013, p. 37; ibid, p. 40", "37, 40", ("Writer 2013", "ibid")),
        ("Writer et al 2013, p. 37; Writer 2013, p. 40", "37, 40", ("Writer et al 2013", "Writer 2013")),
        ("p. 37 (Writer, 2013)", "37", ("Writer, 2013",)),
        ("p. 12, Lesson 3; p. 14, Lesson 4", "12, 14", ("Lesson 3", "Lesson 4")),
        ("Section A p. 3; Section B p. 4", "3, 4", ("Section A", "Section B")),
    ],
)
def test_pages_of_a_reference_are_read_and_the_rest_is_named(locator, as_given, rest):
    understood = read_partly(locator)

    assert (understood.as_given, understood.rest, understood.pages) == (as_given, rest, parse(as_given))


@pytest.mark.parametrize(
    "locator",
    [
        "pg 11 &",
        "pg twelve",
        "pg 12a",
        "p. 3.4",
        "pp. 40-12",
        "pp. 12–31a",
        "pp. 1,000-1,002",
        "paras 3.4-3.6",
        "page 12 of the annex",
        "p. 12 says so",
        "the plan on page 12 was lost",
        "Writer et al, p. 12, 2016",
    ],
)
def test_doubtful_pages_are_not_read(locator):
    with pytest.raises(LocatorError):
        read_partly(locator)


@pytest.mark.parametrize(
    ("locator", "works"),
    [
        ("Writer 2013, p. 37; Other 2016, p. 4", "p. 37 of “Writer 2013”; p. 4 of “Other 2016”"),
        (
            "Writer 2013, p. 37, p. 38; Other 2016, p. 4",
            "p. 37, p. 38 of “Writer 2013”; p. 4 of “Other 2016”",
        ),
        ("p. 37 (Writer, 2013); p. 4 (Other, 2016)", "p. 37 of “Writer, 2013”; p. 4 of “Other, 2016”"),
        ("p. 37; Other 2016, p. 4", "p. 37 of “this report”; p. 4 of “Other 2016”"),
        ("Writer et al, p. 37, and Other 2010", "p. 37 of “Writer et al”; no page of “Other 2010”"),
        ("full report p. 12; executive summary p. 3", "p. 12 of “this report”; p. 3 of “executive summary”"),
        ("vol. 1, p. 4; vol. 2, p. 9", "p. 4 of “vol. 1”; p. 9 of “vol. 2”"),
    ],
)
def test_pages_of_several_works_are_given_to_none(locator, works):
    with pytest.raises(SeveralWorks) as error:
        read_partly(locator)

    assert str(error.value) == f"It names several works: {works}. Type the pages that are of this report."
    assert find_closing(f"Plans drift. ({locator})") == Closing("Plans drift.", locator, 13)
    unbracketed = locator.translate(str.maketrans("()", ",,"))
    assert find_bracketed(f"Plans ({unbracketed}) drift.") == [f"({unbracketed})"]


@pytest.mark.parametrize(
    ("text", "kept", "locator"),
    [
        (
            "Plans drift. (Writer, 2013, p. 37) (Other, 2016, p. 4)",
            "Plans drift.",
            "Writer, 2013, p. 37; Other, 2016, p. 4",
        ),
        ("Plans drift (p. 37), [p. 40] and (p. 42).", "Plans drift.", "p. 37; p. 40; p. 42"),
        ("Plans (or such) (p. 37)", "Plans (or such)", "p. 37"),
        (
            "Plans drift, Writer 2013, p. 37; Other 2016, p. 4.",
            "Plans drift",
            "Writer 2013, p. 37; Other 2016, p. 4",
        ),
    ],
)
def test_brackets_behind_each_other_are_one_list(text, kept, locator):
    found = find_closing(text)

    assert found == Closing(kept, locator, found.start)


@given(
    locators(),
    st.sampled_from(["{}", "see {}", "Chapter 3, {}", "Writer & Other (2016), {}", "n. 3, {}"]),
    st.sampled_from(["{}", "{} n. 3", "{}, para 3.4", "{} and passim", "{}; Table 2", "{} of the review"]),
)
def test_pages_are_the_same_whatever_stands_around_them(locator, before, after):
    assert read_partly(after.format(before.format(render_short(locator)))).pages == locator


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        ("Plans drift (paras 3.4-3.6)", "paras 3.4-3.6"),
        ("Plans drift (§ 3.4).", "§ 3.4"),
        ("Plans drift (section 3.2)", "section 3.2"),
        ("Plans drift. [Table B]", "Table B"),
        ("Plans drift. (see Chapters 3 and 4)", "see Chapters 3 and 4"),
        ("Plans drift. Paras 3.4-3.6.", "Paras 3.4-3.6"),
        ("Plans drift (Writer et al., 2016)", "Writer et al., 2016"),
        ("Plans drift (Writer 2016: 12)", "Writer 2016: 12"),
        ("Plans drift (Office for Harbours 2016: 12, 14)", "Office for Harbours 2016: 12, 14"),
        ("Plans drift (van der Writer and others 2016: 12-14)", "van der Writer and others 2016: 12-14"),
        ("Plans drift (Writer et al. (2016) xii)", "Writer et al. (2016) xii"),
        ("Plans drift (Writer 2016 at 12)", "Writer 2016 at 12"),
        ("Plans drift (2016: 12 and 20)", "2016: 12 and 20"),
        ("Plans drift (Report, 12)", "Report, 12"),
        ("Plans drift (Writer and Other 2012; Third, 2011)", "Writer and Other 2012; Third, 2011"),
        ("Plans drift (11 & 179)", "11 & 179"),
        ("Plans drift. (30)", "30"),
        ("Plans drift. (ibid.)", "ibid."),
        ("Plans drift (S. 12-14).", "S. 12-14"),
        ("Plans drift (S. 12)", "S. 12"),
        ("Plans drift. (s212)", "s212"),
        ("Plans drift (Sec. 12)", "Sec. 12"),
        ("Plans drift (section 12)", "section 12"),
        ("Plans drift (at 12)", "at 12"),
        ("Plans drift (see also 12-14 & 20)", "see also 12-14 & 20"),
        ("Plans drift (@12)", "@12"),
        ("Plans drift (fol. 3 and 9)", "fol. 3 and 9"),
        ("Plans drift (Writer, forthcoming)", "Writer, forthcoming"),
        ("Plans drift (loc. 1234)", "loc. 1234"),
    ],
)
def test_reference_without_pages_is_found(text, locator):
    found = find_reference(text)

    assert find_closing(text) is None
    assert found is not None
    assert found.locator == locator
    assert text[found.start :].strip("([]) ").startswith(locator)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plans drift.",
        "Plans drift (in most places).",
        "Plans drift (2011).",
        "Plans drift (2011-14)",
        "Plans drift (2011, 2012)",
        "Plans drift (2016: 12 died)",
        "Plans drift (approx. 12)",
        "Enquiries were not made (s. 47)",
        "Enquiries were not made (S. 47)",
        "No help was given (ss. 17)",
        "No help was given (s17)",
        "No help was given (Sec. 17)",
        "Their life was private (Art. 8)",
        "Visits stopped (wk. 12)",
        "Plans drift (at least 12)",
        "Plans drift (aged 12)",
        "Plans drift (March 2014)",
        "Plans drift (Children Act 1989)",
        "Plans drift (section 175)",
        "Plans drift (section 10)",
        "Plans drift (sections 17 and 47)",
        "Plans drift (s.157 or s.175)",
        "Plans drift (section 47)",
        "Plans drift (Part 8)",
        "Plans drift (44%)",
        "Plans drift (n = 12)",
        "Plans drift (41 of 74)",
        "Plans drift (24/7)",
        "Plans drift in chapter 3.",
        "Plans drift (PG certificate)",
    ],
)
def test_other_brackets_are_no_references(text):
    assert find_reference(text) is None
    assert find_closing(text) is None


@given(locators(), st.sampled_from(["({}).", "({})", "[{}]", "({}) "]))
def test_closing_page_list_reads_back(locator, form):
    found = find_closing("Plans drift. " + form.format(render_short(locator)))

    assert found is not None
    assert found.text == "Plans drift."
    assert parse(found.locator) == locator


def test_page_lists_in_brackets_are_found_anywhere():
    text = (
        "One (pg 11). Two [pp. 3–4] and (page views) or (p. 5 & 6), (12), (by p. 12 night) and (n. 3, p. 7)"
    )

    assert find_bracketed(text) == ["(pg 11)", "[pp. 3–4]", "(p. 5 & 6)", "(n. 3, p. 7)"]


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 100_000,
        "(" * 50_000 + ")" * 50_000,
        "pg " * 33_000,
        "(" + "1," * 50_000 + ")",
        "(p. " + "1-" * 50_000,
        "(para " + "1, " * 50_000 + ")",
        ("para 1, " * 20_000),
        "(" + "Aa " * 30_000 + "2016)",
        "(" + "A" * 190 + " 2016a)",
        "(" + "-" * 100_000 + "p. 1)",
        "[1]" * 30_000 + "*" * 1_000,
        " " * 100_000,
        "i" * 100_000,
        "( " * 50_000 + ")",
        "(pg " * 25_000 + ")" * 10,
        "p. 1 and " * 11_000,
    ],
    ids=lambda text: repr(text[:9]),
)
def test_hostile_text_is_searched_in_linear_time(hostile):
    started = time.process_time()  # of this process alone: how busy the machine is does not count

    for text in (hostile, hostile[:2_000], hostile[-190:]):
        find_closing(text)
        find_reference(text)
        find_bracketed(text)

    assert time.process_time() - started < 1
