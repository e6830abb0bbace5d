"""The form on which a page becomes a finding."""

import re
from html import unescape

import pytest
from django.urls import reverse

from reviews.models import DocumentPage
from tests.factories import make_finding, make_theme
from tests.themes.admin.reading.cases import fill_form, get_address, get_messages, get_text
from themes.models import Finding

pytestmark = pytest.mark.django_db


def hidden(response) -> dict[str, str]:
    """What the step before saving sends along, unseen."""
    tags = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in tags if name in ("looked", "words_asked", "label")}


def test_similar_findings_are_looked_at_before_a_draft_is_saved(client, curator, review, document, theme):
    here = make_finding("Boats went uncounted in every storm.", review=review, state="draft")
    public = make_finding("Boats go uncounted.", review=review)
    elsewhere = make_finding("Boats were counted by nobody.")

    looked = client.post(
        get_address(document), fill_form(theme, act="look", looked="", words="Boats were seldom counted")
    )
    page = get_text(looked)
    at_once = client.post(get_address(document), fill_form(theme, looked=""))
    drafts = Finding.objects.filter(text="Boats went uncounted.").count()
    saved = client.post(get_address(document), fill_form(theme, **hidden(looked)), follow=True)

    assert {each.finding.pk for each in looked.context["similar"]} == {here.pk, public.pk, elsewhere.pk}
    assert "These words stand on the page as they are here." in page
    assert f"Same as {here.code}: add this page and these words to it instead" in page
    assert f"Same as {public.code}" not in page
    assert f"Same as {elsewhere.code}" not in page
    assert looked.context["form"]["text"].value() == "Boats went uncounted."
    assert at_once.context["similar"]
    assert drafts == 0
    assert Finding.objects.filter(text="Boats went uncounted.").count() == 1
    assert saved.redirect_chain[-1][0] == f"{get_address(document)}#said"


def test_at_most_five_similar_findings_are_shown(client, curator, review, document, theme):
    for number in range(7):
        make_finding(f"Boats went uncounted in storm {number}.", review=review)

    looked = client.post(get_address(document), fill_form(theme, act="look"))

    assert len(looked.context["similar"]) == 5


def test_draft_is_saved_with_all_that_was_filled_in(client, curator, review, document, theme):
    other = make_theme("Storms")
    sent = fill_form(theme, words="Boats were seldom counted", other_themes=[other.pk], kind="statistic")

    response = client.post(get_address(document), sent, follow=True)

    finding = Finding.objects.get()
    assert get_messages(response) == [f"Saved as a draft: {finding.code}. The form is ready for the next."]
    assert reverse("admin:themes_finding_change", args=[finding.pk]) in response.content.decode()
    assert (finding.state, finding.kind, finding.review) == ("draft", "statistic", review)
    assert {each.title for each in finding.themes.all()} == {"Boats", "Storms"}
    assert [str(each) for each in finding.citations.all()] == ["53"]
    assert [(each.words, each.outcome) for each in finding.quotations.all()] == [
        ("Boats were seldom counted", "exact")
    ]
    assert response.context["form"]["text"].value() is None


def test_draft_sent_twice_is_saved_once(client, curator, document, theme):
    sent = fill_form(theme)

    client.post(get_address(document), sent)
    again = client.post(get_address(document), sent, follow=True)

    finding = Finding.objects.get()
    said = f"{finding.code} is this very draft, saved already, with these words. Nothing is kept twice."
    assert get_messages(again)[1:] == [said]


def test_pages_can_go_on_to_the_next(client, curator, document, theme):
    client.post(
        get_address(document),
        fill_form(theme, until="next", words="Nobody asked the keeper, and nobody wrote"),
    )

    finding = Finding.objects.get()
    assert [str(each) for each in finding.citations.all()] == ["53-54"]
    assert finding.quotations.get().outcome == "exact"


