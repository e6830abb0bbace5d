"""Whoever is to be forgotten stands in nothing that is kept."""

from __future__ import annotations

import io
import json
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pgtrigger
import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pghistory.models import Context
from procrastinate.contrib.django import app

from reviews.collection_version import read_version
from reviews.history.chronicle import Chronicle
from reviews.models import (
    Author,
    Availability,
    ContentsEntry,
    Document,
    DocumentPage,
    ReviewNote,
    Series,
    SeriesPoint,
)
from scr_portal.backups import NAME as NAME_OF_BACKUP
from scr_portal.backups import NAME_BY_HAND
from scr_portal.forgetting.acts import GUARDS, ForgettingError, forget, list_forgotten
from scr_portal.forgetting.names import REMOVED, PersonNames
from scr_portal.forgetting.places import JSON, LISTS, OTHERS, TEXTS, Column, list_columns
from scr_portal.signing_in.models import SignIn, SignInOutcome
from tests.factories import (
    make_comment,
    make_finding,
    make_member,
    make_one_of_each,
    make_theme,
)
from themes.models import (
    ArticleMention,
    ArticleSection,
    AuthorTrust,
    Change,
    Comment,
    Coverage,
    Finding,
    FindingWord,
    HelpService,
    LegalRemoval,
    Letter,
    Member,
    ModerationDecision,
    Rearrangement,
    SavedFilter,
    Subscription,
    Theme,
)

pytestmark = pytest.mark.django_db

NAME, SHORT = "Siân Tregenna", "Zoë"
# As people, programs and printers write it.
SPELLINGS = [
    "Siân Tregenna",
    "SIAN TREGENNA",
    "Sian\u00a0Tregenna",
    "Sia\u0302n Tre-\ngenna",
    "Sian Tre\u00adgenna",
    "sian.tregenna",
    "Sian\n  Tregenna",
]
IN_ADDRESSES = "sian-tregenna"
# Rules of the database that keep names out, or ask for something before them.
HOLDS_NO_NAME = {("themes_helpservice", "telephone")}
BEFORE = {("themes_helpservice", "link"): "https://example.org/"}


