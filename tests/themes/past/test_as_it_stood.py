"""Pages by day: what they show, what they say of it, and what they never show."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scr_portal.forgetting.acts import forget
from scr_portal.forgetting.names import PersonNames
from tests.factories import (
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_theme,
)
from tests.themes.past.moments import done_on
from tests.themes.views.list_pages import find_texts
from themes.findings.publishing import hide_findings, publish_finding, withdraw_finding
from themes.models import (
    Agency,
    CatalogueEntry,
    Finding,
    FindingTheme,
    PageCitation,
    Situation,
    SituationFinding,
    Theme,
)
from themes.past.days import build_dated_address
from themes.past.tables import Past, read_catalogue_definition

pytestmark = pytest.mark.django_db
FIRST, LATER = date(2026, 1, 10), date(2026, 2, 20)


def read(client, address: str, day: date | str = FIRST, status: int = 200) -> str:
    answer = client.get(build_address(address, day))
    assert answer.status_code == status, answer
    return re.sub(r"\s+", " ", answer.content.decode())


def build_address(address: str, day: date | str) -> str:
    return f"{address}{'&' if '?' in address else '?'}as-of={day}"


@pytest.fixture
def theme():
    """A theme with two findings since the first day."""
    with done_on(FIRST):
        theme = make_theme("Neglect", content_note="About neglect.")
        for text in ("Old words.", "Other words."):
            make_citation(make_finding(text, themes=(theme,), periods=(make_period(),)), pages=("53",))
    return theme


@pytest.fixture
def first(theme):
    return Finding.objects.get(text="Old words.")


def test_a_theme_shows_the_words_of_the_day_and_says_what_changed_since(client, theme, first):
    with done_on(LATER):
        Finding.objects.filter(pk=first.pk).update(text="New words.")
        make_finding("Third.", themes=(theme,))

    page = read(client, theme.get_absolute_url())

    assert find_texts(page) == ["Old words.", "Other words."]
    assert "As it stood on 10 January 2026." in page
    assert "Since then: 1 finding reworded, 1 added." in page
    assert "About neglect." in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<link rel="canonical" href="https://testserver/themes/neglect/">' in page
    assert find_texts(read(client, theme.get_absolute_url(), LATER)) == [
        "New words.",
        "Other words.",
        "Third.",
    ]


def test_links_to_other_findings_and_themes_keep_the_day(client, theme, first):
    page = read(client, theme.get_absolute_url())

    assert f'href="{first.get_absolute_url()}?as-of=2026-01-10"' in page
    assert f'href="{first.review.get_absolute_url()}"' in page  # as it is today


def test_the_end_of_the_day_is_midnight_in_london(client, theme, first):
    with done_on(datetime.fromisoformat("2026-07-01T22:59:59Z")):
        Finding.objects.filter(pk=first.pk).update(text="Before midnight.")
    with done_on(datetime.fromisoformat("2026-07-01T23:00:00Z")):
        Finding.objects.filter(pk=first.pk).update(text="After midnight.")

    assert "Before midnight." in find_texts(read(client, theme.get_absolute_url(), "2026-07-01"))
    assert "After midnight." in find_texts(read(client, theme.get_absolute_url(), "2026-07-02"))


def test_what_was_withdrawn_since_is_counted_and_its_words_are_nowhere(client, theme, first):
    with done_on(LATER):
        withdraw_finding(finding=first)

    page = read(client, theme.get_absolute_url())

    assert find_texts(page) == ["Other words."]
    assert "Old words." not in page
    assert "Since then: 1 finding withdrawn. What was taken from view since is not shown here." in page
    assert "Old words." not in read(client, first.get_absolute_url(), status=410)


def test_words_from_before_a_withdrawal_stay_gone_when_it_is_published_again(client, theme, first):
    with done_on(LATER):
        withdraw_finding(finding=first)
        Finding.objects.filter(pk=first.pk).update(text="New words.", state="published", withdrawn_at=None)

    page = read(client, theme.get_absolute_url())
    alone = read(client, first.get_absolute_url(), status=404)

    assert find_texts(page) == ["Other words."]
    assert "1 finding taken from view and shown again" in page
    assert "The words from before are gone for good" in alone
    assert "Old words." not in page + alone


def test_what_is_hidden_for_now_is_said_and_shown_on_no_day(client, theme, first):
    with done_on(LATER):
        hide_findings(findings=[first])

    page = read(client, theme.get_absolute_url())

    assert find_texts(page) == ["Other words."]
    assert "Since then: 1 finding not shown for now." in page
    assert "Old words." not in page + read(client, first.get_absolute_url(), status=404)


def test_what_was_hidden_and_is_shown_again_stays_gone_on_the_days_before(client, theme, first):
    """Whatever somebody could be recognised by may have been changed meanwhile."""
    with done_on(LATER):
        hide_findings(findings=[first])
    with done_on(LATER + timedelta(days=1)):
        publish_finding(finding=first)

    page = read(client, theme.get_absolute_url())

    assert find_texts(page) == ["Other words."]
    assert "1 finding taken from view and shown again" in page
    assert "Old words." not in page + read(client, first.get_absolute_url(), status=404)


def test_what_is_read_together_is_not_shown_in_part(client, theme, first):
    second = Finding.objects.get(text="Other words.")
    with done_on(FIRST):
        make_block(first, second)
    with done_on(LATER):
        Finding.objects.filter(pk=second.pk).update(block=None)
        second.refresh_from_db()
        withdraw_finding(finding=second)

    page = read(client, theme.get_absolute_url())

    assert find_texts(page) == []
    assert "What was taken from view since is not shown here." in page


def test_drafts_of_the_day_are_not_shown_on_it(client, theme):
    with done_on(FIRST):
        draft = make_finding("Draft words.", state="draft", themes=(theme,), periods=(make_period(),))
    with done_on(LATER):
        Finding.objects.filter(pk=draft.pk).update(text="Published words.")
        draft.refresh_from_db()
        publish_finding(finding=draft)

    page = read(client, theme.get_absolute_url())

    assert find_texts(page) == ["Old words.", "Other words."]
    assert "Draft words." not in page + read(client, draft.get_absolute_url(), status=404)


def test_names_that_were_forgotten_are_on_no_day(client, theme):
    with done_on(FIRST):
        finding = make_finding("Ann Example told nobody.", themes=(theme,))
    with done_on(LATER):
        Finding.objects.filter(pk=finding.pk).update(text="Somebody told nobody.")
        forget(names=PersonNames(["Ann Example"]), by="a test")

    for address in (theme.get_absolute_url(), finding.get_absolute_url()):
        assert "Ann" not in read(client, address)


def test_a_finding_has_its_pages_themes_and_years_of_the_day_and_both_wordings(client, theme, first):
    with done_on(LATER):
        other = make_theme("Babies")
        Finding.objects.filter(pk=first.pk).update(text="New words.")
        FindingTheme.objects.filter(finding=first).update(theme=other)
        first.periods.set([make_period(2003, 2005)])
        cited = PageCitation.objects.get(citation__findings=first)
        cited.first_page = cited.last_page = "77"
        cited.save()

    page = read(client, first.get_absolute_url())

    assert "Old</del>" in page or "Old words." in page
    assert "<ins>" in page
    assert "Neglect</a>" in page
    assert "Babies</a>" not in page
    assert "2011 to 2014" in page
    assert "2003 to 2005" not in page
    assert "page 53" in page
    assert "page 77" not in page
    said = "1 finding reworded, 1 with other pages, 1 filed under other themes or years"
    assert said in page
    today = read(client, first.get_absolute_url(), timezone.localdate())
    assert "page 77" in today
    assert "which is today" in today


def test_nothing_that_changed_is_said(client, theme):
    assert "Nothing here has changed since: it is the same today." in read(client, theme.get_absolute_url())
    assert "which is today" in read(client, theme.get_absolute_url(), timezone.localdate())


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-01-09", "Nothing had been published here by the end of 9 January 2026."),
        ("2999-01-01", "1 January 2999 is still to come"),
        ("yesterday", "“yesterday” is not a date that we can read."),
        ("2026-02-30", "“2026-02-30” is not a date that we can read."),
        ("", "“” is not a date that we can read."),
        ("20260110", "is not a date that we can read."),
        ("2026-W02-6", "is not a date that we can read."),
        ("٢٠٢٦-٠١-١٠", "is not a date that we can read."),
        ("%00", "is not a date that we can read."),
    ],
)
@pytest.mark.parametrize("address", ["/themes/neglect/", "/findings/?theme=neglect", "/findings/?id=F001"])
def test_other_days_are_refused_with_what_to_do(client, theme, day, said, address):
    page = read(client, address, day, status=404)

    assert said in page
    assert "A day from 10 January 2026 to today, written as year, month, day:" in page
    assert f'href="{address}"' in page  # as it is today


def test_a_filtered_list_is_filtered_as_it_stood(client, theme, first):
    with done_on(FIRST):
        agency = Agency.objects.create(slug="police", name="Police")
        first.agencies.add(agency)
    with done_on(LATER):
        first.agencies.clear()
        second = Finding.objects.get(text="Other words.")
        second.agencies.add(agency)

    assert find_texts(read(client, "/findings/?agency=police")) == ["Old words."]
    assert find_texts(read(client, "/findings/?agency=police", LATER)) == ["Other words."]
    page = read(client, "/findings/?agency=police")
    assert "Since then: 1 finding added, 1 no longer listed here." in page


def test_a_list_has_one_address(client, theme):
    led = client.get("/findings/?as-of=2026-01-10&theme=Neglect&page=1")
    assert led["Location"] == "/findings/?theme=neglect&as-of=2026-01-10"
    led = client.get("/themes/neglect/?page=1&as-of=2026-01-10")
    assert led["Location"] == "/themes/neglect/?as-of=2026-01-10"
    with done_on(LATER):
        Theme.objects.filter(pk=theme.pk).update(slug="unmet-needs")
    led = client.get("/themes/neglect/?as-of=2026-01-10")
    assert led["Location"] == "/themes/unmet-needs/?as-of=2026-01-10"
    led = client.get(f"{theme.short_path}?as-of=2026-01-10")
    assert led["Location"] == "/themes/unmet-needs/?as-of=2026-01-10"


def test_a_theme_that_was_merged_since_has_what_it_had(client, theme, first):
    with done_on(FIRST):
        into = make_theme("Unmet needs")
    with done_on(LATER):
        FindingTheme.objects.filter(theme=theme).update(theme=into)
        Theme.objects.filter(pk=theme.pk).update(merged_into=into)

    page = read(client, "/themes/neglect/")
    assert find_texts(page) == ["Old words.", "Other words."]
    assert "This theme has been merged into “Unmet needs” since." in page
    assert find_texts(read(client, "/findings/?theme=neglect")) == ["Old words.", "Other words."]
    assert find_texts(read(client, "/themes/unmet-needs/")) == []
    led = client.get(build_address("/themes/neglect/", LATER))
    assert led["Location"] == f"/themes/unmet-needs/?as-of={LATER}"


def test_a_situation_has_its_findings_in_the_order_of_the_day(client, theme, first):
    second = Finding.objects.get(text="Other words.")
    with done_on(FIRST):
        situation = Situation.objects.create(slug="visit", title="A visit")
        for position, finding in enumerate((second, first)):
            SituationFinding.objects.create(situation=situation, finding=finding, position=position)
    with done_on(LATER):
        SituationFinding.objects.filter(finding=second).delete()

    page = read(client, situation.get_absolute_url())
    assert find_texts(page) == ["Other words.", "Old words."]
    assert "Since then: 1 finding no longer listed here." in page
    assert find_texts(read(client, situation.get_absolute_url(), LATER)) == ["Old words."]


def test_a_made_list_keeps_its_order_title_and_notes(client, theme, first):
    second = Finding.objects.get(text="Other words.")
    with done_on(LATER):
        third = make_finding("Third.")
        Finding.objects.filter(pk=first.pk).update(text="New words.")

    codes = "&".join(f"id={each.code}" for each in (second, third, first))
    answer = client.get(f"/findings/?{codes}&title=Monday&note-{first.code}=Ask+them&as-of={FIRST}")

    page = answer.content.decode()
    assert find_texts(page) == ["Other words.", "Old words."]
    assert "Monday" in page
    assert "Ask them" in page
    assert f"Not published by the end of that day: {third.code}." in re.sub(r"\s+", " ", page)
    assert "private" in answer["Cache-Control"]


def test_words_are_looked_for_today_alone(client, theme):
    assert client.get("/findings/?q=old&as-of=2026-01-10")["Location"] == "/search/?q=old"


def count_queries(client, number: int) -> dict[str, int]:
    """Of each kind of page, with so many findings."""
    with done_on(FIRST):
        theme = make_theme()
        situation = Situation.objects.create(slug=f"situation-{number}", title="A visit")
        findings = [make_finding(themes=(theme,)) for _ in range(number)]
        for position, finding in enumerate(findings[: Situation.MOST_FINDINGS]):
            SituationFinding.objects.create(situation=situation, finding=finding, position=position)
    with done_on(LATER):
        Finding.objects.filter(pk__in=[each.pk for each in findings]).update(text="New words.")
    addresses = {
        "theme": theme.get_absolute_url(),
        "list": f"/findings/?theme={theme.slug}",
        "made": "/findings/?" + "&".join(f"id={each.code}" for each in findings[:100]),
        "situation": situation.get_absolute_url(),
        "finding": findings[0].get_absolute_url(),
    }
    read_catalogue_definition()
    counted = {}
    for kind, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            read(client, address)
        counted[kind] = len(queries)
    return counted


def test_queries_do_not_grow(client):
    counted = count_queries(client, 1)

    assert count_queries(client, 200) == counted
    assert max(counted.values()) <= 15


def test_a_long_list_has_pages_that_keep_the_day(client, theme):
    with done_on(FIRST):
        for _ in range(60):
            make_finding(themes=(theme,))

    page = read(client, theme.get_absolute_url())
    assert "62 findings" in page
    assert 'href="?as-of=2026-01-10&amp;page=3"' in page
    last = client.get("/themes/neglect/?as-of=2026-01-10&page=3").content.decode()
    assert len(find_texts(last)) == 12
    assert client.get("/themes/neglect/?as-of=2026-01-10&page=4").status_code == 404


def test_the_catalogue_of_then_is_today_s_where_nothing_changed(theme, first):
    """Worked out anew for a finding that was touched and put back, it is what the triggers keep."""
    make_block(first, Finding.objects.get(text="Other words."))
    with done_on(FIRST):
        pass
    with done_on(LATER):
        Finding.objects.update(certainty="low")
        Finding.objects.update(certainty="high")
    fields = ("finding_id", "number", "block_id", "is_listed", "options", "first_year", "last_year")
    entries = CatalogueEntry.objects.order_by("finding_id").values_list(*fields)

    past = Past.at_end_of(FIRST)

    assert len(past.changed) == 2
    assert past.read_values(entries) == list(entries)


@pytest.mark.parametrize(
    ("address", "dated"),
    [
        ("/themes/neglect/", "/themes/neglect/?as-of=2026-01-10"),
        ("/t/5", "/t/5?as-of=2026-01-10"),
        ("/findings/F001/", "/findings/F001/?as-of=2026-01-10"),
        ("https://portal.example/f/1", "https://portal.example/f/1?as-of=2026-01-10"),
        ("/situations/visit/?as-of=2026-01-01", "/situations/visit/?as-of=2026-01-10"),
        ("/findings/?theme=a&page=3&tick=F001&title=x", "/findings/?theme=a&as-of=2026-01-10"),
        ("/findings/?id=F001&id=F004&title=x", "/findings/?id=F001&id=F004&title=x&as-of=2026-01-10"),
        ("/findings/", "/findings/?as-of=2026-01-10"),
        ("/findings/?q=neglect", ""),
        ("/search/?q=neglect", ""),
        ("/reviews/", ""),
        ("/no/such/page/", ""),
    ],
)
def test_address_of_a_page_as_it_stands_on_a_day(address, dated):
    assert build_dated_address(address, FIRST) == dated


def test_without_a_day_it_is_of_today():
    today = timezone.localdate().isoformat()
    assert build_dated_address("/themes/neglect/") == f"/themes/neglect/?as-of={today}"


def test_each_page_offers_its_dated_link(client, theme, first):
    with done_on(FIRST):
        situation = Situation.objects.create(slug="visit", title="A visit")
    today = timezone.localdate().isoformat()
    for address, dated in (
        (theme.get_absolute_url(), theme.short_path),
        (first.get_absolute_url(), first.short_path),
        (situation.get_absolute_url(), situation.get_absolute_url()),
    ):
        said = f"https://testserver{dated}?as-of={today}</span>"
        page = client.get(address).content.decode()
        assert "To show this page as it stands today" in page
        assert said in page
    for address in (f"/findings/?theme={theme.slug}", f"/findings/?id={first.code}"):
        said = f"https://testserver{address}&amp;as-of={today}</span>"
        assert said in client.get(address).content.decode()
