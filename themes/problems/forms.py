"""The form in which a reader says what is wrong."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from themes.forms import GovukForm, Radios
from themes.models.problem import OF_COMMENTS, OF_PAGES, ProblemKind
from themes.problems.slips import is_of_comment

OF_COMMENT = (
    "What is wrong with it. Name no children or families, and tell no details of a case: where somebody could be "
    "recognised, choosing that above is enough."
)
MOST_WORDS = 5_000  # characters
LONGEST_ADDRESS = 500
LONGEST_EMAIL = 320


def refuse_longer(most: int):
    """A validator that says how long the text is. A limit of the browser's would cut what is pasted, unseen."""

    def refuse(text: str) -> None:
        if len(text) > most:
            raise ValidationError(
                f"This has {len(text):,} characters. At most {most:,} can be sent: shorten it, then send it again.",
                code="too_long",
            )

    return refuse


class ProblemForm(GovukForm):
    """`is_of_comment` says whether the address is of a comment: then other things can be wrong."""

    kind = forms.ChoiceField(
        label="What is wrong?",
        widget=Radios,
        error_messages={"required": "Choose what is wrong.", "invalid_choice": "Choose what is wrong."},
    )
    address = forms.CharField(
        label="Which page is it about?",
        help_text="Its address, or the number of a finding, such as F119.",
        required=False,
        validators=[refuse_longer(LONGEST_ADDRESS), refuse_control_characters],
    )
    words = forms.CharField(
        label="What should we know?",
        help_text="What is wrong, and where it says otherwise, if you know. Name no children or families, and tell "
        "no details of a case: where somebody could be recognised, the page is enough.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say in a few words what is wrong."},
        validators=[refuse_longer(MOST_WORDS), refuse_control_characters],
    )
    email = forms.EmailField(
        label="Your e-mail address, if you want the answer by mail",
        required=False,
        error_messages={
            "invalid": "Type an e-mail address such as name@example.org, or leave this empty.",
        },
        validators=[refuse_longer(LONGEST_EMAIL), refuse_control_characters],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        given = self.data if self.is_bound else self.initial
        self.is_of_comment = is_of_comment(str(given.get("address") or ""))
        kinds = OF_COMMENTS if self.is_of_comment else OF_PAGES
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if self.is_of_comment:
            self.fields["address"].label = "Which comment is it about?"
            self.fields["address"].help_text = "Its address."
            self.fields["words"].help_text = OF_COMMENT
        email = self.fields["email"].widget.attrs
        email.pop("maxlength", None)
        email |= {"autocomplete": "email", "spellcheck": "false", "class": "govuk-input--width-20"}

    def clean_words(self) -> str:
        return self.cleaned_data["words"].replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        # Where somebody could be recognised, the page says enough; anything else has to be said.
        if (
            cleaned.get("kind") == ProblemKind.RECOGNISED
            and "words" in self.errors
            and not self["words"].data
        ):
            if cleaned.get("address"):
                del self.errors["words"]
                cleaned["words"] = ""
            else:
                self.errors["words"] = self.error_class(["Say which page, or in a few words what is wrong."])
        return cleaned
