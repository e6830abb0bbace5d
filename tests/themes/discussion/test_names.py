"""Names of readers: which can be wished, what others see meanwhile, and what stands on comments."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reviews.history.tracking import get_events
from tests.factories import make_article, make_comment, make_member, make_review
from themes.discussion.names import clean_name, decide_name, find_shown_name, take_name_away, wish_name
from themes.models import Comment, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("kim@example.org")


def test_names_that_could_be_taken_for_ours_or_are_none_are_refused(settings):
    settings.OPERATOR_NAME = "Harbour Safeguarding Partnership"
    make_member("Moderator", "keeper", first_name="Ada", last_name="Harbour")
    fine = [
        "Kim",
        "Badminton fan",
        "O’Brien",
        "  Siân   Jones ",
        "Модест",
        "Modernist",
        "Social worker, 12 years",
    ]
    refused = [
        *("Moderator", "M0DERATOR", "The moderators", "SCR Portal", "S.C.R. Portal team", "Mod", "An admin"),
        *("Administrator 2", "Curator", "Site staff", "keeper", "K33per", "Ada Harbour", "Harbour, Ada"),
        *("adaharbour99", "Harbour safeguarding partnership", "Mоderator"),  # the last with a Cyrillic letter
        *(
            "me@example.org",
            "example.org",
            "www.x",
            "https://x",
            "7",
            "",
            "a",
            "K\x07im",
            "K\u202eim",
            "x" * 61,
        ),
    ]

    wrongly_refused, wrongly_taken = [], []
    for name in fine + refused:
        try:
            clean_name(name)
        except ValidationError:
            wrongly_refused += [name] if name in fine else []
        else:
            wrongly_taken += [name] if name in refused else []

    assert (wrongly_refused, wrongly_taken) == ([], [])
    assert clean_name("  Siân   Jones ") == "Siân Jones"


def test_name_is_seen_once_it_is_approved_and_no_longer_once_it_is_another(reader, django_assert_num_queries):
    comment = make_comment(
        make_article(make_review()), state="published", author=reader, author_name="A reader"
    )

    def shown():
        comment.refresh_from_db()
        return find_shown_name(reader), comment.author_name

    member = wish_name(user=reader, name="Kim")
    seen = [shown()]
    member = decide_name(member=member, seen=("Kim", "held"), decision="published", by=None)
    seen.append(shown())
    member = wish_name(user=reader, name="Kim")  # the same: nothing to look at again
    seen.append(shown())
    member = wish_name(user=reader, name="Kit")
    seen.append(shown())
    with pytest.raises(ValidationError, match="it became “Kit”"):
        decide_name(member=member, seen=("Kim", "held"), decision="published", by=None)
    seen.append(shown())
    with pytest.raises(ValidationError, match="Choose a reason"):
        decide_name(member=member, seen=("Kit", "held"), decision="rejected", by=None)
    member = decide_name(member=member, seen=("Kit", "held"), decision="rejected", reason="ours", by=None)
    seen.append(shown())

    nobody, kim = ("A reader", "A reader"), ("Kim", "Kim")
    assert seen == [nobody, kim, kim, nobody, nobody, nobody]
    assert (member.reason, member.decided_at is None) == ("ours", False)
    with django_assert_num_queries(1):
        find_shown_name(reader)


def test_whoever_writes_to_the_table_another_name_waits(reader):
    member = Member.objects.create(user=reader, display_name="Kim", name_state="published")
    Member.objects.update(display_name="Moderator")
    member.refresh_from_db()

    assert member.name_state == "held"
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.update(name_state="rejected")


def test_name_that_is_taken_away_is_not_in_the_history_either(reader):
    mine = make_comment(make_article(make_review()), author=reader, author_name="Kim")
    make_comment(make_article(make_review()), author_name="Kim")
    take_name_away(reader)

    assert set(Comment.objects.values_list("author_name", flat=True)) == {"A reader", "Kim"}
    names = get_events(Comment).filter(pgh_obj_id=mine.pk).values_list("author_name", flat=True)
    assert len(names) > 1
    assert set(names) == {"A reader"}
