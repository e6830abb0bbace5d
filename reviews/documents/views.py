"""The files of reports: a PDF that we hold, and its pages as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from reviews.documents.pictures import PictureError, get_picture
from reviews.models import Document, DocumentPage, DocumentState

Answer = TypeVar("Answer", HttpResponse, FileResponse)

NOT_HERE = "This file is not here."
PUBLIC_FOR = 86_400  # seconds: a document may become private again
# A browser's own viewer for PDFs sets styles and embeds the file; with "sandbox" Chrome and Safari show nothing.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def may_see(user, document: Document) -> bool:
    """Whether somebody may see a document's pages and words: all may where its licence allows it."""
    return _is_for_all(document) or user.has_perm("reviews.view_document")


def _is_for_all(document: Document) -> bool:
    return document.is_public and document.state == DocumentState.READ


@require_safe
def page_picture(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """A page of a document as a picture (WebP). Why there is none is told as text, with 503."""
    page = DocumentPage.objects.select_related("document").filter(document=pk, index=index).first()
    if page is None:
        raise Http404(NOT_HERE)
    document = _get_visible(request, page.document)
    try:
        picture = get_picture(page).path.read_bytes()
    except PictureError as error:
        return _refuse_for_now(str(error))
    except OSError:  # it had to make room for others just now
        return _refuse_for_now("Load this again.")
    return _set_cache_headers(HttpResponse(picture, content_type="image/webp"), document)


@require_safe
def document_file(request: HttpRequest, pk: int) -> FileResponse:
    """The PDF itself, to be shown by the browser: `#page=` opens it at a page."""
    document = _get_visible(request, Document.objects.select_related("review").filter(pk=pk).first())
    try:
        opened = Path(document.file.path).open("rb")  # noqa: SIM115 - the response closes it
    except OSError as error:
        raise Http404(NOT_HERE) from error
    response = FileResponse(opened, filename=f"{document.review.slug}.pdf", content_type="application/pdf")
    response["Content-Security-Policy"] = PDF_POLICY
    return _set_cache_headers(response, document)


def _get_visible(request: HttpRequest, document: Document | None) -> Document:
    """The document; the same answer where there is none and where it is not for this visitor: Http404."""
    if document is None or not may_see(request.user, document):
        raise Http404(NOT_HERE)
    return document


def _refuse_for_now(reason: str) -> HttpResponse:
    response = HttpResponse(reason, content_type="text/plain; charset=utf-8", status=503)
    response["Cache-Control"] = "no-store"
    return response


def _set_cache_headers(response: Answer, document: Document) -> Answer:
    """A document never changes; whether all may see it does. What is not for all stays in no browser."""
    if _is_for_all(document):
        patch_cache_control(response, public=True, max_age=PUBLIC_FOR, immutable=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    response["Content-Encoding"] = "identity"  # packed already: packing it again would only hide its length
    return response
