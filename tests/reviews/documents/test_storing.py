"""Documents kept: once, whole, or not at all; and `manage.py import_document`."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from reviews.documents import files as pdf_files
from reviews.documents import storing
from reviews.documents.reading import DocumentError, read_pages
from reviews.documents.storing import NO_TEXT, import_document, reread_document
from reviews.models import Document, DocumentPage
from tests.factories import make_review
from tests.reviews.documents import pdfs
from tests.reviews.documents.keeping import fail_for_want_of_room, list_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

NUMBERS = ["", "", *map(str, range(1, 13))]


@pytest.fixture
def saved(tmp_path):
    def save(content: bytes, name: str = "report.pdf") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


@pytest.fixture
def report(saved) -> Path:
    return saved(pdfs.with_reportlab(NUMBERS))


def nothing_is_kept(storage: Path) -> bool:
    return not list_files(storage) and not Document.objects.exists() and not DocumentPage.objects.exists()


def test_file_row_and_pages_are_kept(review, report, storage):
    document = import_document(review=review, path=report).document

    document.refresh_from_db()
    assert (document.state, document.message, document.page_count) == ("read", "", 14)
    assert (document.labels_from, document.label_offset, document.labels_confirmed_at) == (
        "printed",
        None,
        None,
    )
    assert list_files(storage) == [f"documents/{document.sha256}.pdf"]
    assert document.file.read() == report.read_bytes()
    assert document.size == report.stat().st_size
    pages = document.pages.order_by("index")
    assert list(pages.values_list("index", "label", "label_sort"))[1:4] == [
        (2, "", None),
        (3, "1", 1),
        (4, "2", 2),
    ]
    assert "The health visitor called twice; no reply was recorded" in pages[2].text
    assert not document.is_public


def test_file_is_private_to_the_portal(review, report, storage):
    import_document(review=review, path=report)

    assert (storage / list_files(storage)[0]).stat().st_mode & 0o077 == 0


def test_same_file_again_leads_to_the_held_one(review, report, saved, storage):
    first = import_document(review=review, path=report)

    again = import_document(review=review, path=saved(report.read_bytes(), "copy.pdf"))

    assert (again.existed, again.document) == (True, first.document)
    assert (again.labelling.labels, again.labelling.sample) == (
        first.labelling.labels,
        first.labelling.sample,
    )
    assert Document.objects.count() == 1
    assert len(list_files(storage)) == 1


def test_same_file_of_another_review_is_refused(review, report):
    import_document(review=review, path=report)

    with pytest.raises(DocumentError, match="is held as the PDF of “What was learned”"):
        import_document(review=make_review(), path=report)


def test_another_pdf_of_the_review_is_refused_unless_it_is_a_new_edition(review, report, saved, storage):
    old = import_document(review=review, path=report).document
    other = saved(pdfs.plain(), "other.pdf")

    with pytest.raises(DocumentError, match="--new-edition"):
        import_document(review=review, path=other)
    assert len(list_files(storage)) == Document.objects.count() == 1

    imported = import_document(review=review, path=other, new_edition=True)
    old.refresh_from_db()
    assert (imported.superseded, old.superseded_by) == (old, imported.document)
    assert old.pages.count() == 14


def test_dry_run_keeps_nothing(review, report, storage):
    imported = import_document(review=review, path=report, dry_run=True)

    assert (imported.document, len(imported.pages)) == (None, 14)
    assert nothing_is_kept(storage)


def test_offset_counts_the_pages_anew(review, report):
    document = import_document(review=review, path=report).document

    again = import_document(review=review, path=report, offset=4)

    assert (again.existed, again.document) == (False, document)
    document.refresh_from_db()
    assert (document.labels_from, document.label_offset) == ("offset", 4)
    assert list(document.pages.values_list("index", "label"))[3:6] == [(4, ""), (5, "1"), (6, "2")]
    assert import_document(review=review, path=report, offset=4).existed


def test_document_without_text_is_held_and_says_so(review, saved):
    document = import_document(review=review, path=saved(pdfs.of_pictures(3))).document

    assert (document.state, document.message, document.pages.count()) == ("read", NO_TEXT, 3)


@pytest.mark.parametrize("state", ["waiting", "reading", "failed"])
def test_document_that_was_not_read_to_its_end_is_read_again(review, report, storage, state):
    document = import_document(review=review, path=report).document
    Document.objects.update(state=state, message="Something", page_count=None)
    document.pages.filter(index__gt=5).delete()
    document.pages.update(text="Half", label="")

    again = import_document(review=review, path=report)

    assert (again.existed, again.document) == (False, document)
    assert (again.document.state, again.document.message, again.document.page_count) == ("read", "", 14)
    assert [page.label for page in document.pages.order_by("index")] == NUMBERS
    assert not document.pages.filter(text="Half").exists()


def test_reading_again_replaces_all_pages(review, report):
    import_document(review=review, path=report)
    document = Document.objects.get()
    Document.objects.update(state="reading")
    document.pages.filter(index=3).delete()

    reread_document(document)

    document.refresh_from_db()
    assert (document.state, document.pages.count()) == ("read", 14)


def test_what_cannot_be_read_again_says_why(review, report, storage):
    import_document(review=review, path=report)
    document = Document.objects.get()
    (storage / list_files(storage)[0]).write_bytes(b"%PDF-1.7 cut")

    with pytest.raises(DocumentError):
        reread_document(document)
    document.refresh_from_db()
    assert (document.state, document.pages.count()) == ("read", 14)

    Document.objects.update(state="waiting")
    with pytest.raises(DocumentError):
        reread_document(document)
    document.refresh_from_db()
    assert document.state == "failed"
    assert document.message.startswith("This PDF is damaged")


def failing_database(*_, **__):
    raise DatabaseError("the server has gone away")


def test_full_disk_while_copying_leaves_nothing(review, report, storage, monkeypatch):
    monkeypatch.setattr(pdf_files.os, "fsync", fail_for_want_of_room)

    with pytest.raises(DocumentError, match="It cannot be kept: No space left on device"):
        import_document(review=review, path=report)

    assert nothing_is_kept(storage)


def test_full_disk_at_the_end_leaves_nothing(review, report, storage, monkeypatch):
    monkeypatch.setattr(Path, "replace", fail_for_want_of_room)

    with pytest.raises(DocumentError, match="No space left on device"):
        import_document(review=review, path=report)

    assert nothing_is_kept(storage)


def test_failing_database_leaves_nothing(review, report, storage, monkeypatch):
    monkeypatch.setattr(DocumentPage.objects, "bulk_create", failing_database)

    with pytest.raises(DatabaseError):
        import_document(review=review, path=report)

    assert nothing_is_kept(storage)


def test_database_failing_at_the_very_end_leaves_nothing(review, report, storage, monkeypatch):
    moved = []

    def replace(self, target):
        os.replace(self, target)
        moved.extend(list_files(storage))
        failing_database()

    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(DatabaseError):
        import_document(review=review, path=report)

    assert len(moved) == 1
    assert nothing_is_kept(storage)


@pytest.mark.parametrize("of_another", [False, True])
def test_file_that_somebody_adds_meanwhile_is_left_to_them(review, report, storage, monkeypatch, of_another):
    owner = make_review() if of_another else review

    def read_while_another_adds(path):
        monkeypatch.setattr(storing, "read_pages", read_pages)
        import_document(review=owner, path=report)
        return read_pages(path)

    monkeypatch.setattr(storing, "read_pages", read_while_another_adds)

    with pytest.raises(DocumentError):
        import_document(review=review, path=report)

    document = Document.objects.get()
    assert (document.review, document.pages.count()) == (owner, 14)
    assert list_files(storage) == [document.file.name]


def test_file_left_by_a_killed_run_is_replaced(review, report, storage):
    document = import_document(review=review, path=report).document
    Document.objects.all().delete()
    (storage / document.file.name).write_bytes(b"half")

    import_document(review=review, path=report)

    assert (storage / document.file.name).read_bytes() == report.read_bytes()


def test_failure_leaves_the_held_document_as_it_was(review, report, storage, monkeypatch):
    document = import_document(review=review, path=report).document
    monkeypatch.setattr(Document, "save", failing_database)

    with pytest.raises(DatabaseError):
        import_document(review=review, path=report, offset=9)

    monkeypatch.undo()
    assert [page.label for page in document.pages.order_by("index")] == NUMBERS


def test_copies_left_by_a_killed_run_are_cleared(review, report, storage):
    folder = Path(default_storage.path("documents"))
    folder.mkdir(parents=True)
    old, new = folder / "old.part", folder / "new.part"
    old.touch()
    new.touch()
    os.utime(old, (0, time.time() - 2 * pdf_files.LEFT_BEHIND))

    import_document(review=review, path=report)

    assert [name for name in list_files(storage) if name.endswith(".part")] == ["documents/new.part"]


# The command


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_document", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_command_says_what_was_found_and_what_to_do(review, report):
    said = run("what-was-learned", report)

    pk = Document.objects.get().pk
    assert said.splitlines() == [
        "What was learned (what-was-learned)",
        "14 pages, 14 with text.",
        "Printed page numbers: Numbers at the top or bottom of the pages.",
        "  PDF page 3 is printed page 1",
        "  PDF page 9 is printed page 7",
        "  PDF page 14 is printed page 12",
        "  No printed number is known for PDF page 1 to 2.",
        "Compare these pages with the PDF. If a number is wrong, run this again with --offset.",
        "If they are right, confirm them in the workspace, under Documents: readers see them from then on.",
        f"Kept as document {pk}.",
    ]


def test_command_names_pages_without_text_and_missing_ones(saved):
    make_review("short", page_count=20)
    content = pdfs.with_reportlab(["1", "2", "3", "4", "5", "6"], blank=[2, 5])

    said = run("short", saved(content), "--dry-run")

    assert "6 pages, 4 with text." in said
    assert "Without text, pictures perhaps: PDF page 2, 5." in said
    assert "The report has 20 pages by its record here: is this PDF all of it?" in said
    assert said.endswith("This was a dry run: nothing was kept.\n")


def test_command_knows_former_addresses(review, report):
    review.slug = "renamed"
    review.save()

    assert "What was learned (renamed)" in run("what-was-learned", report)


def test_command_says_that_a_file_is_held(review, report, saved):
    run("what-was-learned", report)
    run("what-was-learned", saved(pdfs.plain(), "new.pdf"), "--new-edition")

    said = run("what-was-learned", report)

    assert "This file is held already, as document" in said
    assert "It was replaced by document" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdfs.encrypted(pdfs.plain()), "has a password"),
        (pdfs.plain()[:900], "is damaged"),
        (b"", "is empty"),
        (pdfs.bomb(pdfs.plain()), "more memory than is allowed"),
    ],
    ids=["encrypted", "cut", "empty", "bomb"],
)
def test_command_refuses_in_words_and_keeps_nothing(review, saved, storage, content, said):
    with pytest.raises(CommandError, match=said):
        run("what-was-learned", saved(content))

    assert nothing_is_kept(storage)


def test_command_refuses_what_is_no_file(review, tmp_path, storage):
    os.mkfifo(tmp_path / "pipe")

    for name, said in [("none.pdf", "No such file"), ("", "Is a directory"), ("pipe", "It is not a file")]:
        with pytest.raises(CommandError, match=said):
            run("what-was-learned", tmp_path / name)
    assert nothing_is_kept(storage)


def test_command_refuses_an_unknown_review(review, report):
    with pytest.raises(CommandError, match="There is no review nowhere. Held: what-was-learned."):
        run("nowhere", report)
