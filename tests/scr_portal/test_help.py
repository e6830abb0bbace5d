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
from themes.models.help import get_site

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


TWO_PLACES = ["https://a.example/help/", "https://b.example/"]


def make_looked_up(days: int = 0, **fields) -> HelpService:
    """A service whose number stands in two places that agree, and that nobody has rung."""
    return make_service(**{"checked": None, "looked_up": days_ago(days), "sources": TWO_PLACES, **fields})


def written(day) -> str:
    return f"{day.day} {day:%B %Y}"


def said_in_order(page: str, *words: str) -> bool:
    """Whether the part of the help page on numbers has these, one after the other."""
    rest = page.partition("Numbers and addresses")[2]
    for each in words:
        if each not in rest:
            return False
        rest = rest.partition(each)[2]
    return True


def said(lines) -> list[str]:
    return [unescape(strip_tags(line)) for line in lines]


def test_lines_are_the_fixed_ones_while_no_number_is_known():
    assert said(help.build_lines()) == FIXED


def test_starter_collection_has_the_services_that_the_lines_name():
    held = yaml.safe_load((STARTER_COLLECTION / "help.yaml").read_text())["help"]
    named = [match.groups() for line in help.LINES for match in help.SERVICE.finditer(line)]

    assert [(service["id"], service["name"]) for service in held] == named


def test_starter_collection_says_where_each_number_was_looked_up():
    services = yaml.safe_load((STARTER_COLLECTION / "help.yaml").read_text())["help"]

    assert services
    for service in services:
        assert {"telephone", "link", "looked_up"} <= set(service), service["id"]
        assert len(set(map(get_site, service["sources"]))) >= 2, service["id"]


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
    assert said(help.build_lines()) == FIXED
    assert page.index("Please search for the name") < page.index("<li>Childline</li>")
    assert list(HelpService.objects.due()) == [service]


@pytest.mark.parametrize(
    ("checked", "looked_up", "when"),
    [
        (3, None, "Checked by us on {checked}"),
        (3, 1, "Checked by us on {checked}"),
        (None, 3, "Looked up on {looked_up}; not yet rung by us"),
        (182, 3, "Looked up on {looked_up}; last checked by us on {checked}"),
        (181, 182, "Checked by us on {checked}"),
    ],
)
def test_help_page_says_whether_each_was_rung_or_only_looked_up(client, checked, looked_up, when):
    days = {
        name: None if days is None else days_ago(days)
        for name, days in {"checked": checked, "looked_up": looked_up}.items()
    }
    make_service(**days, sources=TWO_PLACES if looked_up else [])
    make_service(slug="nspcc", name="A <Helpline>", link="", telephone="", checked=None)

    page = client.get("/help/").content.decode()

    said_of_it = when.format(**{name: written(day) for name, day in days.items() if day})
    assert said_in_order(page, f">{said_of_it}:<", "<li><a", "0000 111</a></li>")
    assert "<li>A &lt;Helpline&gt;</li>" in page


def test_link_without_a_number_was_opened_not_rung(client):
    make_service(telephone="")
    make_looked_up(slug="nspcc", telephone="")

    page = client.get("/help/").content.decode()

    assert f"Checked by us on {written(days_ago(0))}:" in page
    assert f"Looked up on {written(days_ago(0))}; not yet opened by us:" in page


def test_numbers_looked_up_on_one_day_stand_together(client):
    make_looked_up()
    make_service(slug="nspcc", name="NSPCC Helpline")
    make_looked_up(slug="papyrus", name="PAPYRUS")

    page = client.get("/help/").content.decode()

    assert page.count("not yet rung by us:") == 1
    assert said_in_order(
        page, "not yet rung by us:", ">Childline<", ">PAPYRUS<", "Checked by us", ">NSPCC Helpline<"
    )


def test_hours_stand_beside_the_number_on_every_page_while_it_is_shown(client):
    service = make_looked_up(hours="24 hours a <day>")

    assert "0000 111</a> (24 hours a &lt;day&gt;)." in client.get("/about/").content.decode()

    HelpService.objects.update(looked_up=days_ago(182))

    assert "24 hours" not in client.get("/about/").content.decode()
    assert list(HelpService.objects.due()) == [service]


@pytest.mark.parametrize(("days", "is_shown"), [(0, True), (181, True), (182, False)])
def test_looked_up_number_is_shown_for_six_months_and_is_due_for_a_check_all_the_time(days, is_shown):
    service = make_looked_up(days)

    assert service.is_shown == is_shown
    assert service.is_due
    assert list(HelpService.objects.due()) == [service]


