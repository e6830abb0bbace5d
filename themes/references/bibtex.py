"""BibTeX, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reviews.csl import Item, join_into_line

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Braces are written as commands: BibTeX counts them even behind a backslash. Marks that TeX would join to another
# one, as "--" to a dash, are kept apart.
SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"$\lbrace$",
        "}": r"$\rbrace$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
JOINED = re.compile(r"[-'`,](?=[-'`,])|[?!](?=`)")


def write_bibtex(item: Item) -> str:
    """One entry. Names of bodies and titles are in braces of their own: nothing turns or lowers them."""
    is_article = item["type"] == "article-journal"
    fields = dict(_write_fields(item, is_article=is_article))
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@{'article' if is_article else 'techreport'}{{{item['id']},\n{lines},\n}}\n"


def _write_fields(item: Item, *, is_article: bool) -> Iterator[tuple[str, str]]:
    if authors := item.get("author"):
        yield "author", f"{{{' and '.join(_write_name(author) for author in authors)}}}"
    yield "title", f"{{{{{escape_tex(item['title'])}}}}}"
    if date := item.get("issued"):
        year, *rest = date["date-parts"][0]
        yield "year", f"{{{year}}}"
        if rest:
            yield "month", MONTHS[rest[0] - 1]
        if rest[1:]:
            yield "day", f"{{{rest[1]}}}"
    for name, field in (
        ("institution", "" if is_article else "publisher"),
        ("journal", "container-title"),
        ("volume", "volume"),
        ("number", "issue" if is_article else "number"),
        ("isbn", "ISBN"),
        ("note", "note"),
    ):
        if field in item:
            yield name, f"{{{escape_tex(join_into_line(item[field]))}}}"
    if "page" in item:
        yield "pages", f"{{{item['page'].replace('-', '--')}}}"


def _write_name(author: dict[str, str]) -> str:
    if "literal" in author:
        return f"{{{escape_tex(author['literal'])}}}"
    return f"{_write_name_part(author['family'])}, {_write_name_part(author['given'])}"


def _write_name_part(name: str) -> str:
    """A comma or "and" inside a name would part it."""
    escaped = escape_tex(name)
    return f"{{{escaped}}}" if re.search(r",|\band\b", name, re.IGNORECASE) else escaped


def escape_tex(text: str) -> str:
    """The text as TeX prints it."""
    return JOINED.sub(r"\g<0>{}", text.translate(SPECIAL))
