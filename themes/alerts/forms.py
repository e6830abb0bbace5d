"""The form in which a reader asks to be told."""

from __future__ import annotations

from django import forms

from reviews.control_characters import refuse_control_characters
from themes.forms import GovukForm, Radios
from themes.models.alert import AlertPace
from themes.problems.forms import LONGEST_EMAIL, refuse_longer


class AlertForm(GovukForm):
    email = forms.EmailField(
        label="Your e-mail address",
        error_messages={
            "required": "Type the e-mail address that we should write to.",
            "invalid": "Type an e-mail address such as name@example.org.",
        },
        validators=[refuse_longer(LONGEST_EMAIL), refuse_control_characters],
    )
    pace = forms.ChoiceField(
        label="When should we write?",
        widget=Radios,
        choices=AlertPace.choices,
        initial=AlertPace.DAILY,
        error_messages={
            "required": "Choose when we should write.",
            "invalid_choice": "Choose when we should write.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"].widget.attrs
        email.pop("maxlength", None)
        email |= {"autocomplete": "email", "spellcheck": "false", "class": "govuk-input--width-20"}
