"""The pages of signing in. Those of the second step and of passwords are allauth's, in our look (`urls`)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any

import segno
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    AccountInactiveView,
    LoginView,
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_safe
from requests.exceptions import RequestException

from scr_portal.kept_forms import KeptForm, can_be_kept, is_from_here, show_kept_form
from scr_portal.signing_in.member_forms import MemberSignInForm
from scr_portal.signing_in.second_factor import find_way_on, owes_second_step

logger = logging.getLogger(__name__)


class AccountPage:
    """A page of allauth in our look. What it calls `site` is the host's name; our templates mean something else."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.pop("site", None)
        return context


class ForgottenPasswordPage(AccountPage, PasswordResetView):
    pass


class LinkSentPage(AccountPage, PasswordResetDoneView):
    pass


class NewPasswordPage(AccountPage, PasswordResetFromKeyView):
    pass


class PasswordChangedPage(AccountPage, PasswordResetFromKeyDoneView):
    pass


class ClosedAccountPage(AccountPage, AccountInactiveView):
    pass


class SignInView(AccountPage, LoginView):
    """account/login.html: `form`, `next`, `kept` (KeptForm, or None), which is given back to whoever signed in."""

    home = "admin:index"  # where one goes who was going nowhere else

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and request.user.is_authenticated:
            if owes_second_step(request):
                then = get_next_redirect_url(request) or reverse("admin:index")
                return HttpResponseRedirect(find_way_on(request, then))
            if admin.site.has_permission(request):
                return HttpResponseRedirect(reverse("admin:index"))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.user.is_authenticated:  # as somebody else, perhaps, or as far as the second step
            logout(self.request)
        kept = read_kept(self.request)
        response = super().form_valid(form)
        if not kept:
            return response
        if self.request.user.is_authenticated:
            must_set_up = owes_second_step(self.request)
            return show_kept_form(self.request, kept, way_on=reverse("mfa_index") if must_set_up else "")
        if get_pending_stage(self.request):
            self.request.method = "GET"  # what was sent was the password: the code is still to be asked for
            return ask_for_code(self.request)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "kept": read_kept(self.request),
            "next": get_next_redirect_url(self.request) or reverse(self.home),
            "single_sign_on": settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else "",
            **super().get_context_data(**kwargs),
        }


class MemberSignInView(SignInView):
    """account/member_sign_in.html: as account/login.html."""

    template_name = "account/member_sign_in.html"
    home = "member_account"

    def get_form_class(self) -> Any:
        return MemberSignInForm

    def get_default_success_url(self) -> str:
        return reverse(self.home)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and request.user.is_authenticated:
            then = get_next_redirect_url(request) or reverse(self.home)
            return HttpResponseRedirect(find_way_on(request, then) if owes_second_step(request) else then)
        return super().dispatch(request, *args, **kwargs)


class CodeView(AccountPage, AuthenticateView):
    """mfa/authenticate.html: `form`, `webauthn_form`, `js_data`, `kept` as above."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Where it took too long, one begins anew, with what was typed."""
        kept = read_kept(request)
        if kept and not request.user.is_authenticated and not get_pending_stage(request):
            return show_sign_in(request, kept)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        kept = read_kept(self.request)
        if kept and self.request.user.is_authenticated:
            return show_kept_form(self.request, kept)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"kept": read_kept(self.request), **super().get_context_data(**kwargs)}


sign_in = SignInView.as_view()
ask_for_code = CodeView.as_view()


def read_kept(request: HttpRequest) -> KeptForm | None:
    return KeptForm.parse(request.POST.get("kept", ""))