def test_next_page_is_not_offered_where_its_number_does_not_follow(client, curator, document, theme):
    DocumentPage.objects.filter(index=3).update(label="60")

    response = client.post(get_address(document), fill_form(theme, until="next"))

    assert list(response.context["form"].errors) == ["until"]
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("words", "outcome", "choices"),
    [
        ("Boats were often counted before the storm.", "near", ["printed", "typed", "none"]),
        ("Ropes had been let go early.", "other_page", ["typed", "none"]),
        ("Lanterns were lit an hour before dusk every night.", "not_found", ["typed", "none"]),
    ],
)
def test_words_that_differ_are_chosen_about_before_anything_is_saved(
    client, curator, document, theme, words, outcome, choices
):
    asked = client.post(get_address(document), fill_form(theme, words=words))
    comparison = asked.context["comparison"]
    sent = fill_form(theme, words=words) | hidden(asked)
    nothing_yet = not Finding.objects.exists()

    kept = {}
    for number, choice in enumerate(choices):
        response = client.post(
            get_address(document), {**sent, "text": f"Lesson {number}.", "words_as": choice}
        )
        assert response.status_code == 302
        quotation = Finding.objects.get(text=f"Lesson {number}.").quotations.first()
        kept[choice] = (quotation.words, quotation.outcome) if quotation else None

    assert nothing_yet
    assert asked.context["form"].errors["words_as"] == ["Choose what to do with these words."]
    assert comparison.found.checked.outcome == outcome
    assert [value for value, _ in comparison.choices] == choices
    assert kept["typed"] == (words, outcome)
    assert kept["none"] is None
    if "printed" in kept:
        assert kept["printed"] == ("Boats were seldom counted before the storm.", "exact")


def test_answer_about_other_words_is_none(client, curator, document, theme):
    words = "Boats were often counted before the storm."
    asked = client.post(get_address(document), fill_form(theme, words=words))
    sent = {**fill_form(theme, words="Boats were never counted before the storm."), **hidden(asked)}

    response = client.post(get_address(document), {**sent, "words_as": "typed"})

    assert "words_as" in response.context["form"].errors
    assert not Finding.objects.exists()


def test_choice_stays_while_something_else_is_mended(client, curator, document, theme):
    words = "Boats were often counted before the storm."
    asked = client.post(get_address(document), fill_form(theme, words=words))

    response = client.post(
        get_address(document),
        {**fill_form(theme, words=words), **hidden(asked), "theme": "", "words_as": "printed"},
    )

    assert list(response.context["form"].errors) == ["theme"]
    assert response.context["form"]["words_as"].value() == "printed"


def test_mistakes_are_said_beside_their_fields_and_nothing_typed_is_lost(client, curator, document, theme):
    words = "Nobody asked the keeper"

    response = client.post(
        get_address(document), {**fill_form(theme, text=words, words=words), "theme": "999"}
    )

    form = response.context["form"]
    assert set(form.errors) == {"text", "theme"}
    assert (form["words"].value(), form["text"].value()) == (words, words)
    assert {target for target, _ in response.context["error_links"]} == {"id_text", "id_theme"}
    assert not Finding.objects.exists()


def test_looking_asks_for_the_wording_alone(client, curator, document, theme):
    look = client.post(
        get_address(document), {"act": "look", "text": "Boats.", "label": "53", "until": "page"}
    )
    empty = client.post(get_address(document), {"act": "look", "text": " ", "label": "53", "until": "page"})

    assert not look.context["form"].errors
    assert list(empty.context["form"].errors) == ["text"]


def test_page_without_a_printed_number_is_not_cited(client, curator, document, theme):
    seen = get_text(client.get(get_address(document, 1)))
    response = client.post(get_address(document, 1), fill_form(theme, label="", words="A title."))

    assert "The number printed on this page is not known here" in seen
    assert "correct them there" in seen
    assert "a page is cited by its printed number" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["text"].value() == "Boats went uncounted."
    assert not Finding.objects.exists()


def test_number_that_changed_meanwhile_is_looked_at_again(client, curator, document, theme):
    DocumentPage.objects.filter(index=2).update(label="52")

    response = client.post(get_address(document), fill_form(theme))
    again = client.post(get_address(document), fill_form(theme) | hidden(response))

    assert "from 53 to 52" in response.context["form"].errors["label"][0]
    assert again.status_code == 302
    assert str(Finding.objects.get().citations.get()) == "52"


def test_writing_help_looks_for_what_could_identify_a_child(client, curator, document, theme):
    response = client.post(
        get_address(document), fill_form(theme, act="look", text="Jayden, aged 3, was not seen.")
    )

    assert "Could anyone be recognised?" in get_text(response)
