"""Several comments decided together: shown first, all or none, nothing in which somebody could be recognised."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from reviews.history.tracking import get_events
from tests.factories import make_article, make_comment, make_member, make_report, make_review
from themes.alerts.subscribing import choose_for_account
from themes.alerts.telling import tell_authors
from themes.discussion.moderation import decide_comment
from themes.discussion.sealing import propose_removal, withdraw_at_once
from themes.discussion.threads import read_thread
from themes.discussion.together import LeftOutError, Look, decide_together
from themes.enums import CommentState
from themes.models import Comment, Letter, ModerationDecision
from themes.models.alert import AlertKind

pytestmark = pytest.mark.django_db

CARDS = reverse_lazy("admin:themes_comment_changelist")
SEVERAL = reverse_lazy("admin:themes_comment_several")
MARKED_WORDS = "A boy of 6 called Exampla Smith, in Ward Street."


@pytest.fixture
def article():
    return make_article(make_review())


@pytest.fixture
def moderators(client):
    people = [make_member("Moderator", name=name) for name in ("first", "second")]
    client.force_login(people[0])
    return people


def hold(about, words="Well said.", **fields):
    return make_comment(about, words, state="held", is_imported=True, **fields)


def find_place(comment) -> str:
    return f"Comment {comment.position}"


def look_at(page, *comments):
    """The tokens of these comments on the cards of a page."""
    looks = {card.comment.pk: card.look for card in page.context["cards"]}
    return [looks[comment.pk] for comment in comments]


def list_going(page):
    return [each.card.comment for each in page.context["going"]]


def confirm(client, page, *comments, **said):
    """Tick these on a page that asks, and say yes."""
    tokens = {each.card.comment.pk: str(each.weighed.look) for each in page.context["going"]}
    data = {"decision": page.context["decision"], "listed": list(tokens.values()), "confirm": "yes", **said}
    return client.post(SEVERAL, data | {"chosen": [tokens[each.pk] for each in comments]}, follow=True)


def get_states(*comments):
    states = dict(Comment.objects.values_list("pk", "state"))
    return [states[comment.pk] for comment in comments]


def test_what_would_happen_to_each_is_shown_and_nothing_happens_to_the_others(client, article, moderators):
    first, second = moderators
    plain = hold(article)
    reply = hold(None, to=plain)
    marked = hold(article, MARKED_WORDS)
    below_marked = hold(None, to=marked)
    decided, changed, proposed, sealed, gone = (hold(article) for _ in range(5))
    queue = client.get(CARDS)
    assert {card.comment for card in queue.context["cards"] if not card.goes_together} == {marked}
    assert "so it is decided by itself" in queue.text
    all_of_it = [*Comment.objects.all()]
    tokens = look_at(queue, *all_of_it)
    decide_comment(comment=decided, decision=CommentState.REJECTED, by=second, reason="link")
    Comment.objects.filter(pk=changed.pk).update(body="Other words.", wording=2)
    propose_removal(comment=proposed, why="An order", by=second)
    withdraw_at_once(comment=sealed, by=second)
    Comment.objects.filter(pk=gone.pk).delete()
    before, decisions = Comment.objects.in_bulk(), ModerationDecision.objects.count()

    page = client.post(CARDS, {"chosen": tokens, "_together": "published"})

    assert list_going(page) == [plain, reply]
    assert [each.card.comment for each in page.context["marked"]] == [marked]
    said = {each.card.comment: each.weighed.against for each in page.context["left_out"]}
    for comment, why in {
        below_marked: "still held",
        decided: "second decided “Rejected”",
        changed: "changed it after you looked",
        proposed: "was proposed",
        sealed: "sealed",
    }.items():
        assert why in said.pop(comment)
    assert said == {}
    assert page.context["deleted"] == 1
    assert "never decided together with others" in page.text
    assert Comment.objects.in_bulk() == before
    assert ModerationDecision.objects.count() == decisions

    answer = confirm(client, page, plain, reply)
    assert "2 comments decided: 2 published." in answer.text
    assert get_states(plain, reply, marked, below_marked, decided, changed) == [
        *("published", "published", "held", "held", "rejected", "held")
    ]
    entries = ModerationDecision.objects.filter(comment__in=[plain, reply]).order_by("comment")
    assert list(entries.values_list("comment", "decision", "by")) == [
        (each.pk, "published", first.pk) for each in (plain, reply)
    ]
    acts = get_events(Comment).filter(pgh_obj_id__in=[plain.pk, reply.pk], state="published")
    assert set(acts.values_list("pgh_context__metadata__act", flat=True)) == {"decide_together"}
    # Whoever goes round the page is refused as well.
    for comment in (marked, below_marked, decided, proposed, sealed):
        comment.refresh_from_db()
        last = comment.decisions.order_by("-at", "-pk").first()
        for decision in (CommentState.PUBLISHED, CommentState.REJECTED):
            if (comment, decision) != (below_marked, CommentState.REJECTED):
                with pytest.raises(LeftOutError):
                    decide_together(
                        looks=[Look.of(comment, last)], decision=decision, by=first, reason="link"
                    )


def test_of_two_whose_choices_overlap_each_comment_is_decided_once(client, article, moderators):
    one, two, three = (hold(article) for _ in range(3))
    queue = client.get(CARDS)
    sent = {"chosen": look_at(queue, one, two, three), "_together": "rejected"}
    mine, theirs = client.post(CARDS, sent), client.post(CARDS, {**sent, "_together": "published"})
    assert "Choose a reason." in confirm(client, mine, one, two).text
    confirm(client, mine, one, two, reason="off_topic", explanation="Write about this page.")
    client.force_login(moderators[1])

    stale = confirm(client, theirs, two, three)

    assert stale.status_code == 409
    assert "Nothing was decided" in stale.text
    assert list_going(stale) == [three]
    assert [each.weighed.against for each in stale.context["left_out"]][-1] == (
        "first decided “Rejected” after you looked at it."
    )
    assert get_states(one, two, three) == ["rejected", "rejected", "held"]
    confirm(client, stale, three)
    entries = ModerationDecision.objects.order_by("comment").values_list(
        "comment", "decision", "by__username", "reason", "explanation"
    )
    assert list(entries) == [
        (one.pk, "rejected", "first", "off_topic", "Write about this page."),
        (two.pk, "rejected", "first", "off_topic", "Write about this page."),
        (three.pk, "published", "second", "", ""),
    ]


def test_what_was_typed_on_single_cards_is_not_lost(client, article, moderators):
    one, two = hold(article), hold(article)
    queue = client.get(CARDS)
    data = {"card": [one.pk, two.pk], "chosen": look_at(queue, one), "_together": "published"}
    for card in queue.context["cards"]:
        data |= {field.html_name: field.value() or "" for field in card.form}

    page = client.post(CARDS, data | {f"comment-{two.pk}-explanation": "Ask Ann first."})

    assert "Save those first" in page.text
    assert "Ask Ann first." in page.text
    assert [card.comment for card in page.context["cards"] if card.is_ticked] == [one]
    assert "Tick some comments first." in client.post(CARDS, {**data, "chosen": []}).text
    assert get_states(one, two) == ["held", "held"]


def test_a_whole_thread_is_decided_and_replies_keep_their_place(client, article, moderators, settings):
    settings.DISCUSSION = settings.REPLIES = True
    root = hold(article, MARKED_WORDS)
    reply = hold(None, to=root)
    below = hold(None, to=reply)
    other = hold(article)
    assert f"thread={root.thread_id}" in client.get(CARDS).text
    screen = client.get(reverse("admin:themes_thread_change", args=[root.thread_id]))
    assert "4 comments wait here" in screen.text
    address = f"{SEVERAL}?thread={root.thread_id}"
    assert list_going(client.get(address)) == [other]
    assert list_going(client.get(f"{address}&decision=rejected")) == [reply, below, other]
    decide_comment(comment=root, decision=CommentState.REJECTED, by=moderators[1], reason="names")

    page = client.get(address)
    assert list_going(page) == [reply, below, other]
    assert "stands below “This comment is not shown.”" in page.text
    refused = confirm(client, page, below, thread=root.thread_id)  # without what it answers
    assert "Decide that one first." in refused.text
    assert [each.is_ticked for each in refused.context["going"]] == [False, True, False]
    answer = confirm(client, page, reply, below, thread=root.thread_id)
    assert answer.redirect_chain[-1][0] == reverse("admin:themes_thread_change", args=[root.thread_id])

    shown = read_thread(article).comments
    assert [(each.pk, each.is_shown, each.depth) for each in shown] == [
        (root.pk, False, 0),
        (reply.pk, True, 1),
        (below.pk, True, 2),
    ]
    assert get_states(other) == ["held"]


def test_authors_are_told_as_of_single_decisions_and_queries_stay_the_same(client, article, moderators):
    author = make_member("Curator", name="author", email="author@example.org")
    choose_for_account(user=author, kind=AlertKind.DECIDED, wanted=True, origin="https://example.org")

    def ask(number):
        for _ in range(number):
            make_comment(article, "Well said.", state="held", author=author)
        thread = Comment.objects.latest("pk").thread_id
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{SEVERAL}?thread={thread}&decision=rejected")
        assert len(page.context["going"]) == number
        return page, len(queries)

    page, few = ask(2)
    confirm(client, page, *list_going(page), reason="off_topic")
    tell_authors()
    assert Letter.objects.count() == 2
    page, many = ask(30)
    assert many - few <= 1  # the decisions of those that have any
    assert confirm(client, page, *list_going(page), reason="off_topic").status_code == 200
    tell_authors()
    assert Letter.objects.count() == ModerationDecision.objects.count() == 32


def test_a_card_leads_to_the_report_about_its_comment(client, article, moderators):
    report = make_report(kind="attacks", comment=make_comment(article))
    address = reverse("admin:themes_problemreport_change", args=[report.pk])
    assert "A reader reported it" in client.get(CARDS).text
    client.post(address, {"result": "left", "kept_because": "", "reply": "", "was": ""})
    assert address in client.get(CARDS).text
    client.post(address, {"result": "left", "kept_because": "It attacks nobody.", "reply": "", "was": ""})
    page = client.get(CARDS).text
    assert "A reader reported it" not in page
    assert "Kept after a report by first" in " ".join(page.split())
    assert "“It attacks nobody.”" in page


def test_whoever_does_not_decide_about_comments_decides_about_none_together(client, article):
    comment = hold(article)
    client.force_login(make_member("Publisher"))
    data = {"chosen": [str(Look.of(comment, None))], "listed": [str(Look.of(comment, None))]}
    for address in (SEVERAL, CARDS):
        answer = client.post(
            address, {**data, "decision": "published", "_together": "published", "confirm": "yes"}
        )
        assert answer.status_code == 403
    page = client.get(reverse("admin:themes_thread_change", args=[comment.thread_id]))
    assert "waits here" not in page.text
    assert get_states(comment) == ["held"]
