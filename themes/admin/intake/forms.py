"""What a curator gives and answers: the article itself, its review, and one form for each heading and finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from reviews.models import Review
from reviews.models.review import ReviewKind
from themes.admin.intake.themes import find_theme
from themes.citations.locators import LocatorError, parse
from themes.importers.article.drafts import (
    LONGEST_PUBLICATION,
    LONGEST_TITLE,
    MAX_FILE_BYTES,
    ArticleError,
)
from themes.importers.article.given import read_given_file, read_given_words
from themes.models import Theme

NEW, OTHER, LATER = "new", "other", "later"  # what becomes of a finding, beside the key of one that we hold
THEMES_LIST = "our-themes"  # the id of the titles that fields for themes offer


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
        label="Which report is it about?",
        error_messages={
            "required": "Say which report the article is about.",
            "invalid_choice": "This report is no longer held. Choose another.",
        },
    )

    def __init__(self, *args: Any, proposed: Review | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviews = [
            (str(review.pk), review.short_title) for review in Review.objects.order_by("short_title", "pk")
        ]
        choices: list = [("", "Choose a report")]
        if proposed:
            choice = (str(proposed.pk), proposed.short_title)
            choices += [
                ("Proposed, for the years that the article names", [choice]),
                ("Other reports", [other for other in reviews if other[0] != choice[0]]),
            ]
        else:
            choices.append(("All reviews", reviews))
        self.fields["review"].choices = choices  # type: ignore[attr-defined]

    def find_review(self) -> Review | None:
        """The review that was chosen; None, with the reason on the form, where none was."""
        return Review.objects.get(pk=self.cleaned_data["review"]) if self.is_valid() else None


class ProposingForm(forms.Form):
    proposed: Mapping[str, str] = {}  # what it starts with, unless a curator said otherwise before


class NewReportForm(ProposingForm):
    """A report that we do not hold yet: enough to go on with the article, the rest when there is time."""

    title = forms.CharField(
        label="Its title",
        max_length=1_000,
        validators=[refuse_control_characters],
        error_messages={"required": "Type the report’s title, as printed on it."},
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[("", "Choose"), *ReviewKind.choices],
        error_messages={"required": "Choose what kind of report it is."},
    )
    year = forms.IntegerField(
        label="Year published, if you know it",
        required=False,
        min_value=1900,
        max_value=2100,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "Type the year as four figures, such as 2016, or leave it empty.",
        ),
        widget=forms.TextInput(attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label="Its PDF, if you have it",
        required=False,
        help_text="It is read while you go on with the article. Only curators see it, unless its licence allows more.",
        error_messages={"empty": "This file is empty. Choose another, or none."},
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def __init__(self, *args: Any, may_add_document: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_add_document:
            del self.fields["file"]


class SourceForm(ProposingForm):
    """What the article is called, where and when it appeared: readers see it where it gives pages."""

    title = forms.CharField(
        label="Its title",
        validators=[refuse_control_characters],
        help_text="As readers will see it. Empty: the one read.",
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    publication = forms.CharField(
        label="Where did it appear?",
        validators=[refuse_control_characters],
        help_text="The magazine, newspaper or site, if you know.",
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
    """Which theme of ours a heading is: typed, found among the titles, or new."""

    theme = forms.CharField(
        label="Our theme",
        required=False,
        max_length=120,
        validators=[refuse_control_characters],
        widget=forms.TextInput(
            attrs={"list": THEMES_LIST, "autocomplete": "off", "placeholder": "No theme yet"}
        ),
    )
    out = forms.BooleanField(label="Leave this section out", required=False)
    group = forms.ChoiceField(label="It is a new theme, in the group", required=False)
    found: Theme | None = None

    def __init__(
        self, *args: Any, themes: Sequence[Theme], groups: Sequence, may_add_theme: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.themes = themes
        self.fields["group"].choices = [("", "None: it is one of ours"), *groups]  # type: ignore[attr-defined]
        if not may_add_theme:
            del self.fields["group"]

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data.get("group"))

    @property
    def is_left_out(self) -> bool:
        return bool(self["out"].value())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.get("theme", "")
        if self.errors or cleaned.get("out"):
            return cleaned
        if self.is_new:
            if not typed:
                self.add_error("theme", "Type the title of the new theme here, or choose one of ours.")
            return cleaned
        try:
            self.found = find_theme(typed, self.themes) if typed else None
        except ValidationError as error:
            self.add_error("theme", error)
        return cleaned


class TypedPagesForm(ProposingForm):
    """A page list as the article gives it, to be mended; or to be typed where it was not understood."""

    pages = forms.CharField(
        label="Pages, as the article gives them",
        help_text="Such as 12, 14-16. Leave it empty if it names none: the points then come without pages.",
        required=False,
        max_length=1_000,
        widget=forms.TextInput(attrs={"size": 16, "autocomplete": "off"}),
    )

    def clean_pages(self) -> str:
        typed = self.cleaned_data["pages"]
        if typed == self.proposed.get("pages"):
            return typed
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
