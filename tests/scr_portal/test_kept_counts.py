"""What depends on the version alone is counted once a version, and is right after each change."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from scr_portal import kept_pages
from tests.factories import (
    make_block,
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_review,
    make_theme,
)
from themes.findings.publishing import withdraw_finding
from themes.models import Coverage, FindingTheme, Situation, Theme

PAGES = [
    "/",
    "/themes/",
    "/themes/neglect/",
    "/periods/",
    "/periods/2011-2014/",
    "/themes-by-period/",
    "/what-we-have-read/",
    "/what-changed/",
    "/compare/?theme=neglect&theme=thresholds",
    "/reviews/",
    "/findings/",
    "/findings/?theme=neglect",
    "/findings/F001/",
    "/situations/a-visit/",
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def finding(settings):
    settings.KEPT_PAGES_MB = 0  # pages are made each time, and ask for what is kept of them
    theme, other = make_theme("Neglect"), make_theme("Thresholds")
    theme.related.add(other)
    review = make_review("report", period=make_period())
    made = [
        make_finding(themes=(theme, other), periods=(make_period(),), review=review, number=number)
        for number in (1, 2, 3)
    ]
    make_citation(*made[:2], pages=("53",))
    make_block(*made[1:])
    Coverage.objects.create(review=review, theme=theme, state="read")
    Situation.objects.create(slug="a-visit", title="A visit").themes.add(theme)
    return made[0]


def ask(client, path: str) -> tuple[bytes, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code in (200, 410), path
    return answer.content, len(queries)


def made_afresh(client, monkeypatch, path: str) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(kept_pages, "ask_for_version", lambda: None)
        return ask(client, path)[0]


def test_it_is_counted_once_a_version(client, finding):
    for path in PAGES:
        first, many = ask(client, path)
        second, few = ask(client, path)
        assert second == first, path
        # The home page has made the tiles of one, and the comparison the shelves of the other.
        assert few < many or path in ("/themes/", "/reviews/"), path


CHANGES = {
    "withdrawn": lambda finding: withdraw_finding(finding=finding, why="a test"),
    "filed elsewhere": lambda finding: FindingTheme.objects.filter(
        finding=finding, is_primary=False
    ).delete(),
    "period": lambda finding: finding.periods.set([make_period(2003, 2005)]),
    "theme renamed": lambda finding: Theme.objects.filter(title="Neglect").update(title="Renamed"),
    "read in part": lambda finding: Coverage.objects.update(state="partly_read"),
    "added": lambda finding: make_finding(themes=tuple(finding.themes.all()), review=finding.review),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_every_page_says_what_it_says_afresh(client, finding, change, monkeypatch):
    before = {path: ask(client, path)[0] for path in PAGES}

    CHANGES[change](finding)

    after = {path: ask(client, path)[0] for path in PAGES}
    assert {path for path in PAGES if after[path] != made_afresh(client, monkeypatch, path)} == set()
    assert before != after


def test_who_is_signed_in_sees_what_was_changed_a_moment_ago(client, finding):
    client.force_login(make_member("Curator"))
    before = client.get("/themes/").content

    make_finding(themes=tuple(finding.themes.all()))

    assert client.get("/themes/").content != before


def test_what_is_undone_leaves_nothing_kept(client, finding):
    before = client.get("/themes/").content

    with transaction.atomic():
        make_finding(themes=tuple(finding.themes.all()))
        within = client.get("/themes/").content
        transaction.set_rollback(True)

    assert within != before
    assert client.get("/themes/").content == before
