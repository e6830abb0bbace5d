"""References as files for reference managers, by the suffix of an address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.http import StreamingHttpResponse

from reviews.csl import Item, join_into_line
from themes.references.bibtex import write_bibtex
from themes.references.ris import write_ris

MOST_IN_FILE = 1_000  # entries; a longer list is cut, and its page says so


def write_csl_json(items: Iterable[Item]) -> Iterator[str]:
    """One list, an item to a line. A note is one line: some programs read lines of it as fields."""
    before = "[\n"
    for item in items:
        note = {"note": join_into_line(item["note"])} if "note" in item else {}
        yield before + json.dumps(item | note, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


class Format(NamedTuple):
    name: str
    content_type: str
    write: Callable[[Iterable[Item]], Iterator[str]]


# By suffix.
FORMATS = {
    "bib": Format(
        "BibTeX", "application/x-bibtex", lambda items: (f"{write_bibtex(item)}\n" for item in items)
    ),
    "ris": Format("RIS", "application/x-research-info-systems", lambda items: map(write_ris, items)),
    "csl.json": Format("CSL JSON", "application/vnd.citationstyles.csl+json", write_csl_json),
}


class FileLink(NamedTuple):
    name: str
    url: str

    @property
    def each_finding(self) -> str:
        """The file of a list with an entry for each finding, instead of one for each report."""
        return f"{self.url}{'&' if '?' in self.url else '?'}each=finding"


def build_file_links(path: str, query: str = "") -> list[FileLink]:
    """The files beside a page: its address without the slash at its end, a suffix, and the same query."""
    query = f"?{query}" if query else ""
    return [FileLink(each.name, f"{path.rstrip('/')}.{suffix}{query}") for suffix, each in FORMATS.items()]


class SuffixConverter:
    """The end of an address: which file it is."""

    regex = "|".join(suffix.replace(".", r"\.") for suffix in FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def build_file_response(items: Iterable[Item], suffix: str, name: str) -> StreamingHttpResponse:
    """A file to keep, sent as it is written; `name` is plain, without its suffix."""
    file_format = FORMATS[suffix]
    return StreamingHttpResponse(
        file_format.write(items),
        content_type=f"{file_format.content_type}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
            "X-Robots-Tag": "noindex",
        },
    )
