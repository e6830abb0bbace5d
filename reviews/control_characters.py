"""Signs that nobody sees, come with what is pasted, and may stand in no XML: found, and said with their place."""

import re

from django.core.exceptions import ValidationError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SHOWN = 30  # characters in front of one


def explain_control_character(text: str) -> str | None:
    """What is wrong with a text that holds a sign which nobody sees and no XML may hold, and what to do."""
    if (found := _CONTROL.search(text)) is None:
        return None
    before = " ".join(text[max(0, found.start() - _SHOWN) : found.start()].split())
    place = f"behind “{before}”" if before else "at the beginning"
    return (
        f"There is a control character {place} (U+{ord(found[0]):04X}), which nobody sees. Delete the words around "
        "it, and type them again."
    )


def refuse_control_characters(text: str) -> None:
    """A validator for fields of forms whose text is stored without a model's own `full_clean`."""
    if message := explain_control_character(text):
        raise ValidationError(message, code="control_character")
