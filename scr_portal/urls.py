from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path

from scr_portal import alert_pages, discussion_pages, notice_pages, pages, problem_pages, views
from scr_portal.sitemaps import SITEMAPS
from themes.notices.forms import FORMS
from themes.problems.slips import REFERENCE

admin.autodiscover()  # here, as only who serves pages needs the screens: they take half of the time to start

handler404 = "scr_portal.views.page_not_found"
handler500 = "scr_portal.faults.explain_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("themes.urls")),
    path("", include("reviews.urls")),
    path("then-and-now/", pages.then_and_now, name="then-and-now"),
    path("help/", pages.help_page, name="help"),
    path("about/", pages.about, name="about"),
    path("corrections-policy/", pages.corrections, name="corrections"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("what-we-keep/", pages.kept, name="kept"),
    path("community-rules/", pages.community_rules, name="community-rules"),
    path("how-we-moderate/", pages.how_we_moderate, name="how-we-moderate"),
    path("problem/", problem_pages.report_problem, name="report-problem"),
    path("problem/counts/", problem_pages.show_counts, name="problem-counts"),
    re_path(rf"^problem/(?P<reference>(?i:{REFERENCE}))/$", problem_pages.show_report, name="problem-report"),
    path("discussion/<int:pk>/write/", discussion_pages.write_comment, name="write-comment"),
    path("account/comments/", discussion_pages.list_own_comments, name="own-comments"),
    path("account/comments/<int:pk>/", discussion_pages.show_own_comment, name="own-comment"),
    path("account/comments/<int:pk>/change/", discussion_pages.change_own_comment, name="change-comment"),
    path(
        "account/comments/<int:pk>/withdraw/", discussion_pages.withdraw_own_comment, name="withdraw-comment"
    ),
    path("alerts/", alert_pages.list_alerts, name="alert-list"),
    path("alerts/new/", alert_pages.ask, name="alert-new"),
    path("alerts/sent/", alert_pages.show_sent, name="alert-sent"),
    path("alerts/confirm/", alert_pages.confirm_alerts, name="alert-confirm"),
    path("alerts/end/", alert_pages.end, name="alert-end"),
    path("alerts/end-all/", alert_pages.end_all, name="alert-end-all"),
    path("alerts/stored.json", alert_pages.export, name="alert-export"),
    path("complaints/", notice_pages.list_notices, name="notices"),
    re_path(rf"^complaints/(?P<reference>(?i:{REFERENCE}))/$", notice_pages.show_notice, name="notice"),
    re_path(rf"^complaints/(?P<kind>{'|'.join(FORMS)})/$", notice_pages.send_notice, name="notice-form"),
    path("robots.txt", pages.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"},
        name="sitemap",
    ),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path(".well-known/security.txt", pages.security, name="security"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("", include("scr_portal.signing_in.urls")),
    path("admin/", admin.site.urls),
]
