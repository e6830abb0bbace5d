"""Where the pages that a list names are in a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviews.documents.legible import is_legible
from reviews.page_labels import PageLabelError, get_label_at, sort_key
from themes.quotations.furniture import PageText


@dataclass(frozen=True)
class CitedPages:
    """The pages a list names, in one document: their places in it, and what is wrong with the list."""

    pages: frozenset[int] = frozenset()
    problems: tuple[str, ...] = ()


def find_cited(document: Sequence[PageText], ranges: Sequence[tuple[str, str]]) -> CitedPages:
    """Where the cited ranges, by printed labels, are among a document's pages, which are in order."""
    by_key = _group_by_label(document)
    if not by_key:
        unknown = "The printed page numbers of this document are not known yet."
        return CitedPages(problems=(unknown,) if ranges else ())
    pages: set[int] = set()
    problems = []
    for first, last in ranges:
        try:
            low, high = sort_key(first), sort_key(last)
        except PageLabelError as error:
            problems.append(str(error))
            continue
        if low > high:
            problems.append(f"“{first} to {last}” runs backwards: pages {last} to {first} were looked at.")
            low, high = high, low
        if low < 0 < high:
            roman, arabic = get_label_at(low), get_label_at(high)
            problems.append(
                f"“{roman} to {arabic}” mixes roman and arabic page numbers: pages {roman} to the last roman one and 1 "
                f"to {arabic} were looked at."
            )
        for run in _split_by_numerals(by_key, low, high):
            keys = [key for key in by_key if run[0] <= key <= run[1]]
            pages.update(number for key in keys for number in by_key[key])
            problems += _describe_missing(by_key, *run, keys)
    problems += [
        f"Page {document[number].label} has no text that can be read."
        for number in sorted(pages)
        if not is_legible(document[number].text)
    ]
    return CitedPages(frozenset(pages), tuple(dict.fromkeys(problems)))


def _group_by_label(document: Sequence[PageText]) -> dict[int, list[int]]:
    """Places of pages by the sort key of their labels."""
    by_key: dict[int, list[int]] = {}
    for number, page in enumerate(document):
        if page.label:
            by_key.setdefault(sort_key(page.label), []).append(number)
    return by_key


def _split_by_numerals(by_key: dict[int, list[int]], low: int, high: int) -> list[tuple[int, int]]:
    """A run is of roman or of arabic numbers; one that a sheet or an older release gave may be of both."""
    if not low < 0 < high:
        return [(low, high)]
    last_roman = max((key for key in by_key if key < 0), default=low)
    return [(low, max(low, last_roman)), (1, high)]


def _describe_missing(
    by_key: dict[int, list[int]], low: int, high: int, keys: Sequence[int]
) -> Iterator[str]:
    last = max((key for key in by_key if (key < 0) == (high < 0)), default=None)
    pages_named = get_label_at(low) if low == high else f"{get_label_at(low)} to {get_label_at(high)}"
    if last is None:
        yield f"Page {pages_named}: no page of this document has {'roman' if high < 0 else 'arabic'} numbers."
    elif high > last:
        start = f"Page {pages_named} is" if low == high else f"Pages {pages_named} are"
        yield f"{start} beyond the last, {get_label_at(last)}."
    elif not keys:
        yield f"No page of this document is numbered {pages_named}."
    elif len(keys) < high - low + 1:
        missing = [get_label_at(key) for key in range(low, high + 1) if key not in by_key][:5]
        yield f"No page of this document is numbered {', '.join(missing)}."
