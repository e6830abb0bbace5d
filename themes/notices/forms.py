"""The forms of notices and complaints. What each asks for is what the law asks for, and nothing more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from themes.forms import GovukForm, Radios
from themes.models.notice import NoticeKind
from themes.problems.forms import LONGEST_ADDRESS, LONGEST_EMAIL, MOST_WORDS, refuse_longer
from themes.problems.slips import read_comment_number

LONGEST_NAME = 200
YES_OR_NO = [("yes", "Yes"), ("no", "No")]


def _text(label: str, missing: str = "", *, hint: str = "", rows: int = 4) -> forms.CharField:
    """A field of several lines; one that may be left empty where nothing is said of its missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        validators=[refuse_longer(MOST_WORDS), refuse_control_characters],
    )


def _line(
    label: str, missing: str = "", *, hint: str = "", longest: int = LONGEST_ADDRESS, **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": missing},
        validators=[refuse_longer(longest), refuse_control_characters],
    )


def _email(label: str, missing: str = "", *, hint: str = "") -> forms.EmailField:
    wrong = "Type an e-mail address such as name@example.org" + ("." if missing else ", or leave this empty.")
    return forms.EmailField(
        label=label,
        help_text=hint,
        required=bool(missing),
        error_messages={"required": missing, "invalid": wrong},
        validators=[refuse_longer(LONGEST_EMAIL), refuse_control_characters],
    )


def _yes_or_no(label: str, missing: str, *, hint: str = "") -> forms.ChoiceField:
    wrong = {"required": missing, "invalid_choice": missing}
    return forms.ChoiceField(
        label=label, help_text=hint, widget=Radios, choices=YES_OR_NO, error_messages=wrong
    )


class NoticeForm(GovukForm):
    """`typed` of a valid one is what is kept of it, by the fields of a notice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"].widget.attrs
        email.pop("maxlength", None)
        email |= {"autocomplete": "email", "spellcheck": "false", "class": "govuk-input--width-20"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {
            name: value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
            for name, value in cleaned.items()
        }

    @property
    def typed(self) -> dict[str, Any]:
        return self.cleaned_data


class AboutComment(NoticeForm):
    """A form about one comment, by the address that the link on its date leads to."""

    def clean_address(self) -> str:
        address = self.cleaned_data["address"]
        if read_comment_number(address) is None:
            raise ValidationError(
                "This is not the address of a comment. It looks like /findings/F119/#comment-12 or /comments/12/: the "
                "link on the date of the comment leads to it."
            )
        return address


class DefamationForm(AboutComment):
    name = _line("Your name", "Give your name.", longest=LONGEST_NAME, autocomplete="name")
    email = _email(
        "Your e-mail address",
        "Give an e-mail address at which we can reach you.",
        hint="We write to you there about this notice, and about nothing else.",
    )
    address = _line(
        "Where do the words stand?",
        "Give the address of the comment.",
        hint="The address of the comment: the link on its date leads to it.",
    )
    statement = _text("Which words are untrue and harm your name?", "Copy the words that you complain of.")
    words = _text("Why are they defamatory of you?", "Say why the words are defamatory of you.")
    meaning = _text(
        "What do you think a reader would understand by them?",
        "Say what a reader would understand by the words.",
    )
    untrue = _text(
        "What in them is not true, or an opinion that facts do not support?",
        "Say what is not true, or which opinions facts do not support.",
    )
    knows_too_little = forms.BooleanField(
        label="I do not know enough about whoever posted the words to bring proceedings against them",
        error_messages={
            "required": "The regulations ask you to confirm this. If you know who posted the words, you can turn to "
            "them: take advice, or report the comment instead."
        },
    )
    pass_name = _yes_or_no(
        "May we give your name to whoever posted the words?", "Say whether we may pass your name on."
    )
    pass_email = _yes_or_no(
        "May we give them your e-mail address?", "Say whether we may pass your e-mail address on."
    )
    declared = forms.BooleanField(
        label="What I say here is true as far as I know",
        error_messages={"required": "Confirm that what you say is true as far as you know."},
    )

    @property
    def typed(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "declared"}
        return kept | {name: kept[name] == "yes" for name in ("pass_name", "pass_email")}


class AppealForm(AboutComment):
    address = _line(
        "Which comment is it about?",
        "Give the address of the comment.",
        hint="The link on the date of the comment leads to its address. For your own that is not shown, sign in and "
        "begin at “Your comments”.",
    )
    words = _text(
        "What should be decided otherwise, and why?",
        "Say what should be decided otherwise.",
        hint="Name no children or families, and tell no details of a case.",
        rows=6,
    )
    email = _email("Your e-mail address, if you want the answer by mail")


class TreatmentForm(NoticeForm):
    address = _line(
        "Which page, comment or report is it about, if any?",
        hint="An address, or the number of what you sent us before.",
    )
    words = _text(
        "What was not handled as it should be?",
        "Say what was not handled as it should be.",
        hint="Name no children or families, and tell no details of a case.",
        rows=6,
    )
    email = _email("Your e-mail address, if you want the answer by mail")


class DataForm(NoticeForm):
    name = _line(
        "Your name",
        hint="If we need it to find what you mean. You can leave this empty.",
        longest=LONGEST_NAME,
        autocomplete="name",
    )
    words = _text(
        "What was done with information about you that should not have been?",
        "Say what was done with information about you.",
        hint="Say where, and since when, if you know. Tell only what we need to look into it.",
        rows=6,
    )
    email = _email(
        "Your e-mail address",
        hint="The law asks us to tell you what came of it. Without an address you find that at the number we give you.",
    )


FORMS: dict[str, type[NoticeForm]] = {
    NoticeKind.DEFAMATION: DefamationForm,
    NoticeKind.APPEAL: AppealForm,
    NoticeKind.TREATMENT: TreatmentForm,
    NoticeKind.DATA: DataForm,
}
