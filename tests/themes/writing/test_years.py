"""Whether a wording names the years of its reviews, told from the other figures that four digits can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.writing.years import names_years

PUBLISHED = "In reviews published from 2013 to 2015 health visitors were often not told."


@pytest.mark.parametrize(
    "text",
    [
        PUBLISHED,
        "From April 2008 to March 2009 inspectors evaluated 173 reviews.",
        "The 2009-11 analysis found it in most reviews.",
        "Reviews of 2008/09 asked for more.",
        "A study of reviews from 1998 to 2001 asks for a lead.",
        "Reviews published in the 2010s seldom said so.",
        "Reviews (2013–2015) asked who was at home.",
        "In 2013 children were seen less often.",
        "Reviews published in 2014 and 2015 found little.",
        "Between 2011 and 2014 reviews often found this.",
        "The 2013 reviews rarely heard fathers.",
        "Of 33 reviews that inspectors evaluated in 2007-08, several asked for joint visits.",
        "Reviews of the Children Act 2004 years, 2005 to 2007, found delay.",
        "Reviews published by 2099, and since 1900.",
        "A joint report of 2011 on reviews asks for it.",
        "Since mid-2013 reviews have asked for this.",
    ],
)
def test_years_of_the_reviews_are_named(text):
    assert names_years(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Midwives often did not know who else lived in the home.",
        "In 27 reviews the baby had been seen by four services.",
        "In reviews published in 08/09 it was rare.",
        "The Children Act 1989 asks for the child's wishes.",
        "The Children Act (2004) and the Adoption and Children Act 2002 ask for it.",
        "The 1989 Act gives the duty to the council.",
        "Section 47 of the Children Act, 1989, sets the duty.",
        "The 1989 and 2004 Children Acts ask for it.",
        "Keeping Children Safe in Education 2015 asks for it.",
        "One in a ratio of 1:2000.",
        "Working Together 2010 asks for a lead professional.",
        "Working Together to Safeguard Children (2013) asks for early help.",
        "The Care Planning Regulations 2010 ask for a visit.",
        "About 2000 children had a plan.",
        "Of 2013 babies none had been seen.",
        "Nearly 2,013 children, and 2013.5 on average.",
        "The 2000 children in care waited longest.",
        "It cost £2000 a week.",
        "See page 2010 and pp. 2001.",
        "Their report 12013 and RR2013 say so.",
        "The families moved 2000 miles.",
        "Reviews of 1832 and 2100.",
    ],
)
def test_other_figures_are_no_years(text):
    assert not names_years(text)


@given(
    st.integers(0, 2400),
    st.sampled_from(["Reviews published in {}.", "Reviews of {} to next year asked for it."]),
)
def test_a_year_is_one_from_1900_to_2099(year, text):
    assert names_years(text.format(year)) == (1900 <= year <= 2099)


@given(st.text())
def test_no_text_is_an_error(text):
    assert names_years(f"{text} {PUBLISHED}")
    assert isinstance(names_years(text), bool)
