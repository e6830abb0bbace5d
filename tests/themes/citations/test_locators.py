import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.page_labels import get_label_at, sort_key
from themes.citations.locators import (
    MAX_CHARACTERS,
    MAX_ITEMS,
    MAX_PAGES_IN_RUN,
    LocatorError,
    Pages,
    parse,
    render,
    render_short,
    strip_marker,
)


def pages(*items):
    """Pages from labels: "12" is a page, ("12", "14") a run."""
    return tuple(Pages(item, item) if isinstance(item, str) else Pages(*item) for item in items)


@st.composite
def locators(draw):
    """Any list of pages and runs, none named twice, in any order."""
    start = draw(st.sampled_from([-9_999, 1, 90, 990, 99_000]))
    gaps = draw(st.lists(st.tuples(st.integers(1, 15), st.integers(0, 12)), min_size=1, max_size=12))
    items = []
    for gap, length in gaps:
        first = start + gap
        start = first + length
        items.append(Pages(get_label_at(first), get_label_at(start)))
    return tuple(draw(st.permutations(items)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(pg 11 & 179)", pages("11", "179")),
        ("(pg 17/18 & 200)", pages(("17", "18"), "200")),
        ("(pg 14 & 68 & 131)", pages("14", "68", "131")),
        ("p. 12", pages("12")),
        ("p12", pages("12")),
        ("12", pages("12")),
        ("pp. 12-14", pages(("12", "14"))),
        ("pp.12–14, 20", pages(("12", "14"), "20")),
        ("pp 12 — 14; 20", pages(("12", "14"), "20")),
        ("pages 12 to 14", pages(("12", "14"))),
        ("pages 3 and 9", pages("3", "9")),
        ("pages 3, 9, and 12–14", pages("3", "9", ("12", "14"))),
        ("pages 3, 9 and 12–14", pages("3", "9", ("12", "14"))),
        ("3; & 9", pages("3", "9")),
        ("page iv", pages("iv")),
        ("p.iv", pages("iv")),
        ("pp iv–x", pages(("iv", "x"))),
        ("PP. IV–X, 3", pages(("iv", "x"), "3")),
        ("pgs 7 & 9", pages("7", "9")),
        ("Page 7", pages("7")),
        ("[p. 7]", pages("7")),
        ("(see p. 7)", pages("7")),
        ("(pg. 7).", pages("7")),
        ("(pp. 7-9.)", pages(("7", "9"))),
        ("p. 7 and p. 9", pages("7", "9")),
        ("p. 7 to p. 9", pages(("7", "9"))),
        ("pg\xa017\xa0&\u202f200", pages("17", "200")),
        ("pg 007", pages("7")),
        ("Pages: 14, 15", pages("14", "15")),
        ("(page no. 12)", pages("12")),
        ("pages nos. 3 & 4", pages("3", "4")),
        ("pg #7", pages("7")),
        ("pp. 112-14", pages(("112", "114"))),
        ("pp. 112–3, 198-201", pages(("112", "113"), ("198", "201"))),
        ("pg 200 & 11", pages("200", "11")),
        # A slash joins pages that follow each other, and otherwise separates.
        ("pg 17/18", pages(("17", "18"))),
        ("pg 17/18/19", pages(("17", "19"))),
        ("pg 17/18/200", pages(("17", "18"), "200")),
        ("pg 17 & 18", pages("17", "18")),
        ("pg 17-18/19", pages(("17", "18"), "19")),
        ("pg 17/200", pages("17", "200")),
        ("pg 19/17", pages("19", "17")),
        ("pg 112/15", pages("112", "15")),
        ("pg 17/18-20", pages("17", ("18", "20"))),
        ("pg iv/v", pages(("iv", "v"))),
        ("pg x/1", pages("x", "1")),
    ],
)
def test_page_list_is_read(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("", "ends too soon", 0),
        ("pg", "ends too soon", 2),
        ("()", "Can’t read “\\)” at character 2", 1),
        ("pg 11 &", "ends too soon", 7),
        ("(pg 11 & )", "Can’t read “\\)” at character 10", 9),
        ("(pg 11", "expected “\\)”", 6),
        ("(pg 11]", "Can’t read “\\]” at character 7", 6),
        ("pg 11)", "Can’t read “\\)” at character 6", 5),
        ("pg 11 12", "Can’t read “12” at character 7", 6),
        ("pg 11,, 12", "Can’t read “,” at character 7", 6),
        ("pg 11 & and 12", "Can’t read “and” at character 9", 8),
        ("pg ?", "Can’t read “\\?” at character 4", 3),
        ("pg tbc", "“tbc” is not a page label.*at character 4", 3),
        ("pg 12a", "Can’t read “a” at character 6", 5),
        ("pp. 12ff", "Can’t read “ff” at character 7", 6),
        ("pp iiii", "“iiii” is not a page label", 3),
        ("ppiv", "“ppiv” is not a page label", 0),
        ("pg 0", "Page 0 does not exist", 3),
        ("pg 123456", "too large", 3),
        ("pg 12 & 12", "Page 12 is named twice .at character 9", 8),
        ("pp. 12-12", "Page 12 is named twice", 4),
        ("pp. 12-20, 15", "Page 15 is named twice .at character 12", 11),
        ("pp. 15, 12-20", "Page 15 is named twice", 8),
        ("pp. 20-12", "“20 to 12” runs backwards", 4),
        ("pp. 120-12", "“120 to 112” runs backwards", 4),
        ("pp. 112-2", "Page 112 is named twice", 4),
        ("pages 112 to 14", "“112 to 14” runs backwards", 6),
        ("pp. x-ii", "“x to ii” runs backwards", 4),
        ("pp. iv-12", "mixes roman and arabic", 4),
        ("pp. 12-iv", "runs backwards", 4),
        ("pp. 1-2000", "is more than 1000 pages", 4),
        ("pg 112/13", "could be two pages or a run of two", 7),
        ("pp. 1-2-3", "Can’t read “-” at character 8", 7),
        ("pg 1²", "Can’t read “²”", 4),
        ("pg ١", "Can’t read “١”", 3),
    ],
)
def test_page_list_that_cannot_be_read_says_what_and_where(text, reason, position):
    with pytest.raises(LocatorError, match=reason) as caught:
        parse(text)

    assert caught.value.position == position
    assert len(str(caught.value)) < 250


