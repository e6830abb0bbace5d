"""Lists within lists: outer bullets that are headings of the bullets below them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from themes.citations.closing import find_closing, find_reference
from themes.importers.article.paragraphs import Paragraph, is_heading_like, read_explicit_heading

MOST_WORDS = 12  # of a heading; what is longer is a point that others explain
MOST_LEVELS = 9  # as Word has; what stands further in is a point


def raise_headings(paragraphs: Sequence[Paragraph], *, may_lead_in: bool = False) -> list[Paragraph]:
    """Outer bullets become headings where all of a list may be, and page lists stand below them.

    Where only some may be, all stay points, and these are doubted. `may_lead_in` is for articles that have no other
    headings: then each that may be one is, those with a colon too, and the other outer bullets are doubted. Of several
    lists that stand each below a heading, either may be the theme: that is for a person to say.
    """
    raised: list[Paragraph] = []
    below_headings: list[tuple[Paragraph, Paragraph]] = []  # the first of a list, and what stands above it
    for is_list, run in groupby(paragraphs, key=lambda paragraph: paragraph.is_bullet):
        group = list(run)
        if is_list:
            group = _raise_in_list(group, may_lead_in)
            if raised and not group[0].is_bullet and _is_heading(raised[-1]):
                below_headings.append((group[0], raised[-1]))
        raised += group
    for first, above in below_headings if len(below_headings) > 1 else []:
        first.doubt = (
            f"This and what stands beside it were taken as headings, and “{above.text}” above them was left out. Look "
            "whether that is the theme, and these are its points."
        )
    return raised


def _raise_in_list(bullets: list[Paragraph], may_lead_in: bool, level: int = 1) -> list[Paragraph]:
    if level > MOST_LEVELS:
        return bullets
    groups = [(group, _heads_list(group, may_lead_in)) for group in _split_at_outer(bullets)]
    heads = [group for group, is_head in groups if is_head]
    if not heads:
        return bullets
    if len(heads) < len(groups) and not may_lead_in:
        for outer, first_inner, *_ in heads:
            if first_inner.indent <= outer.indent:
                continue  # by its sign alone
            outer.doubt = (
                "This was taken as a point. Those below it stand further in: it may be their heading."
            )
        return bullets
    raised = []
    for group, is_head in groups:
        outer, *inner = group
        if is_head:
            raised += [_make_heading(outer), *_raise_in_list(inner, may_lead_in, level + 1)]
            continue
        if raised:
            outer.doubt = "This stands beside the heading above it, not below it: look where it belongs."
        raised += group
    return raised


def _split_at_outer(bullets: list[Paragraph]) -> list[list[Paragraph]]:
    """Each outer bullet with those that stand further in, or that have another sign where none does."""
    first = bullets[0]
    is_level = len({bullet.indent for bullet in bullets}) == 1
    groups: list[list[Paragraph]] = []
    for bullet in bullets:
        is_outer = bullet.sign == first.sign if is_level else bullet.indent <= first.indent
        if is_outer or not groups:
            groups.append([bullet])
        else:
            groups[-1].append(bullet)
    return groups


def _heads_list(group: Sequence[Paragraph], may_lead_in: bool) -> bool:
    outer, *inner = group
    text = read_explicit_heading(outer.text)
    is_set_off = may_lead_in or not text.endswith(":")
    is_short = len(text.split()) <= MOST_WORDS and is_heading_like(text) and not find_reference(text)
    return (
        is_short and is_set_off and any(find_closing(one.text) or find_reference(one.text) for one in inner)
    )


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.is_explicit_heading or is_heading_like(paragraph.text)


def _make_heading(bullet: Paragraph) -> Paragraph:
    text = read_explicit_heading(bullet.text)
    return replace(bullet, sign="", is_explicit_heading=True, doubt="", fragments=[(bullet.line, text)])
