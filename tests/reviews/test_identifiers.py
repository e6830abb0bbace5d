"""ISBN and DOI as they are printed and typed."""

from __future__ import annotations

import pytest

from reviews.identifiers import (
    IdentifierError,
    find_dois,
    find_isbns,
    find_registrant,
    read_doi,
    read_isbn,
    reduce_isbn,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ISBN: 978-1-84775-096-9", [("978-1-84775-096-9", True)]),
        ("ISBN-13: 978 1 84775 096 9", [("978 1 84775 096 9", True)]),
        ("ISBN 0 8044 2957 X.", [("0 8044 2957 X", True)]),
        ("ISBN 978 0 10 295905 8 (web)", [("978 0 10 295905 8", False)]),
        ("9781847750969", [("9781847750969", True)]),
        ("Print 978-1-5286-3391-8 PDF 978-1-84775-096-9", [
            ("978-1-5286-3391-8", True),
            ("978-1-84775-096-9", True),
        ]),
        ("Call 0800 1111 or 0203 978 1234 5678", []),
    ],
)  # fmt: skip
def test_isbns_of_a_page_are_found_as_printed(text, found):
    assert list(find_isbns(text)) == found


def test_isbn_of_ten_and_of_thirteen_digits_are_one():
    assert reduce_isbn("1 84775 096 6") == reduce_isbn("978-1-84775-096-9") == "9781847750969"
    assert (reduce_isbn("978 1 84775 096 8"), reduce_isbn("")) == ("", "")
    assert find_registrant("978 1 84775 096 9") == "978-1-84775"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("978 1 84775 096 8", "its last digit does not fit the others"),
        ("978 1 8", "it has 10 or 13 digits"),
        ("none", "it has 10 or 13 digits"),
    ],
)
def test_what_is_no_isbn_is_refused_with_the_reason(typed, problem):
    with pytest.raises(IdentifierError, match=problem):
        read_isbn(typed)


def test_isbn_stays_as_typed_without_the_word():
    assert read_isbn(" ISBN-13: 978 1 84775 096 9 ") == "978 1 84775 096 9"
    assert read_isbn("978–1–84775–096–9") == "978–1–84775–096–9"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("https://doi.org/10.1002/CAR.2462", "10.1002/car.2462"),
        ("doi:10.1016/S0145-2134(00)00100-2.", "10.1016/s0145-2134(00)00100-2"),
        ("(see 10.1093/bjsw/bcr079)", "10.1093/bjsw/bcr079"),
        ("https://doi.org/10.1111%2Fcfs.12034", "10.1111/cfs.12034"),
    ],
)
def test_doi_is_read_from_itself_and_from_addresses(text, doi):
    assert read_doi(text) == doi


def test_what_is_no_doi_is_refused():
    with pytest.raises(IdentifierError, match="begins with 10"):
        read_doi("car.2462")
    assert find_dois("Section 10.1 of 12/2013") == []
