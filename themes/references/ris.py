"""RIS, as reference managers and library catalogues read it."""

from __future__ import annotations

from collections.abc import Iterator

from reviews.csl import Item


def write_ris(item: Item) -> str:
    """One entry. Every value is one line, as `reviews.csl.join_into_line` leaves it; a note may have several."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _write_lines(item)) + "ER  - \r\n\r\n"


# In their order; the number of a report stands where other kinds have their ISBN or ISSN.
FIELDS = {"container-title": "T2", "publisher": "PB", "volume": "VL", "issue": "IS", "number": "SN"}


def _write_lines(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", "JOUR" if item["type"] == "article-journal" else "RPRT"
    yield "ID", item["id"]
    yield from (("AU", _write_name(author)) for author in item.get("author", []))
    yield "TI", item["title"]
    yield from _write_date(item)
    yield from ((tag, item[field]) for field, tag in FIELDS.items() if field in item)
    yield from _write_pages(item)
    if "ISBN" in item:
        yield "N1", f"ISBN {item['ISBN']}"
    yield from (("N1", line) for line in item.get("note", "").splitlines())


def _write_date(item: Item) -> Iterator[tuple[str, str]]:
    if date := item.get("issued"):
        year, month, day = [*(f"{part:02}" for part in date["date-parts"][0]), "", ""][:3]
        yield "PY", year
        if month:
            yield "DA", f"{year}/{month}/{day}/"


def _write_pages(item: Item) -> Iterator[tuple[str, str]]:
    """First and last page of a single run; any other list of pages as it is."""
    pages = item.get("page", "")
    first, _, last = pages.partition("-")
    if last and "," not in pages and "-" not in last:
        yield "SP", first
        yield "EP", last
    elif pages:
        yield "SP", pages


def _write_name(author: dict[str, str]) -> str:
    """What stands before a comma is read as a family name, so the name of a body goes without commas."""
    if "literal" in author:
        return _replace_commas(author["literal"])
    return f"{_replace_commas(author['family'])}, {author['given']}"


def _replace_commas(name: str) -> str:
    return " ".join(name.replace(",", " ").split())
