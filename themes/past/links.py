"""Links of a page as it stood that lead to others as they stood."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from themes.past.days import build_dated_address

LINK = re.compile(r'(?<= href=")/[^"?#]*(?=")')
dated = lru_cache(maxsize=4096)(build_dated_address)


def keep_date(html: SafeString, day: date) -> SafeString:
    """Links to findings, themes and situations keep the day; reports and their pages are as they are today."""
    return mark_safe(LINK.sub(lambda link: dated(link[0], day) or link[0], html))  # noqa: S308 - a template's
