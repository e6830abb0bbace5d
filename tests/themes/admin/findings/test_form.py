"""The form of a finding in the workspace: what it saves, what it only shows, and who may do what with it."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from reviews.history.tracking import get_events
from tests.factories import (
    group,
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.admin.cases import get_messages
from tests.themes.desk.cases import LOST, checked, make_document, make_quotation
from tests.themes.forms import form_data
from themes.findings.publishing import publish_finding
from themes.models import Citation, Finding, FindingTheme

pytestmark = pytest.mark.django_db

ADD = "admin:themes_finding_add"


@pytest.fixture
def publisher(client):
    user = get_user_model().objects.create_superuser("publisher", password="long enough to pass")
    client.force_login(user)
    return user


@pytest.fixture
def curator(client):
    """Somebody who words findings and does not publish them."""
    user = get_user_model().objects.create_user("curator", password="long enough to pass", is_staff=True)
    ours = Permission.objects.filter(content_type__app_label="themes").exclude(codename="publish_finding")
    user.user_permissions.set(ours)
    client.force_login(user)
    return user


@pytest.fixture
def draft() -> Finding:
    return make_finding(
        "Bicycles rust in the rain.", state="draft", themes=(make_theme(),), periods=(make_period(),)
    )


def change(finding, name="change") -> str:
    return reverse(f"admin:themes_finding_{name}", args=[finding.pk])


def save(client, finding, **changes):
    data = {**form_data(client.get(change(finding))), "act": "keep", **changes}
    return client.post(change(finding), data, follow=True)


PAGES = "Citation_findings-0-"


def test_new_finding_is_saved_with_all_that_belongs_to_it(client, publisher):
    review, period, theme = make_review(), make_period(), make_theme()
    shared = make_finding("Another.", review=review, state="draft")
    make_citation(shared, pages=("11", "179"))

    data = form_data(client.get(reverse(ADD)))
    data |= {
        "text": "  Bicycles\r\nrust. ", "review": review.pk, "periods": [period.pk], "certainty": "high",
        "finding_themes-0-theme": theme.pk, "finding_themes-0-is_primary": "on",
        f"{PAGES}same_as": "f1" if shared.number == 1 else shared.code,
        "block_members": shared.code, "block_reason": "One says what the other leaves out.",
        "worth_reading_next": f"{shared.number}",
        "act": "review",
    }  # fmt: skip
    client.post(reverse(ADD), data)

    finding = Finding.objects.get(text="Bicycles rust.")
    assert (finding.state, list(finding.periods.all())) == ("in_review", [period])
    assert set(finding.citations.get().findings.all()) == {finding, shared}
    assert set(finding.block.findings.all()) == {finding, shared}
    assert list(finding.see_also.all()) == [shared]


def test_page_list_is_typed_on_the_form(client, publisher, draft):
    article = make_article(draft.review)

    save(
        client,
        draft,
        **{
            f"{PAGES}pages": "pp. 12-14, 20",
            f"{PAGES}basis": "secondary_source",
            f"{PAGES}given_by_article-typed": article.title.upper(),
        },
    )

    citation = Citation.objects.get()
    assert (citation.as_given, citation.basis, citation.given_by_article) == (
        "12-14, 20", "secondary_source", article,
    )  # fmt: skip
    assert [(page.first_page, page.last_page, page.review) for page in citation.pages.all()] == [
        ("12", "14", draft.review),
        ("20", "20", draft.review),
    ]
    assert list(draft.citations.all()) == [citation]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"pages": "pp. 14-12", "basis": "page_read"}, "runs backwards"),
        ({"pages": "12"}, "Say where the pages are from."),
        ({"pages": "12", "basis": "secondary_source"}, "Name the source that gives these pages"),
        ({"same_as": "F99999999999"}, "is not the number of a finding"),
        ({"same_as": "F4040"}, "There is no finding F4040."),
        ({"same_as": "Fx\0"}, "Null characters are not allowed."),
        ({"same_as": "DRAFT"}, "has no such page list"),
        ({"same_as": "F1", "pages": "12", "basis": "page_read"}, "not both"),
        ({"basis": "page_read"}, "Type the pages, or the number of a finding"),
        (
            {"pages": "12", "basis": "page_read", "pages_of-typed": "No such report"},
            "Nothing here goes by that name",
        ),
        ({"pages": "12", "basis": "page_read", "pages_of": "9" * 40}, "Nothing here goes by that name"),
    ],
)
def test_page_list_that_cannot_be_read_is_told_with_a_link_and_nothing_is_saved(
    client, publisher, draft, typed, message
):
    typed = {f"{PAGES}{name}": draft.code if value == "DRAFT" else value for name, value in typed.items()}

    page = save(client, draft, text="Better.", **typed)

    assert message in page.content.decode()
    assert page.context["error_links"]
    assert Finding.objects.get(pk=draft.pk).text == "Bicycles rust in the rain."
    assert not Citation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"block_members": "F1, bicycle"}, "“bicycle” is not the number of a finding. Write it like F004."),
        ({"block_members": "SELF"}, "This is the finding itself."),
        ({"block_members": "OTHER"}, "Say because of what"),
        ({"worth_reading_next": "F777777"}, "There is no finding F777777."),
        ({"text": "x" * 2_001}, "One lesson needs far fewer."),
        ({"review": "9" * 30}, "Nothing here goes by that name"),
        ({"review": "", "review-typed": "What?"}, "Nothing here goes by that name"),
        ({"periods": ["abc"]}, "is not a valid value"),
        ({"finding_themes-0-theme": "abc"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said_first_and_comes_back_as_typed(
    client, publisher, draft, changes, message
):
    codes = {"SELF": draft.code, "OTHER": make_finding().code}
    changes = {name: codes.get(str(value), value) for name, value in changes.items()}

    page = save(client, draft, **{"source_note": "Typed just now.", **changes})

    html = page.content.decode()
    assert message in html
    assert "There is a problem. Nothing was saved." in html
    assert "Typed just now." in html
    targets = [target for target, _ in page.context["error_links"] if target]
    assert targets
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_report_is_named_where_there_are_no_scripts(client, publisher, draft):
    review = make_review("a-report", short_title="A short title")

    save(client, draft, **{"review-typed": "a short TITLE"})

    draft.refresh_from_db()
    assert draft.review == review


def test_checking_shows_the_help_and_the_form_as_filled_in_and_saves_nothing(client, publisher, draft):
    similar = make_finding("Rain makes bicycles rust.")

    page = save(client, draft, text="They failed to oil bicycles.", _check="1", **{f"{PAGES}pages": "p. 9"})

    html = page.content.decode()
    assert [each.found for each in page.context["help"].advice] == ["They", "failed to oil"]
    assert [each.finding for each in page.context["similar"]] == [similar]
    assert "They failed to oil bicycles.</textarea>" in html
    assert 'value="p. 9"' in html
    assert Finding.objects.get(pk=draft.pk).text == "Bicycles rust in the rain."


def test_help_is_fetched_by_post_alone(client, curator, draft):
    address = reverse("admin:themes_finding_writing_help")

    page = client.post(address, {"text": "Hidden men rust.", "finding": draft.pk}).content.decode()

    assert "Words to avoid" in page
    assert "3 words of at most 35." in page
    assert client.get(address).status_code == 405
    for finding in ("", "x", "9" * 60, "٣"):
        assert (
            client.post(address, {"text": "\0 Rust" if finding else "", "finding": finding}).status_code
            == 200
        )


def test_help_is_for_those_who_word_findings(client, draft):
    user = get_user_model().objects.create_user("reader", password="long enough to pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_finding"))
    client.force_login(user)

    assert client.post(reverse("admin:themes_finding_writing_help"), {"text": "A"}).status_code == 403
    assert client.get(change(draft)).status_code == 200
    assert client.get(change(draft, "preview")).status_code == 200
    assert client.get(change(draft, "withdraw")).status_code == 403
    user.user_permissions.clear()
    assert client.get(change(draft, "preview")).status_code == 403
    assert client.get(change(draft, "preview_page")).status_code == 403


@pytest.mark.parametrize("key", ["0", "999999999999999999999", "abc", "1_00"])
@pytest.mark.parametrize("name", ["preview", "preview_page", "withdraw"])
def test_finding_that_is_not_there_is_not_found(client, publisher, name, key):
    assert client.get(reverse(f"admin:themes_finding_{name}", args=[key])).status_code == 404


def test_saved_finding_is_previewed_and_stays_a_draft(client, curator, draft):
    page = client.get(change(draft, "preview_page"))

    assert f'<h1 class="portal-sentence">{draft.text}</h1>' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert "no-store" in client.get(change(draft, "preview")).headers["Cache-Control"]
    draft.refresh_from_db()
    assert (draft.state, draft.published_at) == ("draft", None)


def test_finding_without_words_or_source_has_a_preview_too(client, curator):
    bare = make_finding("", state="draft", certainty="", basis="")

    assert "no wording of our own yet" in client.get(change(bare, "preview_page")).content.decode()


def test_unsaved_changes_are_previewed_and_not_kept(client, curator, draft):
    theme = make_theme("Sheds")
    new = {"finding_themes-1-theme": theme.pk, f"{PAGES}pages": "77", f"{PAGES}basis": "page_read"}

    page = save(client, draft, text="Sheds <keep> them dry.", _preview="1", **new)
    alone = save(client, draft, text="Sheds <keep> them dry.", _preview="page", **new).content.decode()

    assert "admin/themes/finding/preview.html" in [template.name for template in page.templates]
    assert "Sheds &lt;keep&gt; them dry." in alone
    assert "Sheds</a>" in alone
    assert "77" in alone
    draft.refresh_from_db()
    assert (draft.text, draft.citations.count(), draft.themes.count()) == ("Bicycles rust in the rain.", 0, 1)


def test_new_finding_is_previewed_and_not_kept(client, curator):
    data = form_data(client.get(reverse(ADD)))

    page = client.post(reverse(ADD), {**data, "text": "New.", "review": make_review().pk, "_preview": "page"})

    assert "New." in page.content.decode()
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("draft", ["draft", "review", "publish"]),
        ("in_review", ["keep", "draft", "publish"]),
        ("published", ["keep"]),
        ("withdrawn", ["keep", "publish"]),
    ],
)
def test_buttons_are_those_of_the_state(client, publisher, draft, state, acts):
    finding = make_finding(state=state)

    assert [act.value for act in client.get(change(finding)).context["acts"]] == acts


def test_draft_is_sent_to_review_and_taken_back(client, curator, draft):
    save(client, draft, act="review")
    assert Finding.objects.get().state == "in_review"

    save(client, draft, act="keep", text="Reworded.")
    assert (Finding.objects.get().state, Finding.objects.get().text) == ("in_review", "Reworded.")

    save(client, draft, act="draft")
    assert Finding.objects.get().state == "draft"


def test_form_says_what_stands_in_the_way_before_anybody_tries(client, publisher):
    bare = make_finding("", state="draft", certainty="", basis="")

    assert client.get(change(bare)).context["in_the_way"] == [
        "It has no wording of our own yet.",
        "It does not say how we know it.",
        "It has no primary theme.",
        "It has no period, and its wording does not say which years its reviews are of.",
        "It has neither a page list nor a note of what was read.",
    ]


def test_findings_read_together_are_published_from_one_form(client, publisher, draft):
    other = make_finding("Also.", state="draft", themes=(make_theme(),), periods=(make_period(),))
    make_block(draft, other)

    acts = client.get(change(draft)).context["acts"]
    save(client, draft, act="publish")
    assert not Finding.objects.published().exists()
    save(client, draft, act=f"publish_together:{other.pk}")

    assert acts[-1].label == f"Save and publish with {other.code}"
    assert set(Finding.objects.published()) == {draft, other}


def test_words_not_found_are_not_published_by_saving_them_with_a_comma(client, publisher):
    review = make_review()
    make_document(review)
    lost = checked(make_quotation(LOST, "1", review=review))

    response = save(client, lost.finding, act="publish", **{"quotations-0-words": f"{LOST},"})

    lost.refresh_from_db()
    assert (lost.words, lost.outcome) == (LOST, "not_found")
    assert "were not found on the page given" in response.content.decode()
    assert not Finding.objects.published().exists()


def test_refused_publishing_looks_like_a_refused_save_and_keeps_what_was_typed(client, publisher, draft):
    FindingTheme.objects.filter(finding=draft).delete()
    count = Finding.objects.count()

    old = save(client, draft, text="Typed just now.", act="publish")
    added = form_data(client.get(reverse("admin:themes_finding_add")))
    new = client.post(
        reverse("admin:themes_finding_add"),
        added | {"text": "Typed anew.", "review": draft.review_id, "act": "publish"},
    )

    for page, typed in ((old, "Typed just now."), (new, "Typed anew.")):
        assert page.context["adminform"].form["text"].value() == typed
        assert page.context["error_links"]
        assert "<title>Error: " in page.text
        assert get_messages(page) == []
    draft.refresh_from_db()
    assert draft.text != "Typed just now."
    assert Finding.objects.count() == count


def test_selected_findings_of_a_block_are_published_together(client, publisher, draft):
    other = make_finding("Also.", state="draft", themes=(make_theme(),), periods=(make_period(),))
    make_block(draft, other)

    address = reverse("admin:themes_finding_changelist")
    chosen = {"action": "publish", "_selected_action": [draft.pk, other.pk]}
    shown = [each.mark for each in client.post(address, chosen).context["going"]]
    client.post(address, {**chosen, "post": "yes", "shown": shown})

    assert set(Finding.objects.published()) == {draft, other}


def test_partner_leaves_the_block_and_the_last_one_does_not_stay_alone_in_it(client, publisher, draft):
    other = make_finding("Also.", themes=(make_theme(),), periods=(make_period(),))
    make_block(draft, other)

    save(client, draft, block_members="")

    assert set(Finding.objects.values_list("block", flat=True)) == {None}


def test_what_readers_see_is_changed_by_publishers_alone(client, curator, draft):
    make_citation(draft)
    publish_finding(finding=draft)

    person = get_user_model().objects.create_user("anna", email="anna@portal.example", first_name="Anna")
    person.groups.add(group("Publisher"))
    page = client.get(change(draft))

    assert "only somebody who may publish can change it" in page.content.decode()
    assert f'href="mailto:anna@portal.example?subject={draft.code}"' in page.content.decode()
    assert page.context["acts"] == []
    assert client.post(change(draft), {"text": "Mine.", "act": "keep"}).status_code == 403
    citation = reverse("admin:themes_citation_change", args=[draft.citations.get().pk])
    assert client.post(citation, {"as_given": "1"}).status_code == 403
    assert Finding.objects.get().text == "Bicycles rust in the rain."


def test_curator_cannot_publish_by_typing_the_act(client, curator, draft):
    for act in ("publish", "publish_together"):
        assert save(client, draft, act=act, text="Mine.").status_code == 403

    assert (Finding.objects.get().state, Finding.objects.get().text) == (
        "draft",
        "Bicycles rust in the rain.",
    )


def test_second_person_publishes(client, publisher, draft, settings):
    settings.SECOND_PERSON_PUBLISHES = True
    save(client, draft, text="Reworded.")
    save(client, draft, act="publish")
    assert Finding.objects.get().state == "draft"
    assert client.get(change(draft)).context["in_the_way"] == [
        "You were the last to change its words, so somebody else has to publish it."
    ]

    client.force_login(get_user_model().objects.create_superuser("second", password="long enough to pass"))
    save(client, draft, act="publish")
    assert Finding.objects.get().state == "published"

    page = save(client, draft, text="Mine after all.").content.decode()
    assert "Withdraw the finding first" in page
    assert Finding.objects.get().text == "Reworded."


def test_withdrawing_asks_first_and_takes_along_what_would_mislead_alone(client, publisher):
    one, other = make_finding("One."), make_finding("Other.")
    make_block(one, other)

    page = client.get(change(one, "withdraw")).content.decode()
    assert f"Withdraw {one.code} and {other.code}" in page
    assert Finding.objects.published().count() == 2

    client.post(change(one, "withdraw"), {"why": "A mistake.\0"})
    assert Finding.objects.published().count() == 0
    last = get_events(Finding).order_by("pgh_id").last()
    assert (last.pgh_context.metadata["act"], last.pgh_context.metadata["why"]) == ("withdraw", "A mistake.")


@pytest.mark.parametrize("rows", [1, 6])
def test_queries_of_the_form_do_not_grow(client, publisher, draft, rows, django_assert_num_queries):
    for number in range(rows):
        theme = make_theme()
        draft.finding_themes.create(theme=theme)
        make_citation(draft, make_finding(f"Another {number}."), pages=(str(number + 1), "99"))
        draft.quotations.create(words=f"Words {number}.", citation=draft.citations.first())
        draft.see_also.add(make_finding(f"See {number}."))
    make_block(draft, *(make_finding(state="draft") for _ in range(rows)))
    ContentType.objects.get_for_model(Finding)  # which Django keeps from then on

    with django_assert_num_queries(QUERIES):
        client.get(change(draft))


# The form, its choices and state, articles that say it too, what stands in the way of the finding as it was last
# saved, its figures, six for the writing help with what its guard knows, who has taken it.
QUERIES = 48
