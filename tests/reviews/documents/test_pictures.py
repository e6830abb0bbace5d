"""Pages as pictures: bounded whatever the PDF says, made once, kept whole or not at all, gone when room is short."""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import threading

import pikepdf
import pytest
import typst
from PIL import Image

from reviews.documents import pictures
from reviews.documents.pictures import MOST_HIGH, MOST_WIDE, PictureError, get_picture
from reviews.documents.reading import read_pages
from reviews.models import Document, DocumentPage
from tests.reviews.documents import pdfs
from tests.themes.quotations import pdfs as prose


def page_of(pdf: bytes, index: int, media) -> DocumentPage:
    """Page `index` of this PDF, held; without a database."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    (media / "documents" / f"{sha256}.pdf").write_bytes(pdf)
    return DocumentPage(document=Document(sha256=sha256, file=f"documents/{sha256}.pdf"), index=index)


def kept(media) -> list[str]:
    """What is kept of pictures, without locks and counts."""
    return sorted(path.suffix for path in (media / "pictures").glob("*") if path.suffix not in (".lock", ""))


def sized(width: float, height: float) -> bytes:
    opened = pikepdf.new()
    opened.add_blank_page(page_size=(200, 300))
    opened.pages[0].MediaBox = pikepdf.Array([0, 0, width, height])
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


MADE = prose.to_tune_on()[::2] + prose.kept_aside()[1:4]


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_text_of_a_picture_is_that_of_the_page(made, media, tmp_path):
    (tmp_path / "whole.pdf").write_bytes(made.pdf)
    read = read_pages(tmp_path / "whole.pdf")

    assert read
    for page in read[:2]:
        picture = get_picture(page_of(made.pdf, page.index, media))

        assert picture.text == page.text
        assert len(picture.boxes) == 4 * len(page.text)
        with Image.open(picture.path) as image:
            assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))


def test_signs_of_two_halves_have_one_box_each(media):
    picture = get_picture(page_of(typst.compile("It was $bold(x) + 𝒔$ seldom 😀 asked".encode()), 1, media))

    at = picture.text.index("\U0001f600")
    (sign,), (after,) = picture.find_boxes(at, at + 1), picture.find_boxes(at + 2, at + 7)
    assert len(picture.boxes) == 4 * len(picture.text)
    assert picture.text[at + 2 : at + 7] == "asked"
    assert sign.x + sign.width <= after.x + 2


@pytest.mark.parametrize(
    ("width", "height"),
    [(595, 842), (842, 595), (2384, 3370), (1, 10_000), (14_400, 1), (3, 3), (200_000, 200_000)],
)
def test_size_is_bounded_whatever_the_page_says(width, height, media):
    picture = get_picture(page_of(sized(width, height), 1, media))

    assert 0 < picture.width <= MOST_WIDE
    assert 0 < picture.height <= MOST_HIGH


@pytest.mark.parametrize(("width", "height"), [(0, 0), (0, 500), (-5, -5)])
def test_page_with_a_size_that_is_none_is_drawn_at_the_usual_one(width, height, media):
    picture = get_picture(page_of(sized(width, height), 1, media))

    assert 0 < picture.width <= MOST_WIDE
    assert 0 < picture.height <= MOST_HIGH


def test_page_that_claims_kilometres_is_refused(media):
    with pytest.raises(PictureError, match="no size"):
        get_picture(page_of(sized(10**9, 10**9), 1, media))


def test_picture_is_made_once(media, monkeypatch):
    page = page_of(pdfs.plain(), 2, media)
    first = get_picture(page)
    monkeypatch.setattr(pictures, "_run_drawing", None)

    assert get_picture(page) == first
    assert kept(media) == [".json", ".webp"]


def test_many_who_ask_at_once_have_it_made_once(media, monkeypatch):
    page, made, answers = page_of(pdfs.plain(), 1, media), [], []
    draw = pictures._run_drawing
    monkeypatch.setattr(pictures, "_threads", threading.BoundedSemaphore(8))
    monkeypatch.setattr(pictures, "WAITING", 60)

    def counted(path, index):
        made.append(index)
        return draw(path, index)

    monkeypatch.setattr(pictures, "_run_drawing", counted)

    asking = [threading.Thread(target=lambda: answers.append(get_picture(page))) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()

    assert len(made) == 1
    assert len(answers) == 6


def test_who_waits_too_long_is_told_and_nothing_is_left(media, monkeypatch):
    page = page_of(pdfs.plain(), 1, media)
    monkeypatch.setattr(pictures, "WAITING", 0)
    (media / "pictures").mkdir()
    with (
        (media / "pictures" / "drawing-0.lock").open("wb") as one,
        (media / "pictures" / "drawing-1.lock").open("wb") as other,
    ):
        fcntl.flock(one, fcntl.LOCK_EX)
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(PictureError, match="in a minute"):
            get_picture(page)

    assert kept(media) == []
    assert get_picture(page).width


def test_some_threads_stay_free_for_other_pages(media, monkeypatch):
    monkeypatch.setattr(pictures, "_threads", threading.BoundedSemaphore(1))
    page = page_of(pdfs.plain(), 1, media)

    with pictures._threads, pytest.raises(PictureError, match="in a minute"):
        get_picture(page)

    assert get_picture(page).width


@pytest.mark.parametrize(
    ("pdf", "said"),
    [
        (pdfs.plain()[:900], "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (pdfs.encrypted(pdfs.plain()), "damaged"),
    ],
)
def test_damaged_pdf_is_told_and_not_tried_again_at_once(pdf, said, media, monkeypatch):
    page = page_of(pdf, 1, media)

    with pytest.raises(PictureError, match=said):
        get_picture(page)

    assert kept(media) == [".json"]
    monkeypatch.setattr(pictures, "_run_drawing", None)
    with pytest.raises(PictureError, match=said):
        get_picture(page)


def test_damaged_page_is_tried_again_after_a_while(media, monkeypatch):
    page = page_of(pdfs.plain(), 1, media)
    monkeypatch.setattr(pictures, "_run_drawing", lambda *_: ({"problem": "slow"}, b""))
    with pytest.raises(PictureError, match="too long"):
        get_picture(page)
    monkeypatch.undo()
    pictures_folder = media / "pictures"
    (line,) = pictures_folder.glob("*.json")

    os.utime(line, (0, 0))

    assert get_picture(page).width


def test_page_that_is_not_there_is_told(media):
    with pytest.raises(PictureError, match="damaged"):
        get_picture(page_of(pdfs.plain(2), 3, media))


def test_harmful_page_ends_with_words(media, monkeypatch):
    monkeypatch.setattr(pictures, "PROCESSOR_SECONDS", 1)
    for pdf in (pdfs.bomb(pdfs.plain()), pdfs.nested(pdfs.plain())):
        with pytest.raises(PictureError, match="too long|more memory"):
            get_picture(page_of(pdf, 2, media))


@pytest.mark.new_processes  # it ends before it has its libraries
def test_drawing_that_is_cut_off_ends_with_words_and_a_line_in_the_log(media, monkeypatch, caplog):
    monkeypatch.setattr(pictures, "MEMORY", 20_000_000)

    with pytest.raises(PictureError, match="more memory"):
        get_picture(page_of(pdfs.plain(), 1, media))

    assert kept(media) == [".json"]
    assert "libpdfium" in caplog.text


def test_picture_that_came_only_in_part_is_not_kept(media, monkeypatch):
    draw = pictures.run_limited
    monkeypatch.setattr(pictures, "run_limited", lambda *given, **limits: draw(*given, **limits)[:-100])

    with pytest.raises(PictureError, match="damaged"):
        get_picture(page_of(pdfs.plain(), 1, media))

    assert kept(media) == [".json"]


def test_missing_file_is_told_and_not_remembered(media):
    pdf = pdfs.plain()
    page = page_of(pdf, 1, media)
    (media / page.document.file.name).unlink()

    with pytest.raises(PictureError, match="cannot be read"):
        get_picture(page)

    assert kept(media) == []
    page_of(pdf, 1, media)
    assert get_picture(page).width


def test_full_disk_is_told_and_nothing_is_left(media, monkeypatch):
    page = page_of(pdfs.plain(), 1, media)
    write = pictures._write_file

    def fails(path, content):
        if path.suffix == ".json":
            raise OSError(28, "No space left on device")
        write(path, content)

    monkeypatch.setattr(pictures, "_write_file", fails)
    with pytest.raises(PictureError, match="No space left on device"):
        get_picture(page)

    assert ".json" not in kept(media)
    assert ".part" not in kept(media)
    monkeypatch.undo()
    assert get_picture(page).width


def test_picture_cut_short_is_made_anew(media):
    page = page_of(pdfs.plain(), 1, media)
    first = get_picture(page)
    whole = first.path.read_bytes()

    first.path.write_bytes(whole[:100])

    assert get_picture(page).path.read_bytes() == whole


def test_those_not_used_for_longest_go_when_there_is_no_room(media, settings):
    pdf = pdfs.plain(6)
    pages = [page_of(pdf, index, media) for index in range(1, 7)]
    places = [get_picture(page).path for page in pages[:5]]
    sizes = [place.stat().st_size + place.with_suffix(".json").stat().st_size for place in places]
    for age, place in enumerate(places):
        os.utime(place.with_suffix(".json"), (1_000_000 + age, 1_000_000 + age))
    get_picture(pages[0])  # the oldest, but used just now
    settings.PICTURES_MB = (sum(sizes) + 1_000) / 1_000_000

    newest = get_picture(pages[5]).path

    assert [place.exists() for place in [*places, newest]] == [True, False, False, True, True, True]
    left = sum(path.stat().st_size for path in (media / "pictures").glob("*-*-*"))
    assert left <= settings.PICTURES_MB * 1_000_000


def test_nothing_is_looked_through_while_there_is_room(media, monkeypatch):
    pdf = pdfs.plain(3)
    get_picture(page_of(pdf, 1, media))
    monkeypatch.setattr(pictures, "_remove_oldest", None)

    get_picture(page_of(pdf, 2, media))

    held = sum(path.stat().st_size for path in (media / "pictures").glob("*-*-*"))
    assert int((media / "pictures" / "bytes").read_text()) == held