def run(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def make_a_row_of_every_table() -> None:
    finding = make_one_of_each()
    review, theme = finding.review, finding.themes.get()
    member = make_member("Administrator")
    Author.objects.create(review=review, family="Author")
    Availability.objects.create(review=review, place="publisher", url="https://example.org/")
    ContentsEntry.objects.create(review=review, heading="Heading")
    ReviewNote.objects.create(review=review, kind="note", text="Note")
    SeriesPoint.objects.create(series=Series.objects.get(), years="2003", text="few", certainty="high")
    DocumentPage.objects.create(document=Document.objects.get(), index=1, label="4", text="A page.")
    section = ArticleSection.objects.get()
    ArticleMention.objects.create(article=section.article, section=section, finding=finding, words="Words")
    published = make_finding("Nobody asked the child.", article=section.article)
    HelpService.objects.update(telephone="0800 1111", checked="2026-01-01", sources=["example.org"])
    published.text = "Nobody asked this child."
    published.save()
    ModerationDecision.objects.create(
        comment=Comment.objects.earliest("pk"), decision="rejected", reason="names", by=member
    )
    trusted = Member.objects.create(user=member, display_name="A name")
    AuthorTrust.objects.create(
        member=trusted, why="Long known", ended_at="2026-01-01T00:00Z", why_ended="No more"
    )
    LegalRemoval.objects.create(comment=Comment.objects.earliest("pk"), why="An order", proposed_by=member)
    Rearrangement.objects.create(kind="merge", theme=theme, into=make_theme(), context=uuid.uuid4())
    told = Subscription.objects.create(kind="list", email="reader@example.org", origin="https://example.org")
    Letter.objects.create(
        subscription=told, key="key", kind="confirm", words={"pace": "daily"}, error="Error"
    )
    SavedFilter.objects.create(user=member, screen="themes_finding_changelist", name="Mine", query="q=words")
    kind = ContentType.objects.get_for_model(Finding)
    LogEntry.objects.create(
        user=member, content_type=kind, object_id="1", object_repr="F001", action_flag=CHANGE
    )
    Context.objects.create(id=uuid.uuid4(), metadata={"user": member.pk, "why": "because"})
    app.configure_task("reviews.jobs.read_document").defer(document=1)
    address = EmailAddress.objects.create(user=member, email="member@example.org")
    EmailConfirmation.objects.create(email_address=address, key="key")
    social = SocialAccount.objects.create(user=member, provider="oidc", uid="1")
    SocialToken.objects.create(account=social, token="token")
    SocialApp.objects.create(provider="oidc", name="Council", client_id="1")
    Authenticator.objects.create(user=member, type="webauthn", data={"name": "Passkey"})
    SignIn.objects.create(
        user=member, network="192.0.2.0/24", outcome=SignInOutcome.SIGNED_IN, way="password"
    )
    session = SessionStore()
    session["typed"] = "words"
    session.create()


def plant(column: Column, number: int) -> bool:
    """Put the name into one row of this column; whether a name can stand there."""
    if (column.table, column.name) in HOLDS_NO_NAME:
        return False
    spelling = IN_ADDRESSES if column.is_address else SPELLINGS[number % len(SPELLINGS)]
    text = BEFORE.get((column.table, column.name), "") + spelling
    if column.longest and len(text) > column.longest:
        text = SHORT
    elif not (column.is_address or column.longest):
        text = f"It was {text} who said so."
    value: Any = text
    if column.type in LISTS:
        value = ["one", text]
    elif column.type in JSON:
        value = json.dumps({"rows": [[1, text]], "kept": True})
    elif column.table == "django_session":
        value = SessionStore().encode({"form": {"typed": [text]}})
    quote = connection.ops.quote_name
    table, name = quote(column.table), quote(column.name)
    with pgtrigger.ignore(*GUARDS), transaction.atomic():
        run(
            f"UPDATE {table} SET {name} = %s::{column.type_name} "  # noqa: S608
            f"WHERE ctid = (SELECT max(ctid) FROM {table})",
            value,
        )
    return True


def dump() -> dict[str, str]:
    """Every row of every table, as `pg_dump` writes it; of sessions, what they hold."""
    tables = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            copied = io.BytesIO()
            with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                for piece in copy:
                    copied.write(piece)
            tables[name] = copied.getvalue().decode()
    tables["django_session"] += "".join(str(each.get_decoded()) for each in Session.objects.all())
    return tables


def letters(text: str) -> str:
    """What is left when nothing but letters is looked at, with what COPY writes for the ends of lines gone."""
    plain = unicodedata.normalize("NFKD", text.replace("\\n", "").replace("\\u0302", ""))
    return "".join(sign for sign in plain.lower() if sign.isascii() and sign.isalpha())


def find_in_dump(*words: str) -> list[str]:
    return [f"{word}: {name}" for name, text in dump().items() for word in words if word in letters(text)]


def test_every_column_is_of_a_type_that_is_looked_through_or_holds_no_words():
    known = {*TEXTS, *LISTS, *JSON, *OTHERS}

    assert {f"{column.table}.{column.name}" for column in list_columns() if column.type not in known} == set()


def test_a_name_is_gone_from_every_text_of_every_table():
    make_a_row_of_every_table()
    columns = [column for column in list_columns() if column.is_of_texts]
    empty = {column.table for column in columns if not run(f'SELECT 1 FROM "{column.table}"')}  # noqa: S608
    assert empty == set()
    planted = [plant(column, number) for number, column in enumerate(columns)]
    assert planted.count(False) == len(HOLDS_NO_NAME)
    before = len(find_in_dump("siantregenna", "zoe"))
    assert before > 60

    done = forget(names=PersonNames([NAME, SHORT]), by="somebody")

    assert find_in_dump("siantregenna", "zoe") == []
    assert done.places >= planted.count(True)


def test_nothing_else_is_changed():
    make_a_row_of_every_table()
    before = {
        name: text
        for name, text in dump().items()
        if name not in ("reviews_versionstep", "themes_cataloguechange")
    }

    forget(names=PersonNames([NAME]), by="somebody")

    after = dump()
    assert {name for name, text in before.items() if after[name] != text} == {"pghistory_context"}


def test_what_is_derived_goes_too():
    finding = make_finding("Siân Tregenna was not seen, and no child was asked.")
    theme = make_theme("Siân Tregenna")
    theme.slug = "another"
    theme.save()
    assert {"siân", "tregenna"} <= set(FindingWord.objects.values_list("word", flat=True))
    version = read_version()

    forget(names=PersonNames([NAME]), by="somebody")

    finding.refresh_from_db()
    assert finding.text == "[name removed] was not seen, and no child was asked."
    assert set(FindingWord.objects.values_list("word", flat=True)) >= {"child", "removed"}
    assert not FindingWord.objects.filter(word__in=["siân", "tregenna"]).exists()
    assert [(change.before, change.minor) for change in Change.objects.filter(kind="wording")] == [
        ("[name removed] was not seen, and no child was asked.", True)
    ]
    assert int(read_version()) > int(version)
    newest = Chronicle(Finding, finding.pk).entries[0]
    assert newest.act == "A person was taken out of everything"
    assert Theme.objects.get().title == f"{REMOVED} {theme.pk}"


def test_words_that_others_have_are_still_offered():
    make_finding("Siân Tregenna was not seen.")
    make_finding("The Tregenna inquiry said so.")

    forget(names=PersonNames([NAME]), by="somebody")

    assert FindingWord.objects.filter(word="tregenna").exists()
    assert not FindingWord.objects.filter(word="siân").exists()


def test_two_rows_that_must_differ_still_do():
    themes = [make_theme("Siân Tregenna"), make_theme("Sian Tregenna", slug="siân-tregenna-2")]

    forget(names=PersonNames([NAME]), by="somebody")

    assert {theme.title for theme in Theme.objects.all()} == {f"{REMOVED} {theme.pk}" for theme in themes}
    assert {theme.slug for theme in Theme.objects.all()} == {
        f"name-removed-{themes[0].pk}",
        f"name-removed-{themes[1].pk}-2",
    }


def test_what_cannot_be_done_changes_nothing(monkeypatch):
    comment = make_comment(make_theme(), "Siân Tregenna")
    finding = make_finding("Siân Tregenna.")
    monkeypatch.setattr("scr_portal.forgetting.names.REMOVED", "Siân Tregenna")
    monkeypatch.setattr("scr_portal.forgetting.places.REMOVED", "Siân Tregenna")

    with pytest.raises(ForgettingError, match="It is found again in .*Nothing was changed"):
        forget(names=PersonNames([NAME]), by="somebody")

    finding.refresh_from_db()
    comment.refresh_from_db()
    assert (finding.text, finding.version, comment.body) == ("Siân Tregenna.", 1, "Siân Tregenna")
    assert list_forgotten() == []


def ask(*arguments: str, answer: str | None = None, monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    said = io.StringIO()
    if monkeypatch:

        def reply(question: str) -> str:
            if answer is None:
                raise EOFError
            return answer

        monkeypatch.setattr("builtins.input", reply)
    call_command("forget", *arguments, stdout=said)
    return said.getvalue()


def test_where_it_stands_is_shown_and_nothing_is_changed():
    finding = make_finding("When the review asked, Siân Tregenna said that nobody had.")

    said = ask("--name", NAME, "--dry-run")

    line = f"Finding {finding.pk} ({finding.code}), wording: When the review asked, Siân Tregenna said that nobody had."
    assert line in said.splitlines()
    assert "History of finding, entry " in said
    assert "Nothing was changed." in said
    assert letters(NAME) in letters(Finding.objects.get().text)


@pytest.mark.parametrize("answer", ["no", "", None])
def test_without_a_yes_nothing_is_changed(answer, monkeypatch):
    make_finding("Siân Tregenna.")

    with pytest.raises(CommandError, match="Nothing was changed"):
        ask("--name", NAME, answer=answer, monkeypatch=monkeypatch)

    assert Finding.objects.get().text == "Siân Tregenna."


def test_it_is_remembered_when_by_whom_and_how_much_and_not_what(monkeypatch):
    make_finding("Siân Tregenna.")

    said = ask("--name", NAME, "--by", "The data officer", answer="yes", monkeypatch=monkeypatch)

    assert "Taken out of" in said
    [line] = ask("--list").splitlines()
    assert "by The data officer: " in line
    assert "Finding: 1" in line
    assert "tregenna" not in line.lower()
    assert find_in_dump("siantregenna") == []


def test_the_pdf_that_still_names_is_told_with_its_pages():
    finding = make_finding()
    document = Document.objects.create(review=finding.review, sha256="a" * 64, file="documents/a.pdf", size=1)
    for index, text in enumerate(["Nobody.", "Siân Tre\x02\ngenna.", "SIÂN TREGENNA"], start=1):
        DocumentPage.objects.create(document=document, index=index, label=str(index + 2), text=text)

    said = ask("--name", NAME, "--yes")

    assert (
        f"The PDF of {finding.review} names this on p. 4 (PDF page 2), p. 5 (PDF page 3), and cannot be changed."
        in said
    )
    assert [page.text for page in DocumentPage.objects.all()] == ["Nobody.", f"{REMOVED}\n.", REMOVED]


def test_backups_that_hold_it_are_told_and_until_when(settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    now = datetime.now(UTC)
    for days in (0, 3, 40):
        (tmp_path / (now - timedelta(days=days)).strftime(NAME_OF_BACKUP)).touch()
    by_hand = tmp_path / now.strftime(NAME_BY_HAND)
    by_hand.touch()

    lines = ask("--name", NAME, "--dry-run").splitlines()

    told = [line.strip() for line in lines if ": goes on " in line]
    assert len(told) == 3
    assert f"  {by_hand.name}: stays until somebody deletes it" in lines
    assert "Whoever puts one of them back runs this command again." in lines


@pytest.mark.parametrize("name", ["", "J", "'", "- -"])
def test_what_would_be_found_everywhere_is_refused(name):
    with pytest.raises(CommandError, match="too short"):
        ask("--name", name)


@pytest.mark.parametrize("arguments", [[], ["--account", "nobody"]])
def test_who_is_meant_must_be_said(arguments):
    with pytest.raises(CommandError, match="Nothing was changed"):
        ask(*arguments)


def test_an_account_names_nobody_and_opens_nothing(client, monkeypatch):
    member = make_member(
        "Curator", "sian", first_name="Siân", last_name="Tregenna", email="sian.t@example.org"
    )
    client.force_login(member)
    finding = make_finding()
    Coverage.objects.create(
        review=finding.review,
        theme=make_theme(),
        state="read",
        by=member,
        note="Ask Siân Tregenna, sian.t@example.org",
    )
    Context.objects.create(id=uuid.uuid4(), metadata={"user": member.pk, "why": "because"})
    accounts = ContentType.objects.get_for_model(member)
    for key, name in ((member.pk, "sian"), (member.pk + 1, "another")):
        LogEntry.objects.create(
            user=member, content_type=accounts, object_id=str(key), object_repr=name, action_flag=CHANGE
        )
    Authenticator.objects.create(user=member, type="webauthn", data={"name": "A key"})
    SignIn.objects.create(user=member, network="192.0.2.0/24", outcome=SignInOutcome.SIGNED_IN)

    ask("--account", "sian", answer="yes", monkeypatch=monkeypatch)

    member.refresh_from_db()
    assert (member.get_full_name(), member.username, member.email) == (
        "A curator who has left",
        f"left-{member.pk}",
        "",
    )
    assert (member.is_active, member.is_staff, member.has_usable_password()) == (False, False, False)
    assert not member.groups.exists()
    assert [model.objects.count() for model in (Session, Authenticator, SignIn)] == [0, 0, 0]
    assert Coverage.objects.get().by == member  # what somebody did is still told apart from what others did
    assert Coverage.objects.get().note == f"Ask {REMOVED}, {REMOVED}"
    assert find_in_dump("tregenna", "siantexample") == []
    names = LogEntry.objects.order_by("object_repr").values_list("object_repr", flat=True)
    assert list(names) == ["another", f"left-{member.pk}"]
    assert client.get("/admin/").status_code == 302


def test_no_value_of_a_program_is_touched():
    """A person may be called Read, Finding or Theme."""
    finding = make_finding("Read what Finding Theme said.")
    make_member("Curator")
    rights = run("SELECT codename, name FROM auth_permission ORDER BY id")

    forget(names=PersonNames(["Read", "Finding", "Theme", "published"]), by="somebody")

    finding.refresh_from_db()
    assert finding.text == f"{REMOVED} what {REMOVED} {REMOVED} said."
    assert finding.state == "published"
    assert run("SELECT codename, name FROM auth_permission ORDER BY id") == rights
