"""RIS, as reference managers and library catalogues read it."""

from __future__ import annotations

from collections.abc import Iterator

from reviews.csl import Item


def ris(item: Item) -> str:
    """One entry. Every value is one line, as `reviews.csl.one_line` leaves it."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(item)) + "ER  - \r\n\r\n"


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    is_article = item["type"] == "article-journal"
    yield "TY", "JOUR" if is_article else "RPRT"
    yield "ID", item["id"]
    for author in item.get("author", []):
        yield "AU", _name(author)
    yield "TI", item["title"]
    if date := item.get("issued"):
        year, month, day = [*(f"{part:02}" for part in date["date-parts"][0]), "", ""][:3]
        yield "PY", year
        if month:
            yield "DA", f"{year}/{month}/{day}/"
    for tag, field in (("T2", "container-title"), ("PB", "publisher"), ("VL", "volume"), ("IS", "issue")):
        if field in item:
            yield tag, item[field]
    if "number" in item:  # of a report, where other kinds have their ISBN or ISSN
        yield "SN", item["number"]
    if "page" in item:
        first, _, last = item["page"].partition("-")
        is_run = last and "," not in item["page"] and "-" not in last
        yield "SP", first if is_run else item["page"]
        if is_run:
            yield "EP", last
    if "ISBN" in item:
        yield "N1", f"ISBN {item['ISBN']}"
    if "note" in item:
        yield "N1", item["note"]


def _name(author: dict[str, str]) -> str:
    """What stands before a comma is read as a family name, so the name of a body goes without commas."""
    if "literal" in author:
        return _without_comma(author["literal"])
    return f"{_without_comma(author['family'])}, {author['given']}"


def _without_comma(name: str) -> str:
    return " ".join(name.replace(",", " ").split())
