"""What a curator gives and answers: the article itself, its review, and one form for each heading and finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from reviews.models import Review
from themes.citations.locators import LocatorError, parse
from themes.importers.article.drafts import (
    LONGEST_PUBLICATION,
    LONGEST_TITLE,
    MAX_FILE_BYTES,
    ArticleError,
)
from themes.importers.article.given import read_given_file, read_given_words

NEW, OTHER, LATER = "new", "other", "later"  # what becomes of a finding, beside the key of one that we hold
NEW_THEME, LEAVE_OUT = "new", "out"  # what becomes of a heading, beside the key of a theme


class PastedField(forms.CharField):
    """Whatever was pasted, for the reading of articles to judge: it says more than a rule for all texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []


class ArticleForm(forms.Form):
    pasted = PastedField(
        label="The article’s text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField"}),
        help_text="Mark the whole article in your browser, comments included, copy it and paste it here.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="A web page saved from your browser (.html), a Word document (.docx) or plain text (.txt). A PDF "
        "cannot be read here: paste its words above.",
        error_messages={"max_length": "The file’s name is too long. Give it a shorter one."},
    )
    text = ""  # as read, once valid

    @property
    def file_name(self) -> str:
        return self.cleaned_data["file"].name if self.cleaned_data.get("file") else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pasted, file = cleaned.get("pasted") or "", cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(pasted.strip()) == bool(file):
            raise ValidationError(
                "You pasted a text and chose a file. Clear one of them, so that it is plain which is meant."
                if file
                else "Paste the article’s text, or choose a file."
            )
        name = "file" if file else "pasted"
        try:
            if file:
                self.text = read_given_file(file.read(MAX_FILE_BYTES + 1))
            else:
                self.text = read_given_words(pasted)
        except ArticleError as error:
            self.add_error(name, str(error))
        return cleaned


class ReviewForm(forms.Form):
    review = forms.ChoiceField(
        label="Which review is it about?",
        error_messages={
            "required": "Say which review the article is about.",
            "invalid_choice": "This review is no longer held. Choose another.",
        },
    )

    def __init__(self, *args: Any, proposed: Review | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviews = [
            (str(review.pk), review.short_title) for review in Review.objects.order_by("short_title", "pk")
        ]
        choices: list = [("", "Choose a review")]
        if proposed:
            choice = (str(proposed.pk), proposed.short_title)
            choices += [
                ("Proposed, for the years that the article names", [choice]),
                ("Other reviews", [other for other in reviews if other[0] != choice[0]]),
            ]
        else:
            choices.append(("All reviews", reviews))
        self.fields["review"].choices = choices  # type: ignore[attr-defined]

    def find_review(self) -> Review | None:
        """The review that was chosen; None, with the reason on the form, where none was."""
        return Review.objects.get(pk=self.cleaned_data["review"]) if self.is_valid() else None


class ProposingForm(forms.Form):
    proposed: Mapping[str, str] = {}  # what it starts with, unless a curator said otherwise before


class SourceForm(ProposingForm):
    """What the article is called, where and when it appeared: readers see it where it gives pages."""

    title = forms.CharField(
        label="Its title",
        validators=[refuse_control_characters],
        help_text="As readers will see it; its address on this site is made from it. Left empty, it is the one read.",
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    publication = forms.CharField(
        label="Where did it appear?",
        validators=[refuse_control_characters],
        help_text="The name of the magazine, newspaper or site. Leave it empty if you do not know.",
        required=False,
        max_length=LONGEST_PUBLICATION,
    )
    published = forms.DateField(
        label="When?",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as 2016-07-27: year, month, day. Or leave it empty."},
    )


class HeadingForm(ProposingForm):
    theme = forms.ChoiceField(
        label="Our theme", required=False, error_messages={"invalid_choice": "This theme is no longer there."}
    )
    title = forms.CharField(label="Title of the new theme", required=False, max_length=120)
    group = forms.ChoiceField(label="Its group", required=False)

    def __init__(self, *args: Any, themes: Sequence, groups: Sequence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", "Choose a group"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("theme") == NEW_THEME:
            for name, message in (
                ("title", "Give the new theme a title, or choose one of ours."),
                ("group", "Choose the group that the new theme belongs to."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned


class TypedPagesForm(ProposingForm):
    """For points whose page list was not understood."""

    pages = forms.CharField(
        label="Pages, as the article gives them",
        help_text="Such as 12, 14-16. Leave it empty if it names none: the points then come without pages.",
        required=False,
        max_length=200,
    )

    def clean_pages(self) -> str:
        typed = self.cleaned_data["pages"]
        try:
            parse(typed or "1")
        except LocatorError as error:
            raise ValidationError(str(error)) from error
        return typed


class FindingAnswerForm(ProposingForm):
    # What the screen proposed. Answers that follow it are not kept, for with another review it proposes others.
    follows = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    same = forms.CharField(required=False, max_length=20)
    other = forms.CharField(label="Number of the other finding", required=False, max_length=1_000)
    words = forms.CharField(
        label="Our own wording, if you like to write it now",
        validators=[refuse_control_characters],
        help_text="One lesson, at most 35 words, that stands alone.",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
