"""The few signs that a comment may use, as HTML: paragraphs, emphasis, quotations, lists and links. No database.

Two parsers that know nothing of each other stand between what was typed and the page: `markdown-it-py` writes only
these elements, with everything else escaped, and `nh3` throws away whatever else should be in what it wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

MOST_WORDS = 1_000
MOST_CHARACTERS = 10_000  # a word may be long
RULES = ["blockquote", "list", "emphasis", "link", "autolink", "escape", "newline"]
# Signs that open something, and lines: what has more of them is no comment that they would help to read.
MOST_SIGNS, MOST_LINES = 200, 500
BLANK_LINES = re.compile(r"\n\s*\n")
SIGNS = re.compile(r"[*_\[<>]")
DEEPEST = 20  # quotations and lists inside each other

ALLOWED = {
    "p": {"dir"},
    "br": set(),
    "em": set(),
    "strong": set(),
    "blockquote": set(),
    "ul": set(),
    "ol": {"start"},
    "li": {"dir"},
    "a": {"href", "class", "rel"},
}


class CommentRenderer(RendererHTML):
    """Each block finds its own direction of writing, and a link says where it leads beside what it claims."""

    def paragraph_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Mapping[str, Any]
    ) -> str:
        return "" if tokens[idx].hidden else '<p dir="auto">'

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Mapping[str, Any]
    ) -> str:
        return '<li dir="auto">'

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Mapping[str, Any]
    ) -> str:
        href = escape(str(tokens[idx].attrGet("href") or ""))
        if not href:  # "[words]()" leads nowhere
            return ""
        return f'<a class="govuk-link" href="{href}" rel="nofollow ugc noreferrer">'

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Mapping[str, Any]
    ) -> str:
        opening = max(place for place in range(idx) if tokens[place].type == "link_open")
        said = "".join(token.content for token in tokens[opening + 1 : idx])
        href = str(tokens[opening].attrGet("href") or "")
        if not href:
            return ""
        host = urlsplit(href).netloc
        return "</a>" if tokens[opening].markup == "autolink" or said == host else f"</a> ({escape(host)})"


def _is_address(url: str) -> bool:
    """Whole addresses on the web alone, without a name and password that make one host look like another."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "maxNesting": DEEPEST}, renderer_cls=CommentRenderer).enable(
        RULES
    )
    parser.validateLink = _is_address  # type: ignore[method-assign]
    # "xn--…" in letters could look like another host.
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


PARSER = _build_parser()


@lru_cache(maxsize=4_000)
def render_markdown(body: str) -> SafeString:
    """What somebody typed, as HTML that can do nothing. What is too long or tangled stands there as it was typed."""
    if (
        len(body) > MOST_CHARACTERS
        or len(SIGNS.findall(body)) > MOST_SIGNS
        or body.count("\n") + body.count("\r") > MOST_LINES
    ):
        return render_plain(body)
    return mark_safe(nh3.clean(PARSER.render(body), tags=set(ALLOWED), attributes=ALLOWED, link_rel=None))  # noqa: S308


def render_plain(body: str) -> SafeString:
    """Text that is no Markdown: its paragraphs and lines."""
    words = escape(body.replace("\r\n", "\n").replace("\r", "\n").strip())
    paragraphs = BLANK_LINES.sub('</p><p dir="auto">', words).replace("\n", "<br>")
    return mark_safe(f'<p dir="auto">{paragraphs}</p>')  # noqa: S308


def render_comment(body: str, *, is_imported: bool) -> SafeString:
    """Who wrote under an article elsewhere meant none of the signs."""
    return render_plain(body) if is_imported else render_markdown(body)


# What nobody sees and what turns writing round: words could be hidden from whoever reads them before they appear. The
# joiners that some scripts and emoji are written with stay.
UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
ACCENT = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
HEAPED = re.compile(f"({ACCENT}{{3}}){ACCENT}+")


def tidy_typed(body: str) -> str:
    """What was typed, without what cannot be seen in it, and with accents heaped three high at most."""
    lines = body.replace("\r\n", "\n").replace("\r", "\n")
    return HEAPED.sub(r"\1", UNSEEN.sub("", lines)).strip()


def count_words(body: str) -> int:
    return len(body.split())
