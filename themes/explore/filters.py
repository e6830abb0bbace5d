"""Which findings match: the FilterSet on PostgreSQL is the definition."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, QuerySet

from reviews.history import current_for_old_slug
from reviews.models import Period
from themes.forms import GovukForm, SmallCheckboxes
from themes.models import Finding, Theme

LONGEST_SLUG = 100


class SlugsField(django_filters.fields.ModelMultipleChoiceField):
    """Choices by slug. What is not known is left out and told: a mistyped address still gives an answer.

    After cleaning, `unknown` lists such words, and `moved` names the current slug for each former one.
    """

    def clean(self, value: Any) -> QuerySet:
        self.unknown: list[str] = []
        self.moved: dict[str, str] = {}
        if isinstance(value, list | tuple):
            known = {str(slug) for slug in self.queryset.values_list("slug", flat=True)} if value else set()
            for slug in dict.fromkeys(value):
                if slug in known:
                    continue
                current = self._current(slug)
                if current in known:
                    self.moved[slug] = current
                else:
                    self.unknown.append(slug)
            value = [slug for slug in value if slug in known]
        return super().clean(value)

    def _current(self, slug: str) -> str:
        """Where a former slug, or that of a theme merged into another, leads today; or nothing."""
        model = self.queryset.model
        if "\x00" in slug or len(slug) > LONGEST_SLUG:
            return ""
        row = model._default_manager.filter(slug=slug).first() or current_for_old_slug(model, slug)
        row = getattr(row, "merged_into", None) or row
        return row.slug if row else ""


class SlugsFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = SlugsField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name="slug", widget=SmallCheckboxes, required=False, **kwargs)


# Values of `alone` in an address, in the words of a choice.
ALONE = {"yes": "of one period alone", "no": "of several periods together"}


def ids_by_periods(lookup: str) -> QuerySet:
    """Ids of findings by how many periods they are about: "in_all" for one, "in_all__gt" for several."""
    links = Finding.periods.through.objects.order_by().values("finding").annotate(in_all=Count("pk"))
    return links.filter(**{lookup: 1}).values("finding")


class FindingFilter(django_filters.FilterSet):
    """Same kind of choice: any of them. Different kinds: all of them."""

    theme = SlugsFilter(field_name="themes__slug", queryset=Theme.objects.current().in_order(), label="Theme")
    period = SlugsFilter(
        field_name="periods__slug", queryset=Period.objects.all(), label="Period of the incidents"
    )
    alone = django_filters.CharFilter(method="by_periods", label="One period or several", required=False)

    class Meta:
        model = Finding
        fields: list[str] = []
        form = GovukForm

    def by_periods(self, findings: QuerySet, name: str, alone: str) -> QuerySet:
        """Findings of one period alone, or only those drawn from several at once."""
        lookups = {"yes": "in_all", "no": "in_all__gt"}
        return findings.filter(pk__in=ids_by_periods(lookups[alone])) if alone in lookups else findings

    @property
    def moved(self) -> dict[str, dict[str, str]]:
        """By filter: words of the address that have a newer name, to that name."""
        self.form.is_valid()
        fields = {name: getattr(self.form.fields[name], "moved", {}) for name in ("theme", "period")}
        return {name: moved for name, moved in fields.items() if moved}

    @property
    def cleaned(self) -> dict[str, Any]:
        """What was understood; a field that was not is missing, and the others still count."""
        self.form.is_valid()
        return self.form.cleaned_data

    @property
    def span(self) -> str:
        """What `alone` says: "yes", "no", or nothing."""
        said = self.cleaned.get("alone", "")
        return said if said in ALONE else ""

    def chosen(self, name: str) -> list[Any]:
        """The rows chosen under `name`, in their own order; empty when nothing was."""
        return list(self.cleaned.get(name, []))

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """What the address asked for that does not exist, as (label of the filter, word)."""
        self.form.is_valid()
        other = [("Filter", name) for name in self.data if name not in {*self.form.fields, "page"}]
        if self.data.get("alone") and not self.span:
            other.append((str(self.form.fields["alone"].label), self.data["alone"]))
        return other + [
            (str(self.form.fields[name].label), slug)
            for name in ("theme", "period")
            for slug in getattr(self.form.fields[name], "unknown", [])
        ]
