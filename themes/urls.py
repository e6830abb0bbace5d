from django.urls import path

from themes.feeds import CorrectionsFeed
from themes.views import (
    articles,
    corrections,
    findings,
    lists,
    overview,
    periods,
    reviews,
    search,
    situations,
    themes,
)

urlpatterns = [
    path("themes/", themes.theme_list, name="theme-list"),
    path("themes/<slug:slug>/", themes.theme_detail, name="theme"),
    path("t/<int:pk>", themes.theme_short, name="theme-short"),
    path("search/", search.search, name="search"),
    path("findings/", lists.finding_list, name="finding-list"),
    path("findings/<str:code>/", findings.finding_detail, name="finding"),
    path("f/<int:number>", findings.finding_short, name="finding-short"),
    path("situations/", situations.situation_list, name="situation-list"),
    path("situations/<slug:slug>/", situations.situation_detail, name="situation"),
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<slug:slug>/", reviews.review_detail, name="review"),
    path("reviews/<slug:slug>/p/<str:label>/", reviews.review_page, name="review-page"),
    path("articles/<slug:slug>/", articles.article_detail, name="article"),
    path("periods/", periods.period_list, name="period-list"),
    path("periods/<slug:slug>/", periods.period_detail, name="period"),
    path("themes-by-period/", overview.themes_by_period, name="themes-by-period"),
    path("what-we-have-read/", overview.what_we_have_read, name="what-we-have-read"),
    path("corrections/", corrections.correction_list, name="corrections-list"),
    path("corrections/feed.atom", CorrectionsFeed(), name="corrections-feed"),
]
