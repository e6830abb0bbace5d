"""Where members write: a new comment, an answer, other words for one of their own, and what became of each.

Every page here is for one person and kept nowhere. What was typed goes on from page to page in the form itself: to the
check before it is sent, back to be changed, and through a sign-in where the session ended meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reviews.workspace.base import LOOK
from scr_portal.kept_forms import KeptForm
from scr_portal.retention import say_days
from scr_portal.signing_in.views import show_sign_in
from themes.discussion.checking import check_comment
from themes.discussion.forms import ChangeCommentForm, WriteCommentForm
from themes.discussion.keeping import WITHDRAWN_DAYS
from themes.discussion.markdown import render_comment, render_markdown
from themes.discussion.names import find_shown_name
from themes.discussion.posting import (
    MAY_CHANGE_FOR,
    CommentChangedError,
    PostingError,
    SentBeforeError,
    change_comment,
    looked_at,
    may_change,
    may_write,
    post_comment,
    withdraw_comment,
)
from themes.discussion.threads import name_subject
from themes.discussion.trust import is_trusted
from themes.enums import CommentState
from themes.models import Comment, Finding, ModerationDecision, Thread
from themes.views.discussion import find_thread
from themes.views.paging import list_page_numbers, read_page_number, refuse_page

OWN_ON_A_PAGE = 25
TOO_MANY = "You have sent many comments within an hour. What you typed is still here: send it a little later."
TOO_MANY_CHECKS = (
    "You have looked at many texts within an hour. What you typed is still here: look at it a little later."
)
NO_REPLIES = (
    "Nobody can reply at the moment, so yours was not sent. What you typed is still here: copy it if you may "
    "need it."
)
HOURS = int(MAY_CHANGE_FOR.total_seconds() // 3600)

Page = Callable[..., HttpResponseBase]


def for_members(page: Page) -> Page:
    """Only for who may write; who is signed out goes through the sign-in with what they typed.

    Where what they wrote about went away meanwhile, they are given back what they typed.
    """

    @wraps(page)
    @sensitive_post_parameters()
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = answer(request, *args, **kwargs)
        except Http404 as gone:
            typed = request.POST.get("body", "")
            if not typed:
                raise
            context = {"typed": typed, "why": str(gone)}
            response = render(request, "discussion/gone.html", context, status=404)
        add_never_cache_headers(response)
        return response

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DISCUSSION:
            raise Http404("There are no discussions at the moment.")
        response: HttpResponseBase
        if not request.user.is_authenticated:
            kept = KeptForm.read(request) if request.method == "POST" else None
            address = f"{reverse('member_sign_in')}?{urlencode({'next': request.get_full_path()})}"
            response = show_sign_in(request, kept) if kept else HttpResponseRedirect(address)
        elif not may_write(request.user):
            context = {"typed": request.POST.get("body", "")}
            response = render(request, "discussion/not_yet.html", context, status=403)
        else:
            response = page(request, *args, **kwargs)
        return response

    return checked


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def write_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """discussion/write.html or discussion/check.html: see `_show_form` and `_show_check`."""
    thread, about = find_thread(pk)
    version = about.version if isinstance(about, Finding) else None
    name, said = name_subject(about)
    back = reverse("discussion", args=[pk])
    around: dict[str, Any] = {"about": about, "name": name, "said": said, "back": back}
    if request.method != "POST":
        to = _find_answered(pk, request.GET.get("to", ""))
        if not thread.is_open or (to and not settings.REPLIES):
            return HttpResponseRedirect(back)
        form = WriteCommentForm.begin(version=version, to=to.pk if to else None)
        return _show_form(request, form, to=to, **around)
    form = WriteCommentForm(request.POST)
    to = _find_answered(pk, request.POST.get("to", ""))
    around |= {"to": to}
    if LOOK in request.POST:
        form.is_bound = False
        form.initial = {key: request.POST.get(key, "") for key in form.fields}
        return _show_form(request, form, **around)
    if not form.is_valid():
        return _show_form(request, form, status=400, **around)
    if "send" not in request.POST:
        return _show_check(request, form, thread, **around)
    if to and not settings.REPLIES:
        return _show_form(request, form, refused=NO_REPLIES, status=409, **around)
    if not ratelimit.consume(request, action="post_comment", user=request.user):
        return _show_form(request, form, refused=TOO_MANY, status=429, **around)
    typed = form.cleaned_data
    try:
        comment = post_comment(
            thread=thread,
            author=request.user,  # type: ignore[arg-type]
            body=typed["body"],
            sent_as=typed["sent_as"],
            to=to,
            finding_version=typed["version"],
        )
    except SentBeforeError as sent:
        fresh = WriteCommentForm.begin(version=version, to=typed["to"], body=typed["body"])
        return _show_form(request, fresh, sent_before=sent.comment, status=409, **around)
    except PostingError as error:
        return _show_form(request, form, refused=str(error), status=409, **around)
    return HttpResponseRedirect(reverse("own-comment", args=[comment.pk]))


@for_members
@require_safe
def list_own_comments(request: HttpRequest) -> HttpResponse:
    """discussion/own.html: `comments` as `_describe_own` has them, newest first; `page`, `page_numbers`."""
    paginator = Paginator(_select_own(request).order_by("-posted_at", "-pk"), OWN_ON_A_PAGE)
    number = read_page_number(request.GET.get("page") or "1")
    if number > paginator.num_pages:
        refuse_page(paginator.num_pages)
    page = paginator.page(number)
    comments = [_describe_own(comment) for comment in page]
    return render(
        request,
        "discussion/own.html",
        {"comments": comments, "page": page, "page_numbers": list_page_numbers(page)},
    )


@for_members
@require_safe
def show_own_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """discussion/sent.html: the comment as `_describe_own` has it, and what happens next."""
    return render(request, "discussion/sent.html", {**_describe_own(_find_own(request, pk)), "hours": HOURS})


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def change_own_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """discussion/write.html or discussion/check.html: see `_show_form` and `_show_check`."""
    comment = _find_own(request, pk)
    own = _describe_own(comment)
    around = {"own": own, "name": own["name"], "about": own["about"], "back": reverse("own-comments")}
    if request.method != "POST":
        if not own["can_change"]:
            return HttpResponseRedirect(reverse("own-comment", args=[pk]))
        form = ChangeCommentForm(initial={"body": comment.body, "wording": comment.wording})
        return _show_form(request, form, **around)
    form = ChangeCommentForm(request.POST)
    if LOOK in request.POST:
        form.is_bound = False
        form.initial = {key: request.POST.get(key, "") for key in form.fields}
        return _show_form(request, form, **around)
    if not form.is_valid():
        return _show_form(request, form, status=400, **around)
    if "send" not in request.POST:
        return _show_check(request, form, comment.thread, **around)
    typed = form.cleaned_data
    try:
        change_comment(comment=comment, author=request.user, **typed)  # type: ignore[arg-type]
    except CommentChangedError as changed:
        fresh = ChangeCommentForm(initial={"body": typed["body"], "wording": changed.comment.wording})
        return _show_form(
            request, fresh, refused=str(changed), other=changed.comment.body, status=409, **around
        )
    except PostingError as error:
        return _show_form(request, form, refused=str(error), status=409, **around)
    return HttpResponseRedirect(reverse("own-comment", args=[pk]))


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_own_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """discussion/withdraw.html: the comment as `_describe_own` has it, `kept_for` ("a year")."""
    comment = _find_own(request, pk)
    if request.method == "POST":
        withdraw_comment(comment=comment, author=request.user)  # type: ignore[arg-type]
        return HttpResponseRedirect(reverse("own-comment", args=[pk]))
    context = {**_describe_own(comment), "kept_for": say_days(WITHDRAWN_DAYS)}
    return render(request, "discussion/withdraw.html", context)


def _find_answered(thread: int, pk: str) -> Comment | None:
    """The comment that is answered, which readers saw once. Raises Http404."""
    if not pk:
        return None
    known = Comment.objects.filter(thread=thread, approved_at__isnull=False)
    comment = known.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    if comment is None:
        raise Http404("The comment that this would reply to is not there.")
    return comment


def _select_own(request: HttpRequest) -> QuerySet[Comment]:
    decisions = ModerationDecision.objects.order_by("-at", "-pk")
    return (
        Comment.objects.filter(author=request.user.pk)
        .select_related("thread__theme", "thread__finding", "thread__article")
        .defer("thread__article__source_text", "thread__finding__search")
        .prefetch_related(Prefetch("decisions", decisions))
        .annotate(is_looked_at=ExpressionWrapper(looked_at(), BooleanField()))
    )


def _find_own(request: HttpRequest, pk: int) -> Comment:
    comment = _select_own(request).filter(pk=pk).first()
    if comment is None:
        raise Http404("You have no comment at this address. Perhaps you wrote it with another account.")
    return comment


def _describe_own(comment: Any) -> dict[str, Any]:
    about = comment.thread.theme or comment.thread.finding or comment.thread.article
    assert about is not None  # noqa: S101 - a rule of the database
    last = next(iter(comment.decisions.all()), None)
    hides = comment.state in (CommentState.REJECTED, CommentState.WITHDRAWN)
    return {
        "comment": comment,
        "html": render_comment(comment.body, is_imported=comment.is_imported),
        "last": last if hides else None,
        "can_change": may_change(comment) and comment.thread.is_open and not comment.is_looked_at,
        "about": about,
        "name": name_subject(about)[0],
    }


def _show_form(request: HttpRequest, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
    """discussion/write.html: `form`, `name` of what it is `about`, which `said`; `to` (Comment that is answered), or
    `own` (that is changed); `back`; and where it was not taken `refused` (why), `sent_before` (Comment), `other` (the
    words that were saved meanwhile).
    """
    answered = _render_answered(context.get("to"))
    return render(
        request, "discussion/write.html", {"form": form, "answered": answered, **context}, status=status
    )


def _show_check(request: HttpRequest, form: Any, thread: Thread, **context: Any) -> HttpResponse:
    """discussion/check.html: `html`, `found` (themes.discussion.guard.Found), `typed` [(name, value)] to go on,
    `shown_name`, `look`, `hours`, whether it `appears_at_once`, and as `_show_form`, which is shown where this was
    asked for too often.
    """
    if not ratelimit.consume(request, action="check_comment", user=request.user):
        return _show_form(request, form, refused=TOO_MANY_CHECKS, status=429, **context)
    typed = [(name, value) for name, value in form.cleaned_data.items() if value not in (None, "")]
    found, to = check_comment(form.cleaned_data["body"], thread), context.get("to")
    hangs = to is not None and to.state != CommentState.PUBLISHED
    context |= {
        "html": render_markdown(form.cleaned_data["body"]),
        "found": found.for_author(),
        "appears_at_once": not (found.marks or hangs or "own" in context) and is_trusted(request.user),
        "typed": typed,
        "shown_name": find_shown_name(request.user),
        "look": LOOK,
        "hours": HOURS,
    }
    return render(request, "discussion/check.html", context)


def _render_answered(to: Comment | None) -> SafeString | None:
    """The words that are answered, while readers see them."""
    shown = to if to and to.state == CommentState.PUBLISHED else None
    return render_comment(shown.body, is_imported=shown.is_imported) if shown else None
