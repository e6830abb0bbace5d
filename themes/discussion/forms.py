"""The form in which a member writes a comment."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from themes.discussion.markdown import MOST_CHARACTERS, MOST_WORDS, count_words, tidy_typed
from themes.forms import GovukForm


class WriteCommentForm(GovukForm):
    """`sent_as` makes it one comment however often it is sent; `version` is of the finding that its author read."""

    body = forms.CharField(
        label="Your comment",
        help_text=f"At most {MOST_WORDS:,} words. Write no names of children, families or workers, and no details "
        "of a case.",
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "class": "portal-text"}),
        error_messages={"required": "Write what you would like to say."},
        validators=[refuse_control_characters],
    )
    sent_as = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(
        required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput
    )
    to = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    @classmethod
    def begin(cls, *, version: int | None = None, to: int | None = None, body: str = "") -> WriteCommentForm:
        return cls(initial={"sent_as": uuid4(), "version": version, "to": to, "body": body})

    def clean_body(self) -> str:
        return tidy_body(self.cleaned_data["body"])


class ChangeCommentForm(GovukForm):
    """`wording` is the one that is being changed."""

    body = WriteCommentForm.base_fields["body"]
    wording = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        return tidy_body(self.cleaned_data["body"])


def tidy_body(typed: str) -> str:
    """What will be read. Raises ValidationError for what is too long or says nothing."""
    body = tidy_typed(typed)
    words = count_words(body)
    if not words:
        raise ValidationError("Write what you would like to say.")
    if words > MOST_WORDS:
        raise ValidationError(
            f"This has {words:,} words. At most {MOST_WORDS:,} can be sent: shorten it, or send it as two comments."
        )
    if len(body) > MOST_CHARACTERS:
        raise ValidationError(
            f"This has {len(body):,} characters. At most {MOST_CHARACTERS:,} can be sent: shorten it, then send it "
            "again."
        )
    return body
