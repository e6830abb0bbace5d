"""PDFs read in a process of their own: good ones whole, all others refused in words."""

import pytest

from reviews.documents import reading
from reviews.documents.reading import DocumentError, read_pages
from tests.reviews.documents import pdfs


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes):
        path = tmp_path / "report.pdf"
        path.write_bytes(content)
        return read_pages(path)

    return read_bytes


def refusal(read, content: bytes) -> str:
    with pytest.raises(DocumentError) as refused:
        read(content)
    return str(refused.value)


def test_page_has_its_words_lines_and_place(read):
    pages = read(pdfs.with_reportlab(["7", "8"], header="Learning from 2011"))

    assert [page.index for page in pages] == [1, 2]
    assert pages[0].text.startswith("The health visitor called twice; no reply was recorded")
    assert pages[0].text.endswith(", and none had the whole picture.\nLearning from 2011\n7")
    assert pages[0].edges == ("Learning from 2011", "7")
    assert "\r" not in pages[0].text


@pytest.mark.parametrize(
    "content",
    [pdfs.with_fpdf(["1", "2", "3"]), pdfs.with_typst(1, 2), pdfs.landscape_with_reportlab(["1", "2", "3"])],
    ids=["fpdf", "typst", "landscape"],
)
def test_producers_are_read(read, content):
    pages = read(content)

    assert len(pages) == 3
    for page in pages:
        assert "health visitor called twice" in " ".join(page.text.split())


def test_number_of_a_page_on_its_side_is_at_its_edge(read):
    pages = read(pdfs.with_reportlab(["41", "42"], turned=[2]))

    assert "42" in pages[1].edges


def test_own_labels_are_read(read):
    labelled = pdfs.labelled(pdfs.plain(4), (0, {"S": "r"}), (2, {"S": "D", "St": 179, "P": "p"}))

    assert [page.own_label for page in read(labelled)] == ["i", "ii", "p179", "p180"]


def test_pages_of_pictures_have_no_text(read):
    assert [page.text for page in read(pdfs.of_pictures(3))] == ["", "", ""]


def test_pages_that_show_more_than_letters_are_told_from_others(read):
    words = read(pdfs.plain(3))
    scans = read(pdfs.of_pictures(2, head="Papers of the harbour board"))
    drawn = read(pdfs.of_lines(2_000))

    assert [page.is_picture for page in (*words, *scans, *drawn)] == [False] * 3 + [True] * 3
    assert scans[0].text == "Papers of the harbour board"


def test_pdf_that_only_forbids_changes_is_read(read):
    assert len(read(pdfs.encrypted(pdfs.plain(), user=""))) == 6


def test_what_no_database_holds_is_left_out_and_lines_end_in_one_way():
    answers = (
        rb'{"page": 1, "label": "", "text": "Neg\u0000lect\r\nseen\rhere", "edges": []}' b'\n{"end": true}\n'
    )

    assert [page.text for page in reading._parse_pages(answers.splitlines())] == ["Neglect\nseen\nhere"]


def test_answer_that_breaks_off_is_no_document():
    with pytest.raises(DocumentError, match="reading it broke off"):
        list(reading._parse_pages([b'{"page": 1, "label": "", "text": "", "edges": []}\n', b'{"pa']))


def test_password_is_told(read):
    assert refusal(read, pdfs.encrypted(pdfs.plain())) == (
        "This PDF has a password. Save it without one, and choose that file."
    )


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_cut_pdf_is_damaged(read, part):
    whole = pdfs.plain()

    assert refusal(read, whole[: int(len(whole) * part)]).startswith("This PDF is damaged")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04rest", "This is a Word, Excel or ZIP file."),
        (b"\n<!doctype html><title>Sign in</title>", "This is a web page, not a PDF"),
        (b"Dear colleague", "This is not a PDF."),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "This PDF is damaged"),
    ],
)
def test_other_files_are_told_apart(read, content, said):
    assert refusal(read, content).startswith(said)


def test_too_many_pages_are_refused(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_PAGES", 5)

    assert refusal(read, pdfs.plain(6)) == (
        "This PDF has, or says it has, 6 pages, and 5 is the most. Divide it into several."
    )


def test_huge_count_of_pages_is_refused_at_once(read):
    assert "says it has, 900,000 pages" in refusal(read, pdfs.claiming(pdfs.plain(), 900_000))


def test_pages_that_are_not_there_are_told(read):
    assert refusal(read, pdfs.claiming(pdfs.plain(), 2_000)).startswith(
        "This PDF says it has 2,000 pages, but 1,994 of them cannot be opened, PDF page 7 first."
    )


def test_large_file_is_refused_before_it_is_opened(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 2_000)

    assert refusal(read, pdfs.plain()).startswith("This file has 1 MB, and 0 MB is the most.")


def test_full_page_is_refused(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 1_000)

    assert refusal(read, pdfs.plain()).startswith("PDF page 1 has 1,")


def test_too_many_words_in_all_are_refused(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_IN_ALL", 3_000)

    assert refusal(read, pdfs.plain()).startswith("This PDF has more than 3,000 characters")


@pytest.mark.parametrize("harmful", [pdfs.bomb, pdfs.nested])
def test_pdf_that_grows_without_end_is_stopped(read, harmful):
    assert "needs more memory than is allowed" in refusal(read, harmful(pdfs.plain()))


def test_pdf_that_never_ends_is_stopped(read, monkeypatch):
    monkeypatch.setattr(reading, "MEMORY", 8_000_000_000)
    monkeypatch.setattr(reading, "PROCESSOR_SECONDS", 1)

    assert refusal(read, pdfs.nested(pdfs.plain(), depth=20)).startswith(
        "It takes too long to read this PDF."
    )


def test_reader_that_does_not_answer_is_stopped(read, monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0)

    assert refusal(read, pdfs.plain()).startswith("It takes too long to read this PDF.")


def test_whoever_watches_is_told_how_far_it_has_come(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdfs.plain(3))
    told = []

    reading.read_pages(path, watch=lambda read, count: told.append((read, count)))

    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_whoever_watches_may_break_off(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdfs.plain(3))

    def enough(read: int, count: int) -> None:
        if read == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reading.read_pages(path, watch=enough)


def test_circle_of_pages_is_refused(read):
    content = pdfs.circular(pdfs.plain())

    assert content != pdfs.plain()
    assert "cannot be opened" in refusal(read, content)
