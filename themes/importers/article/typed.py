"""Page lists as a curator mended them, or typed them where the article's own could not be understood."""

from collections.abc import Mapping
from dataclasses import replace

from themes.citations.locators import LocatorError, parse, strip_marker
from themes.importers.article.drafts import ArticleDraft, PageListDraft, ThemeDraft


def add_typed_lists(draft: ArticleDraft, typed: Mapping[int, str]) -> ArticleDraft:
    """The article as if it had given them, by the lines of its page lists. An empty one stands for no pages.

    What cannot be read, or belongs to no such line, changes nothing.
    """
    return replace(draft, themes=tuple(_add_to_theme(theme, typed) for theme in draft.themes))


def _add_to_theme(theme: ThemeDraft, typed: Mapping[int, str]) -> ThemeDraft:
    lists = [*theme.citations, *theme.not_understood]
    read = sorted(
        (_read_typed(page_list, typed.get(page_list.line)) for page_list in lists),
        key=lambda page_list: page_list.line,
    )
    return replace(
        theme,
        citations=tuple(page_list for page_list in read if page_list.pages),
        not_understood=tuple(page_list for page_list in read if not page_list.pages),
    )


def _read_typed(page_list: PageListDraft, text: str | None) -> PageListDraft:
    if text is None or (not text.strip() and not page_list.pages):
        return page_list
    if not text.strip():
        return replace(page_list, as_given="", pages=())
    try:
        return replace(page_list, as_given=strip_marker(text.strip()), pages=parse(text))
    except LocatorError:
        return page_list
