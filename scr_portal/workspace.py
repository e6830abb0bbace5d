"""The curators' workspace: Django's admin site under our name, with a list of work as its front page."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from themes import todo

# What most visits are for: words, address, and the right that it takes.
WAYS_IN = [
    ("Add an article", "admin:themes_articleintake_add", "themes.add_articleintake"),
    ("Add a report", "admin:reviews_review_add", "reviews.add_review"),
    ("Go on reading", "admin:themes_coverage_grid", "themes.view_coverage"),
]

# Everything in the collection, in the words and the order that curators know it by.
SHELVES = {
    "Findings and page lists": {
        "themes.Finding": "Findings",
        "themes.Citation": "Page lists",
        "themes.Quotation": "Quotations",
        "themes.ReadTogether": "Findings to be read together",
        "themes.ArticleIntake": "Articles in hand",
        "themes.SheetImport": "Spreadsheets",
    },
    "Themes, situations and words": {
        "themes.Theme": "Themes",
        "themes.ThemeGroup": "Groups of themes",
        "themes.Situation": "Situations",
        "themes.Coverage": "What has been read",
        "themes.KnownGap": "Known gaps",
        "themes.Synonym": "Words that mean the same",
        "themes.ContestedTerm": "Contested terms",
        "themes.Agency": "Agencies",
        "themes.AgeGroup": "Ages",
        "themes.Harm": "Kinds of harm",
    },
    "Reports and figures": {
        "reviews.Review": "Reports and papers",
        "reviews.Document": "Documents",
        "reviews.Period": "Periods",
        "reviews.Series": "Figures over time",
        "reviews.Article": "Articles",
        "themes.ArticleSection": "Headings of articles",
    },
    "Discussion": {
        "themes.Comment": "Comments",
        "themes.Thread": "Threads",
    },
    "People": {
        "auth.User": "Accounts",
        "auth.Group": "Roles",
        "themes.HelpService": "Help numbers",
    },
}
UNSHELVED = "Everything else"


class SignInForm(AdminAuthenticationForm):
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "This name and this password do not open an account here. Capital letters count in both. "
        "If the password is lost, an administrator can give you a new one.",
    }


class Workspace(AdminSite):
    login_form = SignInForm
    site_header = "SCR Portal: curators"
    site_title = "SCR Portal"
    index_title = "To do"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """admin/index.html: `work` (tasks by group) and `ways_in` (words and address), beside Django's own."""
        context = {
            "work": todo.tasks(lambda model: self._may_open(request, model)),
            "ways_in": [
                (words, reverse(name)) for words, name, right in WAYS_IN if request.user.has_perm(right)
            ],
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
                [{**entries.pop(label), "name": name} for label, name in rows.items() if label in entries],
            )
            for shelf, rows in SHELVES.items()
        ]
        return [
            {"name": name, "app_label": f"shelf-{number}", "app_url": "", "models": rows}
            for number, (name, rows) in enumerate([*shelves, (UNSHELVED, list(entries.values()))])
            if rows
        ]

    def _may_open(self, request: HttpRequest, model: Any) -> bool:
        return self.is_registered(model) and self.get_model_admin(model).has_view_or_change_permission(
            request
        )
