"""Which findings match: the FilterSet on PostgreSQL is the definition."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet

from reviews.models import Period
from themes.models import Finding, Theme


class SlugsField(django_filters.fields.ModelMultipleChoiceField):
    """Choices by slug. What is not known is left out and told: a mistyped address still gives an answer."""

    def clean(self, value: Any) -> QuerySet:
        self.unknown = []
        if isinstance(value, list | tuple):
            known = {str(slug) for slug in self.queryset.values_list("slug", flat=True)} if value else set()
            self.unknown = [slug for slug in dict.fromkeys(value) if slug not in known]
            value = [slug for slug in value if slug in known]
        return super().clean(value)


class SlugsFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = SlugsField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, to_field_name="slug", widget=forms.CheckboxSelectMultiple, required=False, **kwargs
        )


class YesWidget(forms.TextInput):
    """On when the address says `yes`; whatever else it says is no choice."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool | None:
        return True if data.get(name) == "yes" else None


def of_one_period() -> QuerySet:
    """Ids of findings that are about one period alone."""
    links = Finding.periods.through.objects.order_by().values("finding")
    return links.annotate(in_all=Count("pk")).filter(in_all=1).values("finding")  # type: ignore[misc]


class FindingFilter(django_filters.FilterSet):
    """Same kind of choice: any of them. Different kinds: all of them."""

    theme = SlugsFilter(field_name="themes__slug", queryset=Theme.objects.current().in_order(), label="Theme")
    period = SlugsFilter(
        field_name="periods__slug", queryset=Period.objects.all(), label="Period of the incidents"
    )

    alone = django_filters.BooleanFilter(
        method="of_one_period", label="Of one period alone", widget=YesWidget, required=False
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    def of_one_period(self, findings: QuerySet, name: str, alone: bool) -> QuerySet:
        """Leaves out findings that are drawn from several periods at once."""
        return findings.filter(pk__in=of_one_period()) if alone else findings

    @property
    def is_alone(self) -> bool:
        return bool(self.form.is_valid() and self.form.cleaned_data.get("alone"))

    def chosen(self, name: str) -> list[Theme] | list[Period]:
        """The rows chosen under `name`, in their own order; empty when nothing was."""
        return list(self.form.cleaned_data.get(name, [])) if self.form.is_valid() else []

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """What the address asked for that does not exist, as (label of the filter, word)."""
        self.form.is_valid()
        other = [("Filter", name) for name in self.data if name not in {*self.form.fields, "page"}]
        return other + [
            (str(self.form.fields[name].label), slug)
            for name in ("theme", "period")
            for slug in getattr(self.form.fields[name], "unknown", [])
        ]
