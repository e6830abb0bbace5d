"""Where a member is trusted, or no longer: only where `TRUSTED_AUTHORS` is on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from reviews.control_characters import refuse_control_characters
from reviews.workspace.addresses import ReadsAddresses
from themes.discussion.moderation import count_by_state
from themes.discussion.trust import ENDED_BY_ITSELF, end_trust, give_trust
from themes.models import Member

RIGHT = "themes.change_comment"


class TrustForm(forms.Form):
    why = forms.CharField(
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_control_characters],
        error_messages={"required": "Say why."},
        help_text="Kept as long as the account. Colleagues read it, and its owner in the file of their data.",
    )


class TrustsAuthors(ReadsAddresses):
    """For the screen of names."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.trust_view)
        return [path("<int:pk>/trust/", view, name="themes_member_trust"), *super().get_urls()]

    @method_decorator(sensitive_post_parameters())
    def trust_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/member/trust.html: `member`, `comments` of theirs in words, `given` (AuthorTrust) whether it
        `is_in_force`, `trusts` (all there were), `form`.
        """
        if not (self.has_change_permission(request) and request.user.has_perm(RIGHT)):
            raise PermissionDenied
        if not settings.TRUSTED_AUTHORS:
            raise Http404("Nobody is trusted here: TRUSTED_AUTHORS is off.")
        member = get_object_or_404(Member, pk=pk)
        form = TrustForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            act = end_trust if "end" in request.POST else give_trust
            try:
                act(member=member, why=form.cleaned_data["why"], by=request.user)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(request, "Saved. What was sent before stays as it was decided.")
                return redirect("admin:themes_member_trust", pk)
        given = member.trusts.given().first()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Trust in {member}",
            "opts": self.opts,
            "member": member,
            "comments": count_by_state(member.user_id),
            "given": given,
            "is_in_force": member.trusts.in_force().exists(),
            "ended_by_itself": ENDED_BY_ITSELF,
            "trusts": member.trusts.select_related("given_by", "ended_by"),
            "form": form,
        }
        status = 400 if form.errors else 200
        response = TemplateResponse(request, "admin/themes/member/trust.html", context, status=status)
        add_never_cache_headers(response)
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """admin/themes/member/change_form.html: whether somebody `may_trust`."""
        may_trust = settings.TRUSTED_AUTHORS and request.user.has_perm(RIGHT)
        context = {**(extra_context or {}), "may_trust": may_trust}
        return super().change_view(request, object_id, form_url, context)
