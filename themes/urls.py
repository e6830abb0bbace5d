from django.urls import path, register_converter

from themes.feeds import CorrectionsFeed
from themes.figures.files import FigureKindConverter
from themes.handouts.files import HandoutKindConverter
from themes.references.files import SuffixConverter
from themes.views import (
    articles,
    as_it_stood,
    comparisons,
    corrections,
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
)

or_as_it_stood = as_it_stood.or_as_it_stood  # where the address names a day

register_converter(SuffixConverter, "suffix")
register_converter(FigureKindConverter, "figure_kind")
register_converter(HandoutKindConverter, "handout_kind")

urlpatterns = [
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<slug:slug>/", or_as_it_stood(themes.theme_detail, as_it_stood.show_theme), name="theme"),
    path("themes/<slug:slug>.<suffix:suffix>", references.theme_file, name="theme-file"),
    path("themes/<slug:slug>.<handout_kind:kind>", handouts.theme_handout, name="theme-handout"),
    path("t/<int:pk>", or_as_it_stood(themes.theme_short, as_it_stood.lead_to_theme), name="theme-short"),
    path("t/<int:pk>.svg", themes.theme_code, name="theme-code"),
    path("search/", search.search, name="search"),
    path("search.<suffix:suffix>", references.list_file, name="search-file"),
    path("search.<handout_kind:kind>", handouts.list_handout, name="search-handout"),
    path("search/suggestions/", search.suggestions, name="search-suggestions"),
    path("search/pages/", search.search_pages, name="search-pages"),
    path("search/references/", references.list_references, name="search-references"),
    path("findings/", or_as_it_stood(lists.finding_list, as_it_stood.show_finding_list), name="finding-list"),
    path("findings/arranged/", made_lists.arrange_list, name="arrange-list"),
    path("findings.<suffix:suffix>", references.list_file, name="finding-list-file"),
    path("findings.<handout_kind:kind>", handouts.list_handout, name="finding-list-handout"),
    path("findings/choices/<slug:name>/", lists.facet_choices, name="finding-choices"),
    path("findings/references/", references.list_references, name="finding-list-references"),
    path("findings/<str:code>.<suffix:suffix>", references.finding_file, name="finding-file"),
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
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<slug:slug>/", reviews.review_detail, name="review"),
    path("reviews/<slug:slug>.<suffix:suffix>", references.review_file, name="review-file"),
    path("reviews/<slug:slug>/p/", reviews.check_page, name="check-page"),
    path("reviews/<slug:slug>/p/<str:label>/", reviews.review_page, name="review-page"),
    path("articles/<slug:slug>/", articles.article_detail, name="article"),
    path("periods/", periods.period_list, name="period-list"),
    path("periods/<slug:slug>/", periods.period_detail, name="period"),
    path("figures/", figures.figure_list, name="figure-list"),
    path("figures.csv", figures.figure_list_file, name="figure-list-file"),
    path("figures/<slug:slug>/", figures.figure_detail, name="figure"),
    path("figures/<slug:slug>.<figure_kind:kind>", figures.figure_file, name="figure-file"),
    path("themes-by-period/", overview.themes_by_period, name="themes-by-period"),
    path("compare/", comparisons.compare, name="compare"),
    path("what-changed/", comparisons.what_changed, name="what-changed"),
    path("what-we-have-read/", overview.what_we_have_read, name="what-we-have-read"),
    path("corrections/", corrections.correction_list, name="corrections-list"),
    path("corrections/feed.atom", CorrectionsFeed(), name="corrections-feed"),
]
