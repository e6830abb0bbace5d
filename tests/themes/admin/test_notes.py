"""Notes to colleagues: written beside a draft, a quotation and a report, done or open, and never seen by readers."""

import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_member, make_review
from tests.public_pages import list_addresses, read_page
from tests.themes.admin.cases import get_messages
from tests.themes.forms import form_data
from themes.admin.notes import add_note
from themes.data.packaging import NAME, make_package
from themes.models import ColleagueNote, Finding, Quotation
from themes.todo import Waiting

pytestmark = pytest.mark.django_db
SAID = "Ask the library about Quay-Street-4711."


def address_of(finding) -> str:
    return reverse("admin:themes_finding_change", args=[finding.pk])


def test_note_beside_a_draft_leaves_what_was_typed_as_it_is(client, curator, publishable):
    address = address_of(publishable)
    typed = form_data(client.get(address)) | {"text": "Better words.", "_note_text": SAID, "_note_add": "1"}

    page = client.post(address, typed)

    note = ColleagueNote.objects.get()
    assert (note.finding, note.text, note.author) == (publishable, SAID, curator)
    assert get_messages(page) == ["Your note was added. Readers never see it."]
    assert page.context["adminform"].form["text"].value() == "Better words."
    assert page.context["about_notes"]["typed"] == ""
    publishable.refresh_from_db()
    assert publishable.text == "Ready."


@pytest.mark.parametrize(("words", "said"), [(" ", "the note is empty"), ("x" * 501, "at most 500 fit")])
def test_empty_and_long_notes_are_refused_in_words_and_kept_in_the_box(
    client, curator, publishable, words, said
):
    page = client.post(address_of(publishable), {"_note_text": words, "_note_add": "1"})

    assert said in get_messages(page)[0]
    assert page.context["about_notes"]["typed"] == words
    assert not ColleagueNote.objects.exists()


def test_note_that_was_typed_when_the_form_is_saved_is_saved_with_it(client, curator, publishable):
    address = address_of(publishable)
    typed = form_data(client.get(address)) | {"text": "Better words.", "_note_text": SAID, "act": "keep"}

    for _ in range(2):
        client.post(address, typed)

    publishable.refresh_from_db()
    assert publishable.text == "Better words."
    assert ColleagueNote.objects.get().text == SAID


def test_form_is_not_saved_while_a_note_in_it_is_too_long(client, curator, publishable):
    address = address_of(publishable)
    typed = form_data(client.get(address)) | {"text": "Better words.", "_note_text": "x" * 501, "act": "keep"}

    page = client.post(address, typed)

    publishable.refresh_from_db()
    assert publishable.text == "Ready."
    assert page.context["about_notes"]["typed"] == "x" * 501
    assert page.context["adminform"].form["text"].value() == "Better words."


def test_notes_at_the_desk_for_wording(client, curator, publishable):
    address = reverse("admin:themes_finding_wording_one", args=[publishable.pk])
    page = client.get(address)
    assert 'id="notes"' in page.text

    client.post(address, form_data(page) | {"text": "Better words.", "_note_text": SAID, "act": "keep"})

    publishable.refresh_from_db()
    assert publishable.text == "Better words."
    assert SAID in client.get(address).text


def test_curator_notes_about_a_published_finding_that_they_may_not_change(client, published):
    client.force_login(make_member("Curator"))

    page = client.post(address_of(published), {"_note_text": SAID, "_note_add": "1"}, follow=True)

    assert ColleagueNote.objects.get().finding == published
    assert SAID in page.text


def test_note_is_done_and_opened_again(client, curator, publishable):
    note = add_note(about=publishable, text=SAID, by=curator)

    client.post(address_of(publishable), {"_note_done": note.pk})
    note.refresh_from_db()
    assert (note.done_by, note.done_at is None) == (curator, False)

    client.post(address_of(publishable), {"_note_open": note.pk})
    note.refresh_from_db()
    assert (note.done_by, note.done_at) == (None, None)


def test_note_of_another_row_is_left_alone(client, curator, publishable):
    note = add_note(about=make_review(), text=SAID, by=curator)

    client.post(address_of(publishable), {"_note_done": note.pk})

    note.refresh_from_db()
    assert note.done_at is None


def test_notes_at_the_desk_and_beside_a_report(client, curator, publishable):
    quotation = Quotation.objects.create(finding=publishable, words="Words.", position=1)
    desk = reverse("admin:themes_quotation_desk_one", args=[quotation.pk])
    report = reverse("admin:reviews_review_change", args=[publishable.review_id])

    assert SAID in client.post(desk, {"_note_text": SAID, "_note_add": "1"}, follow=True).text
    assert SAID in client.post(report, {"_note_text": SAID, "_note_add": "1"}).text

    of_quotation, of_report = ColleagueNote.objects.order_by("pk")
    assert (of_quotation.quotation, of_report.review) == (quotation, publishable.review)
    page = client.get(reverse("admin:themes_colleaguenote_changelist")).text
    assert f'href="{desk}"' in page
    assert f'href="{report}"' in page