def test_page_list_may_not_be_absurd():
    longest = ", ".join(str(2 * page) for page in range(1, MAX_ITEMS + 1))

    assert len(parse(longest)) == MAX_ITEMS
    with pytest.raises(LocatorError, match="may name 50 pages"):
        parse(f"{longest}, 999")
    with pytest.raises(LocatorError, match="may have 2000 characters"):
        parse("1" * (MAX_CHARACTERS + 1))
    assert parse(f"pp. 1-{MAX_PAGES_IN_RUN}") == pages(("1", str(MAX_PAGES_IN_RUN)))


@pytest.mark.parametrize(
    ("given_pages", "long", "short"),
    [
        (pages("53"), "page 53", "p. 53"),
        (pages("iv"), "page iv", "p. iv"),
        (pages(("17", "18")), "pages 17 to 18", "pp. 17–18"),
        (pages(("17", "18"), "200"), "pages 17 to 18 and 200", "pp. 17–18, 200"),
        (pages("14", "68", "131"), "pages 14, 68 and 131", "pp. 14, 68, 131"),
        (pages("17", "18"), "pages 17 and 18", "pp. 17, 18"),
        ((), "", ""),
        # Not a list `parse` would give, but one that may be stored.
        (pages(("iv", "12"), "5"), "pages iv to 12 and 5", "pp. iv–12, 5"),
    ],
)
def test_pages_are_printed(given_pages, long, short):
    assert render(given_pages) == long
    assert render_short(list(given_pages)) == short


@given(locators())
def test_what_is_printed_reads_back(locator):
    assert parse(render(locator)) == locator
    assert parse(render_short(locator)) == locator


@given(st.text(alphabet="pg 0123456789ivx-–/&,;.()[]andto\n", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused_and_what_is_read_prints_and_reads_back(text):
    try:
        locator = parse(text)
    except LocatorError:
        return

    assert parse(render(locator)) == locator
    assert parse(render_short(locator)) == locator


@given(locators(), st.data())
def test_other_spellings_read_the_same(locator, data):
    spelled = data.draw(st.sampled_from(["", "p", "p. ", "pp ", "PP. ", "pg ", "pgs. ", "Pages "]))
    if spelled == "p" and sort_key(locator[0].first) < 0:
        spelled = "p "
    for index, item in enumerate(locator):
        if index:
            spelled += data.draw(st.sampled_from([" & ", "&", ", ", "; ", " and ", ", and ", ",\n"]))
        spelled += item.first.upper()
        if item.first != item.last:
            dash = data.draw(st.sampled_from(["-", "–", "—", " - ", "--", " to ", " – "]))
            spelled += dash + item.last
    opening, closing = data.draw(
        st.sampled_from([("", ""), ("(", ")"), ("[", "]"), (" ( ", " )."), ("", ".")])
    )

    assert parse(opening + spelled + closing) == locator


def test_pages_are_checked_and_kept_in_one_spelling():
    assert Pages("IV", "06") == Pages("iv", "6")
    with pytest.raises(LocatorError, match="runs backwards"):
        Pages("6", "iv")
    with pytest.raises(LocatorError, match="is missing"):
        Pages("", "")


@pytest.mark.parametrize(
    ("locator", "alone"),
    [
        ("pg 14 & 68", "14 & 68"),
        ("pp.12–14", "12–14"),
        ("p12", "12"),
        ("see page iv", "iv"),
        ("12", "12"),
        ("Pages: 14", "14"),
    ],
)
def test_marker_can_be_left_off(locator, alone):
    assert strip_marker(locator) == alone


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 100_000,
        "pg " * 33_000,
        "1," * 50_000,
        "1-" * 50_000,
        " " * 100_000,
        "9" * 100_000,
        "i" * 100_000,
        "&" * 100_000,
        "( " * 50_000 + ")",
        "(pg " * 25_000 + ")" * 10,
        "p. 1 and " * 11_000,
    ],
    ids=lambda text: repr(text[:9]),
)
def test_hostile_text_is_answered_at_once(hostile):
    started = time.process_time()  # of this process alone: how busy the machine is does not count

    with pytest.raises(LocatorError):
        parse(hostile)
    with pytest.raises(LocatorError):
        parse(hostile[:MAX_CHARACTERS])

    assert time.process_time() - started < 0.5
