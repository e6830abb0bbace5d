"""Work that a person takes and gives back: beside each kind of it, on To do, in lists, and when two want the same."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.articles import ArticlePlan, ThemePlan, write_article
from tests.factories import make_finding, make_member, make_report, make_review
from tests.themes.admin.cases import get_messages
from tests.themes.forms import form_data
from themes.models import ArticleIntake, Finding, Quotation, TakenWork
from themes.models.taken import SUBJECTS, is_waiting
from themes.taking import TakenMeanwhileError, give_back_work, take_over_work, take_work
from themes.todo import Waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def pieces(publishable) -> dict[str, tuple]:
    """One of each kind of work that waits, with the address where it is done."""
    text = write_article(ArticlePlan(themes=[ThemePlan("Ropes", [(["They go."], "3")])]))
    rows = {
        "problem": make_report(publishable),
        "intake": ArticleIntake.objects.create(title="An article", text=text, sha256="0" * 64),
        "review": publishable.review,
        "finding": publishable,
        "quotation": Quotation.objects.create(finding=publishable, words="Words.", position=1),
    }
    names = {
        "problem": "themes_problemreport_change",
        "intake": "themes_articleintake_change",
        "review": "reviews_review_change",
        "finding": "themes_finding_change",
        "quotation": "themes_quotation_desk_one",
    }
    assert rows.keys() == SUBJECTS.keys()
    return {name: (row, reverse(f"admin:{names[name]}", args=[row.pk])) for name, row in rows.items()}


def test_each_kind_of_work_is_taken_taken_over_and_given_back_beside_it(client, curator, pieces):
    anna = make_member("Administrator", "anna")
    for name, (row, address) in pieces.items():
        client.force_login(anna)
        assert "Nobody has taken this." in client.get(address).text, name
        client.post(address, {"_work_take": "1"})
        assert TakenWork.objects.about(row).get().by == anna, name
        assert f'href="{address}"' in client.get("/admin/").text, name

        client.force_login(curator)
        assert f'href="{address}"' not in client.get("/admin/").text, name
        page = client.get(address).text
        assert "anna" in page.partition("has taken this")[0][-80:], name
        client.post(address, {"_work_take_over": str(anna.pk)})
        assert TakenWork.objects.about(row).get().by == curator, name
        client.post(address, {"_work_give_back": "1"})
        assert TakenWork.objects.about(row).get().by is None, name
        taken = TakenWork.objects.about(row).get()
        history = client.get(reverse("admin:themes_takenwork_history", args=[taken.pk])).text
        for act in ("The work was taken", "The work was taken over", "The work was given back"):
            assert act in history, (name, act)


def test_taking_beside_a_form_keeps_what_was_typed_and_saves_nothing(client, curator, pieces):
    typed = {
        "finding": ("text", "Better words."),
        "review": ("title", "Another title"),
        "quotation": ("words", "Other words."),
        "problem": ("reply", "We looked."),
    }
    for name, (field, words) in typed.items():
        row, address = pieces[name]
        page = client.get(address)
        data = form_data(page) if name in ("finding", "review") else {"seen": ""}
        page = client.post(address, data | {field: words, "_work_take": "1"})
        assert words in page.text, name
        row.refresh_from_db()
        assert words not in (getattr(row, field, ""), getattr(row, "answer", "")), name


def test_of_two_who_take_at_once_one_gets_it_and_the_other_is_told(client, curator, publishable):
    anna, ben = make_member("Curator", "anna"), make_member("Curator", "ben")
    address = reverse("admin:themes_finding_change", args=[publishable.pk])
    take_work(about=publishable, by=anna)
    take_work(about=publishable, by=anna)  # a page sent twice

    told = get_messages(client.post(address, {"_work_take": "1"}))
    assert told == ["You did not get this: anna took it after you opened it."]

    take_over_work(about=publishable, by=ben, held_by=anna.pk)
    told = get_messages(client.post(address, {"_work_take_over": str(anna.pk)}))
    assert told == ["You did not get this: ben took it after you opened it."]

    give_back_work(about=publishable, by=anna)  # no longer hers to give
    assert TakenWork.objects.get().by == ben
    give_back_work(about=publishable, by=ben)
    told = get_messages(client.post(address, {"_work_take_over": str(ben.pk)}))
    assert "it was given back after you opened it" in told[0]


@pytest.mark.django_db(transaction=True)
def test_the_first_two_at_the_same_moment():
    finding = make_finding(state="draft")
    people = [User.objects.create_user(f"person-{number}") for number in range(6)]
    begin, outcomes = threading.Barrier(len(people)), []

    def take(person) -> None:
        begin.wait()
        try:
            take_work(about=finding, by=person)
            outcomes.append(None)
        except TakenMeanwhileError as error:
            outcomes.append(error.by)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    holder = TakenWork.objects.get().by
    assert outcomes.count(None) == 1
    assert outcomes.count(holder) == len(people) - 1


def test_what_is_done_is_nobodys_work_any_more(client, curator, pieces):
    done = {"problem": ("outcome", "left"), "intake": ("state", "done"), "finding": ("state", "withdrawn")}
    for row, _ in pieces.values():
        take_work(about=row, by=curator)
    for name, (column, value) in done.items():
        row = pieces[name][0]
        now = timezone.now()
        extra = {
            "problem": {"answered_at": now},
            "finding": {"published_at": now, "withdrawn_at": now},
        }.get(name, {})
        type(row).objects.filter(pk=row.pk).update(**{column: value}, **extra)
        row.refresh_from_db()

    waits = {name: is_waiting(row) for name, (row, _) in pieces.items()}
    assert waits == {"problem": False, "intake": False, "review": True, "finding": False, "quotation": True}
    waiting = [taken.subject for taken in TakenWork.objects.waiting()]
    assert sorted(map(str, waiting)) == sorted(str(row) for name, (row, _) in pieces.items() if waits[name])
    assert "Nobody has taken this" not in client.get(pieces["finding"][1]).text


def test_work_of_somebody_who_left_is_counted_and_can_be_taken_over(client, curator, publishable):
    gone = make_member("Curator", "gone")
    take_work(about=publishable, by=gone)
    assert Waiting(curator.has_perm, in_all=True).counts["left-behind"] == 0

    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert Waiting(curator.has_perm, in_all=True).counts["left-behind"] == 1
    page = client.get(reverse("admin:themes_takenwork_changelist") + "?work=left-behind").text
    assert "gone, whose account is closed" in page
    address = reverse("admin:themes_finding_change", args=[publishable.pk])
    assert "that account is closed" in client.get(address).text
    client.post(address, {"_work_take_over": str(gone.pk)})
    assert TakenWork.objects.get().by == curator
    User.objects.filter(pk=curator.pk).delete()
    assert TakenWork.objects.get().by is None


def test_several_are_taken_and_given_back_in_their_list(client, curator):
    review, anna = make_review(), make_member("Curator", "anna")
    findings = [make_finding(state="draft", review=review) for _ in range(3)]
    published = make_finding(review=review)
    take_work(about=findings[0], by=anna)
    address = reverse("admin:themes_finding_changelist")
    ticked = {"_selected_action": [finding.pk for finding in (*findings, published)]}

    page = client.post(address, {"action": "take", **ticked}, follow=True)

    assert set(TakenWork.objects.filter(by=curator).values_list("finding", flat=True)) == {
        finding.pk for finding in findings[1:]
    }
    said = " ".join(get_messages(page))
    assert "2 are yours now." in said
    assert f"Others have these: {findings[0].code} (anna)." in said
    assert "What is done waits for nobody" in said
    assert "Draft, anna" in page.text

    page = client.post(address, {"action": "give_back", **ticked}, follow=True)

    assert "2 given back." in " ".join(get_messages(page))
    assert TakenWork.objects.held().get().by == anna


def test_moderators_see_and_take_only_what_they_may_see(client, publishable):
    moderator = make_member("Moderator")
    curator = make_member("Curator", "carla")
    about_people = make_report(publishable, kind="recognised")
    about_words = make_report(publishable)
    for row in (about_people, about_words, publishable):
        take_work(about=row, by=curator)
    listed = reverse("admin:themes_takenwork_changelist")

    client.force_login(moderator)
    assert (
        client.post(
            reverse("admin:themes_finding_change", args=[publishable.pk]), {"_work_take": "1"}
        ).status_code
        == 403
    )
    page = client.get(listed).text
    assert (about_people.reference in page, about_words.reference in page) == (True, False)
    assert publishable.code not in page

    client.force_login(curator)
    page = client.get(listed).text
    assert (about_people.reference in page, about_words.reference in page) == (False, True)
    assert publishable.code in page


def test_queries_do_not_grow_with_what_is_taken(client, curator):
    addresses = [
        "/admin/",
        reverse("admin:themes_takenwork_changelist"),
        reverse("admin:themes_finding_changelist"),
        reverse("admin:themes_finding_wording"),
        reverse("admin:themes_quotation_desk"),
    ]
    review = make_review()

    def make(number: int) -> None:
        for _ in range(number):
            finding = make_finding(state="draft", review=review)
            quotation = Quotation.objects.create(finding=finding, words="Words.")
            for row in (finding, quotation):
                take_work(about=row, by=curator)

    def count() -> list[int]:
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    make(1)
    one = count()
    make(12)
    assert count() == one
    assert Finding.objects.count() == 13
