"""The desk for wording: one draft after the other, with the rules of the whole form, and nothing typed is lost."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.history.tracking import get_events
from reviews.workspace.base import LOOK
from scr_portal.kept_forms import KeptForm
from tests.factories import (
    make_article,
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.desk.cases import LANTERN, checked, make_document
from tests.themes.forms import form_data
from themes.findings.block_members import set_block
from themes.models import ArticleSection, Finding, TakenWork, Theme
from themes.taking import take_work

pytestmark = pytest.mark.django_db

LIST = reverse("admin:themes_finding_wording")
FIRST = reverse("admin:themes_finding_wording_first")


@pytest.fixture
def article():
    review = make_review(period=make_period())
    return make_article(review, slug="the-article", title="On harbours")


@pytest.fixture
def curator(client):
    user = make_member("Curator")
    client.force_login(user)
    return user


@pytest.fixture
def publisher(client):
    user = make_member("Publisher")
    client.force_login(user)
    return user


def make_draft(article, text="", **fields) -> Finding:
    """All that publishing asks for but its wording."""
    section, _ = ArticleSection.objects.get_or_create(article=article, title="Boats", position=0, line=1)
    finding = make_finding(
        text,
        **{
            "state": "draft",
            "review": article.review,
            "article": article,
            "article_section": section,
            "article_words": "Boats were let go.",
            "certainty": "medium",
            "basis": "partial_source",
            "themes": (Theme.objects.first() or make_theme(),),
            "periods": tuple(article.review.periods.all()),
            **fields,
        },
    )
    return finding


def desk(finding, query="?article=the-article") -> str:
    return reverse("admin:themes_finding_wording_one", args=[finding.pk]) + query


def press(client, finding, act="keep", query="?article=the-article", **typed):
    """Open the draft, type, and press one of its buttons."""
    data = form_data(client.get(desk(finding, query)))
    return client.post(desk(finding, query), {**data, "act": act, **typed}, follow=True)


def said(page) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def test_drafts_of_an_article_are_worded_one_after_the_other(client, curator, article):
    drafts = [make_draft(article) for _ in range(3)]
    make_draft(make_article(article.review, slug="another"))

    page = client.get(FIRST + "?work=unworded&article=the-article", follow=True)
    left = [page.context["left"]]
    for number, draft in enumerate(drafts):
        assert page.context["finding"] == draft
        page = press(client, draft, query="?work=unworded&article=the-article", text=f"Lesson {number}.")
        left += [page.context["left"]]

    assert left == [
        "3 drafts have no wording of ours yet",
        "2 drafts have no wording of ours yet",
        "1 draft has no wording of ours yet",
        "0 drafts have no wording of ours yet",
    ]
    assert "That was the last of this list. Nothing is left of it." in said(page)
    assert [draft.text for draft in Finding.objects.filter(article=article)] == [
        f"Lesson {n}." for n in range(3)
    ]
    assert len(page.redirect_chain) == 1  # one press, one page


def test_drafts_that_colleagues_took_are_skipped_and_counted(client, curator, article):
    ann, away = User.objects.create_user("ann"), User.objects.create_user("away", is_active=False)
    drafts = [make_draft(article, f"Lesson {number}.") for number in range(5)]
    for draft, by in zip(drafts, (ann, curator, ann, away), strict=False):
        take_work(about=draft, by=by)

    page = client.get(FIRST + "?article=the-article", follow=True)
    seen = []
    while "finding" in page.context:
        seen.append((page.context["finding"], page.context["left"], page.context["skipped"]))
        if not (following := page.context["following"]):
            break
        page = client.get(following)

    both = "2 that colleagues have taken are skipped."
    assert seen == [(draft, "3 drafts", both) for draft in (drafts[1], drafts[3], drafts[4])]
    assert f"In it now: 3 drafts. {both}" in said(press(client, drafts[4]))
    listed = client.get(f"{LIST}?article=the-article")
    assert (len(listed.context["rows"]), listed.context["left"]) == (5, "5 drafts")
    assert both in listed.text
    for draft in (drafts[1], drafts[3], drafts[4]):
        TakenWork.objects.update_or_create(finding=draft, defaults={"by": ann})
    assert "Begin with the first" not in client.get(f"{LIST}?article=the-article").text


def test_what_it_is_drawn_from_stands_beside_it(client, curator, article):
    draft = make_draft(article)
    make_document(article.review)
    quotation = draft.quotations.create(words=LANTERN, citation=make_citation(draft, pages=("1", "2")))
    checked(quotation)

    page = client.get(desk(draft)).content.decode()

    assert "Boats were let go." in page
    assert f"“{LANTERN}”" in page
    assert "Page 2, as given" in page  # where the words were found
    assert "Nobody at the quay could say" in page


def test_another_page_is_looked_at_with_what_was_typed(client, curator, article):
    draft = make_draft(article)
    make_document(article.review)
    citation = make_citation(draft, pages=("1", "3"))
    other = citation.pages.get(first_page="3")

    data = form_data(client.get(desk(draft))) | {"text": "Typed and not saved.", "_check": f"page-{other.pk}"}
    page = client.post(desk(draft), data).content.decode()

    assert "Page 3, as given" in page
    assert "Typed and not saved." in page
    assert Finding.objects.get(pk=draft.pk).text == ""


def test_rest_of_the_finding_stays_as_it_is(client, curator, article):
    draft, partner = (
        make_draft(article, kind="statistic", source_url="https://a.example/"),
        make_draft(article),
    )
    draft.see_also.add(partner)
    set_block(finding=draft, others=[partner], because="So.")

    press(client, draft, text="A lesson.")

    draft.refresh_from_db()
    assert (draft.text, draft.kind, draft.source_url) == ("A lesson.", "statistic", "https://a.example/")
    assert list(draft.see_also.all()) == [partner]
    assert draft.block is not None


def test_publisher_publishes_and_goes_on(client, publisher, article):
    first, second = make_draft(article), make_draft(article)

    page = press(client, first, "publish", text="A lesson.")

    first.refresh_from_db()
    assert (first.state, page.context["finding"]) == ("published", second)
    assert f"{first.code} is published now." in said(page)


def test_what_cannot_be_published_is_not_saved_either_and_says_so(client, publisher, article):
    draft = make_draft(article, certainty="")

    page = press(client, draft, "publish", text="A lesson.")

    text = page.content.decode()
    assert "There is a problem. Nothing was saved." in text
    assert "It does not say how we know it." in text
    assert "A lesson." in text
    draft.refresh_from_db()
    assert (draft.text, draft.state) == ("", "draft")


def test_curator_is_not_offered_to_publish(client, curator, article):
    draft = make_draft(article)

    page = client.get(desk(draft))

    assert [button.label for button in page.context["buttons"]] == [
        "Save and next",
        "Send to review and next",
    ]
    assert press(client, draft, "publish", text="A lesson.").status_code == 403
    draft.refresh_from_db()
    assert (draft.text, draft.state) == ("", "draft")


def test_block_is_published_together(client, publisher, article):
    draft, partner = make_draft(article, "One."), make_draft(article, "Two.")
    set_block(finding=draft, others=[partner], because="So.")
    label = client.get(desk(draft)).context["buttons"][-1]

    press(client, draft, label.value)

    assert label.label == f"Publish with {partner.code} and next"
    assert set(Finding.objects.values_list("state", flat=True)) == {"published"}


@pytest.mark.parametrize("by_number", [True, False])
def test_same_as_joins_the_draft_and_goes_on(client, curator, article, by_number):
    held, draft, following = make_draft(article, "Held."), make_draft(article), make_draft(article)
    typed = {"same_as": held.code} if by_number else {}

    page = press(client, draft, "same" if by_number else f"same:{held.pk}", text="Typed.", **typed)

    assert page.context["finding"] == following
    assert f"{draft.code} is joined to {held.code}" in said(page)
    assert not Finding.objects.filter(pk=draft.pk).exists()
    assert get_events(Finding).filter(pgh_obj=draft.pk).latest("pgh_id").text == "Typed."


@pytest.mark.parametrize(
    ("act", "typed", "reason"),
    [
        ("same", "", "Write the number of one finding"),
        ("same", "F1, F2", "There is no finding"),
        ("same", "nonsense", "is not the number of a finding"),
        ("same:999999", "", "is not there any more"),
        ("same:x", "", "is not there any more"),
        ("keep", "F9", "There is no finding"),
    ],
)
def test_same_as_nothing_is_refused_with_what_was_typed(client, curator, article, act, typed, reason):
    draft = make_draft(article)

    page = press(client, draft, act, text="Typed.", same_as=typed)

    assert reason in page.content.decode()
    assert "Typed." in page.content.decode()
    assert Finding.objects.get(pk=draft.pk).text == ""


def test_number_beside_another_button_is_not_overlooked(client, curator, article):
    held, draft = make_draft(article, "Held."), make_draft(article)

    page = press(client, draft, "keep", same_as=held.code)

    assert "Use the button beside this field, or empty it." in page.content.decode()


def test_no_finding_is_taken_out_and_history_keeps_what_was_typed(client, curator, article):
    draft, following = make_draft(article), make_draft(article)

    page = press(client, draft, "not_a_finding", text="Half a thought")

    assert page.context["finding"] == following
    assert "it is no finding" in said(page)
    assert "Half a thought" in client.get(reverse("admin:themes_finding_deleted")).content.decode()


def test_whoever_may_not_delete_is_not_offered_to(client, article, django_user_model):
    user = make_member("Curator")
    rights = [each for each in user.get_all_permissions() if each != "themes.delete_finding"]
    other = django_user_model.objects.create_user("other", is_staff=True)
    codes = [right.partition(".")[2] for right in rights]
    other.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(other)
    draft = make_draft(article)

    assert "Not a finding" not in client.get(desk(draft)).content.decode()
    assert press(client, draft, "not_a_finding").status_code == 403
    assert Finding.objects.filter(pk=draft.pk).exists()


def test_stale_form_is_shown_with_both_versions(client, curator, article):
    draft = make_draft(article)
    data = form_data(client.get(desk(draft)))
    Finding.objects.filter(pk=draft.pk).update(text="Somebody else's.")

    page = client.post(desk(draft), {**data, "text": "Mine.", "act": "keep"})

    text = page.content.decode()
    assert "somebody else changed this while you did" in text
    assert "Somebody else" in text
    assert "Mine." in text
    assert "Save mine over it" in " ".join(text.split())
    assert Finding.objects.get(pk=draft.pk).text == "Somebody else's."
    again = form_data(page)
    client.post(desk(draft), {**again, "text": "Mine.", "act": "keep"})
    assert Finding.objects.get(pk=draft.pk).text == "Mine."


def test_what_is_no_draft_any_more_opens_on_its_whole_form(client, publisher, article):
    published = make_draft(article, "Seen.", state="published")

    page = client.get(desk(published), follow=True)

    assert page.redirect_chain[0][0] == reverse("admin:themes_finding_change", args=[published.pk])
    assert f"{published.code} is published" in said(page)


def test_deleted_meanwhile_gives_back_what_was_typed(client, curator, article):
    draft = make_draft(article)
    data = form_data(client.get(desk(draft)))
    Finding.objects.filter(pk=draft.pk).delete()

    page = client.post(desk(draft), {**data, "text": "Mine.", "act": "keep"})

    assert page.status_code == 409
    assert "Mine." in page.content.decode()


def test_what_was_typed_when_the_session_ended_is_shown_again(client, curator, article):
    draft = make_draft(article)
    data = form_data(client.get(desk(draft))) | {"text": "Typed.", "act": "keep"}
    client.logout()
    client.post(desk(draft), data)
    client.force_login(curator)

    page = client.post(desk(draft), {**data, LOOK: "1"}).content.decode()

    assert KeptForm(desk(draft), [("text", "Typed.")], []).can_be_looked_at
    assert "Typed." in page
    assert Finding.objects.get(pk=draft.pk).text == ""


def test_preview_leads_back_to_the_same_sitting(client, curator, article):
    draft = make_draft(article)
    data = form_data(client.get(desk(draft)))

    page = client.post(desk(draft), {**data, "text": "A lesson.", "_preview": "1"}).content.decode()

    assert f'action="{desk(draft)}"' in page
    assert Finding.objects.get(pk=draft.pk).text == ""


def test_list_shows_what_it_is_held_to(client, curator, article):
    make_draft(article, "Without.")
    theme = make_theme("Babies")
    wanted = make_draft(article, "With it.", themes=(theme,))

    page = client.get(f"{LIST}?theme={theme.slug}&report={article.review.slug}")

    assert [finding for finding, _ in page.context["rows"]] == [wanted]
    assert page.context["titles"] == [article.review.short_title, "Babies"]
    assert "Nothing waits here" in client.get(f"{LIST}?article=no-such").content.decode()


def test_queries_are_as_many_at_few_drafts_as_at_many(client, publisher, article):
    make_document(article.review)
    draft, _ = make_draft(article), make_draft(article, "A lesson about boats.")
    make_citation(draft, pages=("1",))

    def count(address) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [desk(draft, ""), LIST]
    [count(address) for address in addresses]
    few = [count(address) for address in addresses]
    for number in range(60):
        another = make_draft(article, f"Lesson {number} about boats.")
        make_citation(another, pages=("2",))
    assert [count(address) for address in addresses] == few
