"""By when each step of a notice or a complaint is due. `docs/notices.md` says where in the law each time stands."""

from __future__ import annotations

from datetime import datetime

from reviews.plurals import count_things
from reviews.working_time import add_working_days, add_working_hours, count_working_time, end_of_day_after
from themes.models.notice import NextStep, Notice, NoticeKind

STEP_HOURS = 48  # of working days, for each step of ours after a notice of defamation
REPLY_DAYS = 5  # of any kind, up to the last midnight, for whoever posted it
ANSWER_WORKING_DAYS = 10  # for appeals and complaints about how something was handled: our own word
# The law asks for an acknowledgement within 30 days "beginning when the complaint is received", which counts that day;
# the acknowledgement is at once, and by the same day we answer.
DATA_DAYS = 30


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
    """ "31 working hours left", "OVER TIME by 2 working hours", "they may answer for 3 more days"."""
    if notice.due_at is None:
        return ""
    if notice.waits_for == NextStep.REPLY:
        if notice.due_at <= now:
            return "their time is over: say that they did not answer"
        days = -(-(notice.due_at - now).total_seconds() // 86_400)
        return f"they may answer for {count_things(int(days), 'more day')}"
    left = count_working_time(now, notice.due_at).total_seconds() / 3600
    if notice.due_at <= now:
        return f"OVER TIME by {count_things(int(-left), 'working hour')}"
    return f"{count_things(int(left), 'working hour')} left"
