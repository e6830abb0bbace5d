"""A theme found by what somebody typed at a heading."""

import pytest
from django.core.exceptions import ValidationError

from themes.admin.intake.themes import find_theme
from themes.models import Theme

THEMES = [
    Theme(title="Thresholds", synonyms=["the bar for help"]),
    Theme(title="Neglect", also_typed=["dirty home"]),
    Theme(title="Sharing information"),
    Theme(title="Closing cases and long-term support"),
    Theme(title="Schools and closing doors"),
]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Thresholds", "Thresholds"),
        ("  thresholds ", "Thresholds"),
        ("The bar for help", "Thresholds"),
        ("Dirty home", "Neglect"),
        ("inform shar", "Sharing information"),
        ("closing cases", "Closing cases and long-term support"),
        ("long-term", "Closing cases and long-term support"),
    ],
)
def test_title_another_name_or_words_of_a_title_find_a_theme(typed, title):
    assert find_theme(typed, THEMES).title == title


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "closing",
            "“closing” fits more than one theme: “Closing cases and long-term support”; “Schools and",
        ),
        ("Treshold", "No theme of ours is called “Treshold”. Near to it: “Thresholds”."),
        ("Harbours", "No theme of ours is called “Harbours”. Choose one that the field offers"),
        ("!!!", "No theme of ours is called “!!!”. Choose one"),
    ],
)
def test_what_none_or_several_go_by_is_said_with_those_that_are_near(typed, said):
    with pytest.raises(ValidationError) as error:
        find_theme(typed, THEMES)

    assert error.value.messages[0].startswith(said)
