"""The pages on which readers make, keep and delete an account. None of them is there where readers have none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from scr_portal.signing_in import membership
from scr_portal.signing_in.member_forms import (
    KEEP,
    CommentMailForm,
    DeleteAccountForm,
    JoinForm,
    MakeAccountForm,
    MemberPasswordForm,
    NameOfMemberForm,
    NewAddressForm,
)
from scr_portal.signing_in.second_factor import find_way_on, owes_second_step
from scr_portal.signing_in.views import MemberSignInView, clear_browser
from themes.alerts.subscribing import choose_for_account
from themes.discussion.names import find_shown_name, wish_name
from themes.models import Subscription
from themes.models.alert import AlertKind

CHANGED = {
    "name": "Your name was taken down. Somebody looks at it before others see it.",
    "password": "Your password was changed. Wherever else you were signed in, you are signed out.",
    "address": "Your e-mail address was changed.",
    "mail": "Your choice of letters was saved.",
}
View = Callable[..., HttpResponseBase]


def of_discussion(view: View) -> View:
    """Not there where readers have no accounts."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DISCUSSION:
            raise Http404("Readers have no accounts here.")
        return view(request, *args, **kwargs)

    return answer


def of_account(view: View) -> View:
    """For whoever is signed in; others sign in first."""

    @of_discussion
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{reverse('member_sign_in')}?{urlencode({'next': request.path})}")
        if owes_second_step(request):
            return HttpResponseRedirect(find_way_on(request, request.path))
        return view(request)

    return answer


def of_reader(view: View) -> View:
    """For readers: the accounts of staff are kept by administrators."""

    @of_account
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_staff or request.user.is_superuser:
            return HttpResponseRedirect(reverse("member_account"))
        return view(request)

    return answer


sign_in_member = of_discussion(MemberSignInView.as_view())


@of_discussion
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponseBase:
    """account/member_join.html: `form`, `next`. Says the same whether or not the address has an account."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    then = get_next_redirect_url(request) or ""
    if form.is_valid():
        email = form.cleaned_data["email"]
        if refused := ratelimit.consume_or_429(request, action="member_letter", key=email):
            return refused
        membership.send_link_to_join(email=email, then=then, request=request)
        return HttpResponseRedirect(reverse("member_link_sent"))
    return render(request, "account/member_join.html", {"form": form, "next": then})


@of_discussion
@require_safe
def show_link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "account/member_link_sent.html")


@of_discussion
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def make_account(request: HttpRequest) -> HttpResponse:
    """account/member_make.html: `form`, `key`, `email`; or account/member_link_over.html."""
    key = request.POST.get("key") or request.GET.get("key", "")
    given = membership.read_link_to_join(key)
    if given is None or membership.is_taken(given["email"]):
        return render(request, "account/member_link_over.html", status=410)
    form = MakeAccountForm(request.POST if request.method == "POST" else None, email=given["email"])
    if form.is_valid():
        try:
            user = membership.make_account(email=given["email"], **form.cleaned_data)
        except membership.TakenError:
            return render(request, "account/member_link_over.html", status=410)
        membership.sign_in_maker(request, user)
        return HttpResponseRedirect(given["then"] or reverse("member_account"))
    return render(request, "account/member_make.html", {"form": form, "key": key, "email": given["email"]})


@of_account
def show_account(request: HttpRequest) -> HttpResponse:
    """account/member_account.html: `member` (Member or None), `shown`, `has_second_step`, `changed` (in words),
    `mail` (form), `sends_mail` (whether letters leave this copy).
    """
    user: Any = request.user
    chosen = Subscription.objects.filter(user=user.pk).values_list("kind", flat=True)
    mail = CommentMailForm(request.POST if request.method == "POST" else None, initial={"told_of": [*chosen]})
    if user.email and mail.is_valid():
        for kind in (AlertKind.DECIDED, AlertKind.ANSWERED):
            wanted = kind in mail.cleaned_data["told_of"]
            choose_for_account(user=user, kind=kind, wanted=wanted, origin=membership.read_origin(request))
        return go_to_account("mail")
    context = {
        "mail": mail,
        "sends_mail": settings.SENDS_MAIL,
        "member": getattr(request.user, "member", None),
        "shown": find_shown_name(request.user),
        "has_second_step": is_mfa_enabled(request.user),
        "changed": CHANGED.get(request.GET.get("changed", ""), ""),
    }
    return render(request, "account/member_account.html", context, status=400 if mail.errors else 200)


@of_account
def change_name(request: HttpRequest) -> HttpResponseBase:
    """account/member_name.html: `form`."""
    member = getattr(request.user, "member", None)
    given = request.POST if request.method == "POST" else None
    form = NameOfMemberForm(given, initial={"name": member.display_name if member else ""})
    if form.is_valid():
        if refused := ratelimit.consume_or_429(request, action="member_name", user=request.user):
            return refused
        wish_name(user=request.user, name=form.cleaned_data["name"])  # type: ignore[arg-type]
        return go_to_account("name")
    return render(request, "account/member_name.html", {"form": form})


@of_reader
@reauthentication_required
def change_address(request: HttpRequest) -> HttpResponseBase:
    """account/member_address.html: `form`. Says the same whether or not the new one has an account."""
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        if refused := ratelimit.consume_or_429(request, action="member_letter", key=email):
            return refused
        membership.send_link_to_address(user=request.user, email=email, request=request)  # type: ignore[arg-type]
        return HttpResponseRedirect(reverse("member_link_sent"))
    return render(request, "account/member_address.html", {"form": form})


@of_discussion
@require_http_methods(["GET", "HEAD", "POST"])
def use_address(request: HttpRequest) -> HttpResponse:
    """account/member_use_address.html: `key`, `email`. By a button: programs follow links in mail, too."""
    key = request.POST.get("key") or request.GET.get("key", "")
    given = membership.read_link_to_address(key)
    if given is None:
        return render(request, "account/member_link_over.html", status=410)
    user, email = given
    if request.method == "POST":
        try:
            membership.change_address(user=user, email=email)
        except membership.TakenError:
            return render(request, "account/member_link_over.html", status=410)
        return go_to_account("address")
    return render(request, "account/member_use_address.html", {"key": key, "email": email})


@of_reader
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """account/member_password.html: `form`."""
    form = MemberPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        return go_to_account("password")
    return render(request, "account/member_password.html", {"form": form})


@of_reader
@reauthentication_required
def take_data(request: HttpRequest) -> HttpResponse:
    """All that is kept of whoever asks, as a file."""
    data = membership.gather_data(request.user)  # type: ignore[arg-type]
    response = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-account.json"'
    return response


@of_reader
@reauthentication_required
def delete_account(request: HttpRequest) -> HttpResponse:
    """account/member_delete.html: `form`, perhaps without fields; then account/member_deleted.html."""
    user: Any = request.user
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, shown=find_shown_name(user))
    if form.is_valid():
        try:
            membership.delete_account(
                user=user,
                keep_name=form.cleaned_data.get("comments") == KEEP,
                origin=membership.read_origin(request),
            )
        except ProtectedError:
            form.add_error(
                None,
                "Decisions were taken with this account, and name who took them: ask an administrator to close it.",
            )
        else:
            logout(request)
            return clear_browser(render(request, "account/member_deleted.html"))
    return render(request, "account/member_delete.html", {"form": form})


def go_to_account(changed: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('member_account')}?changed={changed}")
