"""The admin's screens on which rows are put in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from reviews.workspace.base import CuratedAdmin
from reviews.workspace.forms import RowForm
from reviews.workspace.ordering import arrange, last_position, placed

MOST_ROWS = 1000  # more than anybody puts in order by hand; far more than readers see in one list


@dataclass
class Section:
    """Rows that are put in order among each other."""

    title: str
    key: int
    rows: list[models.Model]

    @property
    def name(self) -> str:
        """Of the field that says in which order its rows were seen."""
        return f"seen-{self.key}"


class OrderForm(forms.Form):
    """A number beside each row, from 1 in each section."""

    def __init__(self, sections: Sequence[Section], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in sections:
            for place, row in enumerate(section.rows, 1):
                self.fields[f"place-{row.pk}"] = forms.IntegerField(
                    label=str(row),
                    initial=place,
                    min_value=1,
                    max_value=MOST_ROWS,
                    widget=forms.NumberInput(attrs={"class": "order-place", "inputmode": "numeric"}),
                )

    def seen(self, section: Section) -> list[int]:
        """The rows of a section as they stood when the form was sent out."""
        said = (self.data.get(section.name) or "").split(",")[:MOST_ROWS]
        return [int(pk) for pk in said if pk.isascii() and pk.isdigit() and len(pk) < 19]

    def wanted(self, section: Section) -> dict[int, int]:
        """The places that were changed, by row; asked once the form is cleaned."""
        typed = (
            (pk, place, self.cleaned_data.get(f"place-{pk}"))
            for place, pk in enumerate(self.seen(section), 1)
        )
        return {pk: number for pk, place, number in typed if number and number != place}


class OrderedAdmin(CuratedAdmin):
    """Rows with a `position`, which is never typed: new ones come last, and a screen puts all in order."""

    order_within: str | None = None  # the foreign key among whose rows each has its place
    change_list_template = "admin/ordered_change_list.html"

    def get_exclude(self, request, obj=None):
        return [*(super().get_exclude(request, obj) or []), "position"]

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_order"
        return [
            path("order/", self.admin_site.admin_view(self.order_view), name=name),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        order = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_order")
        link = order if self.has_change_permission(request) else None
        return super().changelist_view(request, {**(extra_context or {}), "order_url": link})

    def save_model(self, request, obj, form, change):
        if not change or (self.order_within and self.order_within in form.changed_data):
            obj.position = last_position(self._beside(obj))
        super().save_model(request, obj, form, change)

    def ordered_rows(self) -> models.QuerySet:
        """All that are put in order, as they stand."""
        return self.model._default_manager.order_by(
            *([f"{self.order_within}__position"] if self.order_within else []), "position", "pk"
        )

    def _beside(self, row: models.Model) -> models.QuerySet:
        rows = self.ordered_rows()
        if self.order_within:
            rows = rows.filter(**{self.order_within: getattr(row, self.order_within)})
        return rows

    def _sections(self) -> list[Section]:
        if not self.order_within:
            return [Section(str(self.opts.verbose_name_plural).capitalize(), 0, list(self.ordered_rows()))]
        sections: dict[int, Section] = {}
        for row in self.ordered_rows().select_related(self.order_within):
            parent = getattr(row, self.order_within)
            sections.setdefault(parent.pk, Section(str(parent), parent.pk, [])).rows.append(row)
        return list(sections.values())

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """admin/order.html: `parts` (section, form, `seen` as text)."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sections = self._sections()
        form = OrderForm(sections, request.POST if request.method == "POST" else None)
        if request.method == "POST":
            form.is_valid()  # rows that went meanwhile lack their number: what was seen tells, below
            typed = {name: errors for name, errors in form.errors.items() if form.data.get(name)}
            if not typed:
                try:
                    moved = self._arrange(request, sections, form)
                except ValidationError as error:
                    form = self._shown_again(sections, form)
                    messages.error(request, " ".join(error.messages))
                else:
                    messages.success(request, "The order is saved." if moved else "The order is as it was.")
                    return redirect(request.get_full_path())
            else:
                messages.error(request, "A place is a number from 1. Nothing was saved: mend those marked.")
        parts = [
            {
                "section": section,
                "fields": [form[f"place-{row.pk}"] for row in section.rows],
                "seen": ",".join(str(row.pk) for row in section.rows),
            }
            for section in sections
        ]
        title = f"Order of {self.opts.verbose_name_plural}"
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "parts": parts}
        return render(request, "admin/order.html", context)

    def _arrange(self, request: HttpRequest, sections: Iterable[Section], form: OrderForm) -> bool:
        with transaction.atomic():
            moved = [
                arrange(
                    rows=self._beside(section.rows[0]),
                    seen=form.seen(section),
                    wanted=form.wanted(section),
                    why=request.POST.get("why", ""),
                )
                for section in sections
                if section.rows
            ]
        return any(moved)

    def _shown_again(self, sections: Sequence[Section], form: OrderForm) -> OrderForm:
        """The rows as they are now, with the places that were typed."""
        data = dict(form.data.items())
        for section in sections:
            typed = form.wanted(section)
            for place, row in enumerate(section.rows, 1):
                data[f"place-{row.pk}"] = str(typed.get(row.pk, place))
        return OrderForm(sections, data)


class PlacedForm(RowForm):
    """A row of an inline with its place among the others, counted from 1; left empty, it comes last."""

    told_by_all_rows = frozenset({"position"})
    position = forms.IntegerField(
        label="Place",
        required=False,
        min_value=1,
        max_value=MOST_ROWS,
        widget=forms.NumberInput(attrs={"class": "order-place", "inputmode": "numeric"}),
    )

    def clean_position(self) -> int:
        """The formset gives it the place that it gets among all rows; until then it keeps the one it has."""
        return self.instance.position

    @property
    def typed_place(self) -> int | None:
        return self.fields["position"].clean(self["position"].data)


class PlacedFormSet(forms.BaseInlineFormSet):
    """Rows of an inline whose numbers are edited in place and saved together; double positions are mended."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.initial["position"] = i + 1 if i < self.initial_form_count() else None
        return form

    def clean(self) -> None:
        if any(self.errors):
            return
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE") and _is_filled(form)]
        wanted = {}
        for number, form in enumerate(kept):
            typed = form.typed_place  # type: ignore[attr-defined]
            if "position" in form.changed_data or typed is None:
                wanted[number] = typed or MOST_ROWS
        self.order = [kept[number] for number in placed(range(len(kept)), wanted)]
        for position, form in enumerate(self.order):
            form.instance.position = form.cleaned_data["position"] = position
        super().clean()  # only now: it looks for two rows in one place

    def save(self, commit=True):
        rows = super().save(commit)
        if commit:
            kept = {form.instance.pk: form.instance for form in self.order}
            stored = (
                self.get_queryset().model._default_manager.filter(pk__in=kept).values_list("pk", "position")
            )
            for pk, position in list(stored):
                if kept[pk].position != position:  # it was not edited itself: others moved round it
                    kept[pk].save(update_fields=["position"])
        return rows


def _is_filled(form: forms.ModelForm) -> bool:
    return bool(form.instance.pk) or form.has_changed()


class PlacedInline(admin.TabularInline):
    form = PlacedForm
    formset = PlacedFormSet
    extra = 1  # "Add another" needs scripts
