"""Tags for what a template cannot get from its context."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.db.models.options import Options
from django.templatetags.static import static

from scr_portal import context
from themes.roles import say_when_seen

register = template.Library()


@register.simple_tag
def site_words() -> dict[str, Any]:
    """`{% site_words as site %}`: the site's name and help lines, for pages made without a request."""
    return context.build_words()


@register.simple_tag
def asset(path: str) -> str:
    """Like `static`, but empty when the file is not collected: no error page may fail for its style."""
    try:
        return static(path)
    except ValueError:
        return ""


@register.filter
def when_seen(opts: Options) -> str:
    """`{{ opts|when_seen }}`: when readers see a change of such a row, as a sentence. See `themes.roles.SEEN`."""
    return say_when_seen(opts.label_lower)


@register.filter
def host(url: str) -> str:
    """Whose page an address is: "www.example.org". Tells apart links that would all say "Catalogue"."""
    return urlsplit(url).hostname or url
