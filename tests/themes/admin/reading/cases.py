"""A report of two pages that is read on the screen, and what a browser sends."""

import re
from html import unescape

from django.urls import reverse
from django.utils import timezone

from reviews.models import Document, DocumentPage
from tests.factories import make_member, make_period

FIRST = "Boats were seldom counted\r\nbefore the storm. Nobody asked the keeper, and"
SECOND = "nobody wrote down why. Ropes had been let go early."


def make_document(review, **fields) -> Document:
    number = Document.objects.count() + 1
    document = Document.objects.create(
        review=review,
        sha256=f"{number:064x}",
        file=f"documents/{number}.pdf",
        size=1,
        **{"state": "read", "page_count": 3, "labels_confirmed_at": timezone.now(), **fields},
    )
    for index, label, text in ((1, "", "A title."), (2, "53", FIRST), (3, "54", SECOND)):
        DocumentPage.objects.create(document=document, index=index, label=label, text=text)
    return document


def sign_in(client, name="curator", role="Curator"):
    user = make_member(role, name)
    client.force_login(user)
    return user


def get_address(document, index=2) -> str:
    return reverse("admin:reviews_review_read_page", args=[document.pk, index])


def get_text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def fill_form(theme, **fields):
    return {
        "text": "Boats went uncounted.",
        "theme": theme.pk,
        "kind": "finding",
        "periods": [make_period().pk],
        "until": "page",
        "label": "53",
        "looked": "1",
        "act": "save",
        **fields,
    }


def get_messages(response) -> list[str]:
    return [re.sub("<[^>]+>", "", str(message)) for message in response.context["messages"]]


def get_reading_address(review) -> str:
    return reverse("admin:reviews_review_read", args=[review.pk])
