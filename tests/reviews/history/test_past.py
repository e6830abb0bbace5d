"""The history of a row in the workspace, and putting an earlier version back."""

import pghistory
import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse

from reviews.history.chronicle import Chronicle, get_event_models
from reviews.history.tracking import get_events
from reviews.models import Review
from reviews.models.series import Certainty
from tests.factories import make_article, make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.admin.cases import one_of_each, publishable, save, thread  # noqa: F401 - fixtures
from themes.findings.publishing import publish_finding
from themes.models import Agency, Finding, FindingTheme, Quotation, SheetImport, Theme
from themes.models.spreadsheet import SheetImportState

pytestmark = pytest.mark.django_db

OURS = sorted(
    (
        model
        for model in admin.site._registry
        if model._meta.app_label in ("reviews", "themes") and model._meta.db_table in get_event_models()
    ),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def curator(client):
    user = get_user_model().objects.create_superuser(
        "curator", password="long enough to pass", first_name="Ama", last_name="Quaye"
    )
    client.force_login(user)
    return user


def address(row, name="history") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def history(client, row) -> list:
    return client.get(address(row)).context["entries"]


def some_days_later() -> None:
    """As if what has been done so far had been done in another transaction, two days ago."""
    with connection.cursor() as cursor:
        for event in get_event_models().values():
            cursor.execute(
                f"UPDATE \"{event._meta.db_table}\" SET pgh_created_at = pgh_created_at - interval '2 days'"  # noqa: S608
            )


def details(entry) -> dict:
    return {detail.label: (detail.before, detail.after) for detail in entry.details}


def test_every_tracked_row_offers_its_history(client, curator, one_of_each):  # noqa: F811
    for model in OURS:
        row = model._default_manager.first()

        assert "history/" in client.get(address(row, "change")).content.decode(), model
        response = client.get(address(row))

        assert response.status_code == 200, model
        assert response.content.decode().count("<h1") == 1, model
        assert response.context["entries"], model


def test_history_says_what_who_and_why(client, curator):
    finding = make_finding("Fathers were often absent.", themes=(make_theme(),), periods=(make_period(),))
    some_days_later()

    save(client, finding, text="Fathers were often not seen.", certainty="medium", why="The report says so.")

    newest = history(client, finding)[0]
    assert (newest.who, newest.why, newest.minor) == ("Ama Quaye", "The report says so.", False)
    assert details(newest)["Wording"] == ("Fathers were often absent.", "Fathers were often not seen.")
    assert details(newest)["Our source"] == (Certainty.HIGH.label, Certainty.MEDIUM.label)
    page = client.get(address(finding)).content.decode()
    assert "(taken out: </span>absent" in page
    assert "(put in: </span>not seen" in page


def test_history_holds_what_belongs_to_the_row(client, curator):
    theme, period = make_theme("Neglect"), make_period()
    finding = make_finding(themes=(make_theme("Babies"),))
    citation = make_citation(make_finding())
    some_days_later()
    with pghistory.context(act="merge"):
        FindingTheme.objects.filter(finding=finding).update(theme=theme)
        finding.periods.add(period)
        citation.findings.add(finding)
        Quotation.objects.create(finding=finding, words="Some words.")

    newest = history(client, finding)[0]

    assert newest.act == "Two themes were merged"
    assert details(newest) == {
        "Theme": ("Babies\nPrimary: Yes", "Neglect\nPrimary: Yes"),
        "Periods": ("", "2011 to 2014"),
        "Page list": ("", "53"),
        "Quotation": ("", "Words: Some words.\nPosition: 0\nOutcome: Not checked yet"),
    }


def test_pages_stand_in_the_history_of_their_list(client, curator):
    citation = make_citation(make_finding(review=make_review(short_title="Neglect matters")))
    some_days_later()
    citation.pages.update(first_page="7", last_page="9")

    found = details(history(client, citation)[0])

    assert "First page: 53" in found["Page citation"][0]
    assert "First page: 7" in found["Page citation"][1]


def test_bulk_and_sql_without_a_context_say_that_no_name_was_kept(client, curator):
    agency = Agency.objects.create(slug="police", name="Police")
    some_days_later()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE themes_agency SET name = 'The police'")

    newest = history(client, agency)[0]

    assert (newest.who, details(newest)) == ("No name was kept", {"Name": ("Police", "The police")})


def test_command_and_people_who_have_left_are_named_as_such(client, curator):
    agency = Agency.objects.create(slug="police", name="Police")
    some_days_later()
    with pghistory.context(command="load_collection"):
        Agency.objects.update(name="A")
    # One transaction holds one context: the second change is made by somebody else, on another day.
    some_days_later()
    with pghistory.context(user=99_999):
        Agency.objects.update(name="B")

    assert [entry.who for entry in history(client, agency)][:2] == [
        "Somebody who has left (account 99999)",
        "The command load_collection",
    ]
    assert history(client, agency)[1].act == "Loaded from the files of a collection"


def test_deleted_row_keeps_its_history(client, curator):
    agency = Agency.objects.create(slug="police", name="Police")
    where = address(agency)
    some_days_later()
    agency.delete()

    response = client.get(where)

    assert "This was deleted." in response.content.decode()
    assert details(response.context["entries"][0])["Name"] == ("Police", "")


def test_deleted_rows_are_listed_with_the_way_to_their_history(client, curator):
    kept, gone = (Agency.objects.create(slug=slug, name=slug.title()) for slug in ("police", "health"))
    where = address(gone)
    gone.delete()

    listed = client.get(reverse("admin:themes_agency_changelist")).content.decode()
    page = client.get(reverse("admin:themes_agency_deleted")).content.decode()

    assert reverse("admin:themes_agency_deleted") in listed
    assert (f'href="{where}"' in page, "Health" in page, kept.name in page) == (True, True, False)


@pytest.mark.parametrize("pk", ["0", "999", "x", "9" * 40, "1%00"])
def test_history_of_nothing_is_not_found(client, curator, pk):
    base = reverse("admin:themes_finding_changelist")

    assert client.get(f"{base}{pk}/history/").status_code == 404
    assert client.get(f"{base}{pk}/history/1/").status_code == 404


def test_version_that_never_was_is_not_found(client, curator):
    finding = make_finding()

    for moment in ("1", "9" * 60):
        assert client.get(f"{address(finding)}{moment}/").status_code == 404


@pytest.mark.parametrize("events", [3, 60])
def test_queries_of_history_do_not_grow(client, curator, events, django_assert_num_queries):
    finding = make_finding(themes=(make_theme(),))
    for number in range(events):
        some_days_later() if number % 20 == 0 else None
        with pghistory.context(why=f"Reason {number}"):
            Finding.objects.update(text=f"Wording {number}.", article=make_article(make_review()))
            finding.themes.add(make_theme())

    with django_assert_num_queries(QUERIES_OF_HISTORY):
        client.get(address(finding))


# Session, user, the finding; eleven tables of events, contexts, people; reviews, articles, themes named in them.
QUERIES_OF_HISTORY = 20


def reader(*names):
    user = get_user_model().objects.create_user("reader", password="long enough to pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def test_history_is_for_those_who_may_see_the_row_and_putting_back_for_those_who_may_change_it(client):
    agency = Agency.objects.create(slug="police", name="Police")
    some_days_later()
    Agency.objects.update(name="The police")
    moment = Chronicle(Agency, agency.pk).entries[-1].address
    where = f"{address(agency)}{moment}/"

    answers = {}
    for name in ("nothing", "view_agency", "change_agency"):
        get_user_model().objects.all().delete()
        client.force_login(reader(name))
        answers[name] = (
            client.get(address(agency)).status_code,
            client.get(where).status_code,
            "Put back" in client.get(address(agency)).content.decode(),
        )
        if name != "change_agency":
            assert client.post(where).status_code == 403

    assert answers == {
        "nothing": (403, 403, False),
        "view_agency": (200, 403, False),
        "change_agency": (200, 200, True),
    }


def put_back(client, row, entry, **said):
    where = f"{address(row)}{entry.address}/"
    page = client.get(where)
    return client.post(where, {"seen": page.context["token"], **said}, follow=True)


def test_earlier_version_is_put_back_as_a_new_change(client, curator):
    babies, neglect = make_theme("Babies"), make_theme("Neglect")
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    finding = make_finding("First.", themes=(babies, neglect), periods=(early,))
    make_citation(finding)
    agency = Agency.objects.create(slug="police", name="Police")
    finding.agencies.add(agency)
    some_days_later()
    FindingTheme.objects.filter(theme=babies).delete()
    FindingTheme.objects.filter(theme=neglect).update(is_primary=True)
    finding.periods.set([late])
    finding.agencies.clear()
    Finding.objects.update(text="Second.", certainty="low")
    first = Chronicle(Finding, finding.pk).entries[-1]

    some_days_later()
    first = Chronicle(Finding, finding.pk).entries[-1]
    response = put_back(client, finding, first, why="The first was right.")

    finding.refresh_from_db()
    assert "was put back." in response.content.decode()
    assert (finding.text, finding.certainty, finding.state) == ("First.", "high", "published")
    rows = finding.finding_themes.values_list("theme__title", "is_primary")
    assert set(rows) == {("Babies", True), ("Neglect", False)}
    assert list(finding.periods.all()) == [early]
    assert list(finding.agencies.all()) == [agency]
    newest = history(client, finding)[0]
    assert (newest.act, newest.why) == ("An earlier version was put back", "The first was right.")
    assert finding.changes.filter(kind="wording").count() == 2


def test_version_that_breaks_a_rule_is_refused_in_words_and_nothing_is_changed(client, curator):
    finding = make_finding("First.", state="draft", themes=(make_theme(),))
    some_days_later()
    period = make_period()
    finding.periods.add(period)
    make_citation(finding)
    Finding.objects.update(text="Second.")
    finding.refresh_from_db()
    publish_finding(finding=finding)
    first = Chronicle(Finding, finding.pk).entries[-1]

    page = put_back(client, finding, first).content.decode()

    assert "This version was not put back" in page
    assert "It has no period, and its wording does not say which years its reviews are of." in page
    finding.refresh_from_db()
    assert (finding.text, list(finding.periods.all())) == ("Second.", [period])


def test_own_rules_of_a_row_are_kept_too(client, curator):
    theme = make_theme("Old")
    some_days_later()
    Theme.objects.filter(pk=theme.pk).update(slug="new", title="New")
    make_theme("Old", slug="other")
    first = Chronicle(Theme, theme.pk).entries[-1]

    page = put_back(client, theme, first).content.decode()

    assert "This version was not put back" in page
    theme.refresh_from_db()
    assert theme.title == "New"


def test_what_was_deleted_since_is_left_out(client, curator):
    finding = make_finding("First.", state="draft")
    agency = Agency.objects.create(slug="police", name="Police")
    finding.agencies.add(agency)
    some_days_later()
    agency.delete()
    Finding.objects.update(text="Second.")
    first = Chronicle(Finding, finding.pk).entries[-1]

    put_back(client, finding, first)

    finding.refresh_from_db()
    assert (finding.text, finding.agencies.count()) == ("First.", 0)


def test_putting_back_looks_again_when_somebody_else_was_quicker(client, curator):
    finding = make_finding("First.", state="draft")
    some_days_later()
    Finding.objects.update(text="Second.")
    first = Chronicle(Finding, finding.pk).entries[-1]
    where = f"{address(finding)}{first.address}/"

    page = client.post(where, {"seen": "1"}).content.decode()

    assert "Somebody changed it since you opened this page." in page
    finding.refresh_from_db()
    assert finding.text == "Second."


def test_review_of_the_history_shows_rows_of_its_form(client, curator):
    review = make_review()
    some_days_later()
    review.authors.create(family="Brandon", position=0)

    assert details(history(client, Review.objects.get())[0])["Author"] == (
        "",
        "Position: 0\nFamily name: Brandon",
    )


def test_added_row_is_told_without_what_is_empty_or_no(client, curator):
    finding = make_finding("First.", themes=(make_theme("Babies"),))

    told = details(history(client, finding)[-1])

    assert told["Wording"] == ("", "First.")
    assert {"", "No"} & {after for _, after in told.values()} == set()


def test_who_began_earlier_and_wrote_later_stands_later():
    agency = Agency.objects.create(slug="police", name="Police")
    some_days_later()
    Agency.objects.update(name="Earlier.")
    Agency.objects.update(name="Later.")
    events = get_events(Agency).order_by("-pgh_id")
    with connection.cursor() as cursor:  # as if its transaction had begun a day before the other's
        cursor.execute(
            "UPDATE themes_agencyevent SET pgh_created_at = pgh_created_at - interval '1 day' WHERE pgh_id = %s",
            [events[0].pgh_id],
        )

    entries = Chronicle(Agency, agency.pk).entries

    assert [entry.steps[-1].after.name for entry in entries] == ["Later.", "Earlier.", "Police"]


def test_version_that_cannot_be_put_back_is_said_to_be_so_before_anybody_tries(client, curator):
    finding = make_finding("", state="draft", themes=(make_theme(),), periods=(make_period(),))
    some_days_later()
    Finding.objects.update(text="Words.")
    finding.refresh_from_db()
    publish_finding(finding=finding)
    first = Chronicle(Finding, finding.pk).entries[-1]

    page = client.get(f"{address(finding)}{first.address}/").content.decode()

    assert "This version cannot be put back as things are now:" in page
    assert "It has no wording of our own yet." in page
    assert "Put it back" not in page


@pytest.mark.parametrize(("state", "offered"), [("draft", False), ("published", True)])
def test_typing_mistake_is_offered_only_where_readers_would_be_told(client, curator, state, offered):
    finding = make_finding("First.", state=state, themes=(make_theme(),), periods=(make_period(),))
    some_days_later()
    Finding.objects.update(text="Second.")
    first = Chronicle(Finding, finding.pk).entries[-1]

    page = client.get(f"{address(finding)}{first.address}/").content.decode()

    assert ("Only a typing mistake" in page) == offered


def test_what_was_decided_about_cannot_be_put_back(client, curator):
    sheet = SheetImport.objects.create(sheet="findings", file_name="a.csv", headings=[], rows=[], shown={})
    some_days_later()
    SheetImport.objects.update(state=SheetImportState.PUT_ASIDE)
    first = Chronicle(SheetImport, sheet.pk).entries[-1]

    assert client.post(f"{address(sheet)}{first.address}/").status_code == 404
    assert "Put back the version" not in client.get(address(sheet)).content.decode()
