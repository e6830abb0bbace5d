"""By when each step of a notice or a complaint is due. `docs/notices.md` says where in the law each time stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from reviews.plurals import count_things
from reviews.working_time import (
    LONDON,
    add_working_days,
    add_working_hours,
    count_working_time,
    end_of_day_after,
    find_last_day,
)
from themes.models.notice import NextStep, Notice, NoticeKind

STEP_HOURS = 48  # of working days, for each step of ours after a notice of defamation
REPLY_DAYS = 5  # of any kind, up to the last midnight, for whoever posted it
ANSWER_WORKING_DAYS = 10  # for appeals and complaints about how something was handled: our own word
# The law asks for an acknowledgement within 30 days "beginning when the complaint is received", which counts that day;
# the acknowledgement is at once, and by the same day we answer.
DATA_DAYS = 30
# As pages and letters name them.
TIMES = {
    "step_hours": STEP_HOURS,
    "reply_days": REPLY_DAYS,
    "answer_days": ANSWER_WORKING_DAYS,
    "data_days": DATA_DAYS,
}


def find_due(waits_for: NextStep, since: datetime, kind: str) -> datetime:
    """The end of the time for a step that became the next one at `since`."""
    if waits_for == NextStep.REPLY:
        return end_of_day_after(since, REPLY_DAYS)
    if waits_for != NextStep.ANSWER:
        return add_working_hours(since, STEP_HOURS)
    if kind == NoticeKind.DATA:
        return end_of_day_after(since, DATA_DAYS - 1)
    return add_working_days(since, ANSWER_WORKING_DAYS)


def describe_clock(notice: Notice, now: datetime) -> str:
    """ "1 day 23 hours left, weekends and bank holidays not counted", "they may answer for 3 more days"."""
    if notice.due_at is None:
        return ""
    is_over = notice.due_at <= now
    days = (find_last_day(notice.due_at) - now.astimezone(LONDON).date()).days
    if notice.waits_for == NextStep.REPLY:
        if is_over:
            return "their time is over: say that they did not answer"
        said = f"for {count_things(days, 'more day')}" if days else "until the end of today"
        return f"they may answer {said}"
    if notice.kind == NoticeKind.DATA:
        if is_over:
            return f"OVER TIME by {count_things(-days, 'day')}"
        return f"{count_things(days, 'day')} left" if days else "until the end of today"
    said = _describe_hours(abs(count_working_time(now, notice.due_at)))
    said = f"OVER TIME by {said}" if is_over else f"{said} left"
    return f"{said}, weekends and bank holidays not counted"


def _describe_hours(counted: timedelta) -> str:
    """ "1 day 23 hours": whole hours, as a day here has 24 of them."""
    parts = ((counted.days, "day"), (counted.seconds // 3600, "hour"))
    return " ".join(count_things(number, name) for number, name in parts if number) or "less than an hour"
