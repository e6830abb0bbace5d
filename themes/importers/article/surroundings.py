"""What a site prints around an article's words: its name and menu, captions, advertisements, bylines."""

import re
from collections.abc import Sequence
from datetime import date

from themes.importers.article.moments import MONTH, find_closing_moment

LONGEST_CRUMB = 120  # characters; what is longer is prose, whatever it begins with
LONGEST_MENU_ITEM = 25
LONGEST_MASTHEAD = 60
MOST_OF_MASTHEAD = 3  # lines, of which one may be the title
FEWEST_WORDS_OF_A_TITLE = 4  # fewer may stand anywhere

# It stands between an article's parts, and what follows belongs to what is above.
_DECORATION = re.compile(
    r"""(?:photo|image|picture|illustration|credit|caption)s?\b.*[:©].*
    |(?:photo(?:graph)?|image|picture)s?\s+(?:posed\s+)?by\b.*|©.*
    |.*\b(?:getty(?:\s*images)?|shutterstock|alamy|i?stock(?:photo)?|fotolia|adobe\s*stock|unsplash)[)\]]?
    |ads?|adverts?|(?:paid\s+)?advertisements?\b.{0,40}|sponsored(?:\s+(?:content|by\b.*))?|promoted
    |(?:article|story)\s+continues\b.*|scroll\s+(?:down\s+)?to\s+continue\b.*|continue\s+reading\b.*""",
    re.VERBOSE | re.IGNORECASE,
)
# What is no word of an article and no heading of it; a list below it is the site's.
_CRUMB = re.compile(
    r"""(?:more\s+(?:from|on|in|about)|read\s+(?:more|next|also)|see\s+also|related(?:\s+\w+)?\s*:?\s*$
    |related\s+(?:articles?|stories|posts?|content|reading)|share\s*:?\s*$
    |share\s+(?:this|on)|tweet\b|print\s+this|email\s+this|follow\s+us|subscribe|sign\s+up
    |tags?\s*:|topics?\s*:|filed\s+under|posted\s+in|categor(?:y|ies)\s*:
    |(?:(?:foot|end)?notes|references|bibliography)\s*:?\s*$|skip\s+to|home\s*[>»›/|])""",
    re.VERBOSE | re.IGNORECASE,
)
_MENU_SIGN = re.compile(r"\s+[|>»›•·/]\s+")
_BYLINE = re.compile(
    r"(?:by|words|author)\b:?\s+[A-Z]"
    r"|(?:this\s+(?:article|story|post)\s+)?(?:was\s+)?(?:(?:first|originally)\s+)?(?:published|appeared|printed|posted)\s+(?:in|on|by)\s",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:(?:first|article|story)\s+)?(?:publish(?:ed)?|posted|written|date|by)\b.{0,80}|(?:added\s+)?on(?:\s+the)?|added",
    re.IGNORECASE,
)
_FIRST_PUBLISHED = re.compile(r"\b(?:(?:first|originally)\s+)?(?:published|posted)\b.*", re.IGNORECASE)
_UPDATED = re.compile(r"(?:date\s+|last\s+)?(?:updated|modified|reviewed|amended|edited)\b", re.IGNORECASE)
# "…. Updated: 14 March 2016": not the day on which it appeared.
_UPDATED_LATER = re.compile(rf"[\s,;.(–—-]+{_UPDATED.pattern}.*", re.IGNORECASE)
# A line that tells of a time alone: "March 2016", "Monday, 14 March", "14 Marz 2016", "Posted 3 years ago".
_TIME_ALONE = re.compile(
    rf"""(?=.*(?:\b(?:{MONTH}|spring|summer|autumn|winter)\b.*\d|\d.*\b(?:{MONTH})\b|\d[/.·-]\d|\d{{8}}))
        (?:(?:{MONTH}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}|spring|summer|autumn|winter|at|the|of|date|on
        |(?:first|last|published|posted|added|written|updated)|\d{{1,4}}(?:st|nd|rd|th)?|\d{{8}}|[ap]m)(?![^\W_])|[\W_])+
        |(?:(?:posted|published|added|written)\W+)?(?:(?:about|over)\s+)?(?:an?|\d{{1,3}})\W+
        (?:year|month|week|day|hour|minute)s?\W+ago\b.*
        |\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?-i:[A-Z])\w{{2,14}}\s+(?:19|20)\d\d
        # "Yesterday at 10:15", "Tuesday", "last week", "2 hrs", "Michaelmas 2016", "Q3 2016", "5.vii.2016", "2016-W27".
        |(?:(?:posted|published|added|written)\W+)?(?:today|yesterday|this\s+(?:morning|afternoon|evening|week|month)
        |last\s+(?:night|week|month|year)|just\s+now|(?:mon|tues|wednes|thurs|fri|satur|sun)day
        |\d{{1,3}}\s?(?:hrs?|mins?|[hmd]))(?:\W+(?:at\W+)?\d\d?(?:[.:]\d\d)?\s*(?:[ap]m)?)?
        |(?:q[1-4]|michaelmas|hilary|trinity|lent|easter|christmas)\s+(?:19|20)\d\d|(?:19|20)\d\d(?:-w\d\d)?|\d{{1,2}}\.[ivx]{{1,4}}\.(?:19|20)\d\d
        |(?:spring|summer|autumn|winter)\s+(?:issue|edition|term)""",
    re.VERBOSE | re.IGNORECASE,
)
_TELLS_A_TIME = re.compile(
    rf"""\b(?:{MONTH})\.?\W{{1,3}}\d|\d(?:st|nd|rd|th)?\W{{1,3}}(?:of\s+)?(?:{MONTH})\b|(?:\d|\ban?)\W+\w+\W+ago\b
        |\d{{1,2}}[/.·-]\d{{1,2}}[/.·-]\d|\b(?:19|20)\d\d-\d{{1,2}}-\d""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d")
_RANGE_OF_DAYS = re.compile(r"\d\s*(?:[-–—/&]|to|and)\Z")  # "4–10 July 2016"
_PART_SIGN = re.compile(r"\s*[|•·;]\s*")
# "in Children, Practice", "by Ann Example", "5 min read", ", The Gazette".
_BEHIND_DATE = re.compile(
    r"""(?<=[\dmM.])\s*(?:[,(;–—-]\s*)?(?:(?:last\s+)?(?:updated|modified)\b.*|\b(?:in|under|by|from|for)\s+(?=[^\W\d]).*
        |pp?\.?\s*\d[\d\s,–-]*\)?|\d+\s+(?:comments?|min(?:ute)?s?|views|shares)\b.*|©.*
    |(?<=[,|–—-]\s)(?-i:[A-Z][\w’'&]*)(?:\s+(?-i:[A-Z][\w’'&]*)){0,3})\Z""",
    re.VERBOSE | re.IGNORECASE,
)
# "Social Work Weekly, 21 March 2016".
_NAME_OF_PAPER = re.compile(
    r"(?:(?:[A-Z][\w’'.&-]*|\d{1,4}|of|the|and|for|in|&)\s+){0,5}(?:[A-Z][\w’'.&-]*|\d{1,4})\s*[,:/–—-]?"
)
_SMALL_WORDS = frozenset(("a", "an", "and", "for", "in", "of", "the", "&"))


def is_decoration(text: str) -> bool:
    return len(text) <= LONGEST_CRUMB and _DECORATION.fullmatch(text) is not None


def is_crumb(text: str) -> bool:
    return len(text) <= LONGEST_CRUMB and bool(
        _CRUMB.match(text) or _DECORATION.fullmatch(text) or is_menu(text)
    )


def is_menu(text: str) -> bool:
    """ "Home | News | Jobs"."""
    items = _MENU_SIGN.split(text)
    is_short = len(items) > 2 and all(len(item) <= LONGEST_MENU_ITEM for item in items)
    return is_short and not _BYLINE.match(text) and read_publication_date(text) is None


def is_byline(text: str) -> bool:
    if len(text) > LONGEST_CRUMB or text.endswith("."):
        return False
    is_update = bool(_UPDATED.match(text)) and re.search(r"\d|:|\bby\b", text) is not None
    is_of_time = is_update or _TIME_ALONE.fullmatch(text) is not None
    return is_of_time or bool(_BYLINE.match(text)) or read_publication_date(text) is not None


def tells_a_time(text: str) -> bool:
    """Whether a short line seems to say when the article appeared, be that a day or not."""
    if len(text) > LONGEST_CRUMB:
        return False
    is_told = _TELLS_A_TIME.search(text) or _TIME_ALONE.fullmatch(text)
    return bool(is_told or (is_byline(text) and _YEAR.search(text)))


def read_publication_date(text: str) -> date | None:
    """The day on which the article first appeared, if this line states one."""
    if _UPDATED.match(text):
        first = _FIRST_PUBLISHED.search(text)
        return read_publication_date(first[0]) if first else None
    for part in _PART_SIGN.split(_UPDATED_LATER.sub("", text)):
        moment = find_closing_moment(_BEHIND_DATE.sub("", part)) or find_closing_moment(part)
        before = moment.before if moment else ""
        if _RANGE_OF_DAYS.search(before):
            return None
        if moment and (not before or _PUBLISHED.fullmatch(before) or _NAME_OF_PAPER.fullmatch(before)):
            return moment.day
    return None


def find_title(front: Sequence[str], answered: str) -> int | None:
    """Which line above the points is the article's title.

    The one that the comments answer, else the first below the site's menu, else the first.
    """
    likely = [index for index, text in enumerate(front) if not is_crumb(text) and not is_byline(text)]
    wanted = normalise_title(answered)
    for index in likely if wanted else []:
        if normalise_title(front[index]) == wanted:
            return index
    for menu in [index for index, text in enumerate(front) if is_menu(text)][-1:]:
        below = [
            index for index in likely if menu < index < len(front) - 1
        ]  # the last heads the first points
        if below and all(is_menu(text) or _may_be_masthead(text) for text in front[:menu]):
            return below[0]
    return next(iter(likely), None)


def _may_be_masthead(text: str) -> bool:
    return len(text) <= LONGEST_MASTHEAD and text[-1] not in ".:?"


def describe_doubtful_title(front: Sequence[str], title: int, answered: str) -> str:
    """What a person has to look at; empty where the title is plain."""
    given, words = normalise_title(answered), front[title].split()
    if len(given.split()) >= FEWEST_WORDS_OF_A_TITLE:
        if given == normalise_title(front[title]):
            return ""
        return f"The comments answer “{answered}”, and “{front[title]}” was taken as the title. Look which is right."
    is_name = len(words) < FEWEST_WORDS_OF_A_TITLE + 1 and all(
        word[0].isupper() or word.lower() in _SMALL_WORDS for word in words
    )
    # The last line heads the first points.
    below = front[title + 1 : min(title + 1 + MOST_OF_MASTHEAD, len(front) - 1)]
    if not (is_name and len(words) > 1 and any(map(_may_be_title, below))):
        return ""
    return f"“{front[title]}” was taken as the title. If that is where the article appeared, write its title there."


def _may_be_title(text: str) -> bool:
    is_long_enough = FEWEST_WORDS_OF_A_TITLE < len(text.split()) <= 20
    return is_long_enough and text[-1] not in ".:" and not is_byline(text)


def normalise_title(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
