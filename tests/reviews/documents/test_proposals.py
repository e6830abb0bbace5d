"""What first pages say of title, date, publisher and numbers: pages as government, boards, charities and journals lay
them out, with names and titles made up.
"""

from __future__ import annotations

import pytest
import typst

from reviews.documents.opening_pages import Opening, OpeningLine, OpeningPage, read_opening
from reviews.documents.proposals import propose
from reviews.documents.reading import DocumentError

PROSE = ("Practitioners did not see the father, and nobody asked who else lived there.", 11)


def page(index: int, *lines: tuple[str, float]) -> OpeningPage:
    return OpeningPage(index, [OpeningLine(text, size) for text, size in lines])


def body(index: int) -> OpeningPage:
    return page(index, *[PROSE] * 10)


def found(*pages: OpeningPage, known: tuple[str, ...] = (), **fields: str) -> dict[str, list[str]]:
    proposed = propose(Opening([*pages, body(9)], fields), known)
    by_field: dict[str, list[str]] = {}
    for proposal in proposed.proposals:
        by_field.setdefault(proposal.field, []).append(proposal.value)
    return by_field


def test_report_of_a_department():
    assert found(
        page(
            1,
            ("Research Report DFE-RR040", 14),
            ("Learning from reviews: a two-year", 26),
            ("analysis of notifications", 26),
            ("2007-2009", 26),
            ("Ann Example, Ben Sample and Cay Pattern", 14),
            ("University of East Anglia", 12),
        ),
        page(2, ("They are not necessarily those of the Department for Education.", 11)),
        page(3, ("Ref: DFE-RR040", 11), ("ISBN: 978-1-84775-816-3", 11), ("© University of East Anglia", 11),
             ("December 2010", 11)),
    ) == {
        "title": ["Learning from reviews: a two-year analysis of notifications 2007-2009"],
        "published": ["2010-12"],
        "publisher": ["University of East Anglia", "Department for Education"],
        "report_number": ["DFE-RR040"],
        "isbn": ["978-1-84775-816-3"],
    }  # fmt: skip


def test_review_of_a_board_and_no_date_of_the_child():
    assert found(
        page(
            1,
            ("OFFICIAL SENSITIVE", 9),
            ("Westshire and Northton Local Safeguarding", 22),
            ("Children Board", 22),
            ("Serious Case Review", 22),
            ("Baby J", 22),
            ("Born: March 2011", 12),
            ("Died: June 2013", 12),
            ("Overview Report Writer: Ms Dana Dee", 12),
            ("This report was published on 14th May 2014", 12),
        )
    ) == {
        "title": ["Serious Case Review Baby J"],
        "published": ["2014-05-14"],
        "publisher": ["Westshire and Northton Local Safeguarding Children Board"],
    }


def test_evaluation_of_an_inspectorate():
    assert found(
        page(
            1,
            ("What reviews taught us 2009–2010", 28),
            ("An evaluation of reviews from 1 April 2009 to 31", 16),
            ("March 2010", 16),
            ("Published: October 2010", 12),
            ("Reference no: 100087", 12),
        ),
        page(2, ("The Office for Standards in Education, Children’s Services and Skills (Ofsted)", 12),
             ("© Crown copyright 2010", 12)),
    ) == {
        "title": [
            "What reviews taught us 2009–2010: An evaluation of reviews from 1 April 2009 to 31 March 2010",
            "What reviews taught us 2009–2010",
        ],
        "published": ["2010-10"],
        "publisher": ["Ofsted"],
        "report_number": ["100087"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "journal", "volume", "year"),
    [
        ("Child Abuse Review Vol. 21: 123–135 (2012)", "Child Abuse Review", "Vol. 21: 123–135", "2012"),
        ("British Journal of Social Work (2012) 42, 1210–1228", "British Journal of Social Work",
         "42, 1210–1228", "2012"),
        ("Child Abuse & Neglect 37 (2013) 1021–1030", "Child Abuse & Neglect", "37 (2013) 1021–1030", "2013"),
        ("Child and Family Social Work 2013, 18, pp 1–10", "Child and Family Social Work", "18, pp 1–10", "2013"),
    ],
)  # fmt: skip
def test_paper_in_a_journal(line, journal, volume, year):
    paper = found(
        page(
            1,
            (line, 10),
            ("DOI: 10.1002/car.2190", 10),
            ("Patterns that come back in reviews", 18),
            ("Ann Example and Ben Sample", 12),
        )
    )

    assert (paper["journal"], paper["volume"], paper["published"]) == ([journal], [volume], [year])
    assert (paper["title"], paper["doi"]) == (["Patterns that come back in reviews"], ["10.1002/car.2190"])


