"""A page is added to a finding that we hold, and what was read is saved."""

import pytest

from tests.factories import make_article, make_finding, make_period, make_theme
from tests.themes.admin.reading.cases import fill_form, get_address, get_messages, get_text, sign_in
from themes.models import Coverage, Finding

pytestmark = pytest.mark.django_db


# The same as one we hold


def test_page_and_words_are_added_to_a_finding_that_says_the_same(client, curator, review, document):
    finding = make_finding(review=review, state="draft")
    sent = {"act": f"same:{finding.pk}", "words": "seldom counted", "label": "53", "until": "page"}

    first = client.post(get_address(document), sent, follow=True)
    again = client.post(get_address(document), sent, follow=True)

    assert get_messages(first) == [f"{finding.code} has the page and the words now."]
    assert get_messages(again) == [f"{finding.code} had all of this already. Nothing was added."]
    assert finding.citations.count() == finding.quotations.count() == 1
    assert Finding.objects.count() == 1


def test_lesson_typed_becomes_the_wording_of_a_draft_that_has_none(client, curator, review, document):
    finding = make_finding(
        "", review=review, state="draft", article=make_article(review), article_words="An article’s words."
    )
    sent = {"act": f"same:{finding.pk}", "label": "53", "until": "page", "text": "Boats were lost count of."}

    response = client.post(get_address(document), sent, follow=True)

    finding.refresh_from_db()
    assert finding.text == "Boats were lost count of."
    assert get_messages(response) == [f"{finding.code} has the page and the lesson as its wording now."]
    assert response.context["form"].is_untouched


def test_lesson_typed_is_not_dropped_where_the_finding_keeps_its_own(client, curator, review, document):
    finding = make_finding("Nobody counted.", review=review, state="draft")
    sent = {"act": f"same:{finding.pk}", "label": "53", "until": "page", "text": "Boats were lost count of."}

    response = client.post(get_address(document), sent, follow=True)
    later = client.get(get_address(document))

    finding.refresh_from_db()
    assert finding.text == "Nobody counted."
    assert get_messages(response)[0].startswith(
        f"The wording of {finding.code} stays as it is, so the lesson that you typed"
    )
    assert response.context["form"]["text"].value() == "Boats were lost count of."
    assert "data-unsaved" in response.content.decode()
    assert later.context["form"].is_untouched


def test_published_finding_is_left_to_those_who_may_publish(client, curator, review, document):
    finding = make_finding(review=review, themes=(make_theme(),), periods=(make_period(),))
    sent = {"act": f"same:{finding.pk}", "label": "53", "until": "page", "text": "Kept as typed."}

    refused = client.post(get_address(document), sent)
    sign_in(client, "publisher", "Publisher")
    offered = client.post(get_address(document), {**sent, "act": "look", "text": finding.text})
    done = client.post(get_address(document), sent)

    assert "only somebody who may publish" in refused.context["form"].non_field_errors()[0]
    assert refused.context["form"]["text"].value() == "Kept as typed."
    assert offered.context["similar"][0].may_join
    assert "Readers see it at once." in get_text(offered)
    assert done.status_code == 302
    assert finding.citations.count() == 1


@pytest.mark.parametrize("key", ["999999", "x", "", "9" * 30, "²"])
def test_finding_that_is_not_there_is_said(client, curator, document, key):
    response = client.post(get_address(document), {"act": f"same:{key}", "label": "53", "until": "page"})

    assert "not there any more" in response.context["form"].non_field_errors()[0]


def answered(review, theme, state, **fields):
    cell = f"{review.pk}-{theme.pk}"
    said = {"state": state, "note": "", "seen": "not_yet", "seen_note": "", **fields}
    return {f"{cell}-{name}": value for name, value in said.items()}


# What was read


def test_what_was_read_is_recorded_as_in_the_grid(client, curator, review, document, theme):
    make_theme()

    response = client.post(
        get_address(document),
        {"act": "coverage", **answered(review, theme, "read", note="All.")},
        follow=True,
    )

    row = Coverage.objects.get()
    assert (row.review, row.theme, row.state, row.note, row.by) == (review, theme, "read", "All.", curator)
    assert get_messages(response) == ["What was read is saved: 1 changed."]
    assert response.redirect_chain[-1][0] == f"{get_address(document)}#said"


def test_finding_in_hand_stays_when_what_was_read_is_saved(client, curator, review, document, theme):
    sent = {**fill_form(theme), "act": "coverage", **answered(review, theme, "read")}

    response = client.post(get_address(document), sent)

    assert response.context["form"]["text"].value() == "Boats went uncounted."
    assert response.context["error_links"] == []
    assert Coverage.objects.count() == 1
    assert not Finding.objects.exists()


def test_answers_are_kept_when_a_draft_is_saved(client, curator, review, document, theme):
    client.post(get_address(document), {**fill_form(theme), **answered(review, theme, "partly_read")})

    assert Coverage.objects.get().state == "partly_read"


def test_answer_of_somebody_else_is_not_overwritten_unseen(client, curator, review, document, theme):
    Coverage.objects.create(review=review, theme=theme, state="partly_read", by=curator)

    response = client.post(get_address(document), {"act": "coverage", **answered(review, theme, "read")})

    assert Coverage.objects.get().state == "partly_read"
    assert "0 saved. 1 not saved" in get_messages(response)[0]
    assert response.context["cells"][0].refused
    assert response.context["cells_open"]
