"""Our form templates print what GOV.UK Frontend prints, by the examples it ships with each component."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

from themes.forms import Checkboxes, GovukForm, Radios

COMPONENTS = Path(__file__).parents[2] / "node_modules/govuk-frontend/dist/govuk/components"

VOID = {"input", "br", "hr", "img", "meta", "link"}


def fixture(component, name):
    path = COMPONENTS / component / "fixtures.json"
    if not path.exists():
        pytest.fail(f"{path} is missing: run `make install` (or `npm ci`) first.")
    by_name = {each["name"]: each for each in json.loads(path.read_text())["fixtures"]}
    return by_name[name]


class Outline(HTMLParser):
    """HTML as a list that does not mind the order of attributes or white space between words."""

    def __init__(self, html):
        super().__init__()
        self.parts = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.parts.append((tag, dict(sorted(attrs))))

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.parts.append(f"/{tag}")

    def handle_data(self, data):
        if words := " ".join(data.split()):
            self.parts.append(words)


def outline(html):
    return Outline(html).parts


def form_of(fields, data=None, **kwargs):
    return type("ExampleForm", (GovukForm,), fields)(data, auto_id="%s", **kwargs)


def rendered(component, options):
    """The example made again with a Django form."""
    name = options["name"]
    text = options.get("label", {}).get("text") or options["fieldset"]["legend"]["text"]
    choices = [(str(item["value"]), item["text"]) for item in options.get("items", [])]
    attrs = {"id": options["id"]} if "id" in options else {}
    widget = {
        "input": lambda: forms.TextInput(attrs),
        "textarea": lambda: forms.Textarea({"rows": 5, "cols": False, **attrs}),
        "select": lambda: forms.Select(attrs, choices),
        "checkboxes": lambda: Checkboxes(attrs, choices),
        "radios": lambda: Radios(attrs, choices),
    }[component]()
    # A plain field takes any value; the choices belong to the widget.
    field = forms.Field(
        label=text, help_text=options.get("hint", {}).get("text", ""), widget=widget, required=False
    )
    selected = [str(item["value"]) for item in options.get("items", []) if item.get("selected")]
    value = options.get("values", options.get("value", selected[0] if selected else None))
    if "errorMessage" in options:
        form = form_of({name: field}, data={})
        form.add_error(name, options["errorMessage"]["text"])
    else:
        form = form_of({name: field}, initial={name: value})
    return str(form)


@pytest.mark.parametrize(
    ("component", "name"),
    [
        ("input", "default"),
        ("input", "value"),
        ("input", "with hint text"),
        ("input", "with error message"),
        ("input", "with error and hint"),
        ("textarea", "default"),
        ("textarea", "with default value"),
        ("textarea", "with hint and error message"),
        ("select", "error"),
        ("select", "hint"),
        ("select", "with hint text and error message"),
        ("checkboxes", "with error message and hint"),
        ("radios", "with hint and error message"),
    ],
)
def test_field_is_the_same_as_the_example(component, name):
    example = fixture(component, name)

    html = rendered(component, example["options"])

    assert outline(html) == outline(example["html"])


def test_error_summary_is_the_same_as_the_example():
    example = fixture("error-summary", "default")
    first, second = example["options"]["errorList"]
    form = form_of(
        {"example-error-1": forms.Field(required=False), "example-error-2": forms.Field(required=False)}, {}
    )
    form.add_error("example-error-1", first["text"])
    form.add_error("example-error-2", second["text"])

    html = render_to_string("forms/error_summary.html", {"form": form})

    assert outline(html) == outline(example["html"])


@pytest.mark.parametrize("widget", [Checkboxes, Radios, forms.CheckboxSelectMultiple, forms.RadioSelect])
def test_error_summary_links_to_the_first_choice_of_a_group(widget):
    form = form_of({"theme": forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=widget)}, {})

    summary = outline(render_to_string("forms/error_summary.html", {"form": form}))
    inputs = [
        attrs
        for tag, attrs in (part for part in outline(str(form)) if isinstance(part, tuple))
        if tag == "input"
    ]

    assert ("a", {"href": f"#{inputs[0]['id']}"}) in summary


def test_choices_are_ticked_and_numbered():
    choices = [("a", "A"), ("b", "B"), ("c", "C")]
    form = form_of(
        {"theme": forms.MultipleChoiceField(choices=choices, widget=Checkboxes)}, {"theme": ["b", "c"]}
    )

    inputs = [part[1] for part in outline(str(form)) if part[0] == "input"]

    assert [(each["id"], "checked" in each) for each in inputs] == [
        ("theme", False),
        ("theme-2", True),
        ("theme-3", True),
    ]


def test_ids_differ_in_grouped_choices():
    choices = [("One", [("a", "A"), ("b", "B")]), ("Two", [("c", "C")])]
    form = form_of({"theme": forms.MultipleChoiceField(choices=choices, widget=Checkboxes)})

    ids = [part[1]["id"] for part in outline(str(form)) if part[0] == "input"]

    assert len(set(ids)) == 3


def test_single_tick_box_has_its_label_beside_it():
    form = form_of({"agree": forms.BooleanField(label="I agree")})

    parts = outline(str(form))

    assert (
        "input",
        {"class": "govuk-checkboxes__input", "id": "agree", "name": "agree", "type": "checkbox"},
    ) in parts
    assert ("label", {"class": "govuk-label govuk-checkboxes__label", "for": "agree"}) in parts


def test_words_from_people_are_escaped():
    form = form_of(
        {"name": forms.CharField(label="<b>L</b>", help_text="<i>H</i>", max_length=1)}, {"name": "<u>long"}
    )
    form.add_error("name", "<s>E</s>")

    html = str(form) + render_to_string("forms/error_summary.html", {"form": form})

    assert not {"b", "i", "u", "s"} & {part[0] for part in outline(html) if isinstance(part, tuple)}


def test_hidden_fields_have_no_group():
    form = form_of({"next": forms.CharField(widget=forms.HiddenInput, initial="x")})

    assert [part[0] for part in outline(str(form))] == ["input"]


def test_forms_of_the_admin_keep_djangos_markup():
    class AdminLike(forms.Form):
        name = forms.CharField()

    assert "govuk" not in str(AdminLike())
