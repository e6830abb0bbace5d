"""Whoever may not publish makes no finding appear, disappear or read differently, by whatever act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reviews.history.chronicle import Chronicle
from tests.conftest import SecureClient
from tests.factories import (
    make_block,
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_review,
    make_theme,
)
from tests.public_pages import find_difference, list_addresses, name_of, read_page, undone
from tests.themes.admin.desk.pages import press
from tests.themes.admin.intake.cases import IN_FOG, finding_field, post_article, read_answers
from tests.themes.desk.cases import make_document
from tests.themes.forms import form_data
from themes.desk.acts import ACTS
from themes.findings.publishing import withdraw_finding
from themes.models import ArticleIntake, Finding, Quotation, SheetImport, Theme
from themes.quotations.verifying import verify_these

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limit_of_requests(settings):
    """Every page is read after each way, which is more than the API answers in a minute."""
    settings.API_REQUESTS_A_MINUTE = 1_000_000


class Rows:
    """A finding that is published, one that could be, one that was withdrawn; each with all that belongs to it."""

    def __init__(self) -> None:
        self.review = make_review("the-review", period=make_period())
        self.other_review = make_review("another")
        make_document(self.review)
        self.theme = make_theme("Neglect")
        make_theme("Babies")
        self.published, self.draft, self.withdrawn = (
            self.make(state) for state in ("published", "draft", "published")
        )
        self.partner = self.make("published")
        self.block = make_block(self.published, self.partner)
        self.shared = make_citation(self.published, self.draft, pages=("2",))
        # As after the nightly check: what it finds out is nobody's act.
        verify_these(list(Quotation.objects.values_list("pk", flat=True)), act="")
        withdraw_finding(finding=self.withdrawn)
        self.withdrawn.refresh_from_db()

    def make(self, state: str) -> Finding:
        finding = make_finding(
            state=state, review=self.review, themes=(self.theme,), periods=tuple(self.review.periods.all())
        )
        citation = make_citation(finding, pages=("1",))
        Quotation.objects.create(finding=finding, citation=citation, words="The pilot was not told")
        return finding


def open_form(client: Client, finding: Finding) -> tuple[str, dict[str, Any]]:
    address = reverse("admin:themes_finding_change", args=[finding.pk])
    page = client.get(address)
    return address, form_data(page)


def save_form(client: Client, finding: Finding, **typed: Any) -> Any:
    address, data = open_form(client, finding)
    return client.post(address, {**data, "act": "keep", **typed})


def publish_by_hand(client: Client, rows: Rows) -> None:
    for finding in (rows.draft, rows.withdrawn):
        for act in ("publish", f"publish_together:{rows.published.pk}"):
            save_form(client, finding, act=act, state="published", published_at="2026-01-01", withdrawn_at="")


def publish_from_the_list(client: Client, rows: Rows) -> None:
    keys = [finding.pk for finding in (rows.draft, rows.withdrawn, rows.published)]
    for act in ("publish", "withdraw", "delete_selected"):
        said = {"action": act, "_selected_action": keys, "post": "yes", "shown": keys}
        client.post(reverse("admin:themes_finding_changelist"), said)


def join_a_block(client: Client, rows: Rows) -> None:
    save_form(
        client, rows.draft, block_members=f"{rows.published.code}, {rows.partner.code}", block_reason="x"
    )
    save_form(client, rows.withdrawn, block_members=rows.published.code, block_reason="x")
    save_form(client, rows.published, block_members=rows.draft.code, block_reason="x")


def change_a_block(client: Client, rows: Rows) -> None:
    address = reverse("admin:themes_readtogether_change", args=[rows.block.pk])
    client.post(address, {**form_data(client.get(address)), "reason": "Another reason"})
    client.post(reverse("admin:themes_readtogether_delete", args=[rows.block.pk]), {"post": "yes"})


def change_a_shared_list(client: Client, rows: Rows) -> None:
    address = reverse("admin:themes_citation_change", args=[rows.shared.pk])
    page = client.get(address)
    data = form_data(page) if "adminform" in (page.context or {}) else {}
    client.post(address, {**data, "as_given": "99", "findings": [rows.draft.pk]})
    client.post(reverse("admin:themes_citation_delete", args=[rows.shared.pk]), {"post": "yes"})
    said = {"action": "delete_selected", "_selected_action": [rows.shared.pk], "post": "yes"}
    client.post(reverse("admin:themes_citation_changelist"), said)


def give_a_published_one_another_list(client: Client, rows: Rows) -> None:
    address = reverse("admin:themes_citation_add")
    new = {"as_given": "3", "basis": "page_read", "findings": [rows.published.pk, rows.draft.pk]}
    client.post(address, {**form_data(client.get(address)), **new})
    own = rows.draft.citations.exclude(pk=rows.shared.pk).get()
    address = reverse("admin:themes_citation_change", args=[own.pk])
    client.post(address, {**form_data(client.get(address)), "findings": [rows.published.pk, rows.draft.pk]})


def decide_at_the_desk(client: Client, rows: Rows) -> None:
    for quotation in rows.published.quotations.all():
        for act in ACTS:
            press(client, quotation, act, words="Other words", pages="3", reason="so")


def word_at_the_desk(client: Client, rows: Rows) -> None:
    """Published or not: other words, an act that publishes, one that joins a draft to it, one that takes it out."""
    same = f"same:{rows.published.pk}"
    for finding in (rows.published, rows.withdrawn, rows.draft):
        address = reverse("admin:themes_finding_wording_one", args=[finding.pk])
        whole = reverse("admin:themes_finding_change", args=[finding.pk])
        for act in ("keep", "publish", f"publish_together:{rows.published.pk}", same, "not_a_finding"):
            if Finding.objects.filter(pk=finding.pk).exists():
                data = form_data(client.get(whole if finding is not rows.draft else address))
                client.post(address, {**data, "text": "Other words.", "act": act})


def import_sheets(client: Client, rows: Rows) -> None:
    own = rows.published.citations.first()
    sheets = {
        "findings": f"Number,Wording,State\r\n{rows.draft.code},Other words,Published\r\n",
        "citations": f"Id,As given\r\n{own.pk},99\r\n",
        "page_lists": f"Id,As given\r\n{own.pk},99\r\n",
    }
    sheets["more"] = f"Number,Wording\r\n{rows.published.code},Other words\r\n"
    sheets["withdrawn"] = f"Number,Wording,Review\r\n{rows.withdrawn.code},Other words,another\r\n"
    for sheet, text in sheets.items():
        file = SimpleUploadedFile("a.csv", text.encode())
        name = sheet if sheet in ("citations", "page_lists") else "findings"
        client.post(reverse("admin:themes_sheetimport_add"), {"sheet": name, "file": file})
    for held in SheetImport.objects.all():
        sent = {"seen": held.preview_token}
        client.post(reverse("admin:themes_sheetimport_import", args=[held.pk]), sent)
    assert SheetImport.objects.count() >= 2


def put_back_earlier_versions(client: Client, rows: Rows) -> None:
    for row in (rows.withdrawn, rows.published, rows.shared, rows.block, rows.draft):
        name = f"admin:themes_{row._meta.model_name}_restore"
        for entry in Chronicle(type(row), row.pk).entries:
            address = reverse(name, args=[row.pk, entry.address])
            page = client.get(address)
            token = page.context["token"] if page.context and "token" in page.context else ""
            client.post(address, {"seen": token})


def change_what_is_published(client: Client, rows: Rows) -> None:
    save_form(client, rows.published, text="Other words.")


def change_what_was_withdrawn(client: Client, rows: Rows) -> None:
    save_form(
        client,
        rows.withdrawn,
        text="Other words.",
        review=rows.other_review.pk,
        kind="statistic",
        source_note="Other.",
    )


def lead_readers_to_drafts(client: Client, rows: Rows) -> None:
    save_form(client, rows.draft, worth_reading_next=f"{rows.published.code}, {rows.withdrawn.code}")
    save_form(client, rows.withdrawn, worth_reading_next=rows.published.code)


def accept_an_article(client: Client, rows: Rows) -> None:
    post_article(client)
    intake = ArticleIntake.objects.get()
    address = reverse("admin:themes_articleintake_change", args=[intake.pk])
    client.post(address, {"act": "review", "version": intake.version, "review": rows.review.pk})
    intake.refresh_from_db()
    client.post(address, read_answers(client, intake) | {finding_field(IN_FOG): rows.published.pk})
    client.post(reverse("admin:themes_articleintake_added", args=[intake.pk]))
    assert rows.published.mentions.exists()


def merge_and_split(client: Client, rows: Rows) -> None:
    into = Theme.objects.get(title="Babies").pk
    for act in ("merge", "split"):
        sent = {"into": into, "title": "New", "findings": [rows.published.pk], "act": act}
        client.post(reverse(f"admin:themes_theme_{act}", args=[rows.theme.pk]), sent)


def set_in_several(client: Client, rows: Rows) -> None:
    theme, period = Theme.objects.get(title="Babies"), rows.review.periods.get()
    keys = [finding.pk for finding in (rows.published, rows.draft, rows.withdrawn, rows.partner)]
    address = reverse("admin:themes_finding_changelist")
    sent = {"action": "set_fields", "_selected_action": keys, "agency_how": "add"}
    for what in (
        {"theme": theme.pk, "theme_how": "primary", "period_how": "add"},
        {"theme": theme.pk, "theme_how": "take", "period": period.pk, "period_how": "take"},
        {"state": "in_review", "theme_how": "add", "period_how": "add"},
        {"state": "draft", "theme_how": "add", "period_how": "add"},
    ):
        looked = client.post(address, sent | what).context
        going, others = ([row.mark for row in looked[name]] for name in ("going", "left_out"))
        for shown in (going, [*going, *others]):
            client.post(address, sent | what | {"shown": shown, "confirm": "1"})
    assert rows.draft.themes.filter(pk=theme.pk).exists()


# Other forms of what these pages say. `test_what_readers_see` reads them all, after each act of each role.
OTHER_FORMS = (
    "-file",
    "-embed",
    "-short",
    "-feed",
    "-code",
    "-preview",
    "-choices",
    "-references",
    "oembed",
    "search-pages",
)


def read_all(reader: Client) -> dict[str, tuple[int, str, bytes]]:
    """Every page that readers have, and all findings as data; each in one form."""
    named = {address: name_of(address) or "" for address in list_addresses()}
    return {
        address: read_page(reader, address)
        for address, name in named.items()
        if not name.endswith(OTHER_FORMS)
        and not name.startswith("api-")
        and (not name.endswith("-data") or name == "finding-list-data")
    }


WAYS = [
    set_in_several,
    publish_by_hand,
    publish_from_the_list,
    join_a_block,
    change_a_block,
    change_a_shared_list,
    give_a_published_one_another_list,
    decide_at_the_desk,
    word_at_the_desk,
    import_sheets,
    change_what_is_published,
    change_what_was_withdrawn,
    lead_readers_to_drafts,
    accept_an_article,
    merge_and_split,
]


def find_changes(
    client: Client, rows: Rows, ways: Sequence[Callable[[Client, Rows], None]]
) -> dict[str, Any]:
    """What readers see otherwise after each of these ways, which are undone one by one. Their names with it."""
    reader = SecureClient()
    before = read_all(reader)
    found = {}
    for way in ways:
        with undone():
            way(client, rows)
            after = read_all(reader)
        for address, page in after.items():
            is_new = address not in before
            if is_new and address.startswith("/findings/F") and page[0] != 404:
                found[f"{way.__name__}: {address}"] = "shown anew"
            elif not is_new and page != before[address]:
                found[f"{way.__name__}: {address}"] = find_difference(before[address], page)
    return found


def test_no_act_of_a_curator_changes_what_readers_see_of_findings(client):
    client.force_login(make_member("Curator"))

    assert find_changes(client, Rows(), WAYS) == {}


@pytest.mark.django_db(transaction=True)
def test_nor_does_putting_back_earlier_versions(client):
    client.force_login(make_member("Curator"))

    assert find_changes(client, Rows(), [put_back_earlier_versions]) == {}


def test_what_a_publisher_does_would_be_found(client):
    client.force_login(make_member("Publisher"))

    assert find_changes(client, Rows(), [change_what_is_published])
