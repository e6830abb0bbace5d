import pytest

from themes.citations.wording import describe_quotation

ONE = [{"first": "53", "last": "53"}]
TWO = [{"first": "14", "last": "14"}, {"first": "68", "last": "68"}]


def said(outcome: str, pages=ONE, **fields) -> tuple[str, str]:
    given = {
        "words": "w",
        "matched": "",
        "found_on": "",
        "checked_at": "2026-03-09",
        "because": "",
        "pages": pages,
    }
    found = describe_quotation({**given, "outcome": outcome, **fields})
    return found.tag, found.sentence


@pytest.mark.parametrize(
    ("outcome", "fields", "tag", "sentence"),
    [
        ("exact", {"found_on": "53"}, "Wording checked",
         "Wording checked: these words are on page 53. Checked 9 March 2026."),
        ("near", {}, "Nearly the same", "Nearly the same: the report's wording differs. See both."),
        ("other_page", {"found_on": "54"}, "Found on another page", "Found on page 54: the source says page 53."),
        ("other_page", {"found_on": "54", "pages": TWO}, "Found on another page",
         "Found on page 54: the source gives pages 14 and 68."),
        ("other_page", {"found_on": "54", "pages": None}, "Found on another page", "Found on page 54."),
        ("not_found", {}, "Not found",
         "Not found: we looked on page 53 and the words are not there. Please do not quote them."),
        ("not_found", {"pages": None}, "Not found",
         "Not found: we looked in the report and the words are not there. Please do not quote them."),
        ("by_machine", {"found_on": "53"}, "Found by machine",
         "Found by machine: a program that reads pictures found these words, or nearly these, on a picture of page 53. "
         "It can misread, and nobody has compared them with the page yet."),
        ("by_machine", {"found_on": "53", "is_unconfirmed": True}, "Found by machine",
         "Found by machine: a program that reads pictures found these words, or nearly these, on a picture of the "
         "report. It can misread, and nobody has compared them with the page yet."),
        ("unavailable", {}, "Report not available", "Report not available: we have no copy to check."),
        ("unavailable", {"has_report": True}, "Page cannot be read",
         "Page cannot be read: page 53, or the page that the words run on to, is a picture, or its text cannot "
         "be read or is out of order. The words could not be compared."),
        ("not_checked", {"checked_at": None}, "Not checked yet", "Not checked yet."),
        ("exact", {"found_on": "53", "is_unconfirmed": True}, "Wording checked",
         "Wording checked: these words are in the report, on page 53 if the numbers read from its PDF are right. "
         "Nobody has compared its page numbers with the pages yet. Checked 9 March 2026."),
        ("other_page", {"found_on": "54", "is_unconfirmed": True}, "Found, page not confirmed",
         "Found in the report, on page 54 if the numbers read from its PDF are right; the source says page 53. "
         "Nobody has compared its page numbers with the pages yet."),
        ("other_page", {"pages": None, "is_unconfirmed": True}, "Found, page not confirmed",
         "Found in the report. Nobody has compared its page numbers with the pages yet."),
        ("not_found", {"is_unconfirmed": True}, "Not found",
         "Not found: we looked in the report and the words are not there. Please do not quote them."),
        ("unavailable", {"has_report": True, "is_unconfirmed": True}, "Page cannot be read",
         "Page cannot be read: the page, or the page that the words run on to, is a picture, or its text cannot "
         "be read or is out of order. The words could not be compared."),
        ("overruled", {"because": "Read in print."}, "Accepted by a curator",
         "Accepted by a curator: Read in print."),
    ],
)  # fmt: skip
def test_what_came_of_looking_is_said_in_words(outcome, fields, tag, sentence):
    assert said(outcome, **fields) == (tag, sentence)


def test_only_exact_words_on_their_page_are_checked():
    checked = {
        outcome
        for outcome in (
            "exact",
            "by_machine",
            "near",
            "other_page",
            "not_found",
            "unavailable",
            "not_checked",
            "overruled",
        )
        if describe_quotation(
            {"words": "w", "matched": "m", "found_on": "", "checked_at": None, "because": "b", "pages": ONE}
            | {"outcome": outcome}
        ).is_checked
    }

    assert checked == {"exact"}


def test_report_has_its_own_wording_only_where_it_differs():
    given = {"words": "w", "matched": "v", "found_on": "5", "checked_at": None, "because": "", "pages": ONE}

    assert describe_quotation({**given, "outcome": "near"}).report_has == "v"
    assert describe_quotation({**given, "outcome": "exact"}).report_has == ""
