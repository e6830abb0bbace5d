"""What a letter tells of a list is what changed in it: nothing twice, nothing left out, nothing that was hidden."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from tests.factories import make_citation, make_finding, make_period, make_theme
from tests.themes.past.moments import JUST_NOW, done_on
from themes.alerts.changes import ListChanges, find_list_changes, find_settled_moment
from themes.alerts.following import find_followed
from themes.alerts.writing import describe_changes
from themes.data.lists import read_filter
from themes.findings.publishing import hide_findings, withdraw_finding
from themes.models import Change, Finding, FindingTheme, Situation, SituationFinding
from themes.past.tables import Past

START = timezone.now() - timedelta(days=20)


def moment(day: float) -> datetime:
    return START + timedelta(days=day)


@contextlib.contextmanager
def on(day: int) -> Iterator[None]:
    """What is done inside was done on this day, also as readers are told of it."""
    with done_on(moment(day)):
        yield
    Change.objects.filter(at__gte=timezone.now() - JUST_NOW).update(at=moment(day))


def ask(query: str, since: float, until: float) -> ListChanges:
    followed = find_followed(query)
    assert followed
    return find_list_changes(followed, Past(moment(since)), Past(moment(until)))


def list_codes(query: str) -> set[str]:
    return {
        Finding.name_code(number)
        for number in read_filter(QueryDict(query)).qs.values_list("number", flat=True)
    }


def reword(finding: Finding, text: str, *, minor: bool = False) -> None:
    Finding.objects.filter(pk=finding.pk).update(text=text)
    if minor:
        Change.objects.filter(finding=finding, kind="wording", at__gte=timezone.now() - JUST_NOW).update(
            minor=True
        )


@pytest.mark.django_db
def test_each_day_tells_what_happened_on_it_and_together_they_are_the_list():
    theme, other, period = make_theme("Neglect"), make_theme("Babies"), make_period()
    query = f"theme={theme.slug}"
    with on(0):
        first, second, third, secret = (
            make_finding(f"Words of {name}.", themes=(theme,), periods=(period,))
            for name in ("first", "second", "third", "secret")
        )
        moved = make_finding("Words of moved.", themes=(other,), periods=(period,))
        lists = make_citation(first, pages=("53",))
        situation = Situation.objects.create(slug="a-visit", title="A visit")
    before = list_codes(query)
    with on(1):
        added = make_finding("Words of added.", themes=(theme,), periods=(period,))
    with on(2):
        reword(first, "Other words of first.")
        reword(second, "Words of second!", minor=True)
    with on(3):
        lists.pages.update(first_page="54")
    with on(4):
        withdraw_finding(finding=Finding.objects.get(pk=third.pk))
    with on(5):
        FindingTheme.objects.create(finding=moved, theme=theme)
    with on(6):
        FindingTheme.objects.filter(finding=second, theme=theme).delete()
    with on(7):
        hide_findings(findings=[Finding.objects.get(pk=secret.pk)])
    with on(9):
        Finding.objects.filter(pk=secret.pk).update(state="published")
    with on(10):
        SituationFinding.objects.create(situation=situation, finding=first)

    told = {
        1: ListChanges(added=(added.code,)),
        2: ListChanges(reworded=(first.code,)),
        3: ListChanges(repaged=(first.code,)),
        4: ListChanges(withdrawn=(third.code,)),
        5: ListChanges(added=(moved.code,)),
        6: ListChanges(left=(second.code,)),
    }
    for day in range(1, 11):
        assert ask(query, day - 0.5, day + 0.5) == told.get(day, ListChanges()), day
    assert ask(query, 6.5, 9.5) == ask(query, 8, 9.5) == ListChanges(), "hidden, and shown again"
    assert ask("situation=a-visit", 9.5, 10.5) == ListChanges(added=(first.code,))
    assert ask("situation=a-visit", 0.5, 9.5) == ListChanges()
    assert ask("", 4.5, 6.5) == ListChanges(), "filed otherwise, which is no change of all findings"

    whole = ask(query, 0.5, 10.5)
    assert (before | set(whole.added)) - set(whole.left) - set(whole.withdrawn) == list_codes(query)
    with on(12):
        Finding.objects.filter(pk=secret.pk).update(state="hidden")
        reword(added, "New words of added.")
    codes = {
        code for day in range(1, 11) for kind in vars(ask(query, day - 0.5, 13)).values() for code in kind
    }
    assert secret.code not in codes, "nothing is said of what is hidden today"


SENTENCES = [
    ({"added": ("F119",)}, "One finding was added to Neglect: F119"),
    ({"added": ("F1", "F2", "F3")}, "3 findings were added to Neglect: F1, F2 and F3"),
    ({"withdrawn": tuple(f"F{n}" for n in range(6))}, "6 findings were withdrawn from Neglect"),
    ({"added": ("F1", "F2"), "withdrawn": ("F3",)}, "Neglect changed: 2 findings added and 1 withdrawn"),
    ({"reworded": ("F1",), "repaged": ("F1",), "left": ("F2",)},
     "Neglect changed: 1 finding reworded, 1 given other pages and 1 taken out"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), SENTENCES)
def test_the_change_in_a_sentence(changes, sentence):
    assert describe_changes(ListChanges(**changes), "Neglect") == sentence


@pytest.mark.django_db
def test_which_lists_can_be_followed_and_their_one_spelling():
    theme, period = make_theme("Neglect", slug="neglect"), make_period()
    make_finding(themes=(theme,), periods=(period,))
    Situation.objects.create(slug="a-visit", title="A visit")
    known = {
        "": ("", "/findings/", "the collection"),
        "sort=newest": ("", "/findings/", "the collection"),
        "theme=neglect": ("theme=neglect", "/themes/neglect/", "Neglect"),
        f"period={period.slug}": (f"period={period.slug}", f"/periods/{period.slug}/", period.name),
        f"period={period.slug}&theme=Neglect": (
            f"theme=neglect&period={period.slug}",
            f"/findings/?theme=neglect&period={period.slug}",
            f"Neglect, and {period.name}",
        ),
        "situation=a-visit": ("situation=a-visit", "/situations/a-visit/", "“A visit”"),
    }
    for query, expected in known.items():
        followed = find_followed(query)
        assert followed, query
        assert (followed.query, followed.path, followed.name) == expected
    refused = (
        "theme=no-such",
        "q=words",
        "id=F1",
        "situation=no",
        "situation=a-visit&theme=neglect",
        "x=%00",
        "y=1",
    )
    for query in refused:
        assert find_followed(query) is None, query

    theme.slug = "neglected"
    theme.save()
    followed = find_followed("theme=neglect")
    assert followed
    assert followed.query == "theme=neglected", "a list that was renamed is still followed"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_a_time_in_which_something_still_runs():
    started = find_settled_moment()
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("BEGIN")
        [(began,)] = other.execute("SELECT now()").fetchall()
        assert started <= began
        assert find_settled_moment() == began
        other.execute("ROLLBACK")
    assert find_settled_moment() > began
