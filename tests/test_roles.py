"""Every address and every action of the admin, tried by everybody, against tests/roles.yaml."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.urls import get_resolver, reverse

from scr_portal.signing_in.urls import urlpatterns
from tests.factories import make_member, make_one_of_each
from themes import roles
from themes.models import Member

pytestmark = pytest.mark.django_db

TABLE = yaml.safe_load(Path(__file__).with_name("roles.yaml").read_text(encoding="utf-8"))
ROLES = {"C": "Curator", "P": "Publisher", "M": "Moderator", "A": "Administrator"}
VISITORS = ["C", "P", "M", "A", "S", "nobody", "member"]
STANDARD = ("changelist", "add", "change", "delete", "history", "deleted", "restore")
OPEN_TO_ALL = {"login", "logout"}
REGISTERED = {model._meta.label: model for model in admin.site._registry}


@pytest.fixture
def rows() -> dict[str, Any]:
    """A row of every model that the admin shows, to try things with."""
    make_one_of_each()
    held = {label: model._default_manager.order_by("-pk").first() for label, model in REGISTERED.items()}
    missing = [label for label, row in held.items() if row is None]
    assert missing == [], "Make a row of each of these in make_one_of_each of tests/factories.py."
    return held


@pytest.fixture(params=VISITORS)
def visitor(request, client, rows, settings, monkeypatch) -> str:
    """Somebody with one role, a superuser, somebody not signed in, a reader who made an account.

    Who is let in is decided before a page is rendered, which takes most of the time: only the superuser's
    pages are, as these hold whatever there is.
    """
    roles.make_roles(apps)
    settings.DISCUSSION = True
    if request.param != "S":
        monkeypatch.setattr(Template, "render", lambda *arguments, **options: "")
        monkeypatch.setattr(admin.site, "get_app_list", lambda *arguments, **options: [])
    if request.param == "S":
        client.force_login(User.objects.create_superuser("superuser"))
    elif request.param != "nobody":
        user = User.objects.create_user("visitor", is_staff=request.param in ROLES)
        if request.param in ROLES:
            user.groups.add(Group.objects.get(name=ROLES[request.param]))
        else:
            Member.objects.create(user=user, display_name="A name", name_state="published")
        client.force_login(user)
    return request.param


def names_of_addresses() -> set[str]:
    namespaces: Any = get_resolver().namespace_dict
    return {name for name in namespaces["admin"][1].reverse_dict if isinstance(name, str)}


def standard_names() -> set[str]:
    return {f"{label.lower().replace('.', '_')}_{kind}" for label in REGISTERED for kind in STANDARD}


def custom_names() -> set[str]:
    return names_of_addresses() - standard_names() - OPEN_TO_ALL


def entry(name: str) -> dict[str, Any]:
    found = TABLE["addresses"][name]
    return found if isinstance(found, dict) else {"who": found}


def address_of(name: str, rows: dict[str, Any]) -> str:
    given = entry(name)
    namespaces: Any = get_resolver().namespace_dict
    [(_, arguments), *_] = namespaces["admin"][1].reverse_dict.getlist(name)[0][0]
    args = given.get("args")
    if args is None:
        labels = [label for label in rows if name.startswith(label.lower().replace(".", "_") + "_")]
        row = rows[given.get("row") or max(labels, key=len)] if arguments else None
        args = [row.pk for _ in arguments]
    return reverse(f"admin:{name}", args=args) + f"?{given.get('query', '')}"


def let_in(response: HttpResponse) -> bool:
    """Everybody else is forbidden it, or sent to sign in."""
    return response.status_code != 403 and "/login/" not in response.get("Location", "")


def test_every_address_and_action_stands_in_the_table():
    unsaid = {
        "models": sorted(REGISTERED.keys() - TABLE["models"].keys()),
        "addresses": sorted(custom_names() - TABLE["addresses"].keys()),
    }
    gone = {
        "models": sorted(TABLE["models"].keys() - REGISTERED.keys()),
        "addresses": sorted(TABLE["addresses"].keys() - custom_names()),
    }

    assert unsaid == {"models": [], "addresses": []}, "Say in tests/roles.yaml who may do this."
    assert gone == {"models": [], "addresses": []}, "Take these out of tests/roles.yaml."


def test_each_model_is_open_to_those_in_the_table(client, visitor, rows):
    addresses = names_of_addresses()
    done: dict[str, set[str]] = defaultdict(set)
    for label, row in rows.items():
        name = f"admin:{label.lower().replace('.', '_')}"
        tries = {
            "view": [
                client.get(reverse(f"{name}_changelist")),
                client.get(reverse(f"{name}_change", args=[row.pk])),
                client.get(reverse(f"{name}_history", args=[row.pk])),
                *([client.get(reverse(f"{name}_deleted"))] if f"{name[6:]}_deleted" in addresses else []),
            ],
            "add": [client.get(reverse(f"{name}_add")), client.post(reverse(f"{name}_add"))],
            "change": [
                client.post(reverse(f"{name}_change", args=[row.pk])),
                *(
                    [send(reverse(f"{name}_restore", args=[row.pk, 1])) for send in (client.get, client.post)]
                    if f"{name[6:]}_restore" in addresses
                    else []
                ),
            ],
            "delete": [client.get(reverse(f"{name}_delete", args=[row.pk]))],
        }
        for deed, responses in tries.items():
            # Of what is put back there is no version with that number: 404 for those who may.
            allowed = {200, 302, 403, 404} if deed == "change" else {200, 302, 403}
            assert {response.status_code for response in responses} <= allowed, (label, deed)
            assert responses, (label, deed)
            assert responses[0].status_code != 404, (label, deed)
            outcomes = {let_in(response) for response in responses}
            assert len(outcomes) == 1, f"{label}: some of {deed} is open and some is not"
            if outcomes == {True}:
                done[label].add(deed)

    wanted = {
        label: {deed for deed, who in deeds.items() if visitor in who}
        for label, deeds in TABLE["models"].items()
    }
    assert dict(done) == {label: deeds for label, deeds in wanted.items() if deeds}


def test_each_address_of_signing_in_is_open_to_those_in_the_table(client, visitor):
    """Without a second step of their own. With one, `test_signing_in` tries them."""
    letter = {"nobody": "N", "member": "R"}.get(visitor, visitor)
    made = {"uidb36": "1", "key": "a-b", "pk": 1, "provider_id": "oidc"}
    opened = set()
    for pattern in urlpatterns:
        kwargs = {name: value for name, value in made.items() if f"<{name}>" in str(pattern.pattern)}
        kwargs |= {name: 1 for name in ("pk",) if "<int:pk>" in str(pattern.pattern)}
        address = reverse(pattern.name, kwargs=kwargs | pattern.default_args)
        method = client.post if pattern.name == "account_logout" else client.get
        session = client.cookies.get("sessionid")
        if method(address).status_code == 200:
            opened.add(pattern.name)
        if session and pattern.name == "account_logout":
            client.force_login(User.objects.get(username__in=["visitor", "superuser"]))

    assert TABLE["signing_in"].keys() == {pattern.name for pattern in urlpatterns}
    # Whoever is in the workspace already is led on to its front page.
    staff = {"account_login"} if letter in "CPMAS" else set()
    assert opened | staff == {name for name, who in TABLE["signing_in"].items() if letter in who}


def test_nothing_is_deleted_by_others_than_those_in_the_table(client, visitor, rows):
    """For those who may, the page can still say why this row stays."""
    deleted = set()
    for label, row in rows.items():
        with transaction.atomic():
            address = reverse(f"admin:{label.lower().replace('.', '_')}_delete", args=[row.pk])
            response = client.post(address, {"post": "yes"})
            if not type(row)._default_manager.filter(pk=row.pk).exists():
                deleted.add(label)
            transaction.set_rollback(True)
        assert response.status_code in (200, 302, 403), label

    may = {label for label, deeds in TABLE["models"].items() if visitor in deeds.get("delete", "")}
    assert deleted <= may
    assert bool(deleted) == bool(may)


@pytest.mark.parametrize("method", ["get", "post"])
def test_each_other_address_is_open_to_those_in_the_table(client, visitor, rows, method):
    """Where an address does not take a method, there is nothing to be let in to."""
    tried = {name: getattr(client, method)(address_of(name, rows)) for name in custom_names()}

    taken = {name: response for name, response in tried.items() if response.status_code != 405}
    assert taken
    assert {name for name, response in taken.items() if let_in(response)} == {
        name for name in taken if visitor in entry(name)["who"]
    }


def test_each_action_is_open_to_those_in_the_table(client, visitor, rows, monkeypatch):
    """Posted as the list posts it; instead of acting, each action notes that it would have."""
    done: dict[str, set[str]] = defaultdict(set)
    for label, model in REGISTERED.items():
        model_admin = admin.site._registry[model]
        names = [*(model_admin.actions or ()), "delete_selected", *TABLE["actions"].get(label, ())]

        def noted(request, model_admin=model_admin, label=label):
            def instead(name):
                return lambda *arguments: done[label].add(name)

            offered = type(model_admin).get_actions(model_admin, request)
            return {name: (instead(name), name, words) for name, (_, name, words) in offered.items()}

        monkeypatch.setattr(model_admin, "get_actions", noted)
        for name in {name if isinstance(name, str) else name.__name__ for name in names}:
            client.post(
                reverse(f"admin:{label.lower().replace('.', '_')}_changelist"),
                {"action": name, "_selected_action": [rows[label].pk]},
            )

    wanted = {
        label: {name for name, who in actions.items() if visitor in who}
        for label, actions in TABLE["actions"].items()
    }
    assert dict(done) == {label: actions for label, actions in wanted.items() if actions}


# The table of the roles themselves


def test_every_right_that_the_roles_name_exists():
    roles.make_roles(apps)
    named = {right for role in roles.ROLES for right in roles.list_rights(role)}

    existing = set(
        Permission.objects.values_list("content_type__app_label", "content_type__model", "codename")
    )
    assert named - existing == set()


def test_roles_made_again_are_what_the_table_says():
    roles.make_roles(apps)
    curators = Group.objects.get(name="Curator")
    before = set(curators.permissions.all())
    curators.permissions.add(Permission.objects.get(codename="publish_finding"))
    curators.user_set.add(User.objects.create_user("curator"))

    roles.make_roles(apps)

    assert set(curators.permissions.all()) == before
    assert curators.user_set.count() == 1
    assert Group.objects.filter(name__in=roles.ROLES).count() == 4


def test_roles_can_be_taken_away_again():
    roles.make_roles(apps)
    Group.objects.create(name="Our own")

    roles.remove_roles(apps)

    assert list(Group.objects.values_list("name", flat=True)) == ["Our own"]


# What an administrator cannot do


@pytest.fixture
def administrator(client) -> User:
    user = make_member("Administrator")
    client.force_login(user)
    return user


def save_account(client, user, **fields):
    held = {"username": user.username, "is_active": "on", "is_staff": "on" if user.is_staff else ""}
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), {**held, **fields}, follow=True)


def test_administrator_gives_an_account_a_role(client, administrator):
    somebody = User.objects.create_user("somebody")
    publishers = Group.objects.get(name="Publisher")

    save_account(client, somebody, is_staff="on", groups=[publishers.pk])

    somebody.refresh_from_db()
    assert somebody.is_staff
    assert list(somebody.groups.all()) == [publishers]


def test_administrator_makes_nobody_a_superuser(client, administrator):
    somebody = User.objects.create_user("somebody")
    everything = [permission.pk for permission in Permission.objects.all()]

    for user in (somebody, administrator):
        save_account(client, user, is_superuser="on", user_permissions=everything, groups=[])
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.user_permissions.exists()


def test_administrator_grants_no_right_that_they_lack(client, administrator):
    beyond = Group.objects.create(name="Beyond")
    beyond.permissions.add(Permission.objects.get(codename="delete_review"))
    somebody = User.objects.create_user("somebody")

    page = save_account(client, somebody, groups=[beyond.pk]).content.decode()

    assert "is not one of the available choices" in page
    assert not somebody.groups.exists()


def test_administrator_puts_no_right_that_they_lack_in_a_role(client, administrator):
    lacking, held = (Permission.objects.get(codename=name) for name in ("delete_review", "add_review"))

    for permission in (lacking, held):
        client.post(
            reverse("admin:auth_group_add"), {"name": permission.codename, "permissions": [permission.pk]}
        )

    assert {group.name for group in Group.objects.all()} - set(roles.ROLES) == {"add_review"}


@pytest.mark.parametrize("name", ["change", "password_change", "delete"])
def test_administrator_cannot_touch_the_account_of_somebody_who_may_do_more(client, administrator, name):
    superuser = User.objects.create_superuser("superuser", password="long enough to pass")
    trusted = User.objects.create_user("trusted")
    trusted.user_permissions.add(Permission.objects.get(codename="delete_review"))

    for user in (superuser, trusted):
        before = user.password
        new = {"password1": "another long one", "password2": "another long one", "usable_password": "true"}
        address = reverse(f"admin:auth_user_{name}", args=[user.pk])
        response = client.post(address, {"username": "mine", "post": "yes", **new})
        user.refresh_from_db()
        assert response.status_code == 403
        assert (user.username in ("superuser", "trusted"), user.password) == (True, before)


def test_the_four_roles_are_changed_by_nobody_in_the_admin(client, administrator, admin_user):
    curators = Group.objects.get(name="Curator")
    for user in (administrator, admin_user):
        client.force_login(user)
        for name in ("change", "delete"):
            address = reverse(f"admin:auth_group_{name}", args=[curators.pk])
            assert client.post(address, {"name": "Mine", "post": "yes"}).status_code == 403

    assert Group.objects.filter(pk=curators.pk, name="Curator").exists()
