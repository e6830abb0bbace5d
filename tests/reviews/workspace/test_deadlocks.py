from __future__ import annotations

import threading

import pytest
from django.db import OperationalError, connection, transaction

from reviews.models import Review
from reviews.workspace.conflicts import lock
from reviews.workspace.deadlocks import DeadlockError, raise_deadlocks
from tests.factories import make_review


@pytest.mark.django_db(transaction=True)
def test_deadlock_is_raised_as_such():
    one, two = make_review("one"), make_review("two")
    both_have_one = threading.Barrier(2)
    stopped: list[int] = []

    def save(first: Review, second: Review) -> None:
        try:
            with raise_deadlocks(), transaction.atomic():
                lock(Review, first.pk)
                both_have_one.wait(30)
                lock(Review, second.pk)
        except DeadlockError:
            stopped.append(first.pk)

    def save_elsewhere() -> None:
        try:
            save(two, one)
        finally:
            connection.close()

    other = threading.Thread(target=save_elsewhere)
    other.start()
    save(one, two)
    other.join(30)

    assert len(stopped) == 1


def test_other_errors_of_the_database_stay_what_they_are():
    with pytest.raises(OperationalError, match="server closed"), raise_deadlocks():
        raise OperationalError("server closed the connection")
