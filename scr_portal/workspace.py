"""The curators' workspace: Django's admin site under our name, with a list of work as its front page."""

from functools import partial, update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst

from reviews.jobs import is_work_stuck
from reviews.workspace.addresses import strip_nul
from scr_portal.find import find_address_of_finding, find_rows, find_screens
from scr_portal.kept_forms import KeptForm
from scr_portal.mail_choice import choose_mail
from scr_portal.refusals import render_not_there, render_refused
from scr_portal.saved_filters import keep_filter, list_saved_filters, remove_filter
from scr_portal.signing_in.forms import OwnPasswordForm
from scr_portal.signing_in.views import show_sign_in, sign_in, sign_out
from scr_portal.state import PERMISSION, list_wrong, show_state
from themes import todo
from themes.alerts.outbox import count_given_up
from themes.alerts.writing import RIGHTS_OF_MODERATORS
from themes.models import ReadingPlace
from themes.taking import list_own_work

READING = "Go on reading"

# What most visits are for: words, address, and the right that it takes.
WAYS_IN = [
    ("Add an article", "admin:themes_articleintake_add", "themes.add_articleintake"),
    ("Add a report’s PDF", "admin:reviews_document_add", "reviews.add_document"),
    (READING, "admin:themes_coverage_grid", "themes.view_coverage"),
]
MOST_OWN_WORK = 15  # pieces that somebody has taken; a list shows all
MOST_IN_READING = 3  # reports that somebody is led back to

# Everything in the collection, in the order that curators know it by. Each is called as its screens call it.
SHELVES = {
    "Findings and page lists": [
        "themes.Finding",
        "themes.Citation",
        "themes.Quotation",
        "themes.ReadTogether",
        "themes.ArticleIntake",
        "themes.SheetImport",
        "themes.SheetWord",
        "themes.ColleagueNote",
        "themes.TakenWork",
    ],
    "Themes, situations and words": [
        "themes.Theme",
        "themes.ThemeGroup",
        "themes.Situation",
        "themes.WeeklyFinding",
        "themes.Coverage",
        "themes.KnownGap",
        "themes.Synonym",
        "themes.ContestedTerm",
        "themes.Agency",
        "themes.AgeGroup",
        "themes.Harm",
    ],
    "Reports and figures": [
        "reviews.Review",
        "reviews.Document",
        "reviews.Period",
        "reviews.Series",
        "reviews.Article",
        "themes.ArticleSection",
    ],
    "Discussion": [
        "themes.Comment",
        "themes.Thread",
        "themes.Member",
        "themes.RestrictedTerm",
        "themes.SealedEvidence",
    ],
    "What readers report": [
        "themes.ProblemReport",
        "themes.Notice",
    ],
    "People": [
        "auth.User",
        "auth.Group",
        "signing_in.SignIn",
        "themes.HelpService",
    ],
}
UNSHELVED = "Everything else"


def list_ways_in(user: Any) -> list[tuple[str, str]]:
    """Words and addresses for the top of the front page; for whoever is reading a report, where they stopped."""
    places = []
    if user.has_perm("reviews.view_document"):
        places = [
            (f"Go on reading: {place.document.review.short_title}, {place.page}", place.address)
            for place in ReadingPlace.objects.for_user(user).in_use()[:MOST_IN_READING]
        ]
    ways = [(words, reverse(name)) for words, name, right in WAYS_IN if user.has_perm(right)]
    return [way for way in ways if not (places and way[0] == READING)] + places


