"""Where moderators keep what may not be said about a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from reviews.workspace.addresses import ReadsAddresses
from themes.discussion.guard.restricted import squeeze
from themes.models import RestrictedTerm

LEAST_LETTERS = 2


class RestrictedTermForm(forms.ModelForm):
    def clean_term(self) -> str:
        term: str = self.cleaned_data["term"]
        if len(squeeze(term)[0]) < LEAST_LETTERS:
            raise forms.ValidationError(
                f"Give at least {LEAST_LETTERS} letters or digits: less would be found everywhere."
            )
        return term


@admin.register(RestrictedTerm)
class RestrictedTermAdmin(ReadsAddresses):
    """Cannot be searched, exported or looked up in a history: addresses and logs would tell what is restricted."""

    nothing_yet = (
        "Nothing is restricted yet. Add what a court, or a family, asked not to be told with a report: the guard then "
        "holds it back in comments on that report’s findings."
    )
    form = RestrictedTermForm
    actions = None
    list_display = ["term", "review", "why", "until", "is_in_force", "by"]
    list_select_related = ["review", "by"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ("review", "term", "why", "until")

    @admin.display(description="in force", boolean=True)
    def is_in_force(self, row: RestrictedTerm) -> bool:
        return row.until is None or row.until >= timezone.localdate()

    @method_decorator(sensitive_post_parameters())
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)
