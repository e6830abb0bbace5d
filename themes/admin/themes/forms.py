"""The forms for merging and splitting themes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reviews.history.tracking import LONGEST_WHY
from themes.models import Finding, Theme


class RearrangeForm(forms.Form):
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=LONGEST_WHY,
        help_text="Kept in the history, not shown to readers.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class ThemeChoiceField(forms.ModelChoiceField):
    """A plain select of themes under the headings of their groups, which works without scripts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Theme.objects.none(), **kwargs)

    def offer(self, themes) -> None:
        self.queryset = themes
        groups: dict[str, list] = {}
        for theme in themes.select_related("group"):
            groups.setdefault(str(theme.group), []).append((theme.pk, str(theme)))
        self.choices = [("", "Choose a theme"), *groups.items()]


class MergeForm(RearrangeForm):
    into = ThemeChoiceField(
        label="Merge into", error_messages={"invalid_choice": "Choose one of the themes in the list."}
    )
    field_order = ["into", "why"]

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].offer(find_other_themes(theme))  # type: ignore[attr-defined]


class NewThemeForm(forms.ModelForm):
    """A theme that a split makes. Its fields are asked for only then."""

    class Meta:
        model = Theme
        fields = ["title", "slug", "group", "summary", "scope_note", "content_note"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "slug": forms.TextInput(attrs={"class": "vTextField"}),
            "content_note": forms.TextInput(attrs={"class": "vTextField"}),
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "scope_note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        help_texts = {
            "slug": "Its permanent address, in small letters and hyphens: “safer-sleep”.",
            "summary": "The first paragraph of its page.",
            "scope_note": "What belongs here and what stands elsewhere.",
            "content_note": "One sentence, for a page that may distress. Leave empty elsewhere.",
        }


class SplitForm(RearrangeForm):
    numbers = forms.CharField(
        label="Or type their numbers",
        required=False,
        max_length=20_000,
        help_text="Such as F119, F120. They are added to those that you tick.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    mode = forms.ChoiceField(
        label="What happens to them",
        choices=[
            ("move", "They move: they leave this theme, and what was primary here is primary there"),
            ("also", "They are also filed under the other theme, and stay here as they are"),
        ],
        widget=forms.RadioSelect,
    )
    where = forms.ChoiceField(
        label="Where they go",
        choices=[("existing", "To a theme that there is"), ("new", "To a new theme")],
        widget=forms.RadioSelect,
    )
    into = ThemeChoiceField(
        label="The theme they go to",
        required=False,
        error_messages={"invalid_choice": "Choose one of the themes in the list."},
    )
    reading = forms.ChoiceField(
        label="What was read for the new theme",
        required=False,
        choices=[
            (
                "copy",
                "What was read for this theme was read for the new one too: all of it lay within this theme",
            ),
            ("not_yet", "Not read yet: the new theme asks for more than this one did"),
        ],
        widget=forms.RadioSelect,
        help_text="Only for a new theme. It decides whether its empty cells say “Read, nothing found” or “Not read "
        "yet”, so nobody but you can say. What was read for a theme that there is stays as it is.",
    )

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme
        self.fields["into"].offer(find_other_themes(theme))  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[int]:
        """Ids of the findings with these numbers; all must be of this theme."""
        words = self.cleaned_data["numbers"].replace(",", " ").split()
        numbers = {}
        for word in words:
            number = Finding.parse_code(word)
            if number is None:
                raise ValidationError(f"“{word}” is not a number of a finding. Write F119 or 119.")
            numbers[number] = word
        own = Finding.objects.filter(themes=self.theme, number__in=numbers)
        found = dict(own.values_list("number", "pk"))
        if missing := [word for number, word in numbers.items() if number not in found]:
            raise ValidationError(f"Not under this theme: {', '.join(missing)}.")
        return list(found.values())

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("where") == "existing" and not cleaned.get("into") and "into" not in self.errors:
            self.add_error("into", "Choose the theme they go to.")
        if cleaned.get("where") == "new" and not cleaned.get("reading"):
            self.add_error("reading", "Say what was read for the new theme.")
        return cleaned


def find_other_themes(theme: Theme):
    return Theme.objects.current().exclude(pk=theme.pk).in_order()
