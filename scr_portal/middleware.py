"""What happens to every response before the server has it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from themes.explore.filters import FindingFilter

# Names in an address whose values are chosen. Behind all others, words may stand that somebody typed.
CHOSEN = frozenset(
    {*FindingFilter.base_filters, "id", "tick", "list", "each", "style", "day", "shelf", "cursor"}
)


def answer_head_without_body(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Send no body for HEAD; the headers stay those that GET has.

    Django leaves that to the server, and gunicorn drops the body with a warning.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method == "HEAD":
            if isinstance(response, FileResponse):
                response.file_to_stream = None  # what gunicorn would send instead of the content
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            if isinstance(response, HttpResponse):
                response.content = b""
        return response

    return answer


METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def take_only_forms(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse what no page of ours sends: other methods, and bodies that are no forms and would be read as empty."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        has_body = request.headers.get("Content-Length", "0") not in ("", "0")
        if request.method == "POST" and has_body and request.content_type not in FORM_TYPES:
            return HttpResponse("Only forms are taken here.\n", content_type="text/plain", status=415)
        return get_response(request)

    return answer


ROOM = 2**14  # words of memory: about as many are then free for the calls within, some hundreds deep


def leave_room_for_calls(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make pages faster, some twice, with a Python of before 2026: see CPython's issue 142183.

    It keeps the frames of calls in chunks of 16 KB, and gives a chunk back as soon as the first call on it returns. A
    loop of a template that happens to stand at the edge of a chunk then asks the system for memory at every call. A
    function that says it needs a large stack gets a large chunk, whose second half is there for all that it calls.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    answer.__code__ = answer.__code__.replace(co_stacksize=ROOM)
    return answer


# What our pages never use, nor anything within them.
NOT_USED = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in NOT_USED)


def keep_others_out(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """No page of ours asks for a device, and no other site may show what is ours as its own, pictures and files too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # Previews are shown in a frame of no origin, which needs our styles.
        is_style = request.path.startswith(settings.STATIC_URL)
        allowed = "cross-origin" if is_style else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", allowed)
        return response

    return answer


def keep_typed_words_nowhere(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Whatever answers an address that holds typed words stays in no browser and no proxy, errors and redirects too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if holds_typed_words(request):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


def holds_typed_words(request: HttpRequest) -> bool:
    try:
        values = request.GET.lists()
    except SuspiciousOperation:  # too many to be read
        return True
    return any(
        name not in CHOSEN and any(value.strip() and not value.isdecimal() for value in given)
        for name, given in values
    )
