"""Pages of a list: which one an address asks for. What is none is refused with a sentence that says which there are."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest

from reviews.plurals import count_things

PAGE = re.compile(r"[0-9]{1,9}")


class PageRefused(Http404):
    """A list is there, and has no such page: its message says which it has, and the address is right but for that."""


def read_page_number(text: str) -> int:
    """The page that an address asks for. Raises PageRefused for what is no page number."""
    number = int(text) if PAGE.fullmatch(text) else 0
    if not number:
        raise PageRefused("This list has no such page. Its pages have the numbers 1, 2, 3 and so on.")
    return number


def find_last_page(places: int, size: int) -> int:
    return max(1, -(-places // size))


def refuse_page(last: int) -> None:
    raise PageRefused(f"This list has {count_things(last, 'page')}. The address asks for another one.")


def turn_to_page(request: HttpRequest, rows: Any, size: int) -> Page:
    """The page of these rows that the address asks for. Raises PageRefused where there is none."""
    paginator: Paginator = Paginator(rows, size)
    number = read_page_number(request.GET.get("page") or "1")
    if number > paginator.num_pages:
        refuse_page(paginator.num_pages)
    return paginator.page(number)


def list_page_numbers(page: Page, *, on_each_side: int = 2) -> list[int | None]:
    """Numbers to link to, with None where some are left out."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=on_each_side, on_ends=1)
    return [number if isinstance(number, int) else None for number in elided]
