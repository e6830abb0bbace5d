"""Quotations of made reports, right and wrong, by kind of trouble."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.themes.quotations.pdfs import Made, Prose, Sheet, Vocabulary, flows
from themes.quotations.differences import NEGATIONS

RIGHT, ELSEWHERE, ALTERED, INVENTED = "right", "wrong page", "altered", "invented"

PREPOSITIONS = {"the": "a", "of": "for", "was": "were", "and": "or", "a": "the", "had": "has", "in": "on"}
ONCE_MORE = re.compile(r"\d+")


@dataclass(frozen=True)
class Case:
    report: int  # its number among the reports
    kind: str
    meant: str  # one of the four above
    words: str
    cited: tuple[str, str]
    page: str  # where the words begin, by label; empty where they stand nowhere


def cases_of(made: Sequence[Made], vocabulary: Vocabulary, seed: int, each: int = 2) -> list[Case]:
    """The cases of these reports: `each` of every kind for every report."""
    chance = random.Random(seed)  # noqa: S311
    strangers = Prose(vocabulary, seed)
    found = []
    for number, report in enumerate(made):
        texts = [" ".join(lines) for lines in flows(report.sheets)]
        everything = " ".join(texts)
        for kind, maker in RIGHT_KINDS.items():
            for words, sheet, last in _some(maker, report, chance, each):
                found.append(Case(number, kind, RIGHT, words, (sheet.label, last), sheet.label))
        for sheet, words in _plain(report, chance, 2 * each):
            other = chance.choice([one for one in report.sheets if _far(report, one, sheet)])
            found.append(Case(number, "another page", ELSEWHERE, words, (other.label,) * 2, sheet.label))
        for kind, alter in ALTERATIONS.items():
            done = 0
            for sheet, words in _plain(report, chance, 60):
                altered = alter(words, chance)
                if altered is None or altered == words or _stands_in(altered, everything):
                    continue
                found.append(Case(number, kind, ALTERED, altered, (sheet.label,) * 2, sheet.label))
                done += 1
                if done == each:
                    break
        for _ in range(2 * each):
            sheet = chance.choice(report.sheets)
            found.append(
                Case(number, "invented", INVENTED, _stranger(strangers, chance), (sheet.label,) * 2, "")
            )
    return found


def _stands_in(words: str, text: str) -> bool:
    """Whether these words stand there after all, what an ellipsis leaves out included."""
    pattern = ".{0,1200}?".join(map(re.escape, words.split(" … ")))
    return re.search(pattern, text, re.IGNORECASE) is not None


def _stranger(prose: Prose, chance: random.Random) -> str:
    """What nobody wrote: words of our own about other things."""
    return chance.choice(
        [
            f"Rain fell on {chance.randint(3, 90)} villages while the bakers slept and the geese went hungry",
            f"After {chance.randint(3, 90)} summers the orchestra sold its drums to a travelling circus",
            f"My aunt paid {chance.randint(3, 90)} crowns for a bicycle that never once turned left",
            f"Snow lay {chance.randint(3, 90)} feet deep upon the mountain railway until late in spring",
            f"No goat has eaten more than {chance.randint(3, 90)} turnips without some regret that evening",
        ]
    )


def _far(report: Made, one: Sheet, other: Sheet) -> bool:
    return abs(report.sheets.index(one) - report.sheets.index(other)) > 1


def _some(
    maker: Callable, report: Made, chance: random.Random, each: int
) -> Iterator[tuple[str, Sheet, str]]:
    done = 0
    for _ in range(40):
        number = chance.randrange(len(report.sheets))
        made = maker(report, number, chance)
        if made:
            sheet = report.sheets[number]
            words, last = made if isinstance(made, tuple) else (made, sheet.label)
            yield words, sheet, last
            done += 1
        if done == each:
            return


def _whole(sheet: Sheet) -> list[str]:
    """Sentences that end on the page they begin on."""
    return sheet.sentences[:-1] if sheet.goes_on else sheet.sentences


def _plain(report: Made, chance: random.Random, count: int) -> Iterator[tuple[Sheet, str]]:
    for _ in range(count):
        sheet = chance.choice(report.sheets)
        yield sheet, chance.choice(_whole(sheet)).rstrip(".")


def _sentence(report: Made, number: int, chance: random.Random) -> str:
    return chance.choice(_whole(report.sheets[number]))


def _middle(report: Made, number: int, chance: random.Random) -> str:
    words = _sentence(report, number, chance).split(" ")
    return " ".join(words[1:-1])


def _two(report: Made, number: int, chance: random.Random) -> str:
    sentences = _whole(report.sheets[number])
    place = chance.randrange(len(sentences) - 1)
    return f"{sentences[place]} {sentences[place + 1]}"


def _past_note(report: Made, number: int, chance: random.Random) -> str | None:
    sheet = report.sheets[number]
    places = [place for place in sheet.notes if place + 1 < len(_whole(sheet))]
    if not places:
        return None
    place = chance.choice(places)
    return f"{sheet.sentences[place]} {sheet.sentences[place + 1]}"


def _crossing(report: Made, number: int, chance: random.Random) -> tuple[str, str] | None:
    sheet = report.sheets[number]
    if not sheet.goes_on:
        return None
    return sheet.sentences[-1], report.sheets[number + 1].label


def _crossing_first_cited(report: Made, number: int, chance: random.Random) -> str | None:
    sheet = report.sheets[number]
    return f"{sheet.sentences[-2]} {sheet.sentences[-1]}" if sheet.goes_on else None


def _ellipsis(report: Made, number: int, chance: random.Random) -> str | None:
    """Without a negation in what is left out: where few words are, that is no right quotation."""
    words = _two(report, number, chance).split(" ")
    cut = chance.randint(4, len(words) // 2)
    rest = chance.randint(cut + 2, len(words) - 4)
    if NEGATIONS.intersection(words[cut:rest]):
        return None
    mark = chance.choice(["…", "...", "[…]", ". . .", "(...)"])
    return " ".join([*words[:cut], mark, *words[rest:]])


def _inserted(report: Made, number: int, chance: random.Random) -> str | None:
    words = _sentence(report, number, chance).split(" ")
    place = chance.randint(2, len(words) - 4)
    end = place + chance.randint(1, 2)
    if NEGATIONS.intersection(words[place:end]):
        return None
    return " ".join([*words[:place], "[the one in question]", *words[end:]])


def _explained(report: Made, number: int, chance: random.Random) -> str:
    words = _sentence(report, number, chance).split(" ")
    place = chance.randint(2, len(words) - 3)
    return " ".join([*words[:place], "[sic]", *words[place:]])


def _capital(report: Made, number: int, chance: random.Random) -> str | None:
    words = _sentence(report, number, chance).split(" ")[3:]
    if not words[0][0].isalpha():
        return None
    return " ".join([f"[{words[0][0].upper()}]{words[0][1:]}", *words[1:]])


def _small_start(report: Made, number: int, chance: random.Random) -> str:
    words = _sentence(report, number, chance)
    return words[0].lower() + words[1:]


def _straight(report: Made, number: int, chance: random.Random) -> str | None:
    words = _sentence(report, number, chance)
    plain = words.replace("“", '"').replace("”", '"').replace("’", "'").replace("–", "-").replace("—", "-")
    return f'"{plain}"' if plain != words else None


def _spaced(report: Made, number: int, chance: random.Random) -> str:
    return "  ".join(_sentence(report, number, chance).split(" ")).replace("  ", "\n", 1)


def _with(pattern: str) -> Callable:
    def made(report: Made, number: int, chance: random.Random) -> str | None:
        sentences = [one for one in _whole(report.sheets[number]) if re.search(pattern, one)]
        return chance.choice(sentences) if sentences else None

    return made


RIGHT_KINDS: dict[str, Callable] = {
    "one sentence": _sentence,
    "part of a sentence": _middle,
    "two sentences": _two,
    "crossing a page": _crossing,
    "crossing, first page cited": _crossing_first_cited,
    "past a footnote": _past_note,
    "ellipsis": _ellipsis,
    "square brackets for words": _inserted,
    "square brackets beside words": _explained,
    "[T]he": _capital,
    "small first letter": _small_start,
    "straight quotes and hyphens": _straight,
    "spaces and lines": _spaced,
    "hyphenated words": _with(r"\w-\w"),
    "fi, fl, ffi": _with("ffi|fi|fl"),
    "numbers": _with(r"\d[.,]\d|%|£"),
}


def _replace(words: str, chance: random.Random, change: Callable[[str], str | None]) -> str | None:
    parts = words.split(" ")
    places = list(range(1, len(parts)))
    chance.shuffle(places)
    for place in places:
        other = change(parts[place])
        if other is not None and other != parts[place]:
            return " ".join([*parts[:place], *([other] if other else []), *parts[place + 1 :]])
    return None


def _another_word(words: str, chance: random.Random) -> str | None:
    return _replace(words, chance, lambda word: "purple" if word.isalpha() and len(word) > 4 else None)


def _small_word(words: str, chance: random.Random) -> str | None:
    return _replace(words, chance, PREPOSITIONS.get)


def _negated(words: str, chance: random.Random) -> str | None:
    for yes, no in (
        (" was not ", " was "), (" did not ", " did "), (" is not ", " is "),
        (" cannot ", " can "), (" can ", " cannot "),
        (" was ", " was not "), (" had been ", " had never been "),
        (" should be ", " should not be "), (" are ", " are not "),
    ):  # fmt: skip
        if yes in words:
            return words.replace(yes, no, 1)
    return None


def _not_negated(words: str, chance: random.Random) -> str | None:
    for no, yes in (
        ("Nobody ", "Somebody "), ("Without ", "With "), ("Neither ", "Either "), (" never ", " ever "),
        (" No ", " A "), (" unless ", " if "), ("cannot", "can not"), (" un", " "), (" not ", " "),
    ):  # fmt: skip
        if no in words:
            return words.replace(no, yes, 1)
    return None


def _digit(words: str, chance: random.Random) -> str | None:
    numbers = list(ONCE_MORE.finditer(words))
    if not numbers:
        return None
    match = chance.choice(numbers)
    other = match[0]
    while other == match[0]:
        place = chance.randrange(len(other))
        other = other[:place] + str(chance.randint(1, 9)) + other[place + 1 :]
    return words[: match.start()] + other + words[match.end() :]


def _swapped_numbers(words: str, chance: random.Random) -> str | None:
    numbers = list(ONCE_MORE.finditer(words))
    if len(numbers) < 2 or numbers[0][0] == numbers[1][0]:
        return None
    one, two = numbers[:2]
    return words[: one.start()] + two[0] + words[one.end() : two.start()] + one[0] + words[two.end() :]


def _point(words: str, chance: random.Random) -> str | None:
    return re.sub(r"(\d)[.,](\d)", r"\1\2", words, count=1)


def _sign(words: str, chance: random.Random) -> str | None:
    return words.replace("%", "", 1) if "%" in words else words.replace("£", "", 1)


def _dropped(words: str, chance: random.Random) -> str | None:
    parts = words.split(" ")
    place = chance.randint(1, len(parts) - 2)
    return None if parts[place] in "–—" else " ".join([*parts[:place], *parts[place + 1 :]])


def _added(words: str, chance: random.Random) -> str | None:
    parts = words.split(" ")
    place = chance.randint(1, len(parts) - 1)
    return " ".join([*parts[:place], chance.choice(["often", "again", "the", "not", "two"]), *parts[place:]])


def _swapped(words: str, chance: random.Random) -> str | None:
    parts = words.split(" ")
    place = chance.randint(1, len(parts) - 2)
    if not (parts[place].isalnum() and parts[place + 1].isalnum()):
        return None
    return " ".join([*parts[:place], parts[place + 1], parts[place], *parts[place + 2 :]])


def _ending(words: str, chance: random.Random) -> str | None:
    return _replace(words, chance, lambda word: f"{word}s" if word.isalpha() and len(word) > 3 else None)


def _joined(words: str, chance: random.Random) -> str | None:
    return re.sub(r"(\w) (\w)", r"\1\2", words, count=1)


def _inner_capital(words: str, chance: random.Random) -> str | None:
    return _replace(words, chance, lambda word: word.capitalize() if word.islower() else None)


def _after_ellipsis(words: str, chance: random.Random) -> str | None:
    """An ellipsis covers what it leaves out and nothing else."""
    altered = _negated(words, chance) or _digit(words, chance)
    if altered is None:
        return None
    place = next(n for n, (a, b) in enumerate(zip(altered.split(), words.split(), strict=False)) if a != b)
    parts = altered.split(" ")
    if place < 6:
        return " ".join([*parts[: place + 2], "…", *parts[place + 4 :]]) if len(parts) > place + 5 else None
    return " ".join([*parts[:2], "…", *parts[4:]])


def _turned(words: str, chance: random.Random) -> str | None:
    """Both halves are there, in the wrong order."""
    parts = words.split(" ")
    middle = len(parts) // 2
    return " ".join([*parts[middle:], "…", *parts[:middle]])


ALTERATIONS: dict[str, Callable[[str, random.Random], str | None]] = {
    "another word": _another_word,
    "another small word": _small_word,
    "negation flipped": _negated,
    "negation taken out": _not_negated,
    "a digit changed": _digit,
    "numbers swapped": _swapped_numbers,
    "decimal point lost": _point,
    "% or £ lost": _sign,
    "word dropped": _dropped,
    "word added": _added,
    "words swapped": _swapped,
    "an ending changed": _ending,
    "words run together": _joined,
    "a capital inside": _inner_capital,
    "altered beside an ellipsis": _after_ellipsis,
    "halves turned round": _turned,
}
