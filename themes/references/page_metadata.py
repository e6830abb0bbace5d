"""What library tools read in a page: COinS, `citation_*` tags and schema.org properties of the work it is about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe

from reviews.csl import Item

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Of one work. `tags` and `properties` are (name, content), in the order in which they are printed."""

    coins: str
    tags: Pairs
    properties: Pairs
    authors: list[tuple[str, str]]  # (Person or Organization, name)
    schema_type: str
    publisher: str
    journal: str


def build_page_metadata(item: Item) -> PageMetadata:
    is_article = item["type"] == "article-journal"
    return PageMetadata(
        coins=build_coins(item),
        tags=build_tags(item),
        properties=_drop_empty(
            ("name", item["title"]),
            ("datePublished", _write_date(item, "-")),
            ("reportNumber", item.get("number")),
            ("isbn", item.get("ISBN")),
            ("pagination", item.get("page")),
        ),
        authors=[
            ("Organization" if "literal" in author else "Person", _write_given_name_first(author))
            for author in item.get("author", [])
        ],
        schema_type="ScholarlyArticle" if is_article else "Report",
        publisher=item.get("publisher", ""),
        journal=item.get("container-title", ""),
    )


# Nothing in a script element may end it, or begin another.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def build_linked_data(item: Item, address: str, *, code: str = "", name: str = "") -> SafeString:
    """JSON-LD (schema.org) of the report at this address, or of a finding of it.

    A finding is a claim that appears in the report. Its words are left out, as they are from all that is shown of a
    page elsewhere: they could stand before somebody who did not look for them.
    """
    metadata = build_page_metadata(item)
    authors = [{"@type": kind, "name": each} for kind, each in metadata.authors]
    report: dict[str, object] = {"@type": metadata.schema_type, **dict(metadata.properties)}
    if authors:
        report["author"] = authors
    if metadata.publisher:
        report["publisher"] = {"@type": "Organization", "name": metadata.publisher}
    if metadata.journal:
        report["isPartOf"] = {"@type": "Periodical", "name": metadata.journal}
    data = {**report, "@id": address, "url": address}
    if code:
        data = {"@type": "Claim", "@id": address, "url": address, "identifier": code, "name": name}
        data |= {"inLanguage": "en", "appearance": report}
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(UNSAFE))  # noqa: S308 - see above


def build_coins(item: Item) -> str:
    """The value of a COinS title: an OpenURL context object, without a place where it is resolved."""
    is_article = item["type"] == "article-journal"
    people = [author for author in item.get("author", []) if "family" in author]
    bodies = [author["literal"] for author in item.get("author", []) if "literal" in author]
    pairs = _drop_empty(
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'journal' if is_article else 'book'}"),
        ("rft.genre", "article" if is_article else "report"),
        ("rft.atitle" if is_article else "rft.btitle", item["title"]),
        ("rft.jtitle", item.get("container-title")),
        ("rft.aulast", people[0]["family"] if people else ""),
        ("rft.aufirst", people[0]["given"] if people else ""),
        *(("rft.au", _write_given_name_first(author)) for author in people),
        *(("rft.aucorp", body) for body in bodies),
        ("rft.date", _write_date(item, "-")),
        ("rft.pub", item.get("publisher")),
        ("rft.isbn", item.get("ISBN")),
        ("rft.volume", item.get("volume")),
        ("rft.issue", item.get("issue")),
        ("rft.pages", item.get("page")),
    )
    return urlencode(pairs)


def build_tags(item: Item) -> Pairs:
    """For the head of a page: what Zotero, Mendeley and search engines for papers read."""
    is_article = item["type"] == "article-journal"
    first, _, last = item.get("page", "").partition("-") if is_article else ("", "", "")
    return _drop_empty(
        ("citation_title", item["title"]),
        *(("citation_author", _write_family_name_first(author)) for author in item.get("author", [])),
        ("citation_publication_date", _write_date(item, "/")),
        ("citation_journal_title", item.get("container-title")),
        ("citation_technical_report_institution", None if is_article else item.get("publisher")),
        ("citation_technical_report_number", item.get("number")),
        ("citation_volume", item.get("volume")),
        ("citation_issue", item.get("issue")),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_isbn", item.get("ISBN")),
        ("citation_language", "en"),
    )


def _drop_empty(*pairs: tuple[str, str | None]) -> Pairs:
    return [(name, value) for name, value in pairs if value]


def _write_date(item: Item, between: str) -> str:
    """As exact as it is known: "2016-05"."""
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return between.join(f"{part:02}" for part in parts)


def _write_given_name_first(author: dict[str, str]) -> str:
    return author.get("literal") or f"{author['given']} {author['family']}"


def _write_family_name_first(author: dict[str, str]) -> str:
    """A comma parts family and given names, so the name of a body goes without."""
    return (
        author["literal"].replace(",", "")
        if "literal" in author
        else f"{author['family']}, {author['given']}"
    )
