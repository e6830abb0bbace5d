"""Numbers in templates; every template has these without loading them."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def thousands(number: Any) -> SafeString:
    """`{{ count|thousands }}`: a whole number as "1,234", anything else as nothing.

    `floatformat:"0g"` says the same, asks for the language each time, and takes five times as long.
    """
    return mark_safe(f"{number:,}" if isinstance(number, int) else "")  # noqa: S308 - digits and commas
