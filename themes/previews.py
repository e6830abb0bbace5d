"""The picture that messages and posts show beside a link of ours: which kind of page it is, and a theme's calm title.

Never the words of a finding, nor the name of a figure: such a picture stands before people who did not look for it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from themes.figures.slides import Slide, SlideBox, draw_png, find_font, wrap_words

SIZE = 1200, 630  # pixels: what posts and messages show whole
LEFT = 90
# By name, as addresses have it: what the picture says of the page.
KINDS = {
    "portal": "Learning from serious case reviews",
    "finding": "A finding of serious case reviews",
    "figure": "A figure over time",
    "situation": "A situation from practice",
    "review": "A report that we have read",
    "period": "A period of serious case reviews",
}
OF_THEME = "A theme of serious case reviews"
GROUND, LIGHT, PALE, BAR = "#0b4448", "#ffffff", "#cfe3e3", "#2b7a7d"
NAME, KIND, TITLE, FOOT = 40, 34, 64, 28  # pixels of letters
MOST_LINES = 3
YEARS = (2003, 2005, 2007, 2009, 2011, 2014)  # of the five analyses: as wide as they were long


@lru_cache(maxsize=256)
def draw_preview(title: str, kind: str = "") -> bytes:
    """A PNG. Remembered by what it says."""
    width, height = SIZE
    slide = Slide(title, title, size=SIZE, ground=GROUND, halo=0)
    slide.write(70, ["SCR Portal"], NAME, is_bold=True, colour=LIGHT, x=LEFT)
    lines = _wrap(title, width - 2 * LEFT)
    y = slide.write(160, [kind] if kind else [], KIND, colour=PALE, x=LEFT)
    slide.write(y + 6, lines, TITLE, is_bold=True, colour=LIGHT, x=LEFT)
    slide.write(500, ["England, 2003 to 2014. Each lesson with its report."], FOOT, colour=PALE, x=LEFT)
    scale = (width - 2 * LEFT) / (YEARS[-1] - YEARS[0])
    for begin, end in pairwise(YEARS):
        left = LEFT + (begin - YEARS[0]) * scale
        slide.boxes.append(SlideBox(left, height - 62, (end - begin) * scale - 8, 18, BAR))
    return draw_png(slide)


def _wrap(title: str, width: float) -> list[str]:
    """In lines that fit, whatever letters are in it: about so many letters at first, then as they are drawn."""
    font = find_font(TITLE, is_bold=True)
    taken = width
    while True:
        lines = wrap_words(title, TITLE, is_bold=True, width=taken, most=MOST_LINES)
        if taken < TITLE * 3 or all(font.getlength(line) <= width for line in lines):
            return lines
        taken *= 0.9
