"""A report is read page by page: its words, its findings, and the form on which the page becomes one."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.documents.storing import import_document
from reviews.models import ContentsEntry, Document, DocumentPage
from tests.factories import (
    group,
    make_article,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from tests.reviews.documents import pdfs
from themes.models import Coverage, Finding, Quotation, ReadingPlace

pytestmark = pytest.mark.django_db

FIRST = "Boats were seldom counted\r\nbefore the storm. Nobody asked the keeper, and"
SECOND = "nobody wrote down why. Ropes had been let go early."


def make_document(review, **fields) -> Document:
    number = Document.objects.count() + 1
    document = Document.objects.create(
        review=review,
        sha256=f"{number:064x}",
        file=f"documents/{number}.pdf",
        size=1,
        **{"state": "read", "page_count": 3, "labels_confirmed_at": timezone.now(), **fields},
    )
    for index, label, text in ((1, "", "A title."), (2, "53", FIRST), (3, "54", SECOND)):
        DocumentPage.objects.create(document=document, index=index, label=label, text=text)
    return document


@pytest.fixture
def review():
    return make_review(period=make_period(), short_title="On harbours")


@pytest.fixture
def document(review):
    return make_document(review)


@pytest.fixture
def theme():
    return make_theme("Boats")


def sign_in(client, name="curator", role="Curator"):
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.add(group(role))
    client.force_login(user)
    return user


@pytest.fixture
def curator(client):
    return sign_in(client)


def at(document, index=2) -> str:
    return reverse("admin:reviews_review_read_page", args=[document.pk, index])


def shown(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response) -> dict[str, str]:
    """What the step before saving sends along, unseen."""
    tags = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in tags if name in ("looked", "words_asked", "label")}


def filled(theme, **fields):
    return {
        "text": "Boats went uncounted.",
        "theme": theme.pk,
        "kind": "finding",
        "periods": [make_period().pk],
        "until": "page",
        "label": "53",
        "looked": "1",
        "act": "save",
        **fields,
    }


def told(response) -> list[str]:
    return [re.sub("<[^>]+>", "", str(message)) for message in response.context["messages"]]


# The page


def test_page_shows_both_numbers_its_words_and_the_ways_on(client, curator, document):
    page = shown(client.get(at(document)))

    assert "On harbours, p. 53 (PDF page 2)" in page
    assert "Boats were seldom counted" in page
    assert "Page before: PDF page 1" in page
    assert "Next page: p. 54 (PDF page 3)" in page


def test_page_is_kept_by_no_cache(client, curator, document):
    assert "no-store" in client.get(at(document))["Cache-Control"]


def test_findings_of_the_page_are_listed_and_what_they_quote_is_marked(client, curator, review, document):
    cited = make_finding("Cited.", review=review)
    make_citation(cited, pages=("50-53",))
    quoting = make_finding("Quoting.", state="draft", review=review)
    Quotation.objects.create(
        finding=quoting, words="seldom", matched="seldom", outcome="exact", document=document,
        found_on="53", found_index=2, checked_at=timezone.now(),
    )  # fmt: skip
    make_citation(quoting, pages=("52", "53", "50-60"))
    make_citation(make_finding("Elsewhere.", review=review), pages=("54",))
    make_citation(make_finding("In another report."), pages=("53",))

    response = client.get(at(document))

    assert [finding.pk for finding in response.context["findings"]] == [cited.pk, quoting.pk]
    assert f'<mark>seldom</mark><span class="portal-page-text__by"> (quoted by {quoting.code})' in " ".join(
        response.text.split()
    )


def test_contents_lead_to_pages_that_the_pdf_has(client, curator, review, document):
    ContentsEntry.objects.create(review=review, heading="Storms", page="54", position=1)
    ContentsEntry.objects.create(review=review, heading="Calm", page="99", position=2)

    page = " ".join(client.get(at(document)).text.split())

    assert f'<a href="{at(document, 3)}">Storms, p. 54</a>' in page
    assert "Calm, p. 99 (not known in this PDF)" in page


@pytest.mark.parametrize(
    ("query", "index"),
    [("to=54", 3), ("to= 054 &by=printed", 3), ("to=1&by=pdf", 1), ("to=3&by=pdf", 3)],
)
def test_go_to_leads_to_the_page_as_printed_or_in_the_pdf(client, curator, document, query, index):
    response = client.get(f"{at(document)}?{query}")

    assert response.headers["Location"] == at(document, index)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("to=99", "No page of this PDF is known to have the printed number 99."),
        ("to=4&by=pdf", "This PDF has 3 pages. There is no PDF page “4”."),
        ("to=²&by=pdf", "There is no PDF page “²”."),
        ("to=9999999999999&by=pdf", "There is no PDF page"),
        ("to=x+y", "“x y” is not a page label"),
        ("to=", "A page label is missing"),
    ],
)
def test_page_that_is_not_there_is_said_where_it_was_asked_for(client, curator, document, query, said):
    response = client.get(f"{at(document)}?{query}")

    assert response.status_code == 200
    assert said in response.context["go_problem"]
    assert not ReadingPlace.objects.exists()


def test_there_is_nothing_beyond_the_last_page(client, curator, document):
    for index in (0, 4, 2**31, 2**70):
        response = client.get(f"/admin/reviews/review/read/{document.pk}/{index}/")
        assert response.status_code == 404
    assert client.get(f"/admin/reviews/review/read/{2**70}/1/").status_code == 404


def test_page_without_text_says_so(client, curator, document):
    DocumentPage.objects.filter(document=document, index=2).update(text=" \r\n")

    assert "no text that a computer can read" in shown(client.get(at(document)))


def test_numbers_nobody_compared_are_to_be_looked_at(client, curator, document):
    Document.objects.update(labels_confirmed_at=None)

    assert "look whether 53 stands on this one" in shown(client.get(at(document)))


# Where it leads


def read(review) -> str:
    return reverse("admin:reviews_review_read", args=[review.pk])


def test_reading_begins_at_the_first_page_and_goes_on_where_one_stopped(client, curator, review, document):
    first = client.get(read(review)).headers["Location"]
    client.get(at(document, 3))
    client.get(at(document, 2))
    again = client.get(read(review)).headers["Location"]
    sign_in(client, "other")
    of_other = client.get(read(review)).headers["Location"]

    assert [first, again, of_other] == [at(document, 1), at(document, 2), at(document, 1)]
    assert ReadingPlace.objects.count() == 1


def test_place_goes_with_its_person(client, curator, document):
    client.get(at(document))

    curator.delete()

    assert not ReadingPlace.objects.exists()


def test_replaced_edition_leads_to_the_same_page_of_the_newest(client, curator, review, document):
    client.get(at(document, 3))
    newer, newest = make_document(review, page_count=4), make_document(review)
    newest.pages.filter(index=2).update(label="54")
    newest.pages.filter(index=3).update(label="55")
    for old, new in ((document, newer), (newer, newest)):
        old.superseded_by = new
        old.save()

    by_report = client.get(read(review), follow=True)
    response = client.get(at(document, 3), follow=True)
    unnumbered = client.get(at(document, 1), follow=True)

    assert response.redirect_chain[-1][0] == at(newest, 2)
    assert "A newer edition of this PDF was added" in told(response)[0]
    assert by_report.redirect_chain[-1][0] == at(newest, 2)
    assert "no printed number by which to find it" in told(unnumbered)[0]


def test_nothing_typed_is_lost_when_the_edition_is_replaced_meanwhile(
    client, curator, review, document, theme
):
    document.superseded_by = make_document(review)
    document.save()

    response = client.post(at(document), filled(theme))

    assert "A newer edition of this PDF was added" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["text"].value() == "Boats went uncounted."
    assert not Finding.objects.exists()


def test_editions_that_replace_each_other_are_no_endless_way(client, curator, review, document):
    other = make_document(review, superseded_by=document)
    document.superseded_by = other
    document.save()

    assert client.get(at(document)).status_code == 404
    assert client.get(read(review)).status_code == 200


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "waits to be read"),
        ("reading", "is being read"),
        ("failed", "could not be read. Too long."),
        (None, "No PDF of this report is held here."),
    ],
)
def test_report_that_cannot_be_read_yet_says_why(client, curator, review, state, said):
    addresses = [read(review)]
    if state:
        document = make_document(review, state=state, message="Too long." if state == "failed" else "")
        addresses.append(at(document))

    for address in addresses:
        assert said in shown(client.get(address))


def test_front_page_leads_on_to_the_last_three_reports(client, curator):
    documents = [make_document(make_review(short_title=f"Report {number}")) for number in range(5)]
    for days, document in enumerate(documents):
        client.get(at(document, 1 if days == 1 else 2))
        ReadingPlace.objects.filter(document=document).update(at=timezone.now() - timedelta(days=days))
    documents[2].superseded_by = documents[4]
    documents[2].save()
    sign_in(client, "other")
    of_other = shown(client.get("/admin/"))
    client.force_login(curator)

    ways = client.get("/admin/").context["ways_in"]

    assert ways[2:] == [
        ("Go on reading: Report 0, p. 53", at(documents[0])),
        ("Go on reading: Report 1, PDF page 1", at(documents[1], 1)),
        ("Go on reading: Report 3, p. 53", at(documents[3])),
    ]
    assert "Report 0" not in of_other


def test_front_page_leads_to_the_grid_where_nobody_read_yet(client, curator):
    assert ("Go on reading", "/admin/themes/coverage/grid/") in client.get("/admin/").context["ways_in"]


# A new finding


def test_similar_findings_are_looked_at_before_a_draft_is_saved(client, curator, review, document, theme):
    here = make_finding("Boats went uncounted in every storm.", review=review, state="draft")
    public = make_finding("Boats go uncounted.", review=review)
    elsewhere = make_finding("Boats were counted by nobody.")

    looked = client.post(
        at(document), filled(theme, act="look", looked="", words="Boats were seldom counted")
    )
    page = shown(looked)
    at_once = client.post(at(document), filled(theme, looked=""))
    drafts = Finding.objects.filter(text="Boats went uncounted.").count()
    saved = client.post(at(document), filled(theme, **hidden(looked)), follow=True)

    assert {each.finding.pk for each in looked.context["similar"]} == {here.pk, public.pk, elsewhere.pk}
    assert "These words stand on the page as they are here." in page
    assert f"Same as {here.code}: add this page and these words to it instead" in page
    assert f"Same as {public.code}" not in page
    assert f"Same as {elsewhere.code}" not in page
    assert looked.context["form"]["text"].value() == "Boats went uncounted."
    assert at_once.context["similar"]
    assert drafts == 0
    assert Finding.objects.filter(text="Boats went uncounted.").count() == 1
    assert saved.redirect_chain[-1][0] == f"{at(document)}#said"


def test_at_most_five_similar_findings_are_shown(client, curator, review, document, theme):
    for number in range(7):
        make_finding(f"Boats went uncounted in storm {number}.", review=review)

    looked = client.post(at(document), filled(theme, act="look"))

    assert len(looked.context["similar"]) == 5


def test_draft_is_saved_with_all_that_was_filled_in(client, curator, review, document, theme):
    other = make_theme("Storms")
    sent = filled(theme, words="Boats were seldom counted", other_themes=[other.pk], kind="statistic")

    response = client.post(at(document), sent, follow=True)

    finding = Finding.objects.get()
    assert told(response) == [f"Saved as a draft: {finding.code}. The form is ready for the next."]
    assert reverse("admin:themes_finding_change", args=[finding.pk]) in response.content.decode()
    assert (finding.state, finding.kind, finding.review) == ("draft", "statistic", review)
    assert {each.title for each in finding.themes.all()} == {"Boats", "Storms"}
    assert [str(each) for each in finding.citations.all()] == ["53"]
    assert [(each.words, each.outcome) for each in finding.quotations.all()] == [
        ("Boats were seldom counted", "exact")
    ]
    assert response.context["form"]["text"].value() is None


def test_draft_sent_twice_is_saved_once(client, curator, document, theme):
    sent = filled(theme)

    client.post(at(document), sent)
    again = client.post(at(document), sent, follow=True)

    finding = Finding.objects.get()
    said = f"{finding.code} is this very draft, saved already, with these words. Nothing is kept twice."
    assert told(again)[1:] == [said]


def test_pages_can_go_on_to_the_next(client, curator, document, theme):
    client.post(at(document), filled(theme, until="next", words="Nobody asked the keeper, and nobody wrote"))

    finding = Finding.objects.get()
    assert [str(each) for each in finding.citations.all()] == ["53-54"]
    assert finding.quotations.get().outcome == "exact"


def test_next_page_is_not_offered_where_its_number_does_not_follow(client, curator, document, theme):
    DocumentPage.objects.filter(index=3).update(label="60")

    response = client.post(at(document), filled(theme, until="next"))

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
    asked = client.post(at(document), filled(theme, words=words))
    comparison = asked.context["comparison"]
    sent = filled(theme, words=words) | hidden(asked)
    nothing_yet = not Finding.objects.exists()

    kept = {}
    for number, choice in enumerate(choices):
        response = client.post(at(document), {**sent, "text": f"Lesson {number}.", "words_as": choice})
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
    asked = client.post(at(document), filled(theme, words=words))
    sent = {**filled(theme, words="Boats were never counted before the storm."), **hidden(asked)}

    response = client.post(at(document), {**sent, "words_as": "typed"})

    assert "words_as" in response.context["form"].errors
    assert not Finding.objects.exists()


def test_choice_stays_while_something_else_is_mended(client, curator, document, theme):
    words = "Boats were often counted before the storm."
    asked = client.post(at(document), filled(theme, words=words))

    response = client.post(
        at(document), {**filled(theme, words=words), **hidden(asked), "theme": "", "words_as": "printed"}
    )

    assert list(response.context["form"].errors) == ["theme"]
    assert response.context["form"]["words_as"].value() == "printed"


def test_mistakes_are_said_beside_their_fields_and_nothing_typed_is_lost(client, curator, document, theme):
    words = "Nobody asked the keeper"

    response = client.post(at(document), {**filled(theme, text=words, words=words), "theme": "999"})

    form = response.context["form"]
    assert set(form.errors) == {"text", "theme"}
    assert (form["words"].value(), form["text"].value()) == (words, words)
    assert {target for target, _ in response.context["error_links"]} == {"id_text", "id_theme"}
    assert not Finding.objects.exists()


def test_looking_asks_for_the_wording_alone(client, curator, document, theme):
    look = client.post(at(document), {"act": "look", "text": "Boats.", "label": "53", "until": "page"})
    empty = client.post(at(document), {"act": "look", "text": " ", "label": "53", "until": "page"})

    assert not look.context["form"].errors
    assert list(empty.context["form"].errors) == ["text"]


def test_page_without_a_printed_number_is_not_cited(client, curator, document, theme):
    seen = shown(client.get(at(document, 1)))
    response = client.post(at(document, 1), filled(theme, label="", words="A title."))

    assert "The number printed on this page is not known here" in seen
    assert "correct them there" in seen
    assert "a page is cited by its printed number" in response.context["form"].non_field_errors()[0]
    assert response.context["form"]["text"].value() == "Boats went uncounted."
    assert not Finding.objects.exists()


def test_number_that_changed_meanwhile_is_looked_at_again(client, curator, document, theme):
    DocumentPage.objects.filter(index=2).update(label="52")

    response = client.post(at(document), filled(theme))
    again = client.post(at(document), filled(theme) | hidden(response))

    assert "from 53 to 52" in response.context["form"].errors["label"][0]
    assert again.status_code == 302
    assert str(Finding.objects.get().citations.get()) == "52"


def test_writing_help_looks_for_what_could_identify_a_child(client, curator, document, theme):
    response = client.post(at(document), filled(theme, act="look", text="Jayden, aged 3, was not seen."))

    assert "Could anyone be recognised?" in shown(response)


# The same as one we hold


def test_page_and_words_are_added_to_a_finding_that_says_the_same(client, curator, review, document):
    finding = make_finding(review=review, state="draft")
    sent = {"act": f"same:{finding.pk}", "words": "seldom counted", "label": "53", "until": "page"}

    first = client.post(at(document), sent, follow=True)
    again = client.post(at(document), sent, follow=True)

    assert told(first) == [f"{finding.code} has the page and the words now."]
    assert told(again) == [f"{finding.code} had all of this already. Nothing was added."]
    assert finding.citations.count() == finding.quotations.count() == 1
    assert Finding.objects.count() == 1


def test_lesson_typed_becomes_the_wording_of_a_draft_that_has_none(client, curator, review, document):
    finding = make_finding(
        "", review=review, state="draft", article=make_article(review), article_words="An article’s words."
    )
    sent = {"act": f"same:{finding.pk}", "label": "53", "until": "page", "text": "Boats were lost count of."}

    response = client.post(at(document), sent, follow=True)

    finding.refresh_from_db()
    assert finding.text == "Boats were lost count of."
    assert told(response) == [f"{finding.code} has the page and the lesson as its wording now."]
    assert response.context["form"].is_untouched


def test_lesson_typed_is_not_dropped_where_the_finding_keeps_its_own(client, curator, review, document):
    finding = make_finding("Nobody counted.", review=review, state="draft")
    sent = {"act": f"same:{finding.pk}", "label": "53", "until": "page", "text": "Boats were lost count of."}

    response = client.post(at(document), sent, follow=True)
    later = client.get(at(document))

    finding.refresh_from_db()
    assert finding.text == "Nobody counted."
    assert told(response)[0].startswith(
        f"The wording of {finding.code} stays as it is, so the lesson that you typed"
    )
    assert response.context["form"]["text"].value() == "Boats were lost count of."
    assert "data-unsaved" in response.content.decode()
    assert later.context["form"].is_untouched


def test_published_finding_is_left_to_those_who_may_publish(client, curator, review, document):
    finding = make_finding(review=review, themes=(make_theme(),), periods=(make_period(),))
    sent = {"act": f"same:{finding.pk}", "label": "53", "until": "page", "text": "Kept as typed."}

    refused = client.post(at(document), sent)
    sign_in(client, "publisher", "Publisher")
    offered = client.post(at(document), {**sent, "act": "look", "text": finding.text})
    done = client.post(at(document), sent)

    assert "only somebody who may publish" in refused.context["form"].non_field_errors()[0]
    assert refused.context["form"]["text"].value() == "Kept as typed."
    assert offered.context["similar"][0].may_join
    assert "Readers see it at once." in shown(offered)
    assert done.status_code == 302
    assert finding.citations.count() == 1


@pytest.mark.parametrize("key", ["999999", "x", "", "9" * 30, "²"])
def test_finding_that_is_not_there_is_said(client, curator, document, key):
    response = client.post(at(document), {"act": f"same:{key}", "label": "53", "until": "page"})

    assert "not there any more" in response.context["form"].non_field_errors()[0]


# What was read


def answered(review, theme, state, **fields):
    cell = f"{review.pk}-{theme.pk}"
    said = {"state": state, "note": "", "seen": "not_yet", "seen_note": "", **fields}
    return {f"{cell}-{name}": value for name, value in said.items()}


def test_what_was_read_is_recorded_as_in_the_grid(client, curator, review, document, theme):
    make_theme()

    response = client.post(
        at(document), {"act": "coverage", **answered(review, theme, "read", note="All.")}, follow=True
    )

    row = Coverage.objects.get()
    assert (row.review, row.theme, row.state, row.note, row.by) == (review, theme, "read", "All.", curator)
    assert told(response) == ["What was read is saved: 1 changed."]
    assert response.redirect_chain[-1][0] == f"{at(document)}#said"


def test_finding_in_hand_stays_when_what_was_read_is_saved(client, curator, review, document, theme):
    sent = {**filled(theme), "act": "coverage", **answered(review, theme, "read")}

    response = client.post(at(document), sent)

    assert response.context["form"]["text"].value() == "Boats went uncounted."
    assert response.context["error_links"] == []
    assert Coverage.objects.count() == 1
    assert not Finding.objects.exists()


def test_answers_are_kept_when_a_draft_is_saved(client, curator, review, document, theme):
    client.post(at(document), {**filled(theme), **answered(review, theme, "partly_read")})

    assert Coverage.objects.get().state == "partly_read"


def test_answer_of_somebody_else_is_not_overwritten_unseen(client, curator, review, document, theme):
    Coverage.objects.create(review=review, theme=theme, state="partly_read", by=curator)

    response = client.post(at(document), {"act": "coverage", **answered(review, theme, "read")})

    assert Coverage.objects.get().state == "partly_read"
    assert "0 saved. 1 not saved" in told(response)[0]
    assert response.context["cells"][0].refused
    assert response.context["cells_open"]


# Who may


def test_each_button_asks_for_its_right(client, review, document, theme):
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_document"))
    client.force_login(reader)

    page = client.get(at(document))
    acts = ["look", "save", "coverage", f"same:{make_finding(review=review).pk}", "nonsense"]
    refused = [client.post(at(document), {**filled(theme), "act": act}).status_code for act in acts]
    reader.user_permissions.add(Permission.objects.get(codename="add_finding"))
    other = client.post(at(document), {**filled(theme), "act": acts[3]}).status_code

    assert page.status_code == 200
    assert page.context["form"] is None
    assert "Save what was read" not in shown(page)
    assert refused == [403] * 5
    assert other == 403


def test_words_are_for_those_who_may_see_the_pdf(client, document):
    writer = get_user_model().objects.create_user("writer", is_staff=True)
    writer.user_permissions.add(Permission.objects.get(codename="add_finding"))
    client.force_login(writer)

    assert client.get(at(document)).status_code == 403
    assert client.post(at(document)).status_code == 403


# In all


def test_queries_do_not_grow_with_what_a_page_holds(client, curator, review, document, theme):
    def counted(send) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert send().status_code == 200
        return len(captured)

    def make_one():
        finding = make_finding(f"Boats went uncounted at {Finding.objects.count()}.", review=review)
        make_citation(finding)
        Quotation.objects.create(
            finding=finding, words="seldom", matched="seldom", outcome="exact", document=document,
            found_on="53", found_index=2, checked_at=timezone.now(),
        )  # fmt: skip
        ContentsEntry.objects.create(review=review, heading="A heading", page="54", position=1)

    make_one()
    sends = [
        lambda: client.get(at(document)),
        lambda: client.post(at(document), filled(theme, act="look", words="seldom counted")),
    ]
    client.get(at(document))
    at_one = [counted(send) for send in sends]
    for number in range(6):
        make_one()
        make_theme(f"Theme {number} of many")

    at_many = [counted(send) for send in sends]

    assert at_many == at_one
    assert max(at_one) <= 32


def test_real_pdf_is_read_page_by_page(client, curator, review, theme, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(pdfs.with_typst(front=2, body=3))
    document = import_document(review=review, path=file).document

    start = client.get(read(review), follow=True)
    third = client.get(f"{start.redirect_chain[-1][0]}?to=1", follow=True)
    words = "nobody asked who else lived in the home"
    client.post(third.redirect_chain[-1][0], filled(theme, label="1", words=words))

    assert "p. i (PDF page 1)" in shown(start)
    assert third.redirect_chain[-1][0] == at(document, 3)
    assert "p. 1 (PDF page 3)" in shown(third)
    assert Finding.objects.get().quotations.get().outcome == "exact"
