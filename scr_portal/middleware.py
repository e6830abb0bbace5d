"""What happens to every response before the server has it."""

from collections.abc import Callable

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase


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