def show_sign_in(request: HttpRequest, kept: KeptForm | None) -> HttpResponse:
    """account/login.html with `kept`: signing in leads to `show_kept_form`. For members account/member_sign_in.html."""
    view = SignInView()
    template = "account/login.html"
    if kept and not kept.is_of_workspace:
        view, template = MemberSignInView(), MemberSignInView.template_name
    view.setup(request)
    next_address = kept.address if kept else reverse("admin:index")
    form = view.get_form_class()(request=request)
    context = {**view.get_context_data(form=form), "kept": kept, "next": next_address}
    response = render(request, template, context, status=403)
    add_never_cache_headers(response)
    return response


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What is answered to a form without a token that is good now.

    Whether it came from a page of ours is told by its origin; of a form from elsewhere nothing is shown.
    """
    is_signing_in = request.path in (reverse("admin:login"), reverse("mfa_authenticate"))
    if settings.DISCUSSION and request.path == reverse("member_sign_in") and is_from_here(request):
        kept = read_kept(request)
        return show_sign_in(request, kept) if kept else HttpResponseRedirect(request.path)  # with a new token
    is_ours = is_signing_in or can_be_kept(request.path)
    if not (is_ours and is_from_here(request)):
        return csrf_failure(request, reason)
    is_of_staff = is_signing_in or request.path.startswith(reverse("admin:index"))
    may_go_on = admin.site.has_permission(request) if is_of_staff else request.user.is_authenticated
    is_signed_in = may_go_on and not owes_second_step(request)
    if is_signing_in:
        kept = read_kept(request)
        if is_signed_in and not kept:
            return HttpResponseRedirect(reverse("admin:index"))
    else:
        kept = KeptForm.read(request)
        if not kept:
            return csrf_failure(request, reason)
    return show_kept_form(request, kept, status=403) if is_signed_in and kept else show_sign_in(request, kept)


def sign_out(request: HttpRequest) -> HttpResponse:
    """account/signed_out.html: `is_reader`. The browser forgets the pages that it kept; the list stays the reader's.

    An address that is only visited signs nobody out: another site could make a browser visit it.
    """
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:index"))
    is_reader = settings.DISCUSSION and request.user.is_authenticated and not request.user.is_staff
    logout(request)
    return clear_browser(render(request, "account/signed_out.html", {"is_reader": is_reader}))


def clear_browser(response: HttpResponse) -> HttpResponse:
    """Have the browser forget the pages that it kept."""
    # Not "storage", where readers' lists are kept until they press “Forget my list”; what was typed in the
    # workspace the script of the button has taken out of it. Cookies: `logout` takes the session's.
    response["Clear-Site-Data"] = '"cache"'
    return response


@login_required
@require_safe
def totp_picture(request: HttpRequest) -> HttpResponse:
    """What the app on a phone reads to begin with, as a picture; while it is being set up, and for nobody else."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404("Nothing is being set up.")
    code = segno.make(get_mfa_adapter().build_totp_url(request.user, secret), error="m", micro=False)
    picture = BytesIO()
    code.save(picture, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def _without_fault(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Single sign-on where the other site may not answer, or answer something else than it should."""

    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.SOCIALACCOUNT_PROVIDERS:
            raise Http404("There is no single sign-on here.")
        given = request.GET.copy()
        for name in {*given} - {"next", "code", "state", "error", "iss"}:
            del given[name]
        request.GET = given  # type: ignore[assignment]
        # Each visit asks the other site, and waits for it.
        if refused := ratelimit.consume_or_429(request, action="login", limit_get=True):
            return refused
        try:
            return view(request, provider_id="oidc")
        except ImmediateHttpResponse as stopped:
            return stopped.response
        except (
            RequestException,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:  # nothing is sure of what it says
            logger.warning("Single sign-on failed: %s", type(error).__name__)
            return render(request, "socialaccount/authentication_error.html", status=502)

    return require_safe(answer)


single_sign_on = _without_fault(openid_connect.login)
single_sign_on_back = _without_fault(openid_connect.callback)


@require_safe
def single_sign_on_cancelled(request: HttpRequest) -> HttpResponse:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404("There is no single sign-on here.")
    return render(request, "socialaccount/login_cancelled.html")