class Workspace(AdminSite):
    site_header = "SCR Portal: curators"
    site_title = "SCR Portal"
    index_title = "To do"
    enable_nav_sidebar = False  # everything is in the bar at the top

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A view whose refusals and missing rows are answered in the look of the workspace."""

        def view_or_refusal(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.GET = strip_nul(request.GET)  # type: ignore[assignment]
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                return render_refused(request, self.each_context(request), self._registry)
            except (Http404, DisallowedModelAdminLookup, DisallowedModelAdminToField) as error:
                return render_not_there(request, self.each_context(request), error)

        checked = super().admin_view(update_wrapper(view_or_refusal, view), cacheable)

        def view_or_sign_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            """Where a session ended meanwhile, what was typed goes through the sign-in."""
            is_page = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
            is_refused = request.method == "POST" and is_page and not self.has_permission(request)
            if is_refused and (kept := KeptForm.read(request)):
                return show_sign_in(request, kept)
            return checked(request, *args, **kwargs)

        return update_wrapper(view_or_sign_in, checked)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The one page to sign in at, which has its address before this is asked."""
        return sign_in(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's, with pauses between wrong tries, as where one signs in."""
        return PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def get_urls(self) -> list[Any]:
        return [
            path("state/", self.admin_view(show_state), name="state"),
            path("find/", self.admin_view(self.find), name="find"),
            path("mail/", self.admin_view(choose_mail), name="mail"),
            path("filters/keep/", self.admin_view(keep_filter), name="keep_filter"),
            path("filters/remove/", self.admin_view(remove_filter), name="remove_filter"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Beside Django's: `waiting` for the bar at the top of each page; `saved_filters`, which only lists ask for."""
        return super().each_context(request) | {
            "waiting": todo.Waiting(request.user.has_perm, path=request.path),
            "saved_filters": partial(list_saved_filters, request),
        }

    def find(self, request: HttpRequest) -> HttpResponseBase:
        """admin/find.html: what was `typed`; `screens` (words, address) and `found` of it."""
        typed = request.GET.get("q", "").strip()
        if address := find_address_of_finding(request, typed):
            return redirect(address)
        context = self.each_context(request) | {
            "title": f"Found for “{typed}”" if typed else "Find",
            "typed": typed,
        }
        if typed:
            context["screens"] = find_screens(context["available_apps"], typed)
            context["found"] = list(find_rows(self, request, typed))
        response = TemplateResponse(request, "admin/find.html", context)
        add_never_cache_headers(response)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """admin/index.html: `ways_in` (words, address), `own_work` (address, words) that was taken, `is_work_stuck`,
        `mail_folder` (where mail stays, for who keeps accounts), `not_sent` (letters given up, for them too), `wrong`
        (what an administrator has to look after, by name), `can_be_told` (by mail what waits); beside Django's.
        """
        keeps_accounts = request.user.has_perm("auth.change_user")
        context = {
            "mail_folder": settings.EMAIL_FILE_PATH if keeps_accounts and not settings.SENDS_MAIL else "",
            "not_sent": count_given_up() if keeps_accounts else 0,
            "can_be_told": any(map(request.user.has_perm, RIGHTS_OF_MODERATORS)),
            "is_work_stuck": request.user.has_perm("reviews.view_document") and is_work_stuck(),
            "wrong": list_wrong() if request.user.has_perm(PERMISSION) else [],
            "waiting": todo.Waiting(request.user.has_perm, in_all=True),
            "ways_in": list_ways_in(request.user),
            "own_work": list_own_work(request.user, MOST_OWN_WORK + 1),
            "most_own_work": MOST_OWN_WORK,
            **(extra_context or {}),
        }
        return super().index(request, context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """What this person may open, shelf by shelf; by Django's apps where one of those is asked for."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        entries = {entry["model"]._meta.label: entry for app in apps for entry in app["models"]}
        shelves = [
            (
                shelf,
                [self._describe_model(entries.pop(label)) for label in labels if label in entries],
            )
            for shelf, labels in SHELVES.items()
        ]
        return [
            {"name": name, "app_label": f"shelf-{number}", "app_url": "", "models": rows}
            for number, (name, rows) in enumerate([*shelves, (UNSHELVED, list(entries.values()))])
            if rows
        ]

    def _describe_model(self, entry: dict[str, Any]) -> dict[str, Any]:
        """As its screens call it. Where a model is kept on a screen of its own, that is what opens."""
        model_admin = self.get_model_admin(entry["model"])
        entry = {**entry, "name": capfirst(str(model_admin.opts.verbose_name_plural))}
        if opens := getattr(model_admin, "opens", None):
            entry |= {"admin_url": reverse(opens), "add_url": None}
        return entry
