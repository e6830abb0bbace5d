"""Files for reference managers, read back by parsers that are not ours."""

import json
import re
from datetime import date

import bibtexparser
import pytest
import rispy  # type: ignore[import-untyped]
from bibtexparser.middlewares import MonthIntMiddleware
from hypothesis import example, given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

from reviews.csl import build_csl_item, join_into_line
from reviews.models import Author, Review
from reviews.models.review import ReviewKind
from tests.factories import make_finding, make_review
from themes.references.bibtex import write_bibtex
from themes.references.files import write_csl_json
from themes.references.ris import write_ris

# Whatever may stand in a text field of PostgreSQL.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
AWKWARD = st.one_of(
    TEXT,
    st.text(alphabet="{}\\\"'`$%&#_~^@,=-–?! \n\r\u2028andAND0", max_size=40),
    st.sampled_from(
        [
            "@article{x,",
            "a} , title = {b",
            "ER  - ",
            "\nTY  - BOOK",
            "\\input{/etc/passwd}",
            "50% & more",
            "{",
            "\\",
        ]
    ),
)
WORDS = AWKWARD.map(join_into_line).filter(lambda text: text.strip(" ."))


def from_latex(text):
    """As TeX prints it, but for a circumflex by itself, which this reader takes for an accent."""
    return LatexNodes2Text(math_mode="text").latex_to_text(text.replace("\\textasciicircum{}", "^"))


def read_bibtex(text):
    """Entries as {field: text}; what the parser could not read is a failure."""
    library = bibtexparser.parse_string(text, append_middleware=[MonthIntMiddleware()])
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return [
        {"key": entry.key, "type": entry.entry_type, **{field.key: field.value for field in entry.fields}}
        for entry in library.entries
    ]


def names_of(field):
    """As BibTeX parts them: at "and" outside braces."""
    parts, depth, start = [], 0, 0
    for place, char in enumerate(field):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if not depth and field.startswith(" and ", place):
            parts.append(field[start:place])
            start = place + 5
    return [from_latex(part) for part in [*parts, field[start:]]]


ITEMS = st.fixed_dictionaries(
    {
        "id": st.just("scr-portal-F001"),
        "type": st.just("report"),
        "title": WORDS,
        "author": st.lists(
            st.one_of(
                st.fixed_dictionaries({"literal": WORDS}),
                st.fixed_dictionaries({"family": WORDS, "given": WORDS}),
            ),
            min_size=1,
            max_size=3,
        ),
        "publisher": WORDS,
        "note": WORDS,
        "number": WORDS,
    }
)


@given(ITEMS)
@example(
    {
        "id": "scr-portal-F001",
        "type": "report",
        "title": "Braces { and } and \\{, 50% -- & “quotes”, ''two'' @article{x, and É",
        "author": [
            {"literal": "Department for Children, Schools and Families"},
            {"family": "O'Brien and Ó", "given": "Zoë, Q"},
        ],
        "publisher": "A & B",
        "note": "n",
        "number": "DFE_RR#1",
    }
)
def test_bibtex_gives_back_what_went_in(item):
    (entry,) = read_bibtex(write_bibtex(item))

    assert entry["key"] == item["id"]
    assert entry["type"] == "techreport"
    assert from_latex(entry["title"]) == item["title"]
    assert from_latex(entry["institution"]) == item["publisher"]
    assert from_latex(entry["note"]) == item["note"]
    assert from_latex(entry["number"]) == item["number"]
    assert names_of(entry["author"]) == [
        author.get("literal") or f"{author['family']}, {author['given']}" for author in item["author"]
    ]


def without_comma(name):
    """In RIS a comma parts family and given names."""
    return " ".join(name.replace(",", " ").split())


@given(ITEMS)
def test_ris_gives_back_what_went_in(item):
    (entry,) = rispy.loads(write_ris(item))

    assert entry["type_of_reference"] == "RPRT"
    assert entry["title"] == item["title"]
    assert entry["publisher"] == item["publisher"]
    assert entry["notes"] == [item["note"]]
    assert entry["issn"] == item["number"]
    assert entry["authors"] == [
        without_comma(author["literal"])
        if "literal" in author
        else f"{without_comma(author['family'])}, {author['given']}"
        for author in item["author"]
    ]


@given(st.lists(ITEMS, max_size=4))
def test_csl_json_gives_back_what_went_in(items):
    assert json.loads("".join(write_csl_json(items))) == items


