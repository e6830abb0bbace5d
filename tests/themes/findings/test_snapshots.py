"""Whatever way a curator tries: what readers see of a published finding stays as it is."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    make_block,
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_theme,
)
from tests.themes.forms import form_data
from themes.findings.block_members import delete_draft, set_block
from themes.findings.publishing import hide_findings, withdraw_findings
from themes.importers.spreadsheets.reading import SheetError
from themes.importers.spreadsheets.uploads import import_sheet, upload_sheet
from themes.models import Citation, Finding, PageCitation, Quotation, ReadTogether, Theme
from themes.models.change import Change

pytestmark = pytest.mark.django_db

LIST = reverse("admin:themes_finding_changelist")


class Held:
    """A published finding and its partner, a page list of theirs, and a draft with a page list of its own."""

    def __init__(self) -> None:
        rules: dict[str, Any] = {"themes": (make_theme(),), "periods": (make_period(),)}
        self.finding, self.partner = (
            make_finding("Ropes fray.", **rules),
            make_finding("Knots slip.", **rules),
        )
        self.list = make_citation(self.finding, pages=("53",))
        self.block = make_block(self.finding, self.partner)
        self.draft = make_finding("Sails tear.", state="draft", **rules)
        self.draft_list = make_citation(self.draft, pages=("7",))
        # So that there is something to put back: the list was once that of the published finding.
        self.draft_list.findings.add(self.finding)
        self.draft_list.findings.remove(self.finding)

    def shown(self, client) -> tuple:
        """What readers see of both, and what they were told of changes."""
        client.logout()
        pages = [
            client.get(each.get_absolute_url()).content.decode() for each in (self.finding, self.partner)
        ]
        return (
            [re.sub(r'name="csrfmiddlewaretoken"[^>]*|nonce="[^"]*"', "", page) for page in pages],
            list(Change.objects.order_by("pk").values_list("pk", "kind", "minor")),
        )


def at(row, name: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


def save(client, row, **typed):
    page = client.get(at(row))
    filled = form_data(page) if page.context and "adminform" in page.context else {}
    return client.post(at(row), {**filled, **typed})


def put_back(client, row):
    """Every version that its history offers."""
    history = client.get(at(row, "history"))
    for entry in history.context["entries"] if history.context else ():
        address = reverse(
            f"admin:{row._meta.app_label}_{row._meta.model_name}_restore", args=[row.pk, entry.address]
        )
        page = client.get(address)
        client.post(address, {"seen": str(page.context["token"]) if page.status_code == 200 else ""})


def import_(client, sheet: str, *lines: str):
    user = get_user_model().objects.get(username="curator")
    given = upload_sheet(sheet=sheet, file_name="a.csv", content="\r\n".join(lines).encode(), by=user)
    with contextlib.suppress(SheetError):  # it says so when every row was refused
        import_sheet(upload=given, by=user)


def add_list(client, held):
    data = form_data(client.get(reverse("admin:themes_citation_add")))
    data |= {"as_given": "99", "basis": "page_read", "findings": [held.finding.pk], "pages-TOTAL_FORMS": "1"}
    data |= {
        "pages-0-review": held.finding.review_id, "pages-0-first_page": "99", "pages-0-last_page": "99",
        "pages-0-position": "0", "pages-0-role": "not_stated",
    }  # fmt: skip
    client.post(reverse("admin:themes_citation_add"), data)


# A place for each way to write: a new one is added here. Accepting an article is tried in tests/themes/admin/intake.
WAYS = {
    "form": lambda client, held: save(client, held.finding, text="Mine."),
    "form of a draft, read together": lambda client, held: save(
        client, held.draft, block_members=held.finding.code, block_reason="Mine."
    ),
    "restore": lambda client, held: put_back(client, held.finding),
    "delete": lambda client, held: client.post(at(held.finding, "delete"), {"post": "yes"}),
    "withdraw": lambda client, held: client.post(at(held.finding, "withdraw"), {}),
    "list, publish": lambda client, held: client.post(
        LIST, {"action": "publish", "_selected_action": [held.draft.pk], "post": "yes"}
    ),
    "list, withdraw": lambda client, held: client.post(
        LIST,
        {
            "action": "withdraw",
            "_selected_action": [held.finding.pk],
            "post": "yes",
            "shown": [f"{each.pk}:1:published" for each in (held.finding, held.partner)],
        },
    ),
    "page list, form": lambda client, held: save(client, held.list, as_given="99"),
    "page list, attached": lambda client, held: save(
        client, held.draft_list, findings=[held.draft.pk, held.finding.pk]
    ),
    "page list, added": add_list,
    "page list, restore": lambda client, held: put_back(client, held.list),
    "page list, restore what was attached": lambda client, held: put_back(client, held.draft_list),
    "page list, delete": lambda client, held: client.post(at(held.list, "delete"), {"post": "yes"}),
    "page list, delete several": lambda client, held: client.post(
        reverse("admin:themes_citation_changelist"),
        {"action": "delete_selected", "_selected_action": [held.list.pk, held.draft_list.pk], "post": "yes"},
    ),
    "read together, form": lambda client, held: save(client, held.block, reason="Mine."),
    "read together, restore": lambda client, held: put_back(client, held.block),
    "read together, delete": lambda client, held: client.post(at(held.block, "delete"), {"post": "yes"}),
    "sheet, wording": lambda client, held: import_(
        client, "findings", "Number,Wording", f"{held.finding.code},Mine."
    ),
    "sheet, block of a draft": lambda client, held: import_(
        client, "findings", "Number,Read together", f"{held.draft.code},{held.block.slug}"
    ),
    "sheet, block of a new finding": lambda client, held: import_(
        client,
        "findings",
        "Number,Wording,Review,Read together",
        f",New.,{held.draft.review.slug},{held.block.slug}",
    ),
    "sheet, pages": lambda client, held: import_(
        client, "citations", "Id,Pages,As given", f"{held.list.pk},99,99"
    ),
    "sheet, attached": lambda client, held: import_(
        client, "citations", "Id,Findings", f"{held.draft_list.pk},{held.finding.code}"
    ),
    "sheet, detached": lambda client, held: import_(
        client, "citations", "Id,Findings", f"{held.list.pk},{held.draft.code}"
    ),
    "sheet, added": lambda client, held: import_(
        client,
        "citations",
        "Id,Findings,Review,Pages,As given,Basis",
        f",{held.finding.code},{held.finding.review.slug},99,99,Page read",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_curator_changes_nothing_that_readers_see(client, way):
    held = Held()
    curator = make_member("Curator")
    before = held.shown(client)

    client.force_login(curator)
    WAYS[way](client, held)

    assert held.shown(client) == before


@pytest.mark.parametrize("sent", [{"pages-0-first_page": "8", "pages-0-last_page": "8"}, {"as_given": "8"}])
def test_curator_leaves_pages_of_words_that_readers_see(client, sent):
    """Though the list is given for a draft alone."""
    held = Held()
    Quotation.objects.create(
        finding=held.finding, citation=held.draft_list, words="x", outcome="exact", checked_at=timezone.now()
    )
    client.force_login(make_member("Curator"))

    save(client, held.draft_list, **sent)

    held.draft_list.refresh_from_db()
    assert (held.finding.quotations.get().outcome, held.draft_list.pages.get().first_page) == ("exact", "7")
    # What the source prints is no part of the finding: it may be mended.
    assert held.draft_list.as_given == sent.get("as_given", "7")


@pytest.fixture
def publisher(client):
    user = make_member("Publisher")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("way", "changed"),
    [
        (lambda client, held: save(client, held.list, as_given="99"), {"as_given": "99"}),
        (lambda client, held: save(client, held.list, as_given="99", **{"pages-0-DELETE": "on"}), {}),
    ],
)
def test_publisher_changes_a_page_list_that_stays_whole(client, publisher, way, changed):
    held = Held()

    way(client, held)

    held.list.refresh_from_db()
    assert {"as_given": held.list.as_given} == {"as_given": "53", **changed}
    assert PageCitation.objects.filter(citation=held.list).count() == 1


def test_publisher_does_not_link_what_is_published_with_a_draft(client, publisher):
    held = Held()

    page = save(
        client, held.partner, block_members=f"{held.finding.code}, {held.draft.code}"
    ).content.decode()

    assert "What is read together is published together" in page
    assert set(held.block.findings.all()) == {held.finding, held.partner}


def test_wording_is_not_put_back_where_a_second_person_publishes(client, publisher, settings):
    finding = Held().finding
    finding.text = "Second words."
    finding.save(update_fields=["text"])
    settings.SECOND_PERSON_PUBLISHES = True

    put_back(client, finding)

    finding.refresh_from_db()
    assert finding.text == "Second words."


@pytest.mark.parametrize("words", ["word " * 500, "Short."])
def test_wording_in_a_sheet_keeps_the_rules_of_the_form(client, settings, words):
    user = get_user_model().objects.create_superuser("curator")
    settings.SECOND_PERSON_PUBLISHES = True
    finding = Held().finding

    given = upload_sheet(
        sheet="findings",
        file_name="a.csv",
        content=f"Number,Wording\r\n{finding.code},{words}".encode(),
        by=user,
    )

    [row] = given.shown["rows"]
    said = row["problems"][0][3]
    expected = "A wording may have 2,000 characters" if len(words) > 2_000 else "Readers see these words"
    assert said.startswith(expected)


def test_group_that_findings_left_is_not_joined_by_others():
    a, b, c, d = (make_finding(state="draft") for _ in range(4))

    def again(finding):
        return Finding.objects.get(pk=finding.pk)

    set_block(finding=again(a), others=[again(b), again(c), again(d)], because="One.")
    slug = ReadTogether.objects.get().slug
    set_block(finding=again(a), others=[], because="")
    set_block(finding=again(b), others=[], because="")
    ReadTogether.objects.update(slug=slug.rsplit("-f", 2)[0])
    set_block(finding=again(a), others=[again(b)], because="Another.")

    assert again(a).block.reason == "Another."
    assert set(again(a).block.findings.all()) == {a, b}
    assert set(again(c).block.findings.all()) == {c, d}


def test_nobody_stays_alone_in_a_group_when_a_draft_is_deleted():
    one, other = make_finding(state="draft"), make_finding(state="draft")
    make_block(one, other)

    delete_draft(finding=Finding.objects.get(pk=one.pk))

    other.refresh_from_db()
    assert (other.block, ReadTogether.objects.count()) == (None, 0)


def test_curator_deletes_a_draft_with_a_quotation(client):
    client.force_login(make_member("Curator"))
    draft = make_finding(state="draft")
    draft.quotations.create(words="Words.")

    client.post(at(draft, "delete"), {"post": "yes"})

    assert not Finding.objects.filter(pk=draft.pk).exists()
    assert not Citation.objects.exists()


@pytest.mark.parametrize("take_away", [hide_findings, withdraw_findings])
@pytest.mark.parametrize("way", ["form", "sheet"])
def test_curator_changes_no_list_of_themes_by_what_readers_no_longer_see(client, take_away, way):
    """The rest of it can be made ready to be published again."""
    client.force_login(make_member("Curator", "curator"))
    first, listed, new = make_theme("First"), make_theme("Listed"), make_theme("New")
    make_finding("Ropes fray.", themes=(listed,))
    gone = make_finding("Knots slip.", themes=(first,))
    take_away(findings=[gone])
    before = list(Theme.objects.listed())

    def give(*themes):
        if way == "sheet":
            slugs = [theme.slug for theme in themes]
            row = f"{gone.code},{slugs[0]},{'; '.join(slugs[1:])}"
            return import_(client, "findings", "Number,Primary theme,Other themes", row)
        rows: dict[str, Any] = {
            "finding_themes-TOTAL_FORMS": str(len(themes)),
            "finding_themes-0-is_primary": "on",
        }
        for n, theme in enumerate(themes):
            rows |= {f"finding_themes-{n}-theme": theme.pk, f"finding_themes-{n}-finding": gone.pk}
        return save(client, gone, **rows)

    give(first, new)
    assert list(gone.themes.all()) == [first]
    give(new)
    assert (list(gone.themes.all()), list(Theme.objects.listed())) == ([first], before)

    give(first, listed)

    assert (set(gone.themes.all()), list(Theme.objects.listed())) == ({first, listed}, before)
