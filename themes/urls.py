from django.urls import include, path, register_converter

from themes.data.files import DataConverter, PackageConverter
from themes.feeds import CorrectionsFeed, FindingsFeed, ThisWeekFeed
from themes.figures.files import FigureKindConverter
from themes.handouts.files import HandoutKindConverter
from themes.references.files import SuffixConverter
from themes.views import (
    api,
    articles,
    as_it_stood,
    comparisons,
    corrections,
    data,
    figures,
    findings,
    handouts,
    lists,
    made_lists,
    overview,
    periods,
    references,
    reviews,
    search,
    situations,
    themes,
    weeks,
)

or_as_it_stood = as_it_stood.or_as_it_stood  # where the address names a day

register_converter(SuffixConverter, "suffix")
register_converter(DataConverter, "data")
register_converter(PackageConverter, "package")
register_converter(FigureKindConverter, "figure_kind")
register_converter(HandoutKindConverter, "handout_kind")

urlpatterns = [
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<slug:slug>/", or_as_it_stood(themes.theme_detail, as_it_stood.show_theme), name="theme"),
    path("themes/<slug:slug>.<suffix:suffix>", references.theme_file, name="theme-file"),
    path("themes/<slug:slug>.<handout_kind:kind>", handouts.theme_handout, name="theme-handout"),
    path("themes.<data:suffix>", data.theme_list_data, name="theme-list-data"),
    path("themes/<slug:slug>.<data:suffix>", data.theme_data, name="theme-data"),
    path("t/<int:pk>", or_as_it_stood(themes.theme_short, as_it_stood.lead_to_theme), name="theme-short"),
    path("t/<int:pk>.svg", themes.theme_code, name="theme-code"),
    path("search/", search.search, name="search"),
    path("search.<suffix:suffix>", references.list_file, name="search-file"),
    path("search.<handout_kind:kind>", handouts.list_handout, name="search-handout"),
    path("search.<data:suffix>", data.finding_list_data, name="search-data"),
    path("search/suggestions/", search.suggestions, name="search-suggestions"),
    path("search/pages/", search.search_pages, name="search-pages"),
    path("search/references/", references.list_references, name="search-references"),
    path("findings/", or_as_it_stood(lists.finding_list, as_it_stood.show_finding_list), name="finding-list"),
    path("findings/feed.atom", FindingsFeed(), name="finding-list-feed"),
    path("findings/arranged/", made_lists.arrange_list, name="arrange-list"),
    path("findings.<suffix:suffix>", references.list_file, name="finding-list-file"),
    path("findings.<handout_kind:kind>", handouts.list_handout, name="finding-list-handout"),
    path("findings.<data:suffix>", data.finding_list_data, name="finding-list-data"),
    path("findings/choices/<slug:name>/", lists.facet_choices, name="finding-choices"),
    path("findings/references/", references.list_references, name="finding-list-references"),
    path("findings/<str:code>.<suffix:suffix>", references.finding_file, name="finding-file"),
    path("findings/<str:code>.<data:suffix>", data.finding_data, name="finding-data"),
    path(
        "findings/<str:code>/",
        or_as_it_stood(findings.finding_detail, as_it_stood.show_finding),
        name="finding",
    ),
    path(
        "f/<int:number>",
        or_as_it_stood(findings.finding_short, as_it_stood.show_short_finding),
        name="finding-short",
    ),
    path("situations/", situations.situation_list, name="situation-list"),
    path(
        "situations/<slug:slug>/",
        or_as_it_stood(situations.situation_detail, as_it_stood.show_situation),
        name="situation",
    ),
    path("situations/<slug:slug>.<suffix:suffix>", references.situation_file, name="situation-file"),
    path("situations/<slug:slug>.<handout_kind:kind>", handouts.situation_handout, name="situation-handout"),
    path("situations.<data:suffix>", data.situation_list_data, name="situation-list-data"),
    path("situations/<slug:slug>.<data:suffix>", data.situation_data, name="situation-data"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<slug:slug>/", reviews.review_detail, name="review"),
    path("reviews/<slug:slug>.<suffix:suffix>", references.review_file, name="review-file"),
    path("reviews.<data:suffix>", data.review_list_data, name="review-list-data"),
    path("reviews/<slug:slug>.<data:suffix>", data.review_data, name="review-data"),
    path("reviews/<slug:slug>/p/", reviews.check_page, name="check-page"),
    path("reviews/<slug:slug>/p/<str:label>/", reviews.review_page, name="review-page"),
    path("articles/<slug:slug>/", articles.article_detail, name="article"),
    path("periods/", periods.period_list, name="period-list"),
    path("periods/<slug:slug>/", periods.period_detail, name="period"),
    path("periods.<data:suffix>", data.period_list_data, name="period-list-data"),
    path("periods/<slug:slug>.<data:suffix>", data.period_data, name="period-data"),
    path("figures/", figures.figure_list, name="figure-list"),
    path("figures.csv", figures.figure_list_file, name="figure-list-file"),
    path("figures.json", data.figure_list_data, name="figure-list-data"),
    path("figures/<slug:slug>/", figures.figure_detail, name="figure"),
    path("figures/<slug:slug>.<figure_kind:kind>", figures.figure_file, name="figure-file"),
    path("figures/<slug:slug>.json", data.figure_data, name="figure-data"),
    path("themes-by-period/", overview.themes_by_period, name="themes-by-period"),
    path("compare/", comparisons.compare, name="compare"),
    path("what-changed/", comparisons.what_changed, name="what-changed"),
    path("what-we-have-read/", overview.what_we_have_read, name="what-we-have-read"),
    path("this-week/", weeks.this_week, name="this-week"),
    path("this-week/feed.atom", ThisWeekFeed(), name="this-week-feed"),
    path("api/", data.about_data, name="about-data"),
    path("data/scr-portal.<package:suffix>", data.collection_file, name="collection-file"),
    path("api/v1/openapi.json", api.openapi, name="api-description"),
    path("api/v1/", include(api.urlpatterns)),
    path("corrections/", corrections.correction_list, name="corrections-list"),
    path("corrections/feed.atom", CorrectionsFeed(), name="corrections-feed"),
]
