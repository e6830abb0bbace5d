from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from reviews import jobs
from reviews.history.tracking import get_events
from reviews.management.commands import check_sources
from reviews.models import Availability
from reviews.sources.availability import NoAnswer, check_places, find_due
from reviews.sources.visiting import Visit, VisitAnswer
from tests.factories import make_review

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 9)
BEFORE = TODAY - timedelta(days=7)
URL = "https://publisher.example/report"


def place(state="published", on=None, url=URL, **fields) -> Availability:
    fields.setdefault("review", make_review())
    return Availability.objects.create(place="publisher", url=url, state=state, on=on, **fields)


def saw(answer: VisitAnswer, said: str = "So it is said."):
    return lambda url: Visit(answer, url, said)


def ledger() -> list[tuple[str, date | None]]:
    return list(Availability.objects.order_by("pk").values_list("state", "on"))


def look_at_all(answer: VisitAnswer, **options) -> list:
    places = find_due(Availability.objects.all(), TODAY)
    return list(check_places(places, TODAY, visit=saw(answer), pause=lambda seconds: None, **options))


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        (("published", None), VisitAnswer.THERE, [("published", TODAY)]),
        (("published", BEFORE), VisitAnswer.THERE, [("published", TODAY)]),
        (("published", BEFORE), VisitAnswer.MOVED, [("published", BEFORE), ("moved", TODAY)]),
        (("published", BEFORE), VisitAnswer.GONE, [("published", BEFORE), ("withdrawn", TODAY)]),
        (("published", BEFORE), VisitAnswer.MISSING, [("published", BEFORE), ("unreachable", TODAY)]),
        (("published", BEFORE), VisitAnswer.SILENT, [("published", BEFORE), ("unreachable", TODAY)]),
        (("unreachable", BEFORE), VisitAnswer.MISSING, [("unreachable", BEFORE), ("withdrawn", TODAY)]),
        (("unreachable", None), VisitAnswer.MISSING, [("unreachable", TODAY)]),
        (("unreachable", BEFORE), VisitAnswer.SILENT, [("unreachable", TODAY)]),
        (("unreachable", BEFORE), VisitAnswer.THERE, [("unreachable", BEFORE), ("published", TODAY)]),
        (("withdrawn", BEFORE), VisitAnswer.MISSING, [("withdrawn", TODAY)]),
        (("withdrawn", BEFORE), VisitAnswer.SILENT, [("withdrawn", TODAY)]),
        (("withdrawn", BEFORE), VisitAnswer.THERE, [("withdrawn", BEFORE), ("published", TODAY)]),
        (("published", BEFORE), VisitAnswer.UNTOLD, [("published", BEFORE)]),
        (("published", BEFORE), VisitAnswer.FORBIDDEN, [("published", BEFORE)]),
    ],
)
def test_ledger_gains_an_entry_when_the_state_changes(before, answer, after):
    place(*before)

    look_at_all(answer)

    assert ledger() == after


def test_new_address_is_noted():
    place(note="In the publisher's shop.")

    list(
        check_places(
            find_due(Availability.objects.all(), TODAY),
            TODAY,
            visit=saw(VisitAnswer.MOVED, "It has moved to X"),
        )
    )

    assert list(Availability.objects.order_by("pk").values_list("note", flat=True)) == [
        "In the publisher's shop.",
        "It has moved to X",
    ]


def test_history_says_what_was_seen():
    entry = place()

    look_at_all(VisitAnswer.SILENT)

    new = Availability.objects.exclude(pk=entry.pk).get()
    context = get_events(Availability).filter(pgh_obj_id=new.pk).get().pgh_context
    assert (context.metadata["act"], context.metadata["why"]) == ("look", "So it is said.")


def test_address_of_several_reports_is_asked_once_and_a_host_is_not_hurried():
    asked, pauses = [], []

    def visit(url):
        asked.append(url)
        return Visit(VisitAnswer.THERE, url, "")

    for url in (URL, URL, URL + "/2", "https://library.example/report"):
        place(url=url)
    list(
        check_places(
            find_due(Availability.objects.all(), TODAY), TODAY, visit=visit, pause=pauses.append, between=7.0
        )
    )

    assert sorted(asked) == ["https://library.example/report", URL, URL + "/2"]
    assert pauses == [7.0]
    assert Availability.objects.filter(on=TODAY).count() == 4


def test_only_the_last_entry_is_looked_at_and_not_within_a_week():
    review = make_review()
    place("published", BEFORE, review=review)
    last = place("moved", BEFORE + timedelta(days=1), review=review)
    place(on=TODAY - timedelta(days=5), url=URL + "/lately")

    assert find_due(Availability.objects.all(), TODAY) == [last]


def silent_but(*answering: str):
    return lambda url: Visit(
        VisitAnswer.THERE if url in answering else VisitAnswer.SILENT, url, "So it is said."
    )


HOSTS = [f"https://site-{number}.example/" for number in range(4)]


