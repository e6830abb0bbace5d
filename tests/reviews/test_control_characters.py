import pytest
from django.core.exceptions import ValidationError

from reviews.control_characters import explain_control_character
from themes.models import Finding, KnownGap, Theme, ThemeGroup


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f"])
def test_control_character_is_named_with_its_place(sign):
    message = explain_control_character(f"One two {sign}three")

    assert message is not None
    assert message.startswith(f"There is a control character behind “One two” (U+{ord(sign):04X}), which")
    assert "at the beginning" in str(explain_control_character(f"{sign}One"))


@pytest.mark.parametrize("text", ["", "One\ttwo\nthree\r\nfour", "né \u200b\ufffe \x85"])
def test_any_other_sign_is_let_pass(text):
    assert explain_control_character(text) is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (Finding(text="Told\x1b twice."), "text"),
        (Theme(title="A theme", slug="a", synonyms=["one", "two\x01"]), "synonyms"),
        (KnownGap(topic="A\x0b gap", slug="a"), "topic"),
        (ThemeGroup(title="\x1fA group", slug="a"), "title"),
    ],
    ids=lambda given: given if isinstance(given, str) else type(given).__name__,
)
def test_no_row_is_saved_with_one_by_a_form(row, field):
    unknown = {each.name for each in row._meta.fields if each.is_relation}
    with pytest.raises(ValidationError) as refused:
        row.clean_fields(exclude=unknown)

    assert list(refused.value.message_dict) == [field]
