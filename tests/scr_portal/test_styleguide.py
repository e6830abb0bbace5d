"""The page with every component: for staff alone, complete, and whole."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from scr_portal.examples import BUILDERS
from scr_portal.styleguide import EXAMPLES, TEMPLATES, find_templates, isolate, read_components
from tests.test_crawl import PageRead
from themes.enums import Outcome
from themes.models import ChangeKind

ADDRESS = "/styleguide/"


@pytest.fixture
def staff(db):
    return get_user_model().objects.create_user("curator", password="long enough to pass", is_staff=True)


@pytest.fixture
def member(db):
    return get_user_model().objects.create_user("member", password="long enough to pass")


@pytest.mark.django_db
def test_anonymous_visitor_is_asked_to_sign_in(client):
    response = client.get(ADDRESS)

    assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next={ADDRESS}")
    assert response.content == b""


def test_person_who_is_not_staff_is_asked_to_sign_in(client, member):
    client.force_login(member)

    response = client.get(ADDRESS)

    assert (response.status_code, response["Location"]) == (302, f"{reverse('admin:login')}?next={ADDRESS}")
    assert response.content == b""


def test_staff_see_it(client, staff):
    client.force_login(staff)

    response = client.get(ADDRESS)

    page = PageRead(response.content.decode())
    assert response.status_code == 200
    assert reverse("styleguide") == ADDRESS
    assert page.h1 == ["Style guide"]
    assert page.robots == "noindex"


def test_only_the_admin_leads_to_it(client, staff):
    link = f'href="{ADDRESS}"'

    assert link not in client.get("/").content.decode()
    client.force_login(staff)
    assert link not in client.get("/").content.decode()
    assert link not in client.get(reverse("admin:index")).content.decode()
    staff.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert client.get(reverse("admin:index")).content.decode().count(link) == 1


def test_it_reads_no_rows(client, staff, django_assert_num_queries):
    client.force_login(staff)

    for _ in range(2):
        with django_assert_num_queries(3):  # session, user, where to get help
            client.get(ADDRESS)


def test_page_is_whole(client, staff):
    client.force_login(staff)

    page = PageRead(client.get(ADDRESS).content.decode())

    assert [one for one in page.ids if page.ids.count(one) > 1] == []
    assert page.unclosed == []
    assert page.inline == []
    assert page.images_without_alt == []


def test_contents_list_leads_to_every_component(client, staff):
    client.force_login(staff)

    page = PageRead(client.get(ADDRESS).content.decode())

    anchors = [component.anchor for component in read_components()]
    assert [link.removeprefix("#") for link in page.links if link.removeprefix("#") in anchors] == anchors
    assert set(anchors) <= set(page.ids)


def test_every_component_has_examples_and_every_example_a_component():
    shown = [component.template for component in read_components()]

    assert len(find_templates()) > 30
    assert sorted(shown) == sorted(find_templates())
    assert [component.template for component in read_components() if not component.examples] == []


def test_every_template_says_what_it_is_and_takes():
    assert [component.template for component in read_components() if not component.comment] == []
    assert [component.template for component in read_components() if not component.use.endswith(".")] == []


def test_states_of_a_component_have_names_of_their_own():
    twice = {
        component.template
        for component in read_components()
        if len({example.state for example in component.examples}) < len(component.examples)
    }

    assert twice == set()


@pytest.mark.parametrize("component", read_components(), ids=lambda component: component.template)
def test_examples_are_well_formed_and_empty_only_if_they_say_so(component):
    pages = {state: PageRead(html) for state, html in component.states}

    empty = {example.state for example in component.examples if example.is_empty}
    assert {state for state, page in pages.items() if not page.text} == empty
    assert {state: page.unclosed for state, page in pages.items() if page.unclosed} == {}
    assert {state: page.inline for state, page in pages.items() if page.inline} == {}
    assert {state: page.ids for state, page in pages.items() if len(set(page.ids)) < len(page.ids)} == {}
    assert {state: page.h1 for state, page in pages.items() if page.h1} == {}


def test_ids_of_an_example_are_its_own_wherever_they_are_named():
    html = (
        '<label for="a">A</label><input id="a" name="id" form="f" aria-describedby="b c">'
        '<a href="#b">B</a><a href="/themes/#b">C</a>'
    )

    assert isolate(html, "one-1") == (
        '<label for="one-1-a">A</label>'
        '<input id="one-1-a" name="id" form="one-1-f" aria-describedby="one-1-b one-1-c">'
        '<a href="#one-1-b">B</a><a href="/themes/#b">C</a>'
    )


@pytest.mark.parametrize(
    ("template", "choices"), [("components/quoted.html", Outcome), ("components/correction.html", ChangeKind)]
)
def test_examples_leave_out_no_outcome_and_no_kind_of_change(template, choices):
    (component,) = [component for component in read_components() if component.template == template]

    states = " ".join(example.state for example in component.examples).lower()

    assert [label for label in choices.labels if label.lower() not in states] == []


def test_builders_are_all_used_by_examples():
    text = "".join(path.read_text() for path in TEMPLATES.glob(f"*/*{EXAMPLES}"))

    assert [name for name in BUILDERS if f"!{name} " not in text and f"!{name}\n" not in text] == []