@pytest.mark.parametrize("answering", range(4))
def test_silence_counts_where_any_other_site_answers(answering):
    for url in HOSTS:
        place(url=url)

    places = find_due(Availability.objects.all(), TODAY)
    looks = list(check_places(places, TODAY, visit=silent_but(HOSTS[answering]), pause=lambda seconds: None))

    assert len(looks) == 4
    assert sorted(Availability.objects.filter(on=TODAY).values_list("state", flat=True)) == [
        "published",
        *["unreachable"] * 3,
    ]


@pytest.mark.parametrize("inside", [None, *HOSTS])
def test_nothing_is_written_where_no_site_answers_at_all(inside):
    """Nor is it an answer that an address was not asked, because it is not public."""
    for url in HOSTS:
        place(url=url)

    def visit(url):
        return Visit(VisitAnswer.FORBIDDEN if url == inside else VisitAnswer.SILENT, url, "So it is said.")

    with pytest.raises(NoAnswer):
        list(
            check_places(
                find_due(Availability.objects.all(), TODAY), TODAY, visit=visit, pause=lambda seconds: None
            )
        )

    assert ledger() == [("published", None)] * 4


def test_addresses_that_are_not_public_are_told_though_nothing_else_is_asked():
    for url in HOSTS:
        place(url=url)

    assert [each.state for each in look_at_all(VisitAnswer.FORBIDDEN)] == [None] * 4


def test_what_was_seen_stays_when_the_rest_fails():
    for number in range(3):
        place(url=f"{URL}/{number}")

    def visit(url):
        if url.endswith("2"):
            raise KeyboardInterrupt
        return Visit(VisitAnswer.GONE, url, "")

    with pytest.raises(KeyboardInterrupt):
        list(
            check_places(
                find_due(Availability.objects.all(), TODAY), TODAY, visit=visit, pause=lambda seconds: None
            )
        )

    assert [state for state, _ in ledger()].count("withdrawn") == 2
    assert [each.url for each in find_due(Availability.objects.all(), TODAY)] == [f"{URL}/2"]


def test_readers_see_the_last_entry_alone(client):
    review = make_review()
    place("published", BEFORE, review=review)
    place("withdrawn", TODAY, review=review)

    page = client.get(review.get_absolute_url()).content.decode()

    assert "publisher.example: withdrawn" in page
    assert f'href="{URL}"' not in page
    assert "checked 9 March 2026" in page


def run(monkeypatch, *arguments: str, answer: VisitAnswer = VisitAnswer.THERE) -> str:
    monkeypatch.setattr(check_sources, "visit", lambda url, user_agent: saw(answer)(url))
    monkeypatch.setattr(check_sources.time, "sleep", lambda seconds: None)
    output = StringIO()
    call_command("check_sources", *arguments, stdout=output)
    return output.getvalue()


def test_command_tells_what_changed_and_counts_the_rest(monkeypatch):
    review = make_review("the-report")
    place(review=review)
    place(url=URL + "/2")

    said = run(monkeypatch, "--review", "the-report", answer=VisitAnswer.GONE)

    assert said.splitlines() == [
        f"the-report: {URL}: Withdrawn. So it is said.",
        "1 address: 1 withdrawn.",
    ]
    assert "1 address: 1 published." in run(monkeypatch)
    assert run(monkeypatch).splitlines() == ["Nothing is due."]
    assert "2 addresses: 2 published." in run(monkeypatch, "--all")


def test_command_says_when_it_is_this_machine_that_is_cut_off(monkeypatch):
    for url in HOSTS:
        place(url=url)

    with pytest.raises(CommandError, match="Is this machine on the web"):
        run(monkeypatch, answer=VisitAnswer.SILENT)


def test_command_refuses_a_review_that_is_not_there(monkeypatch):
    with pytest.raises(CommandError, match="There is no review “nowhere”"):
        run(monkeypatch, "--review", "nowhere")


def test_job_that_is_asked_to_stop_keeps_what_it_saw_and_puts_the_rest_into_the_queue(monkeypatch):
    for number in range(3):
        place(url=f"{URL}/{number}")
    visited: list[str] = []
    context: Any = SimpleNamespace(should_abort=lambda: len(visited) == 1)

    def visit(url, user_agent):
        visited.append(url)
        return Visit(VisitAnswer.GONE, url, "")

    monkeypatch.setattr(jobs, "visit", visit)
    monkeypatch.setattr(jobs.time, "sleep", lambda seconds: None)
    for _ in range(2):
        with pytest.raises(JobAborted):
            jobs.look_at_sources(context, timestamp=7)

    waiting = ProcrastinateJob.objects.filter(task_name="reviews.jobs.look_at_sources", status="todo")
    assert visited == [f"{URL}/0"]
    assert [state for state, _ in ledger()].count("withdrawn") == 1
    assert [job.args for job in waiting] == [{"timestamp": 7}]