def test_command_paper_and_an_isbn_that_does_not_add_up():
    proposed = propose(
        Opening(
            [
                page(1, ("The Protection of Children", 24), ("The Lord Example", 14), ("Cm 5730", 14),
                     ("January 2003", 14)),
                page(2, ("© Crown Copyright 2003", 10), ("ISBN: 978 0 10 295905 8", 10)),
            ]
        )
    )  # fmt: skip

    assert {one.field: one.value for one in proposed.proposals} == {
        "title": "The Protection of Children",
        "report_number": "Cm 5730",
        "published": "2003-01",
    }
    assert proposed.remarks == [
        "PDF page 2 prints the ISBN 978 0 10 295905 8, whose last digit does not fit the others: it is not proposed."
    ]


@pytest.mark.parametrize(
    "junk",
    ["Microsoft Word - final3.doc", "Untitled", "untitled-1", "SCR_final_v3", "PowerPoint Presentation", "Document1",
     "car_1166 1..16", "doi:10.1016/j.chiabu.2013.01.003", "DfE report template", "C:\\reports\\scr.pdf",
     "Minutes of the annual general meeting"],
)  # fmt: skip
def test_junk_in_the_pdfs_own_title_is_never_proposed(junk):
    assert found(page(1, ("Learning from a review", 24)), Title=junk)["title"] == ["Learning from a review"]


def test_pdfs_own_title_is_proposed_beside_that_of_the_page_with_where_it_comes_from():
    pages = [
        page(1, ("Serious Case Review", 24)),
        page(2, ("A review of practice with the family of Child K", 11)),
    ]
    proposed = propose(Opening(pages, {"Title": "Practice with the family of Child K"}))

    assert [(one.value, one.source) for one in proposed.of_field("title")] == [
        ("Serious Case Review", "PDF page 1"),
        ("Practice with the family of Child K", "the PDF’s own field “Title”"),
    ]


def test_day_on_which_the_pdf_was_made_stands_in_only_where_no_page_has_a_date():
    made = "D:20150304120000Z"

    assert found(page(1, ("Learning from a review", 24)), CreationDate=made)["published"] == ["2015-03"]
    assert found(page(1, ("Learning from a review", 24), ("May 2014", 12)), CreationDate=made)[
        "published"
    ] == ["2014-05"]


def test_publisher_that_other_reports_have_is_recognised():
    assert found(
        page(1, ("A summary by Anytown Trust", 12), ("Learning from a review", 24)), known=("Anytown Trust",)
    )["publisher"] == ["Anytown Trust"]


def test_pages_are_read_with_the_size_of_their_letters(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(
        typst.compile(
            b'#set document(title: "Untitled")\n#text(size: 30pt)[Learning from a review]\n\n'
            b"May 2014\n#pagebreak()\nThe end."
        )
    )

    opening = read_opening(path)

    (title, date), (end,) = [page.lines for page in opening.pages]
    assert [title.text, date.text, end.text] == ["Learning from a review", "May 2014", "The end."]
    assert title.size > 2 * date.size
    assert opening.fields["Title"] == "Untitled"


def test_broken_pdf_is_refused_in_words(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")

    with pytest.raises(DocumentError, match="Type the fields by hand"):
        read_opening(path)
