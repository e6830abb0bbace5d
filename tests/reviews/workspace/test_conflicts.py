"""Two people at one form: the second is told, sees both versions, and loses nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.urls import reverse
from psycopg.errors import DeadlockDetected

from reviews.models import Author
from reviews.workspace.conflicts import lock
from tests.conftest import SecureClient
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from tests.reviews.history.test_past import some_days_later
from tests.themes.forms import form_data
from tests.themes.test_catalogue import in_another_session, wait_until_somebody_waits
from themes.admin.findings.admin import FindingAdmin
from themes.discussion.moderation import decide_comment
from themes.enums import CommentState
from themes.models import Agency, Comment, Finding, ModerationDecision, Thread


def person(name: str) -> SecureClient:
    client = SecureClient()
    user = get_user_model().objects.create_superuser(name, password="long enough to pass", first_name=name)
    client.force_login(user)
    return client


@pytest.fixture
def ama(db):
    return person("Ama")


@pytest.fixture
def ben(db):
    return person("Ben")


def address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def opened(client, row) -> dict:
    return form_data(client.get(address(row)))


def send(client, row, data, **changes):
    return client.post(address(row), {**data, **changes}, follow=True)


def words(pieces) -> str:
    return "".join(piece.words for piece in pieces)


def clashes(response) -> dict:
    return {
        clash.label: (words(clash.difference.before), words(clash.difference.after))
        for clash in response.context["conflict"].clashes
    }


@pytest.fixture
def finding(db) -> Finding:
    finding = make_finding("First.", themes=(make_theme("Babies"),), periods=(make_period(),))
    make_citation(finding)
    some_days_later()
    return finding


def test_second_to_save_is_told_and_nothing_is_saved_or_lost(ama, ben, finding):
    theirs, mine = opened(ama, finding), opened(ben, finding)
    send(ama, finding, theirs, text="Ama's words.", why="She read the report.")

    response = send(ben, finding, mine, text="Ben's words.", why="So did he.")

    page = response.content.decode()
    finding.refresh_from_db()
    assert finding.text == "Ama's words."
    assert clashes(response) == {"Wording": ("Ama's words.", "Ben's words.")}
    assert "Ama saved on" in page
    assert "She read the report." in page
    assert form_data(response)["text"] == "Ben's words."
    assert form_data(response)["why"] == "So did he."


def test_saving_over_it_is_possible_once_told(ama, ben, finding):
    theirs, mine = opened(ama, finding), opened(ben, finding)
    send(ama, finding, theirs, text="Ama's words.")
    told = send(ben, finding, mine, text="Ben's words.")

    send(ben, finding, form_data(told), _save="Save mine over it")

    finding.refresh_from_db()
    assert finding.text == "Ben's words."


def test_third_who_saves_meanwhile_is_told_of_too(ama, ben, finding):
    mine = opened(ben, finding)
    send(ama, finding, opened(ama, finding), text="Once.")
    told = send(ben, finding, mine, text="Ben's words.")
    send(ama, finding, opened(ama, finding), text="Twice.")

    again = send(ben, finding, form_data(told))

    assert clashes(again) == {"Wording": ("Twice.", "Ben's words.")}


def test_what_is_saved_can_be_taken_for_a_field(ama, ben, finding):
    early = make_period(2003, 2005)
    theirs, mine = opened(ama, finding), opened(ben, finding)
    send(ama, finding, theirs, text="Ama's words.", periods=[early.pk], composite="on")
    told = send(ben, finding, mine, text="Ben's words.", source_note="A note.")
    for name in ("periods", "composite"):
        told = send(ben, finding, form_data(told), _take=name)
        finding.refresh_from_db()
        assert finding.text == "Ama's words."

    assert set(clashes(told)) == {"Wording", "How we know, in detail"}
    send(ben, finding, form_data(told))

    finding.refresh_from_db()
    assert (finding.text, finding.source_note, finding.composite) == ("Ben's words.", "A note.", True)
    assert list(finding.periods.all()) == [early]


@pytest.mark.parametrize(
    "change",
    [
        lambda finding: finding.agencies.add(Agency.objects.create(slug="police", name="Police")),
        lambda finding: finding.finding_themes.update(is_primary=False),
        lambda finding: finding.themes.add(make_theme("Neglect")),
        lambda finding: finding.citations.clear(),
        lambda finding: finding.quotations.create(words="Some words."),
        lambda finding: Finding.objects.filter(pk=finding.pk).update(certainty="low"),
    ],
    ids=["list", "row changed", "row added", "row of links taken away", "quotation", "bulk"],
)
def test_change_of_anything_that_belongs_to_it_is_noticed(ben, finding, change):
    mine = opened(ben, finding)
    change(finding)

    response = send(ben, finding, mine, text="Ben's words.")

    assert response.context["conflict"]
    finding.refresh_from_db()
    assert finding.text == "First."


def test_form_without_its_mark_is_not_saved(ben, finding):
    mine = opened(ben, finding)
    for mark in ("", "x", "." * 9, "\x00", "9" * 50):
        response = send(ben, finding, mine, text="Ben's words.", seen=mark)
        assert response.context["conflict"]

    finding.refresh_from_db()
    assert finding.text == "First."


def test_nobody_is_told_of_their_own_change(ben, finding):
    send(ben, finding, opened(ben, finding), text="Once.")
    response = send(ben, finding, opened(ben, finding), text="Twice.")

    finding.refresh_from_db()
    assert (finding.text, "conflict" in response.context) == ("Twice.", False)


@pytest.fixture
def review(db):
    review = make_review()
    for position, family in enumerate(("Brandon", "Sidebotham")):
        Author.objects.create(review=review, family=family, position=position)
    return review


def test_rows_are_compared_one_by_one(ama, ben, review):
    theirs, mine = opened(ama, review), opened(ben, review)
    send(ama, review, theirs, **{"authors-1-family": "Bailey"})

    response = send(ben, review, mine, **{"authors-0-family": "Belderson"})

    assert clashes(response) == {
        "Author 1: Family name": ("Brandon", "Belderson"),
        "Author 2: Family name": ("Bailey", "Sidebotham"),
    }
    taken = send(ben, review, form_data(response), _take="authors-1-family")
    send(ben, review, form_data(taken))
    assert list(review.authors.values_list("family", flat=True)) == ["Belderson", "Bailey"]


def test_row_that_was_taken_away_keeps_what_was_typed(ama, ben, review):
    theirs, mine = opened(ama, review), opened(ben, review)
    send(ama, review, theirs, **{"authors-0-DELETE": "on"})

    response = send(ben, review, mine, **{"authors-0-family": "Brandon, corrected"})

    assert response.context["conflict"].deleted == ["authors (1)"]
    assert "Brandon, corrected" in response.content.decode()
    assert list(review.authors.values_list("family", flat=True)) == ["Sidebotham"]
    send(ben, review, form_data(response))
    assert set(review.authors.values_list("family", flat=True)) == {"Sidebotham", "Brandon, corrected"}


def test_row_that_was_added_is_named_and_stays(ama, ben, review):
    mine = opened(ben, review)
    Author.objects.create(review=review, family="Hawley", position=2)

    response = send(ben, review, mine, title="Another title")

    assert len(response.context["conflict"].added) == 1
    send(ben, review, form_data(response))
    review.refresh_from_db()
    assert (review.title, review.authors.count()) == ("Another title", 3)


def test_what_was_typed_stays_on_the_screen_when_the_row_is_gone(ama, ben):
    agency = Agency.objects.create(slug="police", name="Police")
    some_days_later()
    mine = opened(ben, agency)
    ama.post(reverse("admin:themes_agency_delete", args=[agency.pk]), {"post": "yes"})

    response = send(ben, agency, mine, name="The <police>")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Ama deleted it on" in page
    assert "The &lt;police&gt;" in page
    assert not Agency.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_in_the_same_instant_one_wins_and_the_other_is_told():
    finding = make_finding("First.", themes=(make_theme(),), periods=(make_period(),))
    clients = [person("Ama"), person("Ben")]
    forms = [opened(client, finding) for client in clients]
    answers: dict = {}

    def save(number: int) -> None:
        answers[number] = send(clients[number], finding, forms[number], text=f"Words {number}.")

    with transaction.atomic():
        Finding.objects.select_for_update().get(pk=finding.pk)
        others = [in_another_session(lambda number=number: save(number)) for number in (0, 1)]
        wait_until_somebody_waits()
    for other in others:
        other.join(30)

    finding.refresh_from_db()
    told = [
        number for number, response in answers.items() if response.context and "conflict" in response.context
    ]
    assert len(told) == 1
    assert finding.text == f"Words {1 - told[0]}."
    assert finding.version == 2


@pytest.mark.django_db(transaction=True)
def test_who_saves_while_another_saves_waits_and_is_told():
    finding = make_finding("First.", themes=(make_theme(),), periods=(make_period(),))
    ben = person("Ben")
    mine = opened(ben, finding)
    answers = []

    with transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(text="Ama's words.")
        other = in_another_session(lambda: answers.append(send(ben, finding, mine, text="Ben's words.")))
        wait_until_somebody_waits()
    other.join(30)

    finding.refresh_from_db()
    assert finding.text == "Ama's words."
    assert clashes(answers[0]) == {"Wording": ("Ama's words.", "Ben's words.")}


@pytest.fixture
def comment(db) -> Comment:
    thread = Thread.objects.create(theme=make_theme())
    held = Comment.objects.create(thread=thread, position=1, author_name="A. Reader", body="Words.")
    some_days_later()
    return held


def test_second_moderator_at_the_form_is_told_what_the_first_decided(ama, ben, comment):
    theirs, mine = opened(ama, comment), opened(ben, comment)
    send(ama, comment, theirs, decision="published")

    response = send(ben, comment, mine, decision="rejected", reason="names", explanation="A name.")

    comment.refresh_from_db()
    page = response.content.decode()
    assert comment.state == "published"
    assert "Ama saved on" in page
    assert "A name." in page
    send(ben, comment, form_data(response))
    comment.refresh_from_db()
    assert comment.state == "rejected"


def test_second_moderator_at_the_cards_is_told_what_the_first_decided(ama, ben, comment):
    address = reverse("admin:themes_comment_changelist")
    [card] = ben.get(address).context["cards"]
    mine = {"card": [comment.pk], card.form["seen"].html_name: card.form["seen"].value()}
    user = get_user_model().objects.get(username="Ama")
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=user)
    mine |= {
        card.form[name].html_name: value for name, value in (("decision", "rejected"), ("reason", "names"))
    }

    answer = ben.post(address, mine)

    comment.refresh_from_db()
    assert comment.state == "published"
    assert "Ama decided “Published” after you opened this list." in answer.text
    assert ModerationDecision.objects.count() == 1
    [card] = answer.context["cards"]
    assert (card.form["decision"].value(), card.form["reason"].value()) == ("", "names")
    ben.post(address, mine | {card.form["seen"].html_name: card.form["seen"].value()})
    comment.refresh_from_db()
    assert comment.state == "rejected"


@pytest.fixture
def block(finding):
    """Three findings that readers see; the first two are read together."""
    others = [
        make_finding(text, themes=(make_theme(),), periods=(make_period(),)) for text in ("Next.", "Last.")
    ]
    make_block(finding, others[0])
    some_days_later()
    return finding, *others


@pytest.mark.django_db(transaction=True)
def test_finding_added_to_the_block_meanwhile_is_not_taken_out_by_a_stale_form(ama, ben, block):
    one, two, three = block
    mine = opened(ben, one)
    send(ama, three, opened(ama, three), block_members=two.code)

    told = send(ben, one, mine, source_note="A note.")

    three.refresh_from_db()
    assert three.block_id == Finding.objects.get(pk=one.pk).block_id
    assert clashes(told)["Read together with"] == (f"{two}\n{three}", str(two))
    assert f"Ama saved {three} on" in told.content.decode()
    send(ben, one, form_data(send(ben, one, form_data(told), _take="block_members")))
    assert set(Finding.objects.get(pk=one.pk).block.findings.all()) == {one, two, three}
    assert Finding.objects.get(pk=one.pk).source_note == "A note."


def test_reason_for_reading_together_that_changed_meanwhile_is_told(ama, ben, block):
    one, two, _ = block
    mine = opened(ben, one)
    send(ama, two, opened(ama, two), block_reason="One number misleads.")

    told = send(ben, one, mine, source_note="A note.")

    assert clashes(told)["Because"][0] == "One number misleads."


def test_only_findings_that_the_button_named_are_published_with_it(ama):
    rows = [
        make_finding(text, state="draft", themes=(make_theme(),), periods=(make_period(),)) for text in "abc"
    ]
    make_block(*rows[:2])
    mine = opened(ama, rows[0])
    (act,) = [act for act in ama.get(address(rows[0])).context["acts"] if act.value.startswith("publish")]
    add_to_block_of(rows[1], rows[2])

    mine |= seen_now(ama, rows[0])
    named = f"{rows[1].code}, {rows[2].code}"
    response = send(ama, rows[0], mine, block_members=named, act=act.value)

    assert set(Finding.objects.values_list("state", flat=True)) == {"draft"}
    assert f"read together with {rows[2].code}" in response.content.decode()


def add_to_block_of(member: Finding, new: Finding) -> None:
    new.block, new.block_position = Finding.objects.get(pk=member.pk).block, 2
    new.save()


def seen_now(client, row) -> dict:
    return {"seen": opened(client, row)["seen"]}


@pytest.mark.django_db(transaction=True)
def test_row_that_is_being_saved_can_be_named_by_others_meanwhile():
    one, two = make_finding("One."), make_finding("Two.")

    with transaction.atomic():
        lock(Finding, one.pk)
        other = in_another_session(lambda: two.see_also.add(one))
        other.join(30)
        assert not other.is_alive()

    assert list(two.see_also.all()) == [one]


def test_form_that_the_database_stopped_comes_back_as_it_was_filled_in(ben, finding, monkeypatch):
    mine = opened(ben, finding)

    def stop(*args, **kwargs):
        raise OperationalError("deadlock detected") from DeadlockDetected()

    monkeypatch.setattr(FindingAdmin, "save_related", stop)
    response = send(ben, finding, mine, text="Ben's words.")
    monkeypatch.undo()

    finding.refresh_from_db()
    page = response.content.decode()
    assert finding.text == "First."
    assert "Nothing was saved." in page
    assert form_data(response)["text"] == "Ben's words."
    send(ben, finding, form_data(response))
    finding.refresh_from_db()
    assert finding.text == "Ben's words."
