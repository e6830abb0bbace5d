"""A page of a report as evidence: its place in the PDF, its words and its picture, and what findings quote of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse

from reviews.documents.pictures import PictureError, get_picture
from reviews.models import DocumentPage, DocumentState, Review
from themes.enums import FindingState
from themes.models import Finding, Quotation
from themes.quotations.characters import BROKEN
from themes.quotations.furniture import PageText
from themes.quotations.marking import PageWords, Span, find_neighbours
from themes.reading.placed_words import PlacedLine, place_words

LABEL_HEIGHT = 44  # pixels of the picture: still read where it is shown on a phone
LABEL_WIDTH = 26  # of one letter
FULL_LINE = 0.7  # of a usual line's length: what is shorter ends a paragraph, or is a heading
_STARTS_ANEW = re.compile(r"\s*(?:[•▪●◦·*–—-]|\(?\w{1,3}[.)]\s|\d+\s)|\s*\Z")
_PRINTED_END = re.compile(f"[{BROKEN}\n]")
_LINE_END = str.maketrans(dict.fromkeys(BROKEN, "-\n"))  # as it is printed


@dataclass(frozen=True)
class MarkedWords:
    """Words to be marked on a page, and what to call them. They may begin on an earlier page: its index, if known."""

    words: str
    code: str = ""
    begins: int | None = None


@dataclass(frozen=True)
class Passage:
    """A run of a page's words, with the codes of the findings that quote all of it."""

    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PictureMark:
    """A part of a line, in pixels of the picture, and the code of the finding that quotes it."""

    x: int
    y: int
    width: int
    height: int
    code: str = ""


@dataclass(frozen=True)
class Label:
    """A finding's code beside the first line that it quotes; `y` is its lower edge."""

    y: int
    code: str


@dataclass(frozen=True)
class MarkedPicture:
    """The picture of a page, for components/page_picture.html; or the `problem` in words, and then no `url`."""

    alt: str
    problem: str = ""
    url: str = ""
    width: int = 0
    height: int = 0
    marks: tuple[PictureMark, ...] = ()
    labels: tuple[Label, ...] = ()
    lines: Sequence[PlacedLine] = ()  # its words, where they can be selected

    @property
    def margin(self) -> int:
        """What is added at the left for the labels, in pixels of the picture."""
        longest = max((len(label.code) for label in self.labels), default=0)
        return longest * LABEL_WIDTH + 20 if longest else 0

    @property
    def view_box(self) -> str:
        return f"{-self.margin} 0 {self.width + self.margin} {self.height}"


def find_page(review: Review, label: str) -> DocumentPage | None:
    """The page with this printed label in the PDF of a review that is in use; None where there is none."""
    return (
        DocumentPage.objects.filter(
            document__review=review,
            document__state=DocumentState.READ,
            document__superseded_by__isnull=True,
            label=label,
        )
        .select_related("document")
        .order_by("-document__added", "-document__pk", "index")
        .first()
    )


def find_neighbour_labels(page: DocumentPage) -> dict[str, str]:
    """The labels of the pages "before" and "after" it in the PDF, as far as they have one: one query."""
    rows = DocumentPage.objects.filter(
        document=page.document_id, index__in=(page.index - 1, page.index + 1)
    ).exclude(label="")
    labels = dict(rows.values_list("index", "label"))
    places = {"before": page.index - 1, "after": page.index + 1}
    return {name: labels[index] for name, index in places.items() if index in labels}


def find_quoted_words(page: DocumentPage, *, with_drafts: bool = False) -> list[MarkedWords]:
    """The words that findings quote of this page, also those that begin on the page before it: one query."""
    quotations = Quotation.objects.filter(
        document=page.document_id, found_index__in=(page.index - 1, page.index)
    ).exclude(matched="")
    if not with_drafts:
        quotations = quotations.filter(finding__state=FindingState.PUBLISHED)
    rows = quotations.order_by("finding__number", "position", "pk").values_list(
        "matched", "finding__number", "found_index"
    )
    return [MarkedWords(words, Finding(number=number).code, begins) for words, number, begins in rows]


def split_passages(
    page: DocumentPage, *, with_drafts: bool = False, quoted: Sequence[MarkedWords] | None = None
) -> list[Passage]:
    """The words of a page, those that findings quote apart. Pass `quoted` to save its query."""
    if quoted is None:
        quoted = find_quoted_words(page, with_drafts=with_drafts)
    spans = _find_spans(page, page.text, quoted)
    found = [(span, words.code) for words, parts in zip(quoted, spans, strict=True) for span in parts]
    return [
        Passage(passage.text.translate(_LINE_END), passage.codes)
        for passage in divide_text(join_lines(page.text), found)
    ]


