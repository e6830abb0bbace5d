"""The pages of the desk, opened and sent."""

from __future__ import annotations

from django.urls import reverse

from themes.models import Quotation

DESK = reverse("admin:themes_quotation_desk")
SEVERAL = reverse("admin:themes_quotation_desk_several")


def address(quotation: Quotation, query: str = "") -> str:
    return reverse("admin:themes_quotation_desk_one", args=[quotation.pk]) + query


def read_token(client, quotation: Quotation, query: str = "") -> str:
    return client.get(address(quotation, query)).context["token"]


def press(client, quotation: Quotation, act: str, query: str = "", **fields):
    """Open the page and press one of its buttons."""
    sent = {"act": act, "seen": read_token(client, quotation, query), **fields}
    return client.post(address(quotation, query), sent, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])
