"""No address of the workspace is an error of ours, whatever stands behind its question mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.db.models import Model
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from tests.test_roles import (  # noqa: F401 - rows is a fixture
    REGISTERED,
    STANDARD,
    address_of,
    custom_names,
    names_of_addresses,
    rows,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    *("x", "", "-1", "9" * 30, "a\x00b", "a\nb", "<b>'\"", "1,2,x", "2026-13-45", "x" * 4000),
    *("[1]", "{", "٣", "1.5", "False", "1__2"),
]
PROJECT = Path(__file__).resolve().parents[1]
SOURCES = [
    path for app in ("reviews", "scr_portal", "themes") for path in PROJECT.joinpath(app).rglob("*.py")
]
NAMES = set(re.findall(r'\bGET(?:\.get(?:list)?\(|\[)"([\w-]+)"', "".join(map(Path.read_text, SOURCES))))
DJANGOS = (
    "_to_field",
    "_popup",
    "_changelist_filters",
    "_source_model",
    "q",
    "p",
    "o",
    "e",
    "all",
    "_facets",
)


def list_names(model: type[Model]) -> set[str]:
    """What its forms may begin with, and what its lists are filtered by."""
    names = {name for field in model._meta.get_fields() for name in (field.name, f"{field.name}_id")}
    for given in admin.site._registry[model].list_filter:
        name: Any = given[0] if isinstance(given, tuple) else getattr(given, "parameter_name", given)
        names |= {name, f"{name}__exact", f"{name}__id__exact"}
    return names


def list_addresses(rows: dict[str, Any]) -> Iterator[tuple[str, set[str]]]:  # noqa: F811
    """Every screen of the workspace, and names that it may read from its address."""
    for label, row in rows.items():
        for kind in STANDARD:
            name = f"{label.lower().replace('.', '_')}_{kind}"
            args = {"restore": [row.pk, 1]}.get(
                kind, [row.pk] if kind in ("change", "delete", "history") else []
            )
            if name in names_of_addresses():
                yield reverse(f"admin:{name}", args=args), list_names(REGISTERED[label])
    for name in custom_names():
        yield address_of(name, rows).partition("?")[0], NAMES


def get_alone(client: Client, address: str, query: dict[str, str]) -> int:
    """The status; what it did to the database is undone."""
    with transaction.atomic():
        status = client.get(address, query).status_code
        assert status != 301  # an answer of the screen itself
        connection.needs_rollback = False
        transaction.set_rollback(True)
    return status


@pytest.fixture
def curious(client, admin_user) -> Client:
    client.force_login(admin_user)
    client.raise_request_exception = False
    return client


def test_no_screen_fails_whatever_its_form_begins_with(curious, rows):  # noqa: F811
    assert {"page", "q", "review", "sheet"} <= NAMES
    assert len(list(list_addresses(rows))) > 150
    failed = [
        (address, query)
        for number, (address, names) in enumerate(list_addresses(rows))
        for query in [
            {name: HOSTILE[(number + place) % len(HOSTILE)] for place, name in enumerate(sorted(names))}
        ]
        if get_alone(curious, address, query) >= 500
    ]

    assert failed == []


def test_no_screen_fails_whatever_django_itself_is_asked_for(curious, rows, monkeypatch):  # noqa: F811
    monkeypatch.setattr(Template, "render", lambda *arguments, **options: "")
    failed = [
        (address, name, value)
        for number, (address, _) in enumerate(list_addresses(rows))
        for name in ("_to_field", DJANGOS[number % len(DJANGOS)])
        for value in [HOSTILE[number % len(HOSTILE)]]
        if get_alone(curious, address, {name: value}) >= 500
    ]

    assert failed == []


def test_no_list_fails_whatever_it_is_filtered_by(curious, monkeypatch):
    monkeypatch.setattr(Template, "render", lambda *arguments, **options: "")
    failed = [
        (label, name, value)
        for label, model in REGISTERED.items()
        for place, name in enumerate(sorted(list_names(model)))
        for value in [HOSTILE[place % len(HOSTILE)]]
        if get_alone(curious, reverse(f"admin:{label.lower().replace('.', '_')}_changelist"), {name: value})
        >= 500
    ]

    assert failed == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/admin/themes/helpservice/?sources=1,2,x", 302),  # without its filters
        ("/admin/auth/group/?name=a%00b", 200),
        ("/admin/themes/thread/add/?article=x", 200),
        ("/admin/themes/coverage/add/?review=childname", 200),
        ("/admin/themes/finding/?_to_field=a%0a2026-11-30+WARNING+forged", 404),
        ("/admin/themes/finding/?text__iregex=(", 302),
    ],
)
def test_what_cannot_be_read_is_left_out_or_said_and_nothing_of_it_is_logged(
    curious, caplog, address, status
):
    assert curious.get(address).status_code == status
    assert not any(word in caplog.text for word in ("forged", "childname", "iregex"))
