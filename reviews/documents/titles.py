"""Which lines of a report's first pages are its title, and whether a PDF's own title can be one. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from reviews.documents.opening_pages import OpeningLine, OpeningPage

SAME_SIZE = 0.08  # up to this part letters differ within a title
LEAST_SUBTITLE = 0.4  # of the title's size
LARGER_THAN_TEXT = 1.12
LONGEST_TITLE = 300  # characters
LEAST_LETTERS = 6
LEAST_ON_PAGE = 0.6  # of the words of a PDF's own title stand on its first pages
LETTERS_OF_A_PAGE = 10
WORDS_OF_A_PAGE = 5

_BROKEN = re.compile("[\x02\u00ad\ufffe]")
_NO_TITLE = re.compile(
    r"""(?:[\W\d_]*(?:https?:|www\.)\S*|\S+@\S+
    |(?:official|confidential|restricted|draft|final|embargo\w*)(?:[\s:–-]+\w+)?
    |(?:research|project|final|full|main|inspection)\s+(?:report|brief)(?:\s+(?:no|number|series)\.?)?[\W\d]*
    |(?:D[FfCS]\w{1,3}[ -])?R[RB]X?[ -]?\d+\w?|[A-Z][a-z]{1,3}\.?\s+\d{3,}
    |(?:age\ group|ref|reference|published|isbn|issn)\b.*
    |(?:born|died|d\.?o\.?b\.?|date\ of\ \w+|subject|age)\b\s*:?.*\d.*|[\W\d_]*
    |(?:contents|page\s+\d+|foreword|original\ (?:research\ )?article|research\ article
    |full\ length\ article|review
    |paper|article|published\ online.*|available\ online.*|contents\ lists\ available.*|journal\ homepage.*))""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(
    r"[\W\d]*(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|spring|summer|autumn|winter)?[\W\d]*",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:[\W\d]|to|and)*(?:19|20)\d\d(?:[\W\d]|to|and)*")
GOES_ON = re.compile(r"(?:\b(?:from|to|and|since|until|between|of|in)|(?<!\S)[0-3]?\d)\s*\Z", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:the |rt\.? hon\.? )*(?:lord|baroness|lady|sir|dame|dr|prof|professor)\b\.?|by|authors?|written by|"
    r"prepared by|edited by|independent (?:author|reviewer|chair)|overview (?:report )?"
    r"(?:writer|author)|lead reviewer|commissioned by|report author)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:(?:dr|prof(?:essor)?|mr|mrs|ms|sir|dame)\.?\s)?(?:[A-Z][\w’'-]+\.?\s){1,3}[A-Z][\w’'-]+(?:\d|\*)*"
    r"(?:\s*(?:,|;|and|&)\s*(?:(?:dr|prof(?:essor)?)\.?\s)?(?:[A-Z][\w’'-]*\.?\s){1,3}[A-Z][\w’'-]+(?:\d|\*)*)+",
)
_JUNK = re.compile(
    r"(?:microsoft\s+\w+\s*-.*|.*\.(?:docx?|pdf|pptx?|pub|indd|qxd|qxp|rtf|odt|xlsx?|tmp|p65|ai|eps|dot)\b.*"
    r"|(?:untitled|document|doc|presentation|powerpoint presentation|slide|layout|title|cover|page|report|draft|final|"
    r"template|print|scan|scanned document|image|file|blank|new|test|job|proof|normal|word document|no title|"
    r"full page fax print|heading|insert title.*|title of (?:report|document).*|type.* here)[\s_-]*[\d.()v]*"
    r"|(?:pii|doi)\b.*|10\.\d{4}.*|[a-z]{2,6}_\d+.*|[a-z]:\\.*|/.*|\S*_\S*_\S*|\S+|.*\btemplate\b.*|.*<[a-z/].*)",
    re.IGNORECASE,
)


@dataclass
class Block:
    """Lines one under the other in letters of one size."""

    lines: list[str]
    size: float
    at: int  # the place of its first line on the page

    @property
    def text(self) -> str:
        kept = list(dict.fromkeys(self.lines))  # shadows of letters are drawn twice
        joined = ""
        for line in kept:
            joined += line if not joined or _BROKEN.search(joined[-1:]) else f" {line}"
        return " ".join(_BROKEN.sub("", joined).split())


