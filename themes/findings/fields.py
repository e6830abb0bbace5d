"""The rules of a finding's own fields, for every form that fills them in: the workspace's, a spreadsheet's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from themes.findings.publishing import find_reasons_against_rewording
from themes.models import Finding

MOST_CODES = 50  # more findings than anybody reads together
MOST_CHARACTERS = 2_000  # of a wording: some fifty times a long sentence, so that nothing real is refused


def clean_line(text: str) -> str:
    """The words with single spaces between them, and nothing that cannot be printed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class WordingMixin:
    """The rules of a wording, for any model form of a finding that has the field `text`."""

    def clean_text(self) -> str:
        text = clean_line(self.cleaned_data.get("text") or "")  # type: ignore[attr-defined]
        if len(text) > MOST_CHARACTERS:
            raise ValidationError(
                f"A wording may have {MOST_CHARACTERS:,} characters; this one has {len(text):,}. "
                "One lesson needs far fewer."
            )
        return text


class FindingFields(WordingMixin, forms.ModelForm):
    """A finding's own fields, its themes, page lists and quotations left out."""

    class Meta:
        model = Finding
        fields = [
            "text", "kind", "review", "periods", "agencies", "for_every_agency", "ages", "harms",
            "basis", "certainty", "composite", "source_note", "source_url", "article", "article_words",
        ]  # fmt: skip

    def clean_text(self) -> str:
        """Refuse changed words where a second person has to publish them: at this field, not on saving."""
        text = super().clean_text()
        if "text" in self.initial and text != self.initial["text"]:
            stored = Finding.objects.filter(pk=self.instance.pk).first()
            if stored and (reasons := find_reasons_against_rewording(stored)):
                raise ValidationError(reasons)
        return text


class CodesField(forms.CharField):
    """Findings named by their codes: "F004, F060". Its value is a list of findings, in that order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 1_000, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return ", ".join(finding.code for finding in value)
        return value

    def clean(self, value: Any) -> list[Finding]:
        typed = super().clean(value)
        return find_by_codes(re.split(r"[\s,;&+]+|\band\b", typed.strip())) if typed.strip() else []

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial or []) != (data or "").strip()


def find_by_codes(codes: Sequence[str]) -> list[Finding]:
    """The findings with these codes, "F004" or "4", each once: one query. Raises ValidationError for any other."""
    numbers = []
    for code in filter(None, codes):
        number = Finding.parse_code(code)
        if number is None:
            raise ValidationError(f"“{code[:40]}” is not the number of a finding. Write it like F004.")
        numbers.append(number)
    if len(numbers) > MOST_CODES:
        raise ValidationError(f"Name at most {MOST_CODES} findings.")
    found = {finding.number: finding for finding in Finding.objects.filter(number__in=numbers)}
    if missing := [Finding.name_code(number) for number in numbers if number not in found]:
        raise ValidationError(f"There is no finding {' or '.join(missing)}.")
    return [found[number] for number in dict.fromkeys(numbers)]
