"""Quotations looked for in the reports that are held, and what is written down."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviews.history.tracking import get_events
from reviews.models import Document, DocumentPage, Review
from tests.factories import make_citation, make_finding, make_review
from themes.enums import Outcome
from themes.findings.cards import read_cards
from themes.findings.publishing import find_reasons_against_publishing
from themes.models import Finding, PageCitation, Quotation
from themes.quotations import verifying
from themes.quotations.verifying import verify
from themes.reading.tally import count_quotations_checked

pytestmark = pytest.mark.django_db

TEXTS = {
    "iv": "The harbour board thanks every pilot who wrote to it.",
    "1": "The pilot was not told that the slipway had been closed in 1987.",
    "2": "Nobody at the quay could say why the lantern had been moved.",
    "3": "The cook counted 45 ropes, and the ferry left without them.",
}


def make_document(review: Review, texts: dict[str, str] | list[str] = TEXTS, **fields) -> Document:
    number = Document.objects.count() + 1
    document = Document.objects.create(
        review=review,
        **{"sha256": f"{number:064}", "file": "documents/a.pdf", "size": 1, "state": "read", **fields},
    )
    labelled = texts.items() if isinstance(texts, dict) else [("", text) for text in texts]
    DocumentPage.objects.bulk_create(
        DocumentPage(document=document, index=index, label=label, text=text)
        for index, (label, text) in enumerate(labelled, start=1)
    )
    return document


def make_quotation(words: str, *pages: str, review: Review, **fields) -> Quotation:
    finding = make_finding(review=review)
    citation = make_citation(finding, pages=pages)
    return finding.quotations.create(words=words, citation=citation, **fields)


@pytest.fixture
def review() -> Review:
    return make_review("harbours")


@pytest.fixture
def document(review) -> Document:
    return make_document(review)


@pytest.mark.parametrize(
    ("words", "page", "outcome", "found_on", "index", "remark"),
    [
        ("the pilot was not told", "1", Outcome.EXACT, "1", 2, ""),
        ("thanks every pilot", "iv", Outcome.EXACT, "iv", 1, ""),
        ("could say why the lantern had been moved", "1", Outcome.OTHER_PAGE, "2", 3, ""),
        (
            "the pilot was told that the slipway had been closed in 1978",
            "1",
            Outcome.NEAR,
            "1",
            2,
            "“not” is left out; “1978” is printed “1987”.",
        ),
        ("an orchestra sold all its drums to the bakers", "1", Outcome.NOT_FOUND, "", None, ""),
        (
            "the cook counted 45 ropes",
            "17",
            Outcome.OTHER_PAGE,
            "3",
            4,
            "Page 17 is beyond the last, 3.",
        ),
        (
            "the cook counted 45 ropes",
            "3-5",
            Outcome.EXACT,
            "3",
            4,
            "Pages 3 to 5 are beyond the last, 3.",
        ),
    ],
)
def test_what_was_found_is_written_down(review, document, words, page, outcome, found_on, index, remark):
    quotation = make_quotation(words, page, review=review)

    verify()

    quotation.refresh_from_db()
    found = (quotation.outcome, quotation.found_on, quotation.found_index, quotation.remark)
    assert found == (outcome, found_on, index, remark)
    assert quotation.document == document
    assert quotation.checked_at is not None
    assert (quotation.score == 1) == (outcome in (Outcome.EXACT, Outcome.OTHER_PAGE))


@pytest.mark.parametrize("fields", [None, {"state": "reading"}, {"state": "failed"}])
def test_report_that_cannot_be_read_is_not_available(review, fields):
    if fields:
        make_document(review, **fields)
    quotation = make_quotation("the pilot was not told", "1", review=review)

    verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.score, quotation.document) == (Outcome.UNAVAILABLE, None, None)


def test_words_are_looked_for_in_the_newest_edition_only(review, document):
    quotation = make_quotation("the pilot was not told", "1", review=review)
    newer = make_document(review, {"1": "All pilots were told of everything in good time."})
    Document.objects.filter(pk=document.pk).update(superseded_by=newer)

    verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.document) == (Outcome.NOT_FOUND, newer)


def test_better_of_two_documents_counts(review, document):
    quotation = make_quotation("the pilot was not told", "1", review=review)
    make_document(review, {"1": "All pilots were told of everything in good time."})

    verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.document) == (Outcome.EXACT, document)


def test_nothing_is_called_not_found_while_a_cited_report_is_missing(review, document):
    finding = make_finding(review=review)
    citation = make_citation(finding, pages=("1",))
    citation.pages.create(review=make_review(), first_page="9", last_page="9")
    quotation = finding.quotations.create(words="an orchestra sold its drums", citation=citation)

    verify()

    quotation.refresh_from_db()
    assert quotation.outcome == Outcome.UNAVAILABLE


def test_no_page_is_said_where_printed_numbers_are_not_known(review):
    make_document(review, list(TEXTS.values()))
    quotation = make_quotation("the pilot was not told", "1", review=review)

    verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.found_on, quotation.found_index) == (Outcome.NOT_CHECKED, "", 2)
    assert quotation.remark == "The printed page numbers of this document are not known yet."


def test_page_without_text_proves_nothing(review):
    make_document(review, {"1": "", "2": TEXTS["2"]})
    quotation = make_quotation("the pilot was not told", "1", review=review)

    verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.remark) == (
        Outcome.UNAVAILABLE,
        "Page 1 has no text that can be read.",
    )


def test_checking_again_writes_nothing(review, document):
    quotation = make_quotation("the pilot was not told", "1", review=review)
    version = Finding.objects.get(pk=quotation.finding_id).version
    assert verify().changed == 1
    quotation.refresh_from_db()
    events = get_events(Quotation).count()

    assert verify().changed == 0

    checked_at = quotation.checked_at
    quotation.refresh_from_db()
    assert quotation.checked_at == checked_at
    assert get_events(Quotation).count() == events
    assert Finding.objects.get(pk=quotation.finding_id).version == version


def test_nothing_is_written_of_pages_that_changed_during_the_check(review, document, monkeypatch):
    quotation = make_quotation("the pilot was not told", "1", review=review)
    look = verifying.check_on_pages

    def while_pages_change(*args):
        PageCitation.objects.update(first_page="2", first_sort=2, last_page="2", last_sort=2)
        return look(*args)

    monkeypatch.setattr(verifying, "check_on_pages", while_pages_change)

    assert verify().changed == 0

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.checked_at) == (Outcome.NOT_CHECKED, None)


def test_change_is_in_the_history_with_its_act(review, document):
    quotation = make_quotation("the pilot was not told", "1", review=review)

    verify()

    event = get_events(Quotation).filter(pgh_obj=quotation.pk).order_by("pgh_id").last()
    assert (event.outcome, event.pgh_context.metadata["act"]) == (Outcome.EXACT, "quotations_checked")


def test_what_a_curator_accepted_stays_with_its_reason(review, document):
    quotation = make_quotation("never printed in there", "1", review=review)
    quotation.outcome, quotation.overruled_because = Outcome.OVERRULED, "Seen on paper."
    quotation.save()

    result = verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.overruled_because) == (Outcome.OVERRULED, "Seen on paper.")
    assert (result.changed, result.outcomes) == (0, {Outcome.OVERRULED: 1})


def test_accepted_words_that_changed_since_are_looked_for_again(review, document):
    quotation = make_quotation("never printed in there", "1", review=review)
    quotation.outcome, quotation.overruled_because = Outcome.OVERRULED, "Seen on paper."
    quotation.save()
    quotation.words = "the pilot was not told"
    quotation.save()

    verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.overruled_because) == (Outcome.EXACT, "Seen on paper.")


def test_shared_page_list_is_offered_to_be_split(review, document):
    first, second = make_finding(review=review), make_finding(review=review)
    citation = make_citation(first, second, pages=("1", "2"))
    second.quotations.create(words="why the lantern had been moved", citation=citation)

    result = verify()

    assert result.offers == [
        f"{second.code} is on 2, one of pages 1 and 2 given for 2 findings together: split the list?"
    ]


def test_cited_pages_that_the_report_does_not_have_are_told(review, document):
    make_citation(make_finding(review=review), pages=("2", "212", "xi"))

    assert verify().pages == [
        f"{review.short_title}, page xi: Page xi is beyond the last, iv.",
        f"{review.short_title}, page 212: Page 212 is beyond the last, 3.",
    ]


def test_words_not_found_hinder_publishing(review, document):
    quotation = make_quotation("an orchestra sold all its drums to the bakers", "1", review=review)

    verify()

    assert any("were not found" in reason for reason in find_reasons_against_publishing(quotation.finding))


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_do_not_grow_with_quotations(review, document, rows, django_assert_num_queries):
    for number in range(rows):
        make_quotation(f"the pilot was not told {number}", "1", review=review)

    with django_assert_num_queries(12):
        assert verify().changed == rows


def command(*args: str) -> str:
    out = StringIO()
    call_command("verify_citations", *args, stdout=out)
    return out.getvalue()


def test_command_lists_what_is_not_exact_and_prints_a_tally(review, document):
    make_quotation("the pilot was not told", "1", review=review)
    wrong = make_quotation("the pilot was told", "1", review=review)
    lost = make_quotation("an orchestra sold all its drums to the bakers", "2", review=review)
    make_finding(review=review).quotations.create(words="from no page")

    said = command()

    assert said.splitlines() == [
        f"{wrong.finding.code}, page 1: Nearly the same. Found on page 1. “the pilot was told” “not” is left out.",
        f"{lost.finding.code}, page 2: Not found. “{lost.words}”",
        "Not looked for, since they belong to no page list: 1.",
        "3 quotations: wording checked 1, nearly the same 1, not found 1. 3 changed.",
    ]


def test_command_keeps_to_one_review(review, document):
    here = make_quotation("the pilot was not told", "1", review=review)
    elsewhere = make_quotation("the pilot was not told", "1", review=make_review("gardens"))

    said = command("--review", "harbours")

    here.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (here.outcome, elsewhere.outcome) == (Outcome.EXACT, Outcome.NOT_CHECKED)
    assert said == "1 quotation: wording checked 1. 1 changed.\n"


def test_command_refuses_a_review_that_is_not_held(review):
    with pytest.raises(
        CommandError, match="There is no review gardens. Held: harbours. Nothing was checked."
    ):
        command("--review", "gardens")


@pytest.mark.parametrize(
    ("words", "page", "outcome", "remark"),
    [
        ("the slipway had been closed in 1987", "1", "by_machine",
         "Page 1 was read by machine. Compare the words with its picture."),
        ("the slipway had been closed in 1978", "1", "by_machine",
         "“1978” is printed “1987”. Page 1 was read by machine. Compare the words with its picture."),
        ("the slipway had been closed in 1987", "2", "by_machine",
         "The words stand on page 1, which is not cited. Page 1 was read by machine. Compare the words with its "
         "picture."),
        ("A gale had torn the roof from the old chandlery", "1", "unavailable",
         "Page 1 was read by machine, which may have misread these words."),
        ("The cook counted 45 ropes", "3", "exact", ""),
        ("A gale had torn the roof from the old chandlery", "3", "not_found", ""),
    ],
)  # fmt: skip
def test_words_that_a_machine_read_are_never_exact_and_never_proof_of_nothing(
    review, document, words, page, outcome, remark
):
    document.pages.filter(label="1").update(is_picture=True, is_machine_read=True)
    quotation = make_quotation(words, page, review=review)

    verify()

    quotation.refresh_from_db()
    assert (quotation.full_outcome, quotation.remark) == (outcome, remark)


def test_words_that_a_machine_found_are_stored_as_earlier_releases_know_them(review, document):
    document.pages.update(is_picture=True, is_machine_read=True)
    quotation = make_quotation("the slipway had been closed in 1987", "1", review=review)
    found = verify()

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.score) == ("not_checked", 1.0)
    assert quotation.outcome_label == "Found by machine"
    (card,) = read_cards([quotation.finding_id])
    assert [(one.tag, one.is_checked) for one in card.quoted] == [("Found by machine", False)]
    assert count_quotations_checked() == 1
    assert (found.outcomes, verify().changed) == ({Outcome.BY_MACHINE: 1}, 0)

    quotation.words = "the slipway"
    quotation.save(update_fields=["words"])
    quotation.refresh_from_db()
    assert quotation.outcome_label == "Not checked yet"


def test_better_file_makes_exact_what_a_machine_had_found(review, document):
    document.pages.update(is_picture=True, is_machine_read=True)
    quotation = make_quotation("the slipway had been closed in 1987", "1", review=review)
    verify()
    document.superseded_by = make_document(review)
    document.save()

    verify()

    quotation.refresh_from_db()
    assert quotation.outcome == Outcome.EXACT
