"""What somebody typed, read by us: words, "exact phrases" and -words to leave out. Never handed to a query parser."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

MOST_CHARACTERS = 300
LONGEST_TYPED = 600  # characters that addresses and pages hold of it: every link of a page has them
MOST_WORDS = 30

_QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛`´′ʼ＇", "'")  # before NFKC takes some of them apart
)
_PIECE = re.compile(
    r"""(?P<minus>(?<![^\s])-(?=["\w]))?(?:"(?P<phrase>[^"]*)"|(?P<word>\b[a-z]&[a-z]\b|[^\W_]+(?:'[^\W_]+)*))""",
)
_WORD = re.compile(r"\b[a-z]&[a-z]\b|[^\W_]+(?:'[^\W_]+)*")

# PostgreSQL's english list leaves these out of every finding.
INDEX_STOP_WORDS = frozenset(
    """i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves what which who whom this that these those am is are
    was were be been being have has had having do does did doing a an the and but if or because as until while
    of at by for with about against between into through during before after above below to from up down in out
    on off over under again further then once here there when where why how all any both each few more most
    other some such no nor not only own same so than too very s t can will just don should now""".split()  # noqa: SIM905
)
# Words that say nothing about what somebody is looking for.
STOP_WORDS = INDEX_STOP_WORDS | frozenset(
    """us get gets got getting would could might must may shall let also etc else ever yet still really even
    cannot keep keeps kept want wants need needs think like say says said tell told thing things lot much many
    one two three please find look looking someone something anyone anything nobody everyone everything
    every always never go goes going went gone come comes coming came put puts make makes made back around actually
    bit ago today well due""".split()  # noqa: SIM905
)

# Words that narrow nothing down by themselves: they only help to order what other words have found.
WEAK_WORDS = frozenset(
    """able across again ago along already another anyway ask asked asking away bad better big bring brought carry
    carried carrying case cases clear close consider day days deal different difficult difference do done
    early easy end enough example few fine first found full general give given giving good great happen
    happened happening happens hard hold hour hours idea important issue issues know known large last late
    later least less little live lives long low main matter mean meant met month months new next night nice
    normal nothing nowhere obvious often okay old open order others own part people person place point poor
    possible present problem problems question questions quick ready real reason recent report reported
    reports right round run seem seems seen show shown side sign signs similar simple since situation small
    soon sort start started starting step stop stopped story stories sure take taken taking time times
    together took top tried true try trying turn two type unable under unsure use used uses using usual
    various view way ways week weeks while whole whose within without wonder worse wrong year years yr yrs
    yesterday tomorrow four five six seven eight nine ten""".split()  # noqa: SIM905
)

_CONTRACTED = {"won't": "will", "can't": "can", "shan't": "shall", "ain't": "is"}
# As they are typed in a hurry.
_TYPED_IN_HASTE = {
    word.replace("'", ""): word
    for word in """won't can't don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't
    couldn't shouldn't mustn't i'm i've they're they've we've you're that's what's who's there's""".split()  # noqa: SIM905
} | dict(
    pair.split("/")
    for pair in """untill/until thier/their becuase/because wich/which whith/with alot/lot cos/because coz/because
    abt/about wiv/with wk/week wks/weeks mth/month mths/months""".split()  # noqa: SIM905
)
_ENDING = re.compile(r"'(?:s|d|ll|m|re|ve)?$")

# British, then American: beginnings of words.
_SPELLINGS = [
    tuple(pair.split("/"))
    for pair in """behaviour/behavior neighbour/neighbor colour/color favour/favor harbour/harbor honour/honor
    labour/labor rumour/rumor humour/humor endeavour/endeavor paediatr/pediatr foetus/fetus foetal/fetal
    anaem/anem anaesthe/anesthe haemorrhag/hemorrhag haemato/hemato gynaec/gynec orthopaed/orthoped
    diarrhoea/diarrhea oedema/edema oesoph/esoph counsell/counsel labell/label travell/travel cancell/cancel
    modell/model signall/signal quarrell/quarrel enrol/enroll fulfil/fulfill skilful/skillful wilful/willful
    judgement/judgment acknowledgement/acknowledgment practise/practice practisi/practici licence/license
    defence/defense offence/offense pretence/pretense centre/center theatre/theater programme/program
    grey/gray sceptic/skeptic ageing/aging manoeuvr/maneuver mould/mold plough/plow pyjama/pajama
    tyre/tire smoulder/smolder""".split()  # noqa: SIM905
]
_ISE = re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|able|ations?|ational)$)")
_IZE = re.compile(r"(?<=[a-z]{3})iz(?=(?:e|ed|es|er|ers|ing|able|ations?|ational)$)")
_YSE = re.compile(r"(?<=[a-z]{2})ys(?=(?:e|ed|es|er|ers|ing)$)")
_YZE = re.compile(r"(?<=[a-z]{2})yz(?=(?:e|ed|es|er|ers|ing)$)")

# Forms that stemming does not bring together; the first stands for all.
_IRREGULAR = {
    form: forms
    for forms in (
        tuple(line.split())
        for line in """child children childrens
        man men
        woman women
        wife wives
        person people
        foot feet
        tooth teeth
        sleep slept
        see saw seen
        hear heard
        know knew known
        speak spoke spoken
        bring brought
        withdraw withdrew withdrawn
        hide hid hidden
        take took taken
        give gave given
        lose lost
        leave leaving
        teach taught
        feel felt
        meet met
        choose chose chosen
        fall fell fallen
        write wrote written
        grow grew grown
        drink drank drunk
        beat beaten
        bite bit bitten
        run ran
        begin began begun
        shake shook shaken""".splitlines()
    )
    for form in forms
}

# Different words that stemming brings together; the index does too.
_APART = {"housing"}  # a house

# PostgreSQL 18 has the algorithm as it was shortly before version 3.0, where these words got rules of their own.
_STEMMED_AS_BEFORE = re.compile(
    r"(?:(organ)i(?:[cz]|sm).*|(univers)(?:al|it).*|(emerg)en[ct].*|(later)al.*|(even)ings?|(past)(?:e|es|ed|ing)|(ski)s)"
)
_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = threading.Lock()  # a stemmer keeps the word it works on


def stem(word: str) -> str:
    """As PostgreSQL's english configuration stems it."""
    if match := _STEMMED_AS_BEFORE.fullmatch(word):
        return str(match[match.lastindex or 0])
    with _one_at_a_time:
        return str(_stemmer.stemWord(word))


def _spell_both_ways(word: str) -> tuple[str, str]:
    for british, american in _SPELLINGS:
        if word.startswith(british) and not (len(american) > len(british) and word.startswith(american)):
            return word, american + word[len(british) :]
        if word.startswith(american):
            return british + word[len(american) :], word
    return _YZE.sub("ys", _IZE.sub("is", word)), _YSE.sub("yz", _ISE.sub("iz", word))


# The words of the collection with their keys and lexemes. What visitors type is looked up and never kept.
_ours: dict[str, tuple[str, tuple[str, ...]]] = {}


def lexemes(word: str) -> tuple[str, ...]:
    """The stems under which a finding may hold this word in another form or spelling; none for a stop word."""
    return _ours[word][1] if word in _ours else _lexemes(word)


def key(word: str) -> str:
    """The same for all forms and spellings of a word; only good to compare with other keys."""
    return _ours[word][0] if word in _ours else _key(word)


def _key(word: str) -> str:
    if word in _APART:
        return word
    return stem(_spell_both_ways(_IRREGULAR.get(word, (word,))[0])[1])


def _lexemes(word: str) -> tuple[str, ...]:
    if word in INDEX_STOP_WORDS:
        return ()
    forms = [spelling for form in _IRREGULAR.get(word, (word,)) for spelling in _spell_both_ways(form)]
    return tuple(sorted({stem(form) for form in [word, *forms]}))


def is_telling(words: Sequence[str]) -> bool:
    """Unless stop words would leave a single word of a phrase to look for ("looked after")."""
    return len(words) == 1 or sum(bool(lexemes(word)) for word in words) > 1


def is_stop_word(word: str) -> bool:
    return word in STOP_WORDS or (len(word) == 1 and not word.isdigit())


@lru_cache
def list_weak_keys() -> frozenset[str]:
    return frozenset(map(key, WEAK_WORDS))


def is_weak_word(word: str) -> bool:
    """Too weak to bring a finding alone: "different", "time". Nor does a stop word or a number."""
    return is_stop_word(word) or word.isdigit() or key(word) in list_weak_keys()


@dataclass(frozen=True, slots=True)
class TypedPiece:
    """A word, or an exact phrase of several."""

    words: tuple[str, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed, in its order. `cut` says that there was more than is used."""

    text: str
    pieces: tuple[TypedPiece, ...]
    excluded: tuple[TypedPiece, ...]
    cut: bool

    @property
    def plain(self) -> tuple[str, ...]:
        """All words that are looked for, those of phrases included."""
        return tuple(word for piece in self.pieces for word in piece.words)

    @property
    def is_empty(self) -> bool:
        return not self.pieces and not self.excluded


# Abbreviations and prefixes in all the ways they are typed.
_ABBREVIATED: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"\ba\.? ?& ?e\b"), "a&e"),  # "A & E"
    (
        re.compile(r"(?<![\w'])(?:ss?|secs?|sections?)\s?\.?\s?([1-9][0-9]{1,2})(?![0-9])"),
        r"section \1",
    ),  # "S.47"
    (re.compile(r"(?<![\w'])[a-z](?:\.[a-z])+\b\.?"), lambda match: match[0].replace(".", "")),  # "G.P."
    (
        re.compile(r"\b(pre|post|non|ante|anti|multi|inter|co|semi|sub|ex|step|self|mid) ?- ?(?=[a-z])"),
        r"\1-",
    ),  # "pre -birth" leaves nothing out
]


def take_out_invisible(text: str) -> str:
    """Without soft hyphens and other signs that nobody sees: they split words that were copied from a PDF."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def normalise(text: str) -> str:
    """Lower case, straight quotes, plain spaces, nothing but letters, digits and the marks that we read."""
    text = take_out_invisible(text)
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES)).lower()
    text = unicodedata.normalize("NFKC", text)
    for pattern, plain in _ABBREVIATED:
        text = pattern.sub(plain, text)
    return " ".join("".join(c if c.isalnum() or c in "'\"-&" else " " for c in text).split())


def clean_typed(text: str) -> str:
    """What somebody typed, as pages show it and addresses hold it: on one line, and not endless."""
    return " ".join(text.replace("\x00", "").split())[:LONGEST_TYPED].rstrip()


def _shorten(text: str) -> tuple[str, bool]:
    """At most MOST_CHARACTERS, ending with a whole word where there is one, and whether it was cut."""
    short = normalise(text[: MOST_CHARACTERS * 4])
    if len(short) <= MOST_CHARACTERS:
        return short, len(text) > MOST_CHARACTERS * 4
    return short[: MOST_CHARACTERS + 1].rpartition(" ")[0] or short[:MOST_CHARACTERS], True


def split_words(text: str) -> list[str]:
    """The plain words of a normalised text, contractions taken apart: "won't" is "will not"."""
    return [plain for match in _WORD.finditer(text) for plain in _split_contraction(match[0])]


def _split_contraction(word: str) -> tuple[str, ...]:
    word = _TYPED_IN_HASTE.get(word, word)
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        plain = [_CONTRACTED.get(word) or word.removesuffix("n't"), "not"]
    else:
        plain = [_ENDING.sub("", word)]
    return tuple(filter(None, (part.replace("'", "") for part in plain)))


def read_words(text: str) -> Words:
    """Never raises. At most MOST_CHARACTERS and MOST_WORDS are used."""
    short, cut = _shorten(text)
    wanted: list[TypedPiece] = []
    excluded: list[TypedPiece] = []
    left = MOST_WORDS
    for match in _PIECE.finditer(short):
        found = split_words(match["phrase"] if match["phrase"] is not None else match["word"])
        exact = match["phrase"] is not None and len(found) > 1
        cut = cut or len(found) > left
        found = found[:left]
        left -= len(found)
        pieces = excluded if match["minus"] else wanted
        if exact or (match["minus"] and found):
            pieces.append(TypedPiece(tuple(found), exact=True))
        else:
            pieces += [TypedPiece((word,)) for word in found]
    return Words(short, tuple(wanted), tuple(excluded), cut)


@lru_cache(maxsize=4_000)
def read_known_words(text: str) -> tuple[str, ...]:
    """The plain words of a text of the collection, without any limit. They and their stems are remembered."""
    words = tuple(split_words(normalise(text)))
    _ours.update((word, (_key(word), _lexemes(word))) for word in words if word not in _ours)
    return words
