"""Fields of one choice set in their lists: saved with why, and not over what somebody else chose meanwhile."""

import re
from html import unescape
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.history.chronicle import Chronicle
from tests.factories import make_article, make_review, make_theme
from themes.models import ArticleSection, Coverage, Thread

pytestmark = pytest.mark.django_db


def read_list(client, address: str) -> dict[str, str]:
    """What a browser would send back for the rows of a list, unchanged."""
    formset = client.get(address).context["cl"].formset
    data = {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset.forms:
        for bound in form:
            value = "" if bound.value() is None else str(bound.value())
            data[bound.html_initial_name] = value
            if value != "False":
                data[bound.html_name] = value
    return data | {"_save": "Save"}


def make_rows(name: str, number: int) -> Any:
    article = make_article(make_review())
    return {
        "thread": lambda: [Thread.objects.create(theme=make_theme(), is_open=False) for _ in range(number)],
        "articlesection": lambda: [
            ArticleSection.objects.create(article=article, position=place, title="A heading", line=place)
            for place in range(number)
        ],
        "coverage": lambda: [
            Coverage.objects.create(review=article.review, theme=make_theme(), state="not_yet")
            for _ in range(number)
        ],
    }[name]()


def test_choices_of_several_rows_are_saved_with_why_and_not_over_those_of_others(client, curator):
    theme, other = make_theme("Babies"), make_theme("Sleep")
    cases = {
        "thread": ("is_open", "on", True, False, "No"),
        "articlesection": ("theme", str(theme.pk), theme, other, "Sleep"),
        "coverage": ("state", "read", "read", "partly_read", "Partly read"),
    }
    for name, (column, sent, chosen, by_others, said) in cases.items():
        first, second, third = make_rows(name, 3)
        address = reverse(f"admin:themes_{name}_changelist")
        data = read_list(client, address)
        keys = [key for key in data if key.endswith("-id") and not key.startswith("initial")]
        field = {data[key]: f"{key.removesuffix('-id')}-{column}" for key in keys}

        # Somebody changes the second meanwhile; I change the first.
        begun = by_others if name != "thread" else True
        type(second).objects.filter(pk__in=[second.pk]).update(**{column: begun})
        mine = data | {field[str(first.pk)]: sent, "why": "I looked."}
        page = client.post(address, mine, follow=True)
        for row in (first, second, third):
            row.refresh_from_db()
        assert getattr(first, column) == chosen, (name, page.text[-3000:])
        assert getattr(second, column) == begun, name
        entry = Chronicle(type(first), first.pk).entries[0]
        assert (entry.why, entry.who) == ("I looked.", "curator"), name

        # The third was changed by both: I am told what is there, and save once more.
        data = read_list(client, address)
        if name == "thread":
            continue  # of two choices, whoever changes it chooses what is there now
        type(third).objects.filter(pk=third.pk).update(**{column: by_others})
        page = client.post(address, data | {field[str(third.pk)]: sent})
        assert f"Somebody chose “{said}” since you opened this list." in page.text, name
        third.refresh_from_db()
        assert getattr(third, column) == by_others, name
        again = {
            bound.html_initial_name: bound.form.data.get(bound.html_initial_name, "")
            for form in page.context["cl"].formset.forms
            for bound in form
            if bound.field.show_hidden_initial
        }
        client.post(address, data | again | {field[str(third.pk)]: sent})
        third.refresh_from_db()
        assert getattr(third, column) == chosen, name


def test_a_row_that_was_deleted_meanwhile_is_named_and_the_others_are_saved(client, curator):
    theme = make_theme("Babies")
    for name, column, sent, chosen in (
        ("thread", "is_open", "on", True),
        ("articlesection", "theme", str(theme.pk), theme),
        ("coverage", "state", "read", "read"),
    ):
        gone, kept = make_rows(name, 2)
        address = reverse(f"admin:themes_{name}_changelist")
        data = read_list(client, address)
        fields = [key.removesuffix("id") + column for key in data if re.fullmatch(r"form-\d+-id", key)]
        called = str(gone)
        with pghistory.context(user=curator.pk):
            gone.delete()

        page = client.post(address, data | dict.fromkeys(fields, sent) | {"why": "I looked."}, follow=True)

        kept.refresh_from_db()
        assert (page.status_code, getattr(kept, column)) == (200, chosen), name
        assert f"Nothing was saved for “{called}”: curator deleted it on" in unescape(page.text), name

    # Where another row is wrong as well, all that was chosen comes back.
    gone, theirs, mine = make_rows("coverage", 3)
    data = read_list(client, address)
    field = {data[key]: key.removesuffix("id") + "state" for key in data if re.fullmatch(r"form-\d+-id", key)}
    gone.delete()
    Coverage.objects.filter(pk=theirs.pk).update(state="partly_read")
    page = client.post(
        address, data | {field[str(row.pk)]: "read" for row in (theirs, mine)} | {"why": "Why."}
    )
    assert "Nothing was saved for “" in page.text
    assert "Somebody chose “Partly read”" in page.text
    forms = {form.instance.pk: form["state"].value() for form in page.context["cl"].formset.forms}
    assert (forms[theirs.pk], forms[mine.pk], gone.pk in forms) == ("read", "read", False)
    assert 'value="Why."' in page.text


def test_queries_of_the_lists_do_not_grow(client, curator):
    for name in ("thread", "articlesection", "coverage"):
        address = reverse(f"admin:themes_{name}_changelist")
        make_rows(name, 1)
        client.get(address)
        counts = []
        for more in (0, 20):
            make_rows(name, more)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1], name
