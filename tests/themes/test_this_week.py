"""Turns: every other finding comes before one returns, and a week stays as it is when findings are added."""

from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_block, make_finding, make_theme
from themes.findings.publishing import hide_findings, withdraw_finding
from themes.models import AgeGroup, Finding, Harm, WeeklyFinding
from themes.models.week import find_monday
from themes.this_week import USUAL_QUESTION, WEEK, Turn, list_weeks, read_weeks, take_turns

START = date(2026, 1, 5)


def weeks(most: int):
    return st.integers(0, most).map(lambda number: START + number * WEEK)


turns = st.lists(
    st.builds(Turn, st.integers(1, 500), weeks(20), st.just(date.max)),
    min_size=1,
    max_size=12,
    unique_by=lambda turn: turn.number,
)


@given(turns, weeks(60))
def test_every_other_finding_comes_before_one_returns(turns, week):
    had = take_turns(turns, {}, week)
    since = {turn.number: turn.since for turn in turns}

    for at, number in had.items():
        before = [each for each in had if each < at and had[each] == number]
        if before:
            between = {had[each] for each in had if max(before) < each < at}
            others = {each for each, first in since.items() if first <= max(before) and each != number}
            assert between >= others


@given(turns, turns, weeks(40), weeks(40))
def test_a_week_stays_as_it_is_when_others_are_added_later(turns, added, week, later):
    numbers = {turn.number for turn in turns}
    added = [turn for turn in added if turn.number not in numbers and turn.since > week]

    had, then = take_turns(turns, {}, week), take_turns([*turns, *added], {}, max(week, later))

    assert {at: number for at, number in then.items() if at <= week} == had


@given(turns, st.dictionaries(weeks(30), st.integers(1, 500), max_size=5), weeks(40))
def test_a_choice_is_shown_in_its_week_and_is_a_turn(turns, chosen, week):
    had = take_turns(turns, chosen, week)

    assert {at: number for at, number in had.items() if at in chosen} == {
        at: number for at, number in chosen.items() if at <= week
    }
    assert set(had.values()) <= {turn.number for turn in turns} | set(chosen.values())


@given(turns, weeks(20), weeks(20))
def test_what_is_withdrawn_has_no_turn_from_then_on(turns, gone, week):
    ended = turns[0]._replace(until=gone)
    had = take_turns([ended, *turns[1:]], {}, week)

    assert all(at < gone for at, number in had.items() if number == ended.number)
    before = take_turns(turns, {}, week)
    assert all(had.get(at) == number for at, number in before.items() if at < gone)


def test_weeks_are_those_of_the_calendar():
    assert find_monday(date(2027, 1, 1)) == date(2026, 12, 28)  # week 53


@pytest.mark.django_db
class TestThisWeek:
    week = find_monday(localdate())

    def test_what_distresses_most_is_left_out(self):
        sexual = Harm.objects.create(slug="sexual", name="Sexual harm")
        baby = AgeGroup.objects.create(slug="under-1", name="Under 1", from_age=0, to_age=0)
        older = AgeGroup.objects.create(slug="1-to-4", name="1 to 4", from_age=1, to_age=4)
        make_finding().harms.add(sexual)
        make_finding().ages.add(baby)
        make_finding(themes=(make_theme(content_note="About deaths."),))
        make_finding(kind="statistic")
        make_finding(state="draft")
        shown = {make_finding().number, make_finding().number}
        (both := make_finding()).ages.add(baby, older)
        shown.add(both.number)

        had = list_weeks(self.week + 20 * WEEK)

        assert set(had.values()) == shown

    def test_the_page_has_one_finding_with_those_to_be_read_with_it_and_one_question(self, client):
        theme = make_theme("Neglect", questions=["What would you ask?"])
        first, second = make_finding(themes=(theme,)), make_finding(themes=(theme,))
        make_block(first, second)

        page = client.get("/this-week/").content.decode()

        assert page.count("What would you ask?") == 1
        assert first.text in page
        assert second.text in page

    def test_a_curator_chooses_and_may_ask(self, client):
        make_finding()
        chosen = make_finding(themes=(make_theme(content_note="About deaths."),))
        WeeklyFinding.objects.create(week=self.week, finding=chosen, question="What now?")

        [own] = read_weeks(self.week, 1)
        assert (own.card.number, own.question) == (chosen.number, "What now?")

        withdraw_finding(finding=chosen, why="It was wrong.")
        [own] = read_weeks(self.week, 1)
        assert own.card.number != chosen.number
        assert own.question != "What now?"

    def test_what_is_hidden_for_now_has_this_week_no_longer_and_keeps_those_before(self):
        first, other = make_finding(), make_finding()
        Finding.objects.update(published_at=timezone.now() - 4 * WEEK)
        had = list_weeks(self.week)
        hidden = first if had[self.week] == first.number else other

        hide_findings(findings=[hidden])

        now = list_weeks(self.week)
        assert now[self.week] != hidden.number
        assert {week: now[week] for week in now if week < self.week} == {
            week: had[week] for week in had if week < self.week
        }

    def test_a_choice_is_of_a_published_finding_and_a_whole_week(self):
        wrong = WeeklyFinding(week=self.week, finding=make_finding(state="draft"))
        with pytest.raises(ValidationError, match="Choose a published finding"):
            wrong.full_clean()
        right = WeeklyFinding(week=self.week + timedelta(days=3), finding=make_finding())
        right.full_clean()
        assert right.week == self.week

    def test_nothing_is_there_yet(self, client):
        page = client.get("/this-week/")
        assert page.status_code == 200
        assert "Nothing yet" in page.content.decode()
        assert feedparser.parse(client.get("/this-week/feed.atom").content).entries == []

    def test_the_feed_names_no_words_in_its_titles(self, client):
        now = datetime.now(UTC)
        found = [make_finding(published_at=now - timedelta(days=35)) for _ in range(3)]

        feed = feedparser.parse(client.get("/this-week/feed.atom").content)

        assert feed.bozo is False
        assert len(feed.entries) == 6
        assert not any(finding.text in entry.title for finding in found for entry in feed.entries)
        assert len({entry.id for entry in feed.entries}) == 6
        assert USUAL_QUESTION in feed.entries[0].summary

    @pytest.mark.parametrize("path", ["/this-week/", "/this-week/feed.atom"])
    def test_queries_do_not_grow(self, client, path, django_assert_max_num_queries):
        now = datetime.now(UTC)
        for _ in range(12):
            make_finding(published_at=now - timedelta(days=70), themes=(make_theme(questions=["Why?"]),))
        with django_assert_max_num_queries(8):
            client.get(path)