def test_every_page_says_that_numbers_were_looked_up_and_not_rung(client):
    make_looked_up(5)
    *lines, last = said(help.build_lines())
    assert lines == [line.replace("Childline", "Childline, 0000 111") for line in FIXED]
    assert last == f"We looked these numbers up on {written(days_ago(5))} and have not rung them since."

    make_service(slug="nspcc", name="NSPCC Helpline")
    make_looked_up(9, slug="papyrus", name="PAPYRUS")
    assert f"some of these numbers up on {written(days_ago(9))} or later" in said(help.build_lines())[-1]

    HelpService.objects.update(checked=days_ago(1))
    assert len(said(help.build_lines())) == len(FIXED)


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
        ({"looked_up": days_ago(-1), "sources": TWO_PLACES}, "This day has not come yet."),
        ({"looked_up": days_ago(0)}, "Two places that agree"),
        ({"looked_up": days_ago(0), "sources": TWO_PLACES[:1]}, "Two places that agree"),
        ({"looked_up": days_ago(0), "sources": TWO_PLACES[:1] * 2}, "Two places that agree"),
        (
            {"looked_up": days_ago(0), "sources": ["https://a.example/1", "https://www.a.example/2"]},
            "Two places",
        ),
        ({"looked_up": days_ago(0), "sources": [*TWO_PLACES, "somewhere"]}, "valid URL"),
        ({"hours": "24 hours a day", "telephone": ""}, "Hours belong to a number"),
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
    "fields",
    [
        {"checked": None},
        {"telephone": "call us"},
        {"link": "http://help.example/"},
        {"looked_up": days_ago(0), "sources": TWO_PLACES[:1]},
        {"telephone": "", "hours": "24 hours a day"},
    ],
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
        held |= {"hours": service.hours, "sources": "\n".join(service.sources)}
        held |= {"checked": service.checked or "", "looked_up": service.looked_up or ""}
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

        assert (
            "What readers are told is new. Say that you have tried it, and when; or when and where you looked it up."
            in refused
        )
        assert 'value="0000 222"' in refused
        assert service.telephone == "0000 111"

        self.save(client, service, telephone="0000 222", checked_today="on")

        assert (service.telephone, service.checked) == ("0000 222", days_ago(0))

    @pytest.mark.parametrize("fields", [{"telephone": "0000 222"}, {"hours": "Weekdays"}])
    def test_what_was_looked_up_cannot_change_without_a_check_or_a_new_look(self, client, fields):
        service = make_looked_up(3)

        assert "Say that you have tried it, and when" in self.save(client, service, **fields).content.decode()

        assert self.save(client, service, **fields, looked_up=days_ago(0)).status_code == 302
        assert (service.checked, service.looked_up, service.sources) == (None, days_ago(0), TWO_PLACES)

    def test_check_of_another_number_is_not_taken_for_one_of_the_number_looked_up(self, client):
        service = make_service(checked=days_ago(3))

        self.save(client, service, telephone="0000 222", looked_up=days_ago(0), sources="\n".join(TWO_PLACES))

        assert (service.telephone, service.checked, service.looked_up) == ("0000 222", None, days_ago(0))

    def test_day_taken_away_does_not_vouch_for_another_number(self, client):
        service = make_looked_up(5)
        type(service).objects.filter(pk=service.pk).update(checked=days_ago(5))
        service.refresh_from_db()

        refused = self.save(client, service, telephone="0000 222", checked="")

        assert "Say that you have tried it, and when" in refused.content.decode()
        assert service.telephone == "0000 111"

    def test_check_of_what_was_looked_up_is_one_tick(self, client):
        service = make_looked_up(3)

        self.save(client, service, checked_today="on")

        assert (service.checked, service.looked_up, service.is_due) == (days_ago(0), days_ago(3), False)

    def test_number_can_be_taken_away_without_a_check(self, client):
        service = make_service(checked=days_ago(3))

        self.save(client, service, telephone="", link="", checked="")

        assert (service.telephone, service.link, service.checked) == ("", "", None)

    def test_address_without_a_scheme_is_taken_for_a_secure_one(self, client):
        service = make_service()

        self.save(client, service, link="help.example", checked_today="on")

        assert service.link == "https://help.example"


def test_a_number_is_gone_when_its_half_year_is_over_though_nothing_was_changed(monkeypatch):
    monkeypatch.setattr("reviews.collection_version.find_version", lambda: "the same all the time")
    make_service(checked=days_ago(181))
    tomorrow = days_ago(-1)

    assert "0000 111" in " ".join(help.build_lines())
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert "0000 111" not in " ".join(help.build_lines())
