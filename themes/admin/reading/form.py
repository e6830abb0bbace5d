"""The form on which a page that is read becomes a finding: its words compared with the page before anything is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from reviews.control_characters import refuse_control_characters
from reviews.history.diffs import TextDiff, build_diff
from reviews.models import DocumentPage, Period
from themes.enums import PAGE_UNREADABLE, FindingKind, Outcome
from themes.findings.fields import WordingMixin
from themes.models import Theme
from themes.reading.drafting import (
    ComparedWords,
    PagesRead,
    cite_pages,
    clean_quotation,
    compare_words,
    follows,
)

LONGEST_WORDS = 10_000  # characters: some pages of a report, so that what is pasted by mistake is refused
SAME_WORDS = "These are the report’s words. Say the lesson in our own; the report’s are quoted beside it."
OTHER_NUMBER = (
    "Somebody changed the printed number of this page meanwhile, from {} to {}. Look at the page, and save again if "
    "it is right now."
)
CHOOSE_WORDS = "Choose what to do with these words."
AS_PRINTED, AS_TYPED, LEFT_OUT = "printed", "typed", "none"
THIS_PAGE, AND_THE_NEXT = "page", "next"


class FromPageForm(WordingMixin, forms.Form):
    words = forms.CharField(
        label="The report’s words",
        required=False,
        max_length=LONGEST_WORDS,
        help_text="If you quote: select them on the page or in its text, or type them letter by letter. Leave this "
        "empty for a finding in our own words.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )
    until = forms.ChoiceField(label="Pages to cite", widget=forms.RadioSelect)
    text = forms.CharField(
        label="The lesson, in our own words",
        validators=[refuse_control_characters],
        error_messages={"required": "Write the lesson in our own words."},
        help_text="One lesson, at most 35 words, that can stand alone.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )
    theme = forms.ChoiceField(
        label="Primary theme", error_messages={"required": "Choose the theme that it is mainly about."}
    )
    other_themes = forms.MultipleChoiceField(
        label="Other themes", required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=FindingKind.choices,
        initial=FindingKind.FINDING,
        help_text="A scope note says what a report covers; lists leave it out.",
    )
    periods = forms.MultipleChoiceField(
        label="Periods",
        required=False,
        help_text="All that it is drawn from. None: its wording says which years its reviews are of.",
        widget=forms.CheckboxSelectMultiple,
    )
    words_as = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    label = forms.CharField(required=False, widget=forms.HiddenInput)

    # What each button needs; about the rest somebody is told when they save.
    NEEDED: ClassVar[dict[str, set[str]]] = {
        "look": {"words", "text", "until", "label"},
        "same": {"words", "until", "label"},
        "coverage": set(),
        "go": set(),
    }

    def __init__(
        self,
        data: Any = None,
        *,
        act: str = "",
        page: DocumentPage,
        following: DocumentPage | None,
        themes: Sequence[Theme],
        periods: Sequence[Period],
        of_review: Collection[int],
    ) -> None:
        self.page, self.following, self.act = page, following, act
        self.themes = {str(theme.pk): theme for theme in themes}
        self.periods_by_key = {str(period.pk): period for period in periods}
        self.comparison: Comparison | None = None
        initial = {"until": THIS_PAGE, "periods": [str(pk) for pk in of_review], "label": page.label}
        if data is not None:
            data = data.copy()
            # An answer about other words than these is none.
            if clean_quotation(data.get("words", "")) != data.get("words_asked", ""):
                data["words_as"] = ""
        super().__init__(data, initial=initial, label_suffix="")
        grouped: dict[str, list[tuple[str, str]]] = {}
        for theme in themes:
            grouped.setdefault(theme.group.title, []).append((str(theme.pk), theme.title))
        self.set_choices("theme", [("", "Choose a theme"), *grouped.items()])
        self.set_choices("other_themes", [(str(theme.pk), theme.title) for theme in themes])
        self.set_choices("periods", [(str(period.pk), period.name) for period in periods])
        self.set_choices("words_as", [(each, each) for each in (AS_PRINTED, AS_TYPED, LEFT_OUT)])
        pages = [(THIS_PAGE, f"Page {page.label}" if page.label else "This page")]
        if following is not None and follows(page, following):
            pages.append((AND_THE_NEXT, f"Pages {page.label} to {following.label}, where a sentence goes on"))
        self.set_choices("until", pages)

    def set_choices(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        super().full_clean()
        if (needed := self.NEEDED.get(self.act)) is not None and self.is_bound:
            for name in self.errors.keys() - needed - {"__all__"}:
                del self.errors[name]

    def clean_words(self) -> str:
        return clean_quotation(self.cleaned_data["words"])

    def clean_label(self) -> str:
        label = self.cleaned_data["label"]
        if label != self.page.label:
            raise ValidationError(OTHER_NUMBER.format(label or "none", self.page.label or "none"))
        return label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        words, text = cleaned.get("words", ""), cleaned.get("text", "")
        if self.act != "same" and words and words.casefold() == text.casefold():
            self.add_error("text", SAME_WORDS)
        return cleaned

    def compare(self) -> None:
        """Look for the words on the page, and note what has to be chosen about them."""
        if not self.cleaned_data.get("words") or not self.page.label or "until" not in self.cleaned_data:
            return
        found = compare_words(self.cleaned_data["words"], self.pages)
        self.comparison = comparison = Comparison(found)
        self.set_choices("words_as", comparison.choices)
        self.fields["words_as"].label = comparison.sentence

    @property
    def pages(self) -> PagesRead:
        """Raises ValidationError where they cannot be cited."""
        with_next = self.cleaned_data.get("until") == AND_THE_NEXT
        return cite_pages(self.page, to=self.following if with_next else None)

    def get_quotation(self) -> ComparedWords | None:
        """The words to keep, compared; None for a finding in our own words. Raises ValidationError if not settled."""
        if self.comparison is None:
            return None
        if self.comparison.is_exact:
            return self.comparison.found
        match self.cleaned_data.get("words_as"):
            case "printed" if self.comparison.report_words:
                return compare_words(self.comparison.report_words, self.pages)
            case "typed":
                return self.comparison.found
            case "none":
                return None
        raise ValidationError(CHOOSE_WORDS, code="words")

    @property
    def draft_fields(self) -> dict[str, Any]:
        """What `create_draft_from_page` asks for beside the pages and the words."""
        return {
            "text": self.cleaned_data["text"],
            "kind": self.cleaned_data["kind"],
            "theme": self.themes[self.cleaned_data["theme"]],
            "other_themes": [self.themes[key] for key in self.cleaned_data["other_themes"]],
            "periods": [self.periods_by_key[key] for key in self.cleaned_data["periods"]],
        }

    @property
    def is_untouched(self) -> bool:
        """Whether nothing of a finding was typed yet."""
        return not any((self[name].value() or "").strip() for name in ("text", "words"))


@dataclass(frozen=True)
class Comparison:
    """Words beside the page they are said to be on: what came of it, in a sentence, and what can be done."""

    found: ComparedWords

    @property
    def is_exact(self) -> bool:
        return self.found.checked.outcome == Outcome.EXACT

    @property
    def report_words(self) -> str:
        """The report's own words, where those typed are nearly the same as what stands on the page."""
        checked = self.found.checked
        return checked.matched if checked.outcome == Outcome.NEAR and checked.on_cited else ""

    @property
    def difference(self) -> TextDiff | None:
        return build_diff(self.found.words, self.report_words) if self.report_words else None

    @property
    def elsewhere(self) -> int | None:
        """The place in the PDF of another page on which they stand, or nearly."""
        place = self.found.checked.page
        return place.index if place and not self.found.checked.on_cited else None

    @property
    def sentence(self) -> str:
        checked = self.found.checked
        match checked.outcome:
            case Outcome.EXACT:
                return "These words stand on the page as they are here."
            case Outcome.NEAR if checked.on_cited:
                return "Nearly: the page has other words. Which do you mean?"
            case Outcome.NEAR:
                return "These words are not on the page. Something like them stands on another."
            case Outcome.OTHER_PAGE:
                return "These words are not on the page. They stand on another."
            case Outcome.UNAVAILABLE:
                return "The page has no text that can be read, so these words could not be compared."
        return "These words were not found on the page, nor anywhere else in this PDF."

    @property
    def spans_pages(self) -> bool:
        """Whether the words end on a later page than the one they begin on."""
        return self.is_exact and len({place.index for place in self.found.checked.places}) > 1

    @property
    def choices(self) -> list[tuple[str, str]]:
        outcome = self.found.checked.outcome
        label = PAGE_UNREADABLE if outcome == Outcome.UNAVAILABLE else outcome.label
        keeping = f"Keep them as typed. They will stand as “{label}”, and wait among the things to do"
        if outcome == Outcome.NOT_FOUND:
            keeping += "; the finding cannot be published before that is settled"
        choices = [
            (AS_TYPED, f"{keeping}."),
            (LEFT_OUT, "Leave them out: the finding is in our own words."),
        ]
        if self.report_words:
            choices.insert(0, (AS_PRINTED, "Quote the report as printed."))
        return choices
