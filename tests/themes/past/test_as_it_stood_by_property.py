"""Whatever was done on whichever days: a day shows what readers saw at its end, less what was withdrawn since."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.past.moments import done_on
from themes.models import Finding, FindingTheme, PageCitation
from themes.past.lists import read_theme_then
from themes.past.tables import Past

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 10)
ACTS = ("add", "draft", "reword", "repage", "move", "withdraw", "publish", "delete", "period")
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 2)), min_size=2, max_size=10
)


@dataclass
class Held:
    """A finding as the plain model knows it."""

    text: str
    theme: int
    pages: str
    years: int
    state: str
    gone: bool = False  # whether it was ever out of view since


@dataclass
class Model:
    findings: dict[int, Held] = field(default_factory=dict)
    evenings: dict[date, dict[int, Held]] = field(default_factory=dict)

    def expect(self, day: date, theme: int) -> dict[int, tuple]:
        """What that day's page of the theme may show."""
        found = {}
        for pk, then in self.evenings[day].items():
            later = [each.get(pk) for on, each in self.evenings.items() if on > day]
            stayed = all(held is not None and held.state == "published" and not held.gone for held in later)
            if then.theme == theme and then.state == "published" and stayed:
                found[pk] = (then.text, then.pages, then.years)
        return found


class Run:
    """Does to the database and to the model what the steps say."""

    def __init__(self) -> None:
        self.review = make_review()
        self.themes = [make_theme(), make_theme()]
        self.periods = [make_period(2003, 2005), make_period(2011, 2014)]
        self.model = Model()
        self.day = FIRST
        self.number = 0

    def go(self, step: tuple[str, int, int]) -> None:
        act, which, days = step
        if days:
            self.sleep(days)
        with done_on(self.day):
            if act in ("add", "draft"):
                self.add("published" if act == "add" else "draft")
            elif self.model.findings:
                pks = sorted(self.model.findings)
                pk = pks[which % len(pks)]
                getattr(self, act)(pk, self.model.findings[pk])

    def sleep(self, days: int) -> None:
        for _ in range(days):
            self.model.evenings[self.day] = deepcopy(self.model.findings)
            for held in self.model.findings.values():
                held.gone = held.state != "published"
            self.day += timedelta(days=1)

    def add(self, state: str) -> None:
        self.number += 1
        text, page = f"Lesson {self.number}.", str(self.number)
        finding = make_finding(
            text, review=self.review, state=state, themes=(self.themes[0],), periods=(self.periods[0],)
        )
        make_citation(finding, pages=(page,))
        self.model.findings[finding.pk] = Held(text, 0, page, 2003, state)

    def reword(self, pk: int, held: Held) -> None:
        held.text += " Again."
        Finding.objects.filter(pk=pk).update(text=held.text)

    def repage(self, pk: int, held: Held) -> None:
        held.pages = str(int(held.pages) + 100)
        for page in PageCitation.objects.filter(citation__findings=pk):
            page.first_page = page.last_page = held.pages
            page.save()

    def move(self, pk: int, held: Held) -> None:
        held.theme = 1 - held.theme
        FindingTheme.objects.filter(finding=pk).update(theme=self.themes[held.theme])

    def period(self, pk: int, held: Held) -> None:
        place = 1 if held.years == 2003 else 0
        held.years = (2003, 2011)[place]
        Finding.objects.get(pk=pk).periods.set([self.periods[place]])

    def withdraw(self, pk: int, held: Held) -> None:
        if held.state == "published":
            held.state, held.gone = "withdrawn", True
            Finding.objects.filter(pk=pk).update(state="withdrawn", withdrawn_at=timezone.now())

    def publish(self, pk: int, held: Held) -> None:
        held.state = "published"
        Finding.objects.filter(pk=pk).update(state="published", published_at=F("added"), withdrawn_at=None)

    def delete(self, pk: int, held: Held) -> None:
        if held.state == "draft":
            Finding.objects.filter(pk=pk).delete()
            del self.model.findings[pk]


def read_page(past: Past, theme) -> dict[int, tuple]:
    page = read_theme_then(past, theme, number=1, size=50)
    cards = [card for entry in page.entries for card in entry.cards]
    assert page.finding_count == len(cards)
    return {
        card.pk: (card.text, card.how_known[0].pages[0].text, card.periods[0].first_year) for card in cards
    }


@settings(max_examples=25)
@example(steps=[("withdraw", 0, 1), ("publish", 0, 1)], days={0})
@example(steps=[("reword", 0, 1), ("withdraw", 0, 0), ("publish", 0, 0), ("reword", 0, 1)], days={0, 1})
@example(steps=[("move", 0, 1), ("repage", 0, 1), ("move", 0, 0), ("period", 1, 1)], days={0, 1})
@given(steps=steps, days=st.sets(st.integers(0, 30), min_size=1, max_size=2))
def test_a_day_shows_what_stood_at_its_end_less_what_was_withdrawn_since(steps, days):
    with transaction.atomic():
        run = Run()
        for step in [("add", 0, 0), ("add", 0, 0), *steps, ("add", 0, 1)]:
            run.go(step)
        run.sleep(1)
        evenings = sorted(run.model.evenings)
        for day in {evenings[each % len(evenings)] for each in days}:
            for number, theme in enumerate(run.themes):
                assert read_page(Past.at_end_of(day), theme) == run.model.expect(day, number), day
        transaction.set_rollback(True)
