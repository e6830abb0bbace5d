"""A draft that says what another finding says, or nothing: what moves, what stays, and who may."""

import pytest
from django.core.exceptions import ValidationError

from reviews.history.chronicle import Chronicle
from tests.factories import (
    make_article,
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_review,
    make_theme,
)
from themes.desk.joining import discard_draft, join_draft
from themes.models import ArticleIntake, ArticleSection, Citation, ColleagueNote, Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return make_review()


def make_draft(review, **fields) -> Finding:
    article = make_article(review)
    section = ArticleSection.objects.create(article=article, title="Heading", position=0, line=1)
    return make_finding(
        **{
            "text": "",
            "state": "draft",
            "review": review,
            "article": article,
            "article_section": section,
            "article_words": "So they say.",
            **fields,
        }
    )


def pages_of(finding: Finding) -> list[str]:
    return sorted(page.first_page for citation in finding.citations.all() for page in citation.pages.all())


def test_notes_to_colleagues_go_along(review):
    into = make_finding("Ours.", state="draft", review=review)
    draft = make_draft(review)
    note = ColleagueNote.objects.create(finding=draft, text="Ask the library.")

    join_draft(draft=draft, into=into)

    note.refresh_from_db()
    assert note.finding == into


def test_what_the_other_lacks_goes_to_it_and_what_it_has_stays(review):
    into = make_finding("Ours.", state="draft", review=review)
    own = make_citation(into, pages=("11",))
    into.quotations.create(words="held", citation=own)
    draft = make_draft(review, text="Another wording.")
    same, new = make_citation(draft, pages=("11",)), make_citation(draft, pages=("12",))
    draft.quotations.create(words="held", citation=same)
    draft.quotations.create(words="from the same page", citation=same)
    draft.quotations.create(words="new", citation=new)
    code = draft.code

    assert join_draft(draft=draft, into=into) is False

    into.refresh_from_db()
    assert (into.text, pages_of(into)) == ("Ours.", ["11", "12"])
    assert list(into.quotations.order_by("position").values_list("words", "citation")) == [
        ("held", own.pk),
        ("from the same page", own.pk),
        ("new", new.pk),
    ]
    assert [mention.words for mention in into.mentions.all()] == ["So they say."]
    assert not Finding.objects.filter(number=int(code[1:])).exists()
    assert not Citation.objects.filter(findings=None).exists()


def test_wording_goes_where_there_is_none(review):
    into, draft = make_draft(review), make_draft(review, text="Worded here.")

    join_draft(draft=draft, into=into)

    into.refresh_from_db()
    assert into.text == "Worded here."


def test_list_that_both_share_is_kept_once(review):
    into, draft, third = make_draft(review), make_draft(review), make_draft(review)
    shared = make_citation(into, draft, third, pages=("14", "68"))

    join_draft(draft=draft, into=into)

    assert list(into.citations.all()) == [shared]
    assert set(shared.findings.all()) == {into, third}


def test_two_reports_are_two_findings(review):
    into, draft = make_finding("Ours.", review=make_review()), make_draft(review)

    with pytest.raises(ValidationError, match="is from another report"):
        join_draft(draft=draft, into=into)

    assert Finding.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("state", ["published", "withdrawn", "hidden"])
def test_what_was_public_is_neither_joined_nor_taken_out(review, state):
    public, into = make_finding("Seen.", state=state, review=review), make_draft(review)

    for act in (lambda: join_draft(draft=public, into=into), lambda: discard_draft(draft=public)):
        with pytest.raises(ValidationError, match="withdrawn and not taken out"):
            act()


def test_draft_is_not_joined_to_itself(review):
    draft = make_draft(review)

    with pytest.raises(ValidationError, match="the draft itself"):
        join_draft(draft=draft, into=draft)


class TestPublished:
    """Readers see the other finding."""

    @pytest.fixture
    def into(self, review):
        into = make_finding("Ours.", review=review, themes=(make_theme(),), periods=(make_period(),))
        make_citation(into, pages=("1",))
        return into

    @pytest.fixture
    def draft(self, review):
        draft = make_draft(review)
        make_citation(draft, pages=("12",), basis="secondary_source", given_by_article=draft.article)
        ArticleIntake.objects.create(
            title="A", text="A.", sha256="a", state="done", review=review, article=draft.article
        )
        return draft

    def test_curator_leaves_its_pages_to_a_publisher(self, into, draft):
        assert join_draft(draft=draft, into=into, by=make_member("Curator")) is True

        assert pages_of(into) == ["1"]
        assert [mention.pages_wait for mention in into.mentions.all()] == [True]
        assert not Finding.objects.filter(pk=draft.pk).exists()

    def test_publisher_adds_them_at_once(self, into, draft):
        assert join_draft(draft=draft, into=into, by=make_member("Publisher")) is False

        assert pages_of(into) == ["1", "12"]

    def test_pages_that_are_not_of_the_article_are_a_publishers(self, into, draft):
        make_citation(draft, pages=("40",))

        with pytest.raises(ValidationError, match="only somebody who may publish"):
            join_draft(draft=draft, into=into, by=make_member("Curator"))

        assert (pages_of(into), pages_of(draft)) == (["1"], ["12", "40"])


@pytest.mark.django_db(transaction=True)
def test_history_says_what_became_of_both(review):
    into, draft, nothing = make_draft(review), make_draft(review), make_draft(review)
    pks = draft.pk, nothing.pk

    join_draft(draft=draft, into=into)
    discard_draft(draft=nothing)

    said = [Chronicle(Finding, pk).entries[0].act for pk in pks]
    assert said == [
        "A draft was joined to a finding that says the same",
        "A draft was taken out: it is no finding",
    ]
