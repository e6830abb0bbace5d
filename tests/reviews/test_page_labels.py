import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.page_labels import (
    LAST_ARABIC,
    LAST_ROMAN,
    PageLabelError,
    get_label_at,
    is_label,
    normalise,
    sort_key,
)

ROMAN_KEYS = st.integers(-9_999, -10_000 + LAST_ROMAN)
ARABIC_KEYS = st.integers(1, LAST_ARABIC)
KEYS = ROMAN_KEYS | ARABIC_KEYS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("179", "179"),
        (" 12 ", "12"),
        ("007", "7"),
        ("iv", "iv"),
        ("XII", "xii"),
        ("Mmm", "mmm"),
        ("mmmcmxcix", "mmmcmxcix"),
        ("99999", "99999"),
    ],
)
def test_label_is_kept_in_one_spelling(text, label):
    assert normalise(text) == label


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is missing"),
        ("  ", "is missing"),
        ("0", "Page 0 does not exist"),
        ("000", "Page 0 does not exist"),
        ("100000", "too large"),
        ("9" * 100_000, "too large"),
        ("iiii", "not a page label"),
        ("vx", "not a page label"),
        ("ic", "not a page label"),
        ("mmmm", "not a page label"),
        ("12a", "not a page label"),
        ("-3", "not a page label"),
        ("1.5", "not a page label"),
        ("page", "not a page label"),
        ("٣", "not a page label"),
        ("²", "not a page label"),
        ("Ⅳ", "not a page label"),
        ("İ", "not a page label"),
        ("i" * 100_000, "not a page label"),
    ],
)
def test_label_that_is_none_says_why(text, reason):
    with pytest.raises(PageLabelError, match=reason) as caught:
        normalise(text)

    assert isinstance(caught.value, ValueError)
    assert len(str(caught.value)) < 150
    assert not is_label(text)


@pytest.mark.parametrize(
    ("label", "key"),
    [("i", -9_999), ("iv", -9_996), ("XII", -9_988), ("1", 1), ("179", 179)],
)
def test_sort_key_is_as_stored(label, key):
    assert sort_key(label) == key


def test_front_matter_sorts_before_page_one():
    labels = ["10", "9", "x", "1", "ix", "200", "i", "mmmcmxcix"]

    assert sorted(labels, key=sort_key) == ["i", "ix", "x", "mmmcmxcix", "1", "9", "10", "200"]


@given(KEYS)
def test_every_key_has_one_label_and_back(key):
    label = get_label_at(key)

    assert normalise(label) == label
    assert is_label(label.upper())
    assert sort_key(label) == key


@pytest.mark.parametrize("key", [0, -1, 100_000, -10_000, -6_000])
def test_key_of_no_label_is_refused(key):
    with pytest.raises(PageLabelError, match="No page label"):
        get_label_at(key)


@given(st.text(max_size=12))
def test_any_text_is_a_label_or_an_error_and_never_both(text):
    if is_label(text):
        assert normalise(normalise(text)) == normalise(text)
        assert get_label_at(sort_key(text)) == normalise(text)
    else:
        with pytest.raises(PageLabelError):
            sort_key(text)
