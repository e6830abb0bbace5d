"""What pages say of who reads comments, for templates."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def read_afterwards() -> str:
    """`{% read_afterwards %}`, behind a sentence that a person reads comments first: where some are read afterwards."""
    return " Where we trust the author of one, it is read afterwards." if settings.TRUSTED_AUTHORS else ""