@given(TEXT)
def test_one_line_is_one_line(text):
    line = join_into_line(text)

    assert line.splitlines() == ([line] if line else [])
    assert line == line.strip()


def a_review(authors=(), kind="national_analysis", **fields):
    review = Review(pk=1, slug="a-report", kind=kind, title="A title", **fields)
    review._prefetched_objects_cache = {
        "authors": [Author(family=family, given=given) for family, given in authors]
    }
    return review


@pytest.mark.parametrize(
    ("precision", "parts", "bib", "of_ris"),
    [
        ("year", [2016], {"year": "2016"}, {"year": "2016"}),
        ("month", [2016, 5], {"year": "2016", "month": 5}, {"year": "2016", "date": "2016/05//"}),
        (
            "day",
            [2016, 5, 24],
            {"year": "2016", "month": 5, "day": "24"},
            {"year": "2016", "date": "2016/05/24/"},
        ),
        ("", None, {}, {}),
    ],
)
def test_date_is_as_exact_as_it_is_known(precision, parts, bib, of_ris):
    item = build_csl_item(
        a_review(published=date(2016, 5, 24) if precision else None, published_precision=precision)
    )

    (from_bib,) = read_bibtex(write_bibtex(item))
    (from_ris,) = rispy.loads(write_ris(item))

    assert item.get("issued") == ({"date-parts": [parts]} if parts else None)
    assert {name: from_bib[name] for name in ("year", "month", "day") if name in from_bib} == bib
    assert {name: from_ris[name] for name in ("year", "date") if name in from_ris} == of_ris


@pytest.mark.parametrize("kind", ReviewKind.values)
def test_everything_but_an_article_is_a_report(kind):
    item = build_csl_item(a_review(kind=kind, publisher="An inspectorate"))
    (from_bib,) = read_bibtex(write_bibtex(item))
    (from_ris,) = rispy.loads(write_ris(item))

    assert (item["type"], from_bib["type"], from_ris["type_of_reference"]) == (
        ("article-journal", "article", "JOUR")
        if kind == "journal_article"
        else ("report", "techreport", "RPRT")
    )


def test_publisher_stands_for_authors_that_are_not_named_and_is_not_turned_about():
    item = build_csl_item(a_review(publisher="Department for Children, Schools and Families"))

    assert item["author"] == [{"literal": "Department for Children, Schools and Families"}]
    assert "author = {{Department for Children, Schools and Families}}" in write_bibtex(item)
    assert "AU  - Department for Children Schools and Families\r\n" in write_ris(item)


@pytest.mark.parametrize(
    ("volume", "parts"),
    [
        ("17(5): 313-330", {"volume": "17", "issue": "5", "page": "313-330"}),
        ("23: 235–245", {"volume": "23", "page": "235-245"}),
        ("104", {"volume": "104"}),
        ("Special issue, winter", {"volume": "Special issue, winter"}),
        ("", {}),
    ],
)
def test_volume_issue_and_pages_are_told_apart(volume, parts):
    item = build_csl_item(a_review(volume=volume))

    assert {name: item[name] for name in ("volume", "issue", "page") if name in item} == parts


@pytest.mark.parametrize(
    ("page", "lines"),
    [("53", ["SP  - 53"]), ("17-18", ["SP  - 17", "EP  - 18"]), ("11, 17-18", ["SP  - 11, 17-18"])],
)
def test_pages_of_ris(page, lines):
    written = write_ris({"id": "x", "type": "report", "title": "T", "page": page})

    assert re.findall(r"^[SE]P  - .*$", written.replace("\r", ""), re.MULTILINE) == lines


def test_linked_data_says_what_a_page_is_about_and_no_words_of_a_finding(client, db):
    title = "</script><script>alert(1)</script> & “others”"
    finding = make_finding("Words of a finding.", review=make_review(title=title))

    found = {}
    for row in (finding, finding.review):
        page = client.get(row.get_absolute_url()).content.decode()
        [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert "Words of a finding" not in text
        found[type(row).__name__] = json.loads(text)

    claim, report = found["Finding"], found["Review"]
    assert (claim["@type"], claim["identifier"]) == ("Claim", finding.code)
    assert claim["appearance"]["name"] == report["name"] == title.rstrip(".")
    assert report["@type"] == "Report"
    assert report["@id"] == f"https://testserver{finding.review.get_absolute_url()}"
