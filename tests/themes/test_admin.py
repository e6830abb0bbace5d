"""The admin: everything opens, can be corrected, published, withdrawn and decided, and each act leaves its trace."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.history.tracking import events_of
from reviews.models import Article, Author, Document, Period, Review, Series, SeriesPoint
from tests.articles import ArticlePlan, ThemePlan, write_article
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.forms import form_data
from themes.discussion.moderation import decide
from themes.enums import CommentState
from themes.findings.publishing import publish_finding, reasons_not_to_publish, withdraw_finding
from themes.models import (
    AgeGroup,
    Agency,
    ArticleIntake,
    ArticleSection,
    Comment,
    ContestedTerm,
    Coverage,
    Finding,
    FindingTheme,
    Harm,
    HelpService,
    KnownGap,
    ModerationDecision,
    Quotation,
    SheetImport,
    Situation,
    Synonym,
    Theme,
    Thread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    user = get_user_model().objects.create_superuser("curator", password="long enough to pass")
    client.force_login(user)
    return user


@pytest.fixture
def publishable() -> Finding:
    finding = make_finding("Ready.", state="draft", themes=(make_theme(),), periods=(make_period(),))
    make_citation(finding)
    return finding


@pytest.fixture
def thread() -> Thread:
    return Thread.objects.create(article=make_article(make_review()))


def comment(thread, position=1, parent=None) -> Comment:
    return Comment.objects.create(
        thread=thread, position=position, parent=parent, author_name=f"Reader {position}", body="Words."
    )


@pytest.fixture
def one_of_each(publishable, thread) -> None:
    """A row of every model that the admin shows."""
    comment(thread)
    review, theme = publishable.review, publishable.themes.get()
    make_block(publishable)
    ArticleSection.objects.create(article=thread.article, position=1, title="A heading", line=1)
    intake = write_article(ArticlePlan(themes=[ThemePlan("Ropes", [(["They go.", "They come."], "3")])]))
    ArticleIntake.objects.create(title="An article", text=intake, sha256="0" * 64, review=review)
    Coverage.objects.create(review=review, theme=theme, state="read")
    Document.objects.create(review=review, sha256="0" * 64, file="documents/a.pdf", size=1)
    Series.objects.create(slug="deaths", title="Deaths", unit="reviews")
    Situation.objects.create(slug="a-visit", title="A visit")
    KnownGap.objects.create(slug="gap", topic="A gap")
    Synonym.objects.create(slug="mother", words=["mother", "mum"])
    ContestedTerm.objects.create(slug="term", term="A term", note="Say something else.")
    Agency.objects.create(slug="police", name="Police")
    AgeGroup.objects.create(slug="babies", name="Babies", from_age=0, to_age=0)
    Harm.objects.create(slug="neglect", name="Neglect")
    HelpService.objects.create(slug="childline", name="Childline")
    Quotation.objects.create(finding=publishable, words="Words.", position=1)
    SheetImport.objects.create(
        sheet="findings",
        file_name="findings.csv",
        headings=["Number"],
        shown={"tally": {"new": 0, "changed": 0, "unchanged": 0, "wrong": 0}, "rows": []},
    )


OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in ("reviews", "themes")),
    key=lambda model: model._meta.label,
)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_list_and_form_opens_for_a_curator_and_for_nobody_else(client, curator, one_of_each, model):
    addresses = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")]
    addresses.append(f"{addresses[0]}?q=F001")
    if admin.site._registry[model].has_add_permission(_request(curator)):
        addresses.append(f"{addresses[0]}add/")
    addresses.append(f"{addresses[0]}{model._default_manager.first().pk}/change/")

    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)

    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}


def _request(user):
    return type("Request", (), {"user": user})()


def save(client, row, **changes):
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, {**form_data(client.get(address)), **changes}, follow=True)


def test_finding_is_corrected_and_published_in_one_go_and_history_says_who_and_why(
    client, curator, publishable
):
    response = save(client, publishable, text="Better words.", act="publish", why="Checked with the report.")

    publishable.refresh_from_db()
    assert (publishable.text, publishable.state) == ("Better words.", "published"), response.content.decode()
    assert client.get(publishable.get_absolute_url()).status_code == 200
    last = events_of(Finding).order_by("pgh_id").last()
    assert last.pgh_context.metadata["why"] == "Checked with the report."
    assert last.pgh_context.metadata["user"] == curator.pk


def test_finding_that_cannot_be_published_is_saved_and_says_why(client, curator):
    draft = make_finding(state="draft", text="Words.", certainty="", basis="")

    page = save(client, draft, act="publish").content.decode()

    draft.refresh_from_db()
    assert draft.state == "draft"
    for reason in ("It has no primary theme.", "It has no period.", "It does not say how we know it."):
        assert reason in page


def test_withdrawing_takes_it_from_the_public_at_once(client, curator, publishable):
    publish_finding(finding=publishable)

    client.post(reverse("admin:themes_finding_withdraw", args=[publishable.pk]), {"why": "A mistake."})

    publishable.refresh_from_db()
    assert publishable.state == "withdrawn"
    assert client.get(publishable.get_absolute_url()).status_code == 410


def act_on(client, name, *findings, follow=True, **said):
    """Choose findings in the list and, on the page that asks, say yes."""
    address = reverse("admin:themes_finding_changelist")
    chosen = {"action": name, "_selected_action": [finding.pk for finding in findings]}
    asked = client.post(address, chosen)
    if asked.context is None:
        return asked
    shown = [each.mark for each in asked.context["going"]]
    return client.post(address, {**chosen, "post": "yes", "shown": shown, **said}, follow=follow)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_several_findings_are_published_and_one_that_cannot_be_does_not_hold_them_up(
    client, curator, publishable
):
    not_ready = make_finding(state="draft", text="")
    chosen = {"action": "publish", "_selected_action": [publishable.pk, not_ready.pk]}

    asked = client.post(reverse("admin:themes_finding_changelist"), chosen)
    assert not Finding.objects.published().exists()
    assert [(each.finding, each.unread) for each in asked.context["going"]] == [(publishable, True)]
    assert [(each.finding, each.reasons[0]) for each in asked.context["left_out"]] == [
        (not_ready, "It has no wording of our own yet.")
    ]

    response = act_on(client, "publish", publishable, not_ready, why="A batch.")

    assert list(Finding.objects.published()) == [publishable]
    assert messages_of(response) == [f"{publishable.code} is published now. One was left as it was."]
    last = events_of(Finding).order_by("pgh_id").last()
    assert (last.pgh_context.metadata["act"], last.pgh_context.metadata["why"]) == ("publish", "A batch.")


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_what_is_read_together_comes_along_and_is_named(client, curator, publishable, name):
    state = "draft" if name == "publish" else "published"
    one, other = (
        make_finding(state=state, themes=(make_theme(),), periods=(make_period(),)) for _ in range(2)
    )
    make_block(one, other)

    asked = client.post(
        reverse("admin:themes_finding_changelist"), {"action": name, "_selected_action": [one.pk]}
    )
    act_on(client, name, one)

    assert [(each.finding, each.chosen) for each in asked.context["going"]] == [(one, True), (other, False)]
    wanted = "published" if name == "publish" else "withdrawn"
    assert list(Finding.objects.filter(state=wanted).order_by("pk")) == [one, other]


def test_wording_changed_since_the_question_is_not_published(client, curator, publishable):
    address = reverse("admin:themes_finding_changelist")
    chosen = {"action": "publish", "_selected_action": [publishable.pk]}
    shown = [each.mark for each in client.post(address, chosen).context["going"]]
    publishable.text = "Changed meanwhile."
    publishable.save(update_fields=["text"])

    page = client.post(address, {**chosen, "post": "yes", "shown": shown}).content.decode()

    assert "Something changed since this page was opened" in page
    assert "Changed meanwhile." in page
    assert not Finding.objects.published().exists()


def test_no_more_are_published_than_somebody_reads(client, curator, monkeypatch):
    monkeypatch.setattr("themes.admin.findings.bulk.MOST_AT_ONCE", 1)
    drafts = [make_finding(state="draft") for _ in range(2)]

    response = act_on(client, "publish", *drafts)

    assert messages_of(client.get(response["Location"])) == [
        "At most 1 findings can be published at once, so that somebody can read what they are. You chose 2: nothing "
        "was published. Choose fewer."
    ]


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_queries_of_several_do_not_grow(client, curator, name, django_assert_num_queries):
    state = "draft" if name == "publish" else "published"
    rows = [make_finding(state=state, themes=(make_theme(),), periods=(make_period(),)) for _ in range(6)]
    for finding in rows:
        make_citation(finding)
    act_on(client, name, rows[0], follow=False)
    with CaptureQueriesContext(connection) as few:
        act_on(client, name, rows[1], follow=False)

    with django_assert_num_queries(len(few)):
        act_on(client, name, *rows[2:], follow=False)


def test_public_finding_cannot_be_deleted_in_the_admin(client, curator, publishable):
    publish_finding(finding=publishable)

    assert (
        client.post(
            reverse("admin:themes_finding_delete", args=[publishable.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert "delete_selected" not in client.get(reverse("admin:themes_finding_changelist")).content.decode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " "}, "It has no wording of our own yet."),
        ({"certainty": ""}, "It does not say how we know it."),
    ],
)
def test_reasons_not_to_publish(publishable, change, reason):
    assert reasons_not_to_publish(publishable) == []
    for field, value in change.items():
        setattr(publishable, field, value)

    assert reasons_not_to_publish(publishable) == [reason]


def test_articles_own_words_cannot_be_published_as_ours(publishable):
    publishable.article = make_article(publishable.review)
    publishable.article_words = "Their words."
    publishable.text = "Their words. "

    assert reasons_not_to_publish(publishable) == ["Its wording is the article's, not ours."]


def test_page_list_without_pages_stands_in_the_way(publishable):
    publishable.citations.get().pages.all().delete()

    with pytest.raises(ValidationError, match="One of its page lists has no pages"):
        publish_finding(finding=publishable)


def test_published_again_keeps_its_first_date(publishable):
    publish_finding(finding=publishable)
    first = publishable.published_at
    withdraw_finding(finding=publishable)
    publish_finding(finding=publishable)

    assert (publishable.published_at, publishable.withdrawn_at) == (first, None)


def test_what_was_never_public_is_not_withdrawn(publishable):
    with pytest.raises(ValidationError, match="was never published"):
        withdraw_finding(finding=publishable)


def test_comment_is_approved_and_the_decision_kept(client, curator, thread):
    held = comment(thread)

    save(client, held, decision="published")

    held.refresh_from_db()
    assert held.state == CommentState.PUBLISHED
    assert list(ModerationDecision.objects.values_list("comment", "decision", "by")) == [
        (held.pk, "published", curator.pk)
    ]


def test_comment_is_not_rejected_without_a_reason(client, curator, thread):
    held = comment(thread)

    page = save(client, held, decision="rejected").content.decode()
    held.refresh_from_db()
    assert held.state == CommentState.HELD
    assert "Choose a reason." in page

    save(client, held, decision="rejected", reason="names", explanation="Names a worker.")
    held.refresh_from_db()
    assert held.state == CommentState.REJECTED
    assert ModerationDecision.objects.get().explanation == "Names a worker."


def test_comments_are_rejected_together_with_a_reason(client, curator, thread):
    held = [comment(thread, position) for position in (1, 2)]
    ids = [one.pk for one in held]
    address = reverse("admin:themes_comment_changelist")

    client.post(address, {"action": "reject", "_selected_action": ids})
    assert ModerationDecision.objects.count() == 0

    client.post(address, {"action": "reject", "_selected_action": ids, "reason": "off_topic"})
    assert set(Comment.objects.values_list("state", flat=True)) == {"rejected"}


def test_whole_thread_is_approved_at_once_parents_first(client, curator, thread):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)
    third = comment(thread, 3, parent=second)

    client.post(
        reverse("admin:themes_comment_changelist"),
        {"action": "approve", "_selected_action": [third.pk, second.pk, first.pk]},
    )

    assert set(Comment.objects.values_list("state", flat=True)) == {"published"}


def test_reply_is_not_shown_under_a_comment_that_is_not(thread):
    reply = comment(thread, 2, parent=comment(thread, 1))

    with pytest.raises(ValidationError, match="Decide that one first"):
        decide(comment=reply, decision=CommentState.PUBLISHED, by=None)


def test_peoples_words_are_not_edited(client, curator, thread):
    held = comment(thread)

    save(client, held, body="Other words.", author_name="Somebody else")

    held.refresh_from_db()
    assert (held.body, held.author_name) == ("Words.", "Reader 1")


def test_lists_in_the_admin_are_typed_one_to_a_line(client, curator):
    theme = make_theme("Babies", questions=["What now, and for whom?", "Who knows?"])

    save(client, theme, questions="One, with a comma?\r\n\r\nTwo?\r\n")

    theme.refresh_from_db()
    assert theme.questions == ["One, with a comma?", "Two?"]


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_findings_takes_as_many_queries_whatever_its_length(
    client, curator, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_citation(make_finding(themes=(make_theme(),)))

    with django_assert_max_num_queries(14):
        client.get(reverse("admin:themes_finding_changelist"))


@pytest.fixture
def published(publishable) -> Finding:
    publish_finding(finding=publishable)
    return publishable


BOTH_ENDS = "Give both ends of the incidents, in order, and how exactly known."
BAD_INPUT = {
    "no wording": (Finding, {"text": ""}, "A published finding needs its wording"),
    "no certainty": (Finding, {"certainty": ""}, "A published finding needs its wording"),
    "no article for its words": (Finding, {"article_words": "Theirs."}, "Name the article"),
    "pages backwards": (
        "citation",
        {"pages-0-first_page": "9", "pages-0-last_page": "3"},
        "The last page comes before the first.",
    ),
    "no page label": ("citation", {"pages-0-first_page": "abc"}, "is not a page label"),
    "empty page label": ("citation", {"pages-0-first_page": ""}, "This field is required."),
    "roman to arabic": (
        "citation",
        {"pages-0-first_page": "iv", "pages-0-last_page": "53"},
        "mixes roman and arabic page numbers.",
    ),
    "a page twice, spelled in two ways": (
        "citation",
        {"pages-1-first_page": "053", "pages-1-last_page": "53", "pages-1-review": "review"}
        | {"pages-1-role": "not_stated", "pages-1-position": 1, "pages-TOTAL_FORMS": 2},
        "Please correct the duplicate",
    ),
    "two primary themes": (
        Finding,
        {"finding_themes-1-theme": "other theme", "finding_themes-1-is_primary": "on"}
        | {"finding_themes-TOTAL_FORMS": 2},
        "A finding has one primary theme.",
    ),
    "one end of the incidents": (
        Review,
        {"incidents_from": "2011-04-01", "incidents_precision": "month"},
        BOTH_ENDS,
    ),
    "two authors in one place": (
        Review,
        {"authors-0-family": "A", "authors-0-position": 1, "authors-1-family": "B", "authors-1-position": 1}
        | {"authors-TOTAL_FORMS": 2},
        "Please correct the duplicate",
    ),
    "one end of the years": (
        Series,
        {"points-0-years": "2011", "points-0-covers_from": "2011-04-01", "points-0-text": "many"}
        | {"points-0-certainty": "high", "points-0-position": 0, "points-TOTAL_FORMS": 1},
        "Give both ends of the years",
    ),
    "a theme for what was left out": (ArticleSection, {"theme": "other theme"}, "has no theme."),
}


@pytest.mark.parametrize(("model", "changes", "message"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_answered_in_words_and_nothing_is_saved(
    client, curator, one_of_each, published, model, changes, message
):
    ArticleSection.objects.update(left_out=True)
    published.quotations.create(words="Words.", outcome="overruled", overruled_because="Seen on paper.")
    row = published.citations.get() if model == "citation" else model._default_manager.first()
    names = {"self": row.pk, "other theme": make_theme().pk, "review": published.review_id}
    before = events_of(Finding).model.objects.count(), *_stored(row)

    response = save(client, row, **{name: names.get(value, value) for name, value in changes.items()})

    assert response.status_code == 200
    assert message in response.content.decode(), response.context["errors"]
    assert (events_of(Finding).model.objects.count(), *_stored(row)) == before


def _stored(row):
    model = type(row)
    related = [
        list(getattr(row, relation.get_accessor_name()).order_by("pk").values())
        for relation in model._meta.related_objects
        if relation.one_to_many and relation.get_accessor_name()
    ]
    return model._default_manager.filter(pk=row.pk).values().get(), related


def test_authors_swap_places(client, curator):
    review = make_review()
    for position, family in enumerate(("Brandon", "Sidebotham")):
        Author.objects.create(review=review, family=family, position=position)

    page = save(client, review, **{"authors-0-position": 1, "authors-1-position": 0}).content.decode()

    assert list(review.authors.values_list("family", flat=True)) == ["Sidebotham", "Brandon"], page


def test_another_theme_becomes_the_primary_one(client, curator, published):
    FindingTheme.objects.create(finding=published, theme=make_theme("Second"))

    save(client, published, **{"finding_themes-0-is_primary": "", "finding_themes-1-is_primary": "on"})

    assert published.finding_themes.get(is_primary=True).theme.title == "Second"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"finding_themes-0-DELETE": "on"}, "It has no primary theme."),
        ({"periods": []}, "It has no period."),
        ({"Citation_findings-0-DELETE": "on", "basis": ""}, "It has neither a page list"),
        ({"text": "Their words."}, "Its wording is the article&#x27;s, not ours."),
    ],
)
def test_published_finding_keeps_the_rules(client, curator, published, changes, reason):
    Finding.objects.filter(pk=published.pk).update(
        article=make_article(published.review), article_words="Their words."
    )
    before = _stored(published)
    page = save(client, published, **changes).content.decode()

    assert f"{published.code} is published, so this cannot be saved: {reason}" in page
    assert "changed successfully" not in page
    assert _stored(published) == before
    assert published.periods.count() == published.citations.count() == 1


def test_page_list_of_a_published_finding_keeps_the_rules(client, curator, published):
    Finding.objects.update(basis="")
    citation = published.citations.get()
    other = make_finding()

    page = save(client, citation, **{"pages-0-DELETE": "on"}).content.decode()
    assert "One of its page lists has no pages." in page
    page = save(client, citation, findings=[other.pk]).content.decode()
    assert "It has neither a page list nor a note of what was read." in page
    address = reverse("admin:themes_citation_delete", args=[citation.pk])
    assert "It has neither a page list" in client.post(address, {"post": "yes"}).content.decode()

    assert citation.pages.count() == 1
    assert list(citation.findings.all()) == [published]

    withdraw_finding(finding=published)
    client.post(address, {"post": "yes"})
    assert not published.citations.exists()


def test_labels_are_stored_in_one_spelling():
    citation = make_citation(make_finding(), pages=("IV", "007"))

    assert [page.first_page for page in citation.pages.all()] == ["iv", "7"]


@pytest.mark.parametrize(
    "make",
    [
        make_theme,
        make_review,
        lambda: make_period(2005, 2006),
        lambda: Situation.objects.create(slug="s", title="S"),
    ],
)
def test_address_that_another_row_had_is_not_given_away(client, curator, make):
    row = make()
    old, row.slug = row.slug, "renamed"
    row.save()
    other = make_period() if isinstance(row, Period) else None
    if other is None:
        other = type(row).objects.get(pk=row.pk)
        other.pk, other.slug, other._state.adding = None, "other", True
        if isinstance(row, Theme):
            other.title = "Other"
        other.save()

    assert "is or was the address of another" in save(client, other, slug=old).content.decode()
    save(client, row, slug=old)

    row.refresh_from_db()
    other.refresh_from_db()
    assert row.slug == old != other.slug


def test_what_findings_are_sorted_by_is_not_deleted_while_in_use(client, curator, published):
    agency = Agency.objects.create(slug="police", name="Police")
    published.agencies.add(agency)
    for row in (published.periods.get(), make_block(published), agency):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        page = client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).content.decode()
        assert "is in use in 1 place and cannot be deleted" in page
        client.post(
            reverse(f"{name}_changelist"),
            {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
        )
        assert type(row)._default_manager.filter(pk=row.pk).exists()

    published.agencies.clear()
    client.post(reverse("admin:themes_agency_delete", args=[agency.pk]), {"post": "yes"})
    assert not Agency.objects.exists()


def test_review_in_use_is_not_deleted(client, curator, published):
    response = client.post(
        reverse("admin:reviews_review_delete", args=[published.review.pk]), {"post": "yes"}
    )

    assert response.status_code == 200
    assert "Cannot delete report" in response.content.decode()
    assert Review.objects.filter(pk=published.review.pk).exists()


def test_comments_and_their_log_are_not_deleted(client, curator, thread):
    held = comment(thread)
    decide(comment=held, decision=CommentState.PUBLISHED, by=curator)
    article = Article.objects.get()

    for row in (held, thread, article):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
        client.post(
            reverse(f"{name}_changelist"),
            {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
        )

    assert ModerationDecision.objects.count() == Comment.objects.count() == 1
    empty = Thread.objects.create(theme=make_theme())
    client.post(reverse("admin:themes_thread_delete", args=[empty.pk]), {"post": "yes"})
    assert list(Thread.objects.all()) == [thread]


def test_deciding_several_says_how_many(client, curator, thread):
    held = [comment(thread, position) for position in (1, 2, 3)]
    address = reverse("admin:themes_comment_changelist")
    data: dict = {"_selected_action": [one.pk for one in held]}

    assert "3 comments approved." in _page(client, address, data | {"action": "approve"})
    data = {"_selected_action": [held[0].pk], "reason": "names"}
    assert "1 comment rejected." in _page(client, address, data | {"action": "reject"})


def _page(client, address, data) -> str:
    return client.post(address, data, follow=True).content.decode()


def test_publishing_a_reply_to_what_is_held_is_an_error_of_the_form(client, curator, thread):
    reply = comment(thread, 2, parent=comment(thread, 1))

    page = save(client, reply, decision="published").content.decode()

    assert "Decide that one first." in page
    assert "changed successfully" not in page


@pytest.mark.parametrize("decision", ["withdrawn", "rejected"])
def test_published_replies_go_with_what_they_reply_to(client, curator, thread, decision):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)
    third = comment(thread, 3, parent=second)
    for one in (first, second, third):
        decide(comment=one, decision=CommentState.PUBLISHED, by=curator)

    page = save(client, first, decision=decision, reason="names").content.decode()

    states = Comment.objects.order_by("position").values_list("state", flat=True)
    assert list(states) == [decision, "withdrawn", "withdrawn"]
    assert list(ModerationDecision.objects.values_list("reason", flat=True)[3:]) == ["names"] * 3
    assert "2 replies no longer shown with it." in page


def test_publishing_is_a_permission_of_its_own(client, publishable):
    user = get_user_model().objects.create_user("adder", password="long enough to pass", is_staff=True)
    names = ["add_finding", "change_finding", "view_finding"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    address = reverse("admin:themes_finding_change", args=[publishable.pk])

    page = save(client, publishable, act="publish").content.decode()
    act_on(client, "publish", publishable)

    publishable.refresh_from_db()
    assert publishable.state == "draft"
    assert 'value="publish"' not in page + client.get(address).content.decode()

    user.user_permissions.add(Permission.objects.get(codename="publish_finding"))
    assert 'value="publish"' in client.get(address).content.decode()
    act_on(client, "publish", publishable)
    publishable.refresh_from_db()
    assert publishable.state == "published"


def test_figure_takes_few_queries_however_many_points(client, curator, django_assert_max_num_queries):
    series = Series.objects.create(slug="deaths", title="Deaths", unit="reviews")
    for year in range(13):
        SeriesPoint.objects.create(
            series=series, years=str(2001 + year), value=year, certainty="high", review=make_review()
        )

    with django_assert_max_num_queries(20):
        client.get(reverse("admin:reviews_series_change", args=[series.pk]))