def test_note_typed_beside_a_decision_at_the_desk_is_added_with_it_and_one_too_long_stops_it(
    client, curator, publishable
):
    quotation = Quotation.objects.create(finding=publishable, words="Words.", position=1)
    desk = reverse("admin:themes_quotation_desk_one", args=[quotation.pk])
    typed = {"act": "reword", "words": "Other words.", "seen": client.get(desk).context["token"]}

    page = client.post(desk, typed | {"_note_text": "x" * 501})
    quotation.refresh_from_db()
    assert quotation.words == "Words."
    assert "at most 500 fit" in page.context["refused"][0]
    assert page.context["about_notes"]["typed"] == "x" * 501
    assert "Other words." in page.text

    client.post(desk, typed | {"_note_text": SAID})
    quotation.refresh_from_db()
    assert quotation.words == "Other words."
    assert ColleagueNote.objects.get().quotation == quotation

    # With the quotation taken out, the note is about its finding.
    typed = {"act": "our_own_words", "seen": client.get(desk).context["token"], "_note_text": "It was ours."}
    client.post(desk, typed)
    assert not Quotation.objects.exists()
    assert ColleagueNote.objects.get().finding == publishable


def test_those_who_see_no_drafts_neither_see_nor_write_notes(client, publishable, curator):
    add_note(about=publishable, text=SAID, by=curator)
    client.force_login(make_member("Moderator"))

    assert client.post(address_of(publishable), {"_note_text": "No.", "_note_add": "1"}).status_code == 403
    assert client.get(reverse("admin:themes_colleaguenote_changelist")).status_code == 403
    assert ColleagueNote.objects.count() == 1


def test_only_the_author_changes_the_words(client, publishable, curator):
    note = add_note(about=publishable, text=SAID, by=curator)
    address = reverse("admin:themes_colleaguenote_change", args=[note.pk])
    assert "text" in client.get(address).context["adminform"].form.fields

    client.force_login(make_member("Administrator"))

    assert "text" not in client.get(address).context["adminform"].form.fields


def test_open_notes_are_work_to_do(client, curator, publishable):
    notes = [add_note(about=publishable, text=f"{SAID} {day}", by=curator) for day in ("Today", "Tomorrow")]
    assert Waiting(curator.has_perm, in_all=True).counts["notes"] == 2

    done = {"action": "mark_done", "_selected_action": [notes[0].pk]}
    page = client.post(reverse("admin:themes_colleaguenote_changelist"), done, follow=True)

    assert get_messages(page) == ["1 note done."]
    assert Waiting(curator.has_perm, in_all=True).counts["notes"] == 1


def test_note_says_something_about_one_thing(publishable):
    with pytest.raises(ValidationError, match="about one finding"):
        ColleagueNote(text="Words.").full_clean(exclude=["author"])
    with pytest.raises(ValidationError, match="about one finding"):
        ColleagueNote(text="Words.", finding=publishable, review=publishable.review).full_clean(
            exclude=["author"]
        )


def test_notes_of_a_draft_go_with_it(client, publishable, curator):
    add_note(about=publishable, text=SAID, by=curator)
    client.force_login(make_member("Curator", "somebody"))

    client.post(reverse("admin:themes_finding_delete", args=[publishable.pk]), {"post": "yes"})

    assert not Finding.objects.exists()
    assert not ColleagueNote.objects.exists()


def test_form_takes_the_same_queries_however_many_notes_there_are(client, curator, publishable):
    add_note(about=publishable, text=SAID, by=curator)
    client.get(address_of(publishable))  # what is kept after the first visit
    with CaptureQueriesContext(connection) as one:
        client.get(address_of(publishable))
    for number in range(20):
        add_note(
            about=publishable, text=f"{SAID} {number}", by=User.objects.create(username=f"curator-{number}")
        )

    with CaptureQueriesContext(connection) as many:
        client.get(address_of(publishable))

    asked = [[query["sql"] for query in each if query["sql"].startswith("SELECT")] for each in (one, many)]
    assert len(asked[0]) == len(asked[1])


def test_no_page_export_or_file_for_readers_has_a_note(client, curator, published, settings, tmp_path):
    settings.MEDIA_ROOT, settings.API_REQUESTS_A_MINUTE = tmp_path, 1_000_000
    quotation = Quotation.objects.create(finding=published, words="Words.", position=1)
    for about in (published, quotation, published.review):
        add_note(about=about, text=SAID, by=curator)
    client.logout()

    addresses = list_addresses()
    pages = {address: read_page(client, address) for address in addresses}

    assert sum(status == 200 for status, _, _ in pages.values()) > 50
    assert [address for address, (_, _, body) in pages.items() if b"Quay-Street-4711" in body] == []
    whole = make_package("https://testserver")
    with zipfile.ZipFile(whole / f"{NAME}.zip") as archive:
        files = [archive.read(name) for name in archive.namelist()] + [
            path.read_bytes() for path in whole.iterdir() if path.suffix != ".zip"
        ]
    assert len(files) > 5
    assert not [file[:40] for file in files if b"Quay-Street-4711" in file]
