"""Forms of the public pages, in GOV.UK markup, by Django's own renderer.

The admin keeps Django's look: nothing under `django/forms/` is overridden. A form of ours says so itself:

    class PickForm(GovukForm):
        theme = forms.MultipleChoiceField(widget=Checkboxes, choices=…)

and is shown with `{% include "forms/error_summary.html" %}` above the h1 and `{{ form }}` below it.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.forms.widgets import Input


class Checkboxes(forms.CheckboxSelectMultiple):
    """Tick boxes. The first has the field's own id, so that an error can link to it."""

    template_name = "forms/checkboxes.html"

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return number_id(id_, index)


class SmallCheckboxes(Checkboxes):
    """For many choices beside each other, as in filters."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["small"] = True
        return context


class Radios(forms.RadioSelect):
    """One choice out of a few. The first has the field's own id, so that an error can link to it."""

    template_name = "forms/radios.html"

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return number_id(id_, index)


def number_id(id_: str, index: str | None) -> str:
    """The id of one choice: "theme", "theme-2", "theme-3". The label of the whole group points to none."""
    if not id_ or index is None:
        return ""
    if index == "0":
        return id_
    # In a group, Django's index is "1_2": the third choice of the second group.
    return f"{id_}-{int(index) + 1}" if index.isdigit() else f"{id_}-{index}"


class GovukBoundField(BoundField):
    """A field that names its hint and its error as GOV.UK Frontend does, and dresses its widget."""

    @property
    def widget_id(self) -> str:
        return self.field.widget.attrs.get("id") or self.auto_id

    @property
    def hint_id(self) -> str:
        return f"{self.widget_id}-hint" if self.widget_id else ""

    @property
    def error_id(self) -> str:
        return f"{self.widget_id}-error" if self.widget_id else ""

    @property
    def aria_describedby(self) -> str | None:
        if self.field.widget.attrs.get("aria-describedby"):
            return None
        ids = [self.hint_id] if self.help_text else []
        ids += [self.error_id] if self.errors else []
        return " ".join(id_ for id_ in ids if id_)

    @property
    def first_id(self) -> str:
        """Where a link from the error summary goes: a group of choices has no element of its own."""
        if self.id_for_label:
            return self.id_for_label
        return self.subwidgets[0].id_for_label if self.subwidgets else self.widget_id

    @property
    def is_single_tick_box(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        # The error message is part of the description, which is read out; "invalid" would be said on top.
        attrs.pop("aria-invalid", None)
        if base := widget_class(widget):
            classes = [base, f"{base}--error" if self.errors else "", widget.attrs.get("class", "")]
            attrs["class"] = " ".join(name for name in classes if name)
        return attrs


def widget_class(widget: forms.Widget) -> str:
    match widget:
        case forms.Textarea():
            return "govuk-textarea"
        case forms.Select():
            return "govuk-select"
        case forms.CheckboxInput():
            return "govuk-checkboxes__input"
        case forms.HiddenInput() | forms.FileInput():
            return ""
        case Input():
            return "govuk-input"
    return ""


class GovukRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = GovukBoundField


class GovukFormMixin:
    """For any kind of form: fields in GOV.UK markup, and errors from us rather than from the browser."""

    default_renderer: BaseRenderer | type[BaseRenderer] | None = GovukRenderer
    use_required_attribute = False


class GovukForm(GovukFormMixin, forms.Form):
    pass
