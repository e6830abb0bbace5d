"""The front page of the workspace: what waits, in lists that show exactly that, for those who may open them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from procrastinate.contrib.django import app

from reviews.history.tracking import get_events
from reviews.models import Availability, Document, Review
from tests.factories import (
    make_article,
    make_citation,
    make_comment,
    make_finding,
    make_member,
    make_notice,
    make_report,
    make_review,
    make_theme,
)
from themes import todo
from themes.discussion.moderation import decide_comment
from themes.discussion.sealing import propose_removal
from themes.enums import CommentState
from themes.models import (
    ArticleIntake,
    ArticleMention,
    ArticleSection,
    Citation,
    ColleagueNote,
    Comment,
    Coverage,
    Finding,
    HelpService,
    Member,
    ModerationDecision,
    Quotation,
    SheetImport,
    TakenWork,
    Theme,
)

pytestmark = pytest.mark.django_db


class Work(NamedTuple):
    label: str
    address: str


def work_on(page: str) -> list[Work]:
    found = re.findall(r'<a href="([^"]*\?work=[^"]*)">([^<]*)</a>', page)
    return [Work(label, address) for address, label in found]


def rows_of(page: str) -> int:
    if cards := page.count('<article class="comment-card'):
        return cards
    table = 'id="result_list"' if 'id="result_list"' in page else "data-grid"
    return page.partition(table)[2].partition("<tbody>")[2].partition("</tbody>")[0].count("<tr")


def make_in_hand(number: int) -> None:
    """An article and a spreadsheet that wait, and one of each that is done with."""
    tally = {"tally": {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}, "rows": []}
    for state, article in (("previewed", "in_hand"), ("imported", "done")):
        sha256 = f"{article}{number}"
        ArticleIntake.objects.create(title="An article", text="An article.", sha256=sha256, state=article)
        SheetImport.objects.create(sheet="findings", file_name="findings.csv", shown=tally, state=state)


def make_waiting(finding: Finding, number: int) -> None:
    """An article whose pages wait for a publisher; all else of it is done."""
    article = make_article(finding.review)
    section = ArticleSection.objects.create(article=article, title="Heading", position=0, line=1)
    ArticleMention.objects.create(
        finding=finding, article=article, section=section, words="So.", pages_wait=True
    )
    ArticleIntake.objects.create(
        title="W", text="W.", sha256=f"w{number}", state="done", review=finding.review, article=article
    )


def done_elsewhere(review: Review) -> Finding:
    """A finding with a page, about which nothing is left to do."""
    finding = make_finding(review=review)
    make_citation(finding)
    return finding


def make_review_read(*themes: Theme) -> Review:
    """A report about which nothing is left to do."""
    review = make_review()
    for theme in themes:
        Coverage.objects.create(review=review, theme=theme, state="read")
    return review


def make_documents(number: int) -> None:
    """One of each kind that waits for somebody, and others that wait for nobody."""
    now = timezone.now()
    given: list[dict[str, Any]] = [
        {"state": "failed", "message": "It is damaged."},
        {"state": "read", "labels_from": "pdf"},
        {"state": "read"},
        {"state": "waiting"},
        {"state": "read", "labels_from": "pdf", "labels_confirmed_at": now},
    ]
    for place, fields in enumerate(given):
        sha256 = f"{number:032}{place:032}"
        held = Document.objects.create(review=make_review(), sha256=sha256, file="a.pdf", size=1, **fields)
        for theme in Theme.objects.all():
            Coverage.objects.create(review=held.review, theme=theme, state="read")
    for place, fields in enumerate(given[:3]):
        new = Document.objects.create(
            review=held.review, sha256=f"{number:032}{place + 9:032}", file="a.pdf", size=1, **fields
        )
        Document.objects.filter(pk=new.pk).update(superseded_by=held)
    Document.objects.filter(pk=held.pk).update(superseded_by=None)


@pytest.fixture
def work(request):
    """`rows` of every kind of work, beside rows that are none."""
    rows = getattr(request, "param", 2)
    theme, other = make_theme(), make_theme()
    today, mover = timezone.localdate(), User.objects.create_user("mover")
    for number in range(rows):
        review = make_review()
        Coverage.objects.create(review=review, theme=theme, state="read")
        done = make_finding(review=review, themes=(theme,))
        own_list = make_citation(done)
        make_finding("Ours.", review=review, state="draft")
        make_finding("", review=review, state="draft")
        make_finding(review=review, state="in_review")
        make_finding(review=review)
        make_finding(review=review, kind="scope")
        make_finding(review=review, state="withdrawn")
        make_finding(review=review, state="hidden")
        make_report(done, kind="recognised")
        for state in ("held", "published"):
            name = f"{state} {review.pk}"
            Member.objects.create(user=User.objects.create_user(name), display_name=name, name_state=state)
        make_report(done)
        make_report(kind="recognised", outcome="left", answered_at=timezone.now())
        make_notice()
        make_notice(due_at=timezone.now() - timedelta(hours=1))
        make_notice("data")
        make_notice(waits_for="", due_at=None, outcome="upheld", closed_at=timezone.now())
        Citation.objects.create(as_given="n.p.", basis="contents_list")
        found = {"finding": done, "words": "words", "checked_at": timezone.now()}
        for outcome in ("not_found", "other_page", "near", "not_checked", "exact", "unavailable"):
            Quotation.objects.create(**found, citation=own_list, outcome=outcome)
        Quotation.objects.create(finding=done, words="words")
        shared = make_citation(done, done_elsewhere(review), pages=("1", "2"))
        Quotation.objects.create(**found, citation=shared, outcome="exact")
        for state in ("held", "published", "published"):
            comment = make_comment(make_article(review), state=state)
        ModerationDecision.objects.create(comment=comment, decision="published", kind="at_once")
        propose_removal(comment=make_comment(make_article(review)), why="An order", by=mover)
        for done_at in (None, timezone.now()):
            ColleagueNote.objects.create(finding=done, text="Is it so?", done_at=done_at)
        for name, is_active in (("left", False), ("here", True)):
            person = User.objects.create_user(f"{name}-{number}", is_active=is_active)
            TakenWork.objects.create(review=make_review_read(theme, other), by=person, since=timezone.now())
        read_up = make_review()
        for each in (theme, other):
            Coverage.objects.create(review=read_up, theme=each, state="partly_read")
        Coverage.objects.create(review=make_review(), theme=theme, state="not_yet", note="Next month.")
        make_in_hand(number)
        make_waiting(done, number)
        make_documents(number)
        looked = [("unreachable", date(2026, 1, 1)), ("published", date(2026, 2, 1))]
        ended_badly = [("published", date(2026, 1, 1)), ("unreachable", date(2026, 2, 1))]
        for address, looks in {"https://a.example/": ended_badly, "https://b.example/": looked}.items():
            for state, on in looks:
                Availability.objects.create(review=read_up, place="library", url=address, state=state, on=on)
        other_review = make_review()
        for state, on in looked:
            Availability.objects.create(
                review=other_review, place="library", url="https://a.example/", state=state, on=on
            )
        HelpService.objects.create(slug=f"never-{number}", name=f"Never {number}")
        HelpService.objects.create(slug=f"old-{number}", name="Old", checked=today - timedelta(days=182))
        HelpService.objects.create(slug=f"new-{number}", name="New", checked=today - timedelta(days=181))


def test_work_is_counted_in_words_and_each_list_shows_exactly_that(client, curator, work):
    found = work_on(client.get("/admin/").content.decode())

    lists = {one.label: client.get(one.address) for one in found}
    shown = {label: rows_of(page.content.decode()) for label, page in lists.items()}
    assert shown == {
        "2 readers’ reports say that somebody could be recognised, or are about comments": 2,
        "2 findings are hidden until somebody has decided": 2,
        "2 readers’ reports about the collection wait for an answer": 2,
        "2 articles are in hand": 2,
        "2 spreadsheets were looked at and not imported": 2,
        "4 drafts": 4,
        "2 drafts have no wording of ours yet": 2,
        "2 findings are in review": 2,
        "2 articles give pages that wait for a publisher": 2,
        "2 published findings say “Page not known”": 2,
        "2 page lists have no pages": 2,
        "2 quotations were not found on their pages": 2,
        "2 quotations stand on other pages than we say": 2,
        "2 quotations are nearly as their reports have them": 2,
        "2 quotations have not been checked": 2,
        "2 quotations cannot be compared: we have no PDF, or their pages cannot be read": 2,
        "2 quotations belong to no page list": 2,
        "2 quotations were found on one page of a list that findings share": 2,
        "2 PDFs could not be read": 2,
        "The page numbers of 2 PDFs wait for a look": 2,
        "No page numbers are known of 2 PDFs": 2,
        "2 removals for legal reasons wait for a second person": 2,
        "2 comments wait for a decision": 2,
        "2 comments of trusted authors are to be looked at": 2,
        "2 readers’ names wait for a decision": 2,
        "2 notices and complaints are OVER TIME": 2,
        "4 notices and complaints wait for their next step": 4,
        "2 data protection complaints wait for an answer": 2,
        "2 notes to colleagues are open": 2,
        "2 pieces of work are with people whose accounts are closed": 2,
        "4 reports have not been read for any theme yet": 4,
        "2 reports have not been read for every theme yet": 2,
        "2 reports have a source that could not be reached": 2,
        "4 help numbers are due for a check": 4,
    }
    assert len(found) == len(todo.KINDS)


@pytest.mark.parametrize("work", [1], indirect=True)
def test_single_piece_of_work_is_counted_in_the_singular(client, curator, work):
    found = work_on(client.get("/admin/").content.decode())

    assert "1 comment waits for a decision" in {one.label for one in found}


def test_it_is_said_since_when_the_oldest_comment_waits(client, curator):
    """Not since when it was written: under an article that may be years ago."""
    old = datetime(2016, 7, 7, tzinfo=UTC)
    comment = make_comment(make_article(make_review()), posted_at=old, is_imported=True)
    held = make_comment(comment.thread.article, posted_at=old, state="held")
    get_events(Comment).filter(pgh_obj=held.pk).update(pgh_created_at=datetime(2026, 3, 4, tzinfo=UTC))
    get_events(Comment).filter(pgh_obj=comment.pk).update(pgh_created_at=datetime(2026, 1, 2, tzinfo=UTC))
    decide_comment(comment=comment, decision=CommentState.HELD, by=curator)
    Comment.objects.filter(pk=held.pk).update(body="Other words.", wording=2)  # its author keeps their place

    waiting = todo.Waiting(curator.has_perm, in_all=True)
    assert [task.oldest for task in waiting.groups["Comments"]] == [datetime(2026, 3, 4, tzinfo=UTC)]
    decide_comment(comment=held, decision=CommentState.PUBLISHED, by=curator)
    [task] = todo.Waiting(curator.has_perm, in_all=True).groups["Comments"]
    assert task.oldest
    assert task.oldest > timezone.now() - timedelta(minutes=5)
    proposed = propose_removal(comment=held, why="An order", by=curator)
    tasks = todo.Waiting(curator.has_perm, in_all=True).groups["Comments"]
    assert [task.count for task in tasks] == [1, 1]
    assert tasks[0].oldest == proposed.proposed_at


def test_nothing_to_do_is_said(client, curator):
    page = client.get("/admin/").content.decode()

    assert "Nothing is waiting." in page
    assert work_on(page) == []


def test_only_what_somebody_may_work_on_is_counted_and_offered(client, django_user_model, work):
    moderator = django_user_model.objects.create_user("moderator", is_staff=True)
    rights = ["view_comment", "change_comment", "view_helpservice"]
    moderator.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(moderator)

    page = client.get("/admin/").content.decode()

    assert [one.label for one in work_on(page)] == [
        "2 removals for legal reasons wait for a second person",
        "2 comments wait for a decision",
        "2 comments of trusted authors are to be looked at",
    ]
    assert "Add a report" not in page
    assert "Go on reading" not in page


def test_moderator_with_nothing_waiting_is_told_what_comes(client):
    client.force_login(make_member("Moderator"))

    page = client.get("/admin/").content.decode()

    assert "What readers write waits here for your decision." in page
    assert "Style guide" not in page


def test_reading_that_waits_is_shown_on_the_grid_alone(client, curator, work):
    page = client.get("/admin/themes/coverage/grid/?work=partly-read").content.decode()

    assert "Not read for every theme yet: only these reports are shown." in page
    assert rows_of(page) == 2


def test_shelf_and_screen_call_everything_the_same(client, curator):
    models = [model for shelf in client.get("/admin/").context["app_list"] for model in shelf["models"]]

    headed = {model["name"]: client.get(model["admin_url"]).content.decode() for model in models}

    assert [name for name, page in headed.items() if f"<h1>{name}</h1>" not in page] == []
    assert [name for name, page in headed.items() if f"&rsaquo; {name}\n" not in page] == []


def test_account_without_a_role_is_told_so(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new", is_staff=True))

    page = client.get("/admin/").content.decode()

    assert "Your account has no role yet" in page
    assert "Nothing is waiting" not in page


def test_ways_in_come_first(client, curator):
    page = client.get("/admin/").content.decode()

    assert page.count("<h1>To do</h1>") == 1
    assert re.findall(r'<li><a href="([^"]*)">((?:Add|Go)[^<]*)</a></li>', page) == [
        ("/admin/themes/articleintake/add/", "Add an article"),
        ("/admin/reviews/document/add/", "Add a report’s PDF"),
        ("/admin/themes/coverage/grid/", "Go on reading"),
    ]


def test_everything_registered_stands_on_a_shelf_with_a_name(client, curator):
    shelves = client.get("/admin/").context["app_list"]

    assert [shelf["name"] for shelf in shelves] == [
        "Findings and page lists",
        "Themes, situations and words",
        "Reports and figures",
        "Discussion",
        "What readers report",
        "People",
    ], "Give what stands under “Everything else” a shelf in scr_portal/workspace.py."


def test_unknown_work_in_an_address_shows_the_whole_list(client, curator, work):
    page = client.get("/admin/reviews/review/?work=no-such")

    assert page.context["cl"].result_count == Review.objects.count()


@pytest.mark.parametrize("work", [1, 7], indirect=True)
def test_queries_of_the_front_page(client, curator, work, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("scr_portal.state.check_all", list)  # asked once a second, whoever comes
    # session, account, who works, letters given up, all the counts, where this person stopped reading, what they have
    # taken and did last
    with django_assert_num_queries(8):
        client.get("/admin/")


def test_wrong_password_is_answered_with_what_to_do(client):
    page = client.post("/admin/login/", {"username": "nobody", "password": "wrong"}).content.decode()

    assert "This name and this password do not open an account here." in page
    assert "an administrator can give you a new one" in page


def test_account_that_may_not_come_in_is_told_so(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("reader"))

    page = client.get("/admin/", follow=True).content.decode()

    assert "You are signed in as reader, and this account may not open that page." in page


def test_front_page_says_that_work_waits_and_nobody_works(client, curator):
    before = client.get("/admin/").content.decode()
    app.configure_task("reviews.jobs.read_document").defer(document=1)

    page = client.get("/admin/").content.decode()

    assert "Nothing reads PDFs or checks quotations at the moment" not in before
    assert "Nothing reads PDFs or checks quotations at the moment" in page


def test_bar_says_at_each_task_how_much_waits(client, curator, work):
    tasks = client.get("/admin/themes/theme/").context["waiting"].tasks

    names = [task.label for task in tasks]
    listed = [
        "Articles",
        "Reports",
        "Findings",
        "Wording",
        "Quotations",
        "Comments",
        "From readers",
        "Notices",
    ]
    assert names == listed
    for task in tasks:
        kinds = [kind for kind in todo.KINDS if kind.group == task.label and kind.adds_up]
        rows = {row for kind in kinds for row in kind.select(kind.model._default_manager.order_by())}
        assert task.count == len(rows) >= 2


def test_bar_offers_only_what_somebody_may_open(client, work):
    client.force_login(make_member("Moderator"))

    page = (
        client.get("/admin/").content.decode().partition('aria-label="Workspace"')[2].partition("</nav>")[0]
    )

    assert "Comments" in page
    assert "6<span" in page
    assert ">Findings<" not in page