def join_lines(text: str) -> str:
    """The text, of the same length, with a space for each line's end that lies within a paragraph.

    Lines shorter than most are taken to end one.
    """
    lines = text.split("\n")
    lengths = sorted(map(len, _PRINTED_END.split(text)))
    usual = lengths[len(lengths) * 3 // 4]
    joined = lines[:1]
    for before, line in pairwise(lines):
        within = len(_PRINTED_END.split(before)[-1]) >= usual * FULL_LINE and not _STARTS_ANEW.match(line)
        joined += [" " if within else "\n", line]
    return "".join(joined)


def divide_text(text: str, quoted: Iterable[tuple[Span, str]]) -> list[Passage]:
    """Split `text` into consecutive passages; `quoted` are spans of it, each with the code of the finding."""
    spans = list(quoted)
    edges = {0, len(text)}
    for (start, end), _ in spans:
        edges |= {start, end}
    found: list[Passage] = []
    for start, end in pairwise(sorted(edges)):
        codes = tuple(
            dict.fromkeys(code for (begins, ends), code in spans if begins <= start and end <= ends)
        )
        if found and found[-1].codes == codes:
            found[-1] = Passage(found[-1].text + text[start:end], codes)
        else:
            found.append(Passage(text[start:end], codes))
    return found


def draw_page(
    page: DocumentPage, quoted: Sequence[str | MarkedWords] = (), *, with_words: bool = False
) -> MarkedPicture:
    """The picture of a page with the quoted words marked, as far as they stand there. Never raises.

    Who may see it is for the caller to know, and for the address of the picture; so is who may have its words, which
    `with_words` lets people select on it.
    """
    name = f"Page {page.label} (PDF page {page.index})" if page.label else f"PDF page {page.index}"
    try:
        picture = get_picture(page)
    except PictureError as error:
        return MarkedPicture(f"{name} as a picture.", problem=str(error))
    marked_words = [MarkedWords(words) if isinstance(words, str) else words for words in quoted]
    marks: dict[PictureMark, None] = {}  # each once, in order
    labels: list[Label] = []
    for words, spans in zip(marked_words, _find_spans(page, picture.text, marked_words), strict=True):
        boxes = [box for span in spans for box in picture.find_boxes(*span)]
        marks |= dict.fromkeys(PictureMark(*box, code=words.code) for box in boxes)
        if boxes and words.code:
            labels.append(Label(boxes[0].y + boxes[0].height, words.code))
    return MarkedPicture(
        alt=f"{name} as a picture.{_describe_marks(marks)}",
        url=reverse("page-picture", args=[page.document_id, page.index]),
        width=picture.width,
        height=picture.height,
        marks=tuple(marks),
        labels=_space_labels(labels, picture.height),
        lines=place_words(picture) if with_words else (),
    )


def _describe_marks(marks: Collection[PictureMark]) -> str:
    codes = list(dict.fromkeys(mark.code for mark in marks if mark.code))
    if codes:
        return f" The words that {_join_codes(codes)} quote{'s' if len(codes) == 1 else ''} are marked."
    return " The quoted words are marked." if marks else ""


def _join_codes(codes: Sequence[str]) -> str:
    return " and ".join([", ".join(codes[:-1]), codes[-1]] if len(codes) > 1 else codes)


def _space_labels(labels: Iterable[Label], height: int) -> tuple[Label, ...]:
    """Labels in order, below each other where their lines are the same or near, and not twice the same."""
    placed: list[Label] = []
    for label in sorted(set(labels), key=lambda one: (one.y, one.code)):
        y = max(label.y, LABEL_HEIGHT)
        if placed:
            if label.code == placed[-1].code and y < placed[-1].y + 2 * LABEL_HEIGHT:
                continue
            y = max(y, placed[-1].y + LABEL_HEIGHT)
        placed.append(Label(y, label.code))
    over = max((label.y for label in placed), default=0) - height
    return tuple(Label(label.y - over, label.code) for label in placed) if over > 0 else tuple(placed)


def _find_spans(page: DocumentPage, text: str, quoted: Sequence[MarkedWords]) -> list[list[Span]]:
    """For each of the quoted words the parts of the page's `text` where they stand: one query at most."""
    words = PageWords(PageText(page.index, page.label, text), lambda: _read_around(page, text))
    return [words.find_spans(one.words, one.begins) for one in quoted]


def _read_around(page: DocumentPage, text: str) -> list[PageText]:
    rows = DocumentPage.objects.filter(
        document=page.document_id,
        index__range=find_neighbours(page.index, page.document.page_count or page.index),
    ).values_list("index", "label", "text")
    return [PageText(index, label, text if index == page.index else stored) for index, label, stored in rows]
