"""Hours and days as the law counts them: holidays as they were and will be, and rules that hold for any time."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.working_time import (
    LONDON,
    add_working_days,
    add_working_hours,
    count_working_time,
    describe_deadline,
    end_of_day_after,
    is_working_day,
)

MOMENTS = st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON)


def test_days_off_are_those_that_were_proclaimed():
    off = {
        "Good Friday": date(2026, 4, 3),
        "Easter Monday": date(2026, 4, 6),
        "early May, moved for VE Day": date(2020, 5, 8),
        "Boxing Day on a Saturday": date(2026, 12, 28),
        "Christmas Day and Boxing Day at a weekend": date(2027, 12, 28),
        "Christmas Day on a Sunday": date(2022, 12, 27),
        "New Year's Day on a Saturday": date(2028, 1, 3),
        "Platinum Jubilee": date(2022, 6, 3),
        "State Funeral": date(2022, 9, 19),
        "Coronation": date(2023, 5, 8),
        "a Saturday": date(2026, 12, 5),
    }
    worked = {
        "where early May would have been": date(2020, 5, 4),
        "where spring would have been": date(2022, 5, 30),
        "Scotland's second of January": date(2026, 1, 2),
        "Scotland's first Monday of August": date(2026, 8, 3),
        "Northern Ireland's twelfth of July": date(2027, 7, 12),
        "Maundy Thursday": date(2026, 4, 2),
        "Christmas Eve": date(2026, 12, 24),
    }

    assert [name for name, day in off.items() if is_working_day(day)] == []
    assert [name for name, day in worked.items() if not is_working_day(day)] == []


def test_48_hours_stop_on_days_off():
    for start, due in (
        ("2026-12-01 10:00", "2026-12-03 10:00"),  # within a week
        ("2026-12-03 16:00", "2026-12-07 16:00"),  # over a weekend
        ("2026-12-05 09:00", "2026-12-09 00:00"),  # begins on a Saturday: Monday and Tuesday, whole
        ("2026-12-24 12:00", "2026-12-30 12:00"),  # Christmas and its substitute day
        ("2026-04-02 18:00", "2026-04-08 18:00"),  # Easter
        ("2026-03-27 12:00", "2026-03-31 12:00"),  # the clocks change on that Sunday
        ("2022-09-16 12:00", "2022-09-21 12:00"),  # the State Funeral
    ):
        assert add_working_hours(at(start), 48) == at(due), start


def test_days_end_at_midnight():
    # The fifth day after that of the letter, whatever kind of days they are; the clocks change in between.
    assert end_of_day_after(at("2026-10-22 23:50"), 5) == at("2026-10-28 00:00")
    assert add_working_days(at("2026-12-23 15:00"), 3) == at("2026-12-31 00:00")
    assert add_working_days(at("2026-12-25 15:00"), 1) == at("2026-12-30 00:00")


@given(MOMENTS, st.integers(0, 400), st.integers(0, 400))
@settings(deadline=None)
def test_hours_added_are_hours_counted(start, hours, more):
    due = add_working_hours(start, hours)

    assert due >= start
    assert count_working_time(start, due) == timedelta(hours=hours)
    assert count_working_time(due, start) == -timedelta(hours=hours)
    assert add_working_hours(due, more) == add_working_hours(start, hours + more)
    # The end of an hour may be the midnight that begins a day off, never a moment within one.
    assert is_working_day((due - timedelta(microseconds=1)).astimezone(LONDON).date()) or not hours


@given(MOMENTS, st.integers(1, 30))
@settings(deadline=None)
def test_working_days_are_as_many_as_were_asked_for(start, days):
    due = add_working_days(start, days)
    first, last = start.astimezone(LONDON).date(), (due - timedelta(microseconds=1)).astimezone(LONDON).date()
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]

    assert sum(map(is_working_day, between)) == days
    assert is_working_day(last)


def test_a_deadline_at_midnight_is_said_as_the_day_that_it_ends():
    for due, said in (
        ("2026-12-07 00:00", "the end of Sunday 6 December 2026"),
        ("2026-12-06 23:59", "Sunday 6 December 2026, 23:59"),
        ("2026-12-07 00:01", "Monday 7 December 2026, 00:01"),
        ("2027-01-01 00:00", "the end of Thursday 31 December 2026"),
        ("2026-07-01 00:00", "the end of Tuesday 30 June 2026"),  # 23:00 in UTC
    ):
        assert describe_deadline(at(due).astimezone(UTC)) == said