def find_titles(
    pages: Sequence[OpeningPage], not_titles: Collection[str] = ()
) -> Iterator[tuple[str, OpeningPage]]:
    """What may be the title, the likeliest first, with its page. `not_titles` are known to be something else."""
    page = next((one for one in pages if _count_letters(one) >= LETTERS_OF_A_PAGE), None)
    if page is None:
        return
    if not any(line.size for line in page.lines):
        first = next((line.text for line in page.lines if _may_be_title(line.text, not_titles)), "")
        yield from ((first, page) for _ in range(bool(first)))
        return
    body = _measure_text(pages)
    blocks = _make_blocks(page.lines, not_titles)
    titles = [block for block in blocks if _is_long_enough(block.text)]
    if not titles:
        return
    title = max(titles, key=lambda block: block.size)
    if title.size < body * LARGER_THAN_TEXT:  # set in letters of one size: it comes first
        title = titles[0]
        yield Block(title.lines[:1], title.size, title.at).text, page
        return
    if subtitle := _find_subtitle(blocks, title, body):
        yield _join(title.text, subtitle.text), page
    yield title.text, page


def _count_letters(page: OpeningPage) -> int:
    return sum(sign.isalpha() for line in page.lines for sign in line.text)


def _measure_text(pages: Sequence[OpeningPage]) -> float:
    """The size of most letters of the first pages."""
    sizes = [line.size for page in pages for line in page.lines if line.size and len(line.text) > 40]
    return median(sizes) if sizes else 0.0


def _may_be_title(text: str, not_titles: Collection[str]) -> bool:
    plain = " ".join(text.split())
    return not (
        plain.casefold() in not_titles
        or _NO_TITLE.fullmatch(plain)
        or _DATE.fullmatch(plain)
        or _BY.match(plain)
        or _PEOPLE.fullmatch(plain)
    )


def _make_blocks(lines: Sequence[OpeningLine], not_titles: Collection[str]) -> list[Block]:
    blocks: list[Block] = []
    goes_on: object = False
    for at, line in enumerate(lines):
        last = blocks[-1] if blocks and goes_on else None
        is_same_size = last is not None and abs(line.size - last.size) <= SAME_SIZE * last.size
        # The years of a title may stand on a line of their own.
        is_end = (
            is_same_size
            and last is not None
            and (
                _YEARS.fullmatch(line.text) or (GOES_ON.search(last.lines[-1]) and _DATE.fullmatch(line.text))
            )
        )
        goes_on = _may_be_title(line.text, not_titles) or is_end
        if not goes_on:
            continue
        if last and is_same_size:
            last.lines.append(line.text)
        else:
            blocks.append(Block([line.text], line.size, at))
    return blocks


def _is_long_enough(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= LEAST_LETTERS and len(text) <= LONGEST_TITLE


def _find_subtitle(blocks: Sequence[Block], title: Block, body: float) -> Block | None:
    """What follows the title at once, in smaller letters than it and larger ones than the text."""
    following = blocks[blocks.index(title) + 1 :][:1]
    for block in following:
        begins_at_once = block.at == title.at + len(title.lines)
        is_large = block.size >= max(title.size * LEAST_SUBTITLE, body * 1.02)
        if begins_at_once and is_large and _is_long_enough(f"{title.text} {block.text}"):
            return block
    return None


def _join(title: str, subtitle: str) -> str:
    return f"{title} {subtitle}" if title[-1:] in ":–—-?!." else f"{title}: {subtitle}"


def is_credible_title(title: str, pages: Sequence[OpeningPage]) -> bool:
    """Whether a PDF's own field can be the title: programs leave names of files there, and titles of templates."""
    if not title or len(title) > LONGEST_TITLE or _JUNK.fullmatch(title):
        return False
    words = _list_words(title)
    printed = {word for page in pages for line in page.lines for word in _list_words(line.text)}
    if len(printed) < WORDS_OF_A_PAGE:  # the pages are pictures
        return len(words) >= 3
    return bool(words) and sum(word in printed for word in words) >= LEAST_ON_PAGE * len(words)


def _list_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", _BROKEN.sub("", text).casefold()) if len(word) > 2]
