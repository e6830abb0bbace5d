"""Where readers can get help: kept in the admin, shown on every page, and never out of date."""

from datetime import timedelta
from html import unescape

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from scr_portal import help
from tests.themes.forms import seen
from themes.importers.collection import STARTER_COLLECTION
from themes.models import HelpService

pytestmark = pytest.mark.django_db

# Word for word, on every page.
FIXED = [
    "If a child is in immediate danger, call 999.",
    "Worried about a child: contact the local council's children's social care, or the NSPCC Helpline.",
    "Under 19 and want to talk: Childline.",
    "Domestic abuse: the National Domestic Abuse Helpline, or the Men's Advice Line.",
    "Struggling or thinking about suicide: Samaritans, or PAPYRUS if you are under 35.",
    "Bereaved: The Lullaby Trust, or Child Bereavement UK.",
    "If this is your work and it weighs on you: your supervisor, your employer's assistance service.",
    "We cannot take reports about a child here.",
]


def days_ago(days: int):
    return timezone.localdate() - timedelta(days=days)


def make_service(**fields) -> HelpService:
    return HelpService.objects.create(
        **{
            "slug": "childline",
            "name": "Childline",
            "telephone": "0000 111",
            "link": "https://help.example/",
            "checked": days_ago(0),
            **fields,
        }
    )


def said(lines) -> list[str]:
    return [unescape(strip_tags(line)) for line in lines]


def test_lines_are_the_fixed_ones_while_no_number_is_known():
    assert said(help.lines()) == FIXED


def test_starter_collection_has_the_services_that_the_lines_name():
    held = yaml.safe_load((STARTER_COLLECTION / "help.yaml").read_text())["help"]
    named = [match.groups() for line in help.LINES for match in help.SERVICE.finditer(line)]

    assert [(service["id"], service["name"]) for service in held] == named


def test_number_and_link_stand_on_every_page_while_the_check_is_fresh(client):
    make_service(checked=days_ago(181))

    for address in ("/", "/about/", "/no/such/page/"):
        page = client.get(address).content.decode()
        assert (
            'Under 19 and want to talk: <a class="govuk-link" href="https://help.example/">Childline</a>, '
            '<a class="govuk-link" href="tel:0000111">0000 111</a>.'
        ) in page, address


def test_number_checked_more_than_six_months_ago_is_not_shown(client):
    service = make_service(checked=days_ago(182))

    page = client.get("/help/").content.decode()

    assert "0000 111" not in page
    assert "help.example" not in page
    assert said(help.lines()) == FIXED
    assert page.index("Please search for the name") < page.index("<li>Childline</li>")
    assert list(HelpService.objects.due()) == [service]


def test_help_page_says_when_each_was_checked(client):
    make_service(checked=days_ago(3))
    make_service(slug="nspcc", name="A <Helpline>", link="", telephone="", checked=None)

    page = client.get("/help/").content.decode()

    day = days_ago(3)
    assert f"(checked on {day.day} {day:%B %Y})" in page
    assert "<li>A &lt;Helpline&gt;</li>" in page


def test_page_without_a_database_still_says_where_to_get_help(client, monkeypatch):
    def unreachable(*arguments):
        raise OperationalError("no connection")

    monkeypatch.setattr(HelpService.objects, "all", unreachable)

    page = client.get("/about/").content.decode()

    assert "call 999" in page
    assert "or the NSPCC Helpline." in page


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"checked": None}, "Say when the number was rung and the link opened."),
        ({"checked": None, "telephone": ""}, "Say when the number was rung and the link opened."),
        ({"telephone": "0800 CALL ME"}, "Give the number in digits"),
        ({"telephone": "0800  111"}, "Give the number in digits"),
        ({"telephone": "12"}, "between 3 and 13 digits"),
        ({"telephone": "٠٨٠٠"}, "Give the number in digits"),
        ({"telephone": "0800 111\n"}, "Give the number in digits"),
        ({"link": "http://help.example/"}, "begins with https://"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"checked": days_ago(-1)}, "This day has not come yet."),
    ],
)
def test_doubtful_number_is_refused_in_words(fields, reason):
    service = make_service(telephone="", link="", checked=None)
    values = {"telephone": "0000 111", "link": "https://help.example/", "checked": days_ago(0), **fields}
    for name, value in values.items():
        setattr(service, name, value)

    with pytest.raises(ValidationError, match=reason):
        service.full_clean()


@pytest.mark.parametrize(
    "fields", [{"checked": None}, {"telephone": "call us"}, {"link": "http://help.example/"}]
)
def test_database_refuses_it_too(fields):
    with pytest.raises(IntegrityError):
        make_service(**fields)


class TestInTheAdmin:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, admin_user):
        client.force_login(admin_user)

    def save(self, client, service, **fields):
        held = {"name": service.name, "telephone": service.telephone, "link": service.link}
        held["checked"] = service.checked or ""
        form = reverse("admin:themes_helpservice_change", args=[service.pk])
        response = client.post(form, {**held, **seen(client, form), **fields})
        service.refresh_from_db()
        return response

    def test_checked_today_is_one_tick(self, client):
        service = make_service(checked=days_ago(200))

        response = self.save(client, service, checked_today="on")

        assert response.status_code == 302
        assert service.checked == days_ago(0)

    def test_new_number_needs_a_new_check(self, client):
        service = make_service(checked=days_ago(3))

        refused = self.save(client, service, telephone="0000 222").content.decode()

        assert "The number or the link is new. Say that you have tried it, and when." in refused
        assert 'value="0000 222"' in refused
        assert service.telephone == "0000 111"

        self.save(client, service, telephone="0000 222", checked_today="on")

        assert (service.telephone, service.checked) == ("0000 222", days_ago(0))

    def test_number_can_be_taken_away_without_a_check(self, client):
        service = make_service(checked=days_ago(3))

        self.save(client, service, telephone="", link="", checked="")

        assert (service.telephone, service.link, service.checked) == ("", "", None)

    def test_address_without_a_scheme_is_taken_for_a_secure_one(self, client):
        service = make_service()

        self.save(client, service, link="help.example", checked_today="on")

        assert service.link == "https://help.example"
