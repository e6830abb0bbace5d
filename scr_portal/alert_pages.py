""" "Tell me when this list changes": asked for without an account or a cookie, confirmed and ended from letters.

As with reports of problems there is no token against forged forms to compare with a cookie. All that a forged one could
do is to have an address asked whether it wants this, a few times a day. What links of letters open is guarded by the
key in them. Following a link changes nothing, since mail is also opened by programs that look for danger: a button
does. The one exception is what RFC 8058 wants: a mail program that posts to the link ends what it is of.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from scr_portal.pages import get_operator
from scr_portal.problem_pages import is_from_elsewhere, keep_nowhere, trace_network
from themes.alerts import keys, subscribing, writing
from themes.alerts.following import find_followed
from themes.alerts.forms import AlertForm
from themes.models import Subscription

ELSEWHERE = (
    "This came from another site, so nothing was done. If you want to be told of changes, say it here."
)
TOO_MANY = (
    "From where you are, many people asked for this within an hour, so this was not taken yet. What you typed is still "
    "here: send it again in an hour."
)


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """alerts/form.html: `form`, `list` (FollowedList), `name`, `said` (in the place of a mistake), `operator`,
    `sends_mail` (whether letters leave this copy).

    Raises Http404 where the address chooses no list that can be followed.
    """
    followed = find_followed(request.META.get("QUERY_STRING", ""))
    if followed is None:
        raise Http404(
            "Nobody can be told of changes of this. Choose a list by filters, a theme or a situation."
        )
    form, said, status = AlertForm(), "", 200
    if request.method == "POST" and is_from_elsewhere(request):
        said, status = ELSEWHERE, 403
    elif request.method == "POST":
        form, status = AlertForm(request.POST), 400
        if form.is_valid():
            if ratelimit.consume(request, action="ask_for_alerts", key=trace_network(request)):
                origin = f"{request.scheme}://{request.get_host()}"
                subscribing.ask_for_alerts(followed=followed, origin=origin, **form.cleaned_data)
                return keep_nowhere(HttpResponseRedirect(reverse("alert-sent")))
            said, status = TOO_MANY, 429
    context = {
        "form": form,
        "list": followed,
        "name": writing.describe_list(followed),
        "said": said,
        "sends_mail": settings.SENDS_MAIL,
        "operator": get_operator(),
        "days": subscribing.UNCONFIRMED_DAYS,
        "letter_days": subscribing.LETTERS_DAYS,
    }
    return keep_nowhere(render(request, "alerts/form.html", context, status=status))


@require_safe
def show_sent(request: HttpRequest) -> HttpResponse:
    """alerts/sent.html: `days` that the link in the letter holds, `sends_mail`."""
    context = {"days": keys.CONFIRM_DAYS, "sends_mail": settings.SENDS_MAIL}
    return keep_nowhere(render(request, "alerts/sent.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_alerts(request: HttpRequest) -> HttpResponse:
    """alerts/confirm.html: `name` of the list, `pace`, `key`."""
    key = request.GET.get("key", "")
    try:
        if request.method == "POST":
            subscription = subscribing.confirm(key)
            return _lead_to_list(subscription)
        subscription, pace = keys.find_to_confirm(key)
    except keys.KeyRefused:
        return _refuse_key(request)
    context = {
        "name": writing.describe_subscription(subscription),
        "pace": dict(Subscription._meta.get_field("pace").flatchoices)[pace],
        "key": key,
    }
    return keep_nowhere(render(request, "alerts/confirm.html", context))


@require_safe
def list_alerts(request: HttpRequest) -> HttpResponse:
    """alerts/list.html: `rows` (a subscription, what it is of, its key), `key`, `address`, `is_account`."""
    subscription = _find(request)
    if subscription is None:
        return _refuse_key(request)
    rows = [
        {"subscription": row, "name": writing.describe_subscription(row), "key": keys.make_key(row)}
        for row in Subscription.objects.of_the_same(subscription)
    ]
    context = {
        "rows": rows,
        "key": request.GET["key"],
        "address": subscription.address,
        "is_account": _is_of_account(subscription),
    }
    return keep_nowhere(render(request, "alerts/list.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """alerts/end.html: `name` of what is ended, `key`. alerts/ended.html: `others`, a key that opens what is left;
    `is_account`, whether the address is an account's.
    """
    try:
        subscription = keys.find_subscription(request.GET.get("key", ""))
    except keys.KeyRefused:
        return _refuse_key(request)
    if request.method != "POST" and subscription:
        context = {"name": writing.describe_subscription(subscription), "key": request.GET["key"]}
        return keep_nowhere(render(request, "alerts/end.html", context))
    other = None
    if subscription:
        other = Subscription.objects.of_the_same(subscription).exclude(pk=subscription.pk).first()
        subscription.delete()
    left = {"others": keys.make_key(other) if other else "", "is_account": _is_of_account(subscription)}
    return keep_nowhere(render(request, "alerts/ended.html", left))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def end_all(request: HttpRequest) -> HttpResponse:
    """alerts/ended.html; what there is to end, where its button was not pressed."""
    if request.method != "POST":
        return list_alerts(request)
    subscription = _find(request)
    if subscription is None:
        return _refuse_key(request)
    Subscription.objects.of_the_same(subscription).delete()
    context = {"all": True, "is_account": _is_of_account(subscription)}
    return keep_nowhere(render(request, "alerts/ended.html", context))


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All that is stored about the address, as JSON."""
    subscription = _find(request)
    if subscription is None:
        return _refuse_key(request)
    rows = Subscription.objects.of_the_same(subscription)
    data = {"address": subscription.address, "subscriptions": subscribing.describe_all(rows)}
    response = JsonResponse(data, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="scr-portal-mail.json"'
    return keep_nowhere(response)


def _find(request: HttpRequest) -> Subscription | None:
    try:
        return keys.find_subscription(request.GET.get("key", ""))
    except keys.KeyRefused:
        return None


def _is_of_account(subscription: Subscription | None) -> bool:
    return subscription is not None and subscription.user_id is not None


def _lead_to_list(subscription: Subscription) -> HttpResponse:
    address = f"{reverse('alert-list')}?{urlencode({'key': keys.make_key(subscription)})}"
    return keep_nowhere(HttpResponseRedirect(address))


def _refuse_key(request: HttpRequest) -> HttpResponse:
    """alerts/refused.html. Not said is whether there ever was such a link."""
    return keep_nowhere(render(request, "alerts/refused.html", {"days": keys.CONFIRM_DAYS}, status=404))
