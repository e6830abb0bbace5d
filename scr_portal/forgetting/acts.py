"""Names and accounts taken out of everything, in one transaction, and what is remembered of that: no words."""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pgtrigger
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from pghistory.models import Context

from reviews.collection_version import raise_version
from reviews.history.tracking import annotate_history
from reviews.models import DocumentPage
from scr_portal.forgetting.names import PersonNames
from scr_portal.forgetting.places import NamedPlace, describe_table, find_model, find_places
from scr_portal.signing_in.second_factor import end_sessions
from themes.models import Finding, FindingWord, Member, Subscription
from themes.models.catalogue import forget_catalogue_changes

# triggers write what was before elsewhere: what the first pass changes, the second finds there
MOST_PASSES = 4
# What these hold of an account serves only to sign in by it.
SIGNING_IN = ("account", "mfa", "socialaccount", "signing_in")
LEFT = ("A curator", "who has left")  # first and last name of an account whose person was forgotten
# Log entries that are never changed, but for this.
GUARDS = ["themes.ModerationDecision:decisions_stay"]


class ForgettingError(Exception):
    """It could not be done, and nothing was. Its text says where it failed."""


@dataclass
class Forgotten:
    places: int = 0
    by_table: Counter[str] = field(default_factory=Counter)  # rows, by what they are called
    pages: dict[Any, list[str]] = field(
        default_factory=dict
    )  # of PDFs, which still hold it, by their document


def forget(*, names: PersonNames | None, accounts: Iterable[Any] = (), by: str) -> Forgotten:
    """Take the names out of every text and the persons out of their accounts. Raises ForgettingError.

    What triggers keep is kept right by them: history, the catalogue, the changes that readers are told of.
    """
    done = Forgotten()
    try:
        with transaction.atomic(), _allowed_to_change_all(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for account in accounts:
                _empty_account(account, done)
            if names:
                _remove_names(names, done)
                _forget_words(names)
            forget_catalogue_changes()
            raise_version()  # pages that are kept are made anew
            _remember(done, by)
    except DatabaseError as error:
        raise ForgettingError(f"{str(error).splitlines()[0]} Nothing was changed.") from error
    return done


@contextlib.contextmanager
def _allowed_to_change_all() -> Iterator[None]:
    """What fails inside must be undone before it ends, in a transaction of its own: it has a last word to say."""
    with annotate_history(act="forget", minor=True), pgtrigger.ignore(*GUARDS):
        yield


def _remove_names(names: PersonNames, done: Forgotten) -> None:
    for _ in range(MOST_PASSES):
        places = list(find_places(names))
        if not places:
            return
        if not done.pages:
            done.pages = list_pages(places)
        for place in places:
            if place.column.table == Subscription._meta.db_table:  # else letters would go to another address
                Subscription.objects.filter(pk=place.key[0]).delete()
            else:
                _write(place, names)
            done.places += len(place.around)
        done.by_table.update(
            describe_table(table) for table, _ in {(place.column.table, place.key) for place in places}
        )
    raise ForgettingError(f"It is found again in {places[0].words}. Nothing was changed.")


def _write(place: NamedPlace, names: PersonNames) -> None:
    column, quote = place.column, connection.ops.quote_name
    table = quote(column.table)
    row = " AND ".join(f"{quote(name)} = %s" for name in place.keys)
    with connection.cursor() as cursor:
        if (
            column.is_key or column.table == Session._meta.db_table
        ):  # it is known by these words, and by no other
            cursor.execute(f"DELETE FROM {table} WHERE {row}", place.key)  # noqa: S608 - our own tables
            return
        value = column.clean(place.value, names, place.key)
        change = f"UPDATE {table} SET {quote(column.name)} = %s::{column.type_name} WHERE {row}"  # noqa: S608
        cursor.execute(change, [value, *place.key])


def list_pages(places: Iterable[NamedPlace]) -> dict[Any, list[str]]:
    """Pages of PDFs among these places, by their documents: their words come from the file, which stays as it is."""
    keys = [place.key[0] for place in places if find_model(place.column.table) is DocumentPage]
    pages: dict[Any, list[str]] = {}
    rows = DocumentPage.objects.filter(pk__in=keys).select_related("document__review")
    for page in rows.order_by("document", "index"):
        pages.setdefault(page.document, []).append(str(page))
    return pages


def _forget_words(names: PersonNames) -> None:
    """Single words of a name that no finding has any more are offered to nobody who mistypes."""
    words = [word for word in FindingWord.objects.values_list("word", flat=True) if names.has_word(word)]
    for word in words:
        if not Finding.objects.filter(text__iregex=rf"\y{word}\y").exists():
            FindingWord.objects.filter(word=word).delete()


def _empty_account(account: Any, done: Forgotten) -> None:
    """Nobody can sign in by it, and it names nobody; what was done by it stays told apart from what others did."""
    sessions = end_sessions(account)
    for relation in account._meta.related_objects:
        if relation.related_model._meta.app_label in SIGNING_IN:
            relation.related_model._default_manager.filter(**{relation.field.name: account}).delete()
    Member.objects.filter(user=account).delete()
    Subscription.objects.filter(user=account).delete()
    account.username, account.email = f"left-{account.pk}", ""
    account.first_name, account.last_name = LEFT
    account.is_active = account.is_staff = account.is_superuser = False
    account.last_login = None
    account.set_unusable_password()
    account.save()
    account.groups.clear()
    account.user_permissions.clear()
    named = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(account), object_id=account.pk
    )
    named.update(object_repr=str(account))
    done.places += 1 + sessions
    done.by_table.update({"Account": 1, "Session": sessions} if sessions else {"Account": 1})


def list_names_of_account(account: Any) -> list[str]:
    """What certainly means this person wherever it stands; a sign-in name may be an ordinary word."""
    full = account.get_full_name()
    return [name for name in (full if " " in full else "", account.email) if name]


def find_account(name: str) -> Any:
    try:
        return get_user_model()._default_manager.get_by_natural_key(name)
    except models.ObjectDoesNotExist:
        raise ForgettingError(f"There is no account called {name}. Nothing was changed.") from None


def _remember(done: Forgotten, by: str) -> None:
    """A line of the history that belongs to no row: when, who, and how much; never what."""
    metadata = {"act": "forget", "by": by, "places": done.places, "rows": dict(done.by_table)}
    Context.objects.create(id=uuid.uuid4(), metadata=metadata)


def list_forgotten() -> list[str]:
    """One line for each time that something was taken out, the newest first."""
    contexts = Context.objects.filter(metadata__act="forget", metadata__has_key="places").order_by(
        "-created_at"
    )
    return [
        f"{timezone.localtime(context.created_at):%-d %B %Y, %H:%M}, by {context.metadata['by']}: "
        f"{context.metadata['places']} places ("
        + ", ".join(f"{table}: {rows}" for table, rows in sorted(context.metadata["rows"].items()))
        + ")"
        for context in contexts
    ]
