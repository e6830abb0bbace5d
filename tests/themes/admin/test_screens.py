"""Every screen opens, keeps the rules of its rows, and says in words what it refuses."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from reviews.history.tracking import get_events
from reviews.models import Author, Period, Review, Series, SeriesPoint
from tests.factories import (
    make_block,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.admin.cases import save, stored_rows
from themes.models import (
    Agency,
    ArticleSection,
    Finding,
    Situation,
    Theme,
)

pytestmark = pytest.mark.django_db


OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in ("reviews", "themes")),
    key=lambda model: model._meta.label,
)


def test_every_list_and_form_opens_for_a_curator(client, curator, one_of_each):
    """Whom else they open for, `test_roles` tries at every address."""
    statuses = {}
    for model in OURS:
        of_list = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        addresses = [of_list, f"{of_list}?q=F001", f"{of_list}{model._default_manager.first().pk}/change/"]
        if admin.site._registry[model].has_add_permission(_request(curator)):
            addresses.append(f"{of_list}add/")
        statuses |= {address: client.get(address).status_code for address in addresses}

    assert len(statuses) >= 3 * len(OURS)
    assert {address: status for address, status in statuses.items() if status != 200} == {}


def _request(user):
    return type("Request", (), {"user": user})()


def test_lists_in_the_admin_are_typed_one_to_a_line(client, curator):
    theme = make_theme("Babies", questions=["What now, and for whom?", "Who knows?"])

    save(client, theme, questions="One, with a comma?\r\n\r\nTwo?\r\n")

    theme.refresh_from_db()
    assert theme.questions == ["One, with a comma?", "Two?"]


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
    before = get_events(Finding).model.objects.count(), *stored_rows(row)

    response = save(client, row, **{name: names.get(value, value) for name, value in changes.items()})

    assert response.status_code == 200
    assert message in response.content.decode(), response.context["errors"]
    assert (get_events(Finding).model.objects.count(), *stored_rows(row)) == before


def test_authors_swap_places(client, curator):
    review = make_review()
    for position, family in enumerate(("Brandon", "Sidebotham")):
        Author.objects.create(review=review, family=family, position=position)

    page = save(client, review, **{"authors-0-position": 1, "authors-1-position": 0}).content.decode()

    assert list(review.authors.values_list("family", flat=True)) == ["Sidebotham", "Brandon"], page


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


def test_what_is_deleted_is_listed_without_links_that_nobody_knows(client, curator):
    theme = make_theme("Spare")
    theme.series.add(Series.objects.create(slug="deaths", title="Deaths", unit="reviews"))

    page = client.get(reverse("admin:themes_theme_delete", args=[theme.pk])).content.decode()

    assert "Spare" in page
    assert "relationship" not in page
    assert "Theme_series" not in page


def test_review_in_use_is_not_deleted(client, curator, published):
    response = client.post(
        reverse("admin:reviews_review_delete", args=[published.review.pk]), {"post": "yes"}
    )

    assert response.status_code == 200
    assert "Cannot delete report" in response.content.decode()
    assert Review.objects.filter(pk=published.review.pk).exists()


def test_figure_takes_few_queries_however_many_points(client, curator, django_assert_max_num_queries):
    series = Series.objects.create(slug="deaths", title="Deaths", unit="reviews")
    for year in range(13):
        SeriesPoint.objects.create(
            series=series, years=str(2001 + year), value=year, certainty="high", review=make_review()
        )

    ContentType.objects.get_for_model(Series)  # kept by Django, whichever test asks for it first
    with django_assert_max_num_queries(9):
        client.get(reverse("admin:reviews_series_change", args=[series.pk]))
