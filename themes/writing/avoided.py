"""Words that we avoid in findings, why, and what we write instead.

Each pattern is as wide as the forms of its words and as narrow as its sense: "serious case review" and "failure to
thrive" are nobody's fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Avoided:
    pattern: re.Pattern[str]
    why: str
    better: str


class Contested(NamedTuple):
    """A disputed term, with the values of `themes.models.ContestedTerm`."""

    term: str
    words: tuple[str, ...]
    note: str


def _avoid(pattern: str, why: str, better: str, flags: int = re.IGNORECASE) -> Avoided:
    joined = r"(?:\s+|-)".join(pattern.split())
    return Avoided(re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])", flags), why, better)


NOT_BROUGHT = "A child does not take itself to an appointment; somebody did not bring it."
BLAMES = "It blames people instead of saying what happened."
HINDSIGHT = "It judges with hindsight: what was seen at the time was less clear."
RARE = "Reviews are of rare cases and prove nothing of others."
EXACT = "Exact and kind words serve those who grieve, and everybody else."
A_CHILD = "A child is a child, whatever the papers say."
ENDED = "The name is no longer in use, and meant different services in different places."
ACCUSES = "It says that somebody is guilty, which only a court can find."

_HARMED = (
    r"(?:harmed|hurt|injured|killed|abused|neglected|assaulted|removed|seen|heard|interviewed|placed|died)"
)

AVOIDED = [
    _avoid(r"(?:did not|didn['’]t|does not|do not|not|failed to) attend", NOT_BROUGHT,
             "was not brought (of a child); missed the appointment (of an adult)"),
    _avoid(r"DNAs?|DNA['’]d", NOT_BROUGHT, "was not brought", 0),
    _avoid(r"(?:fail(?:s|ed|ing|ure)? to|(?:did|does|do|would|will|could) not|didn['’]t|won['’]t) engage",
             BLAMES, "did not take up; stayed away; kept services at a distance"),
    _avoid(r"refus(?:e|es|ed|ing|al|als)", BLAMES, "did not take up; stayed away; said no to"),
    _avoid(r"hard to (?:reach|engage)", BLAMES, "services had not reached; kept services at a distance"),
    _avoid(r"non (?:compliance|compliant|engagement|engaging|cooperation|co-operation)|uncooperative|un-co-operative"
             r"|disengag(?:e|es|ed|ing|ement)", BLAMES, "did not take up; stayed away; kept services at a distance"),
    _avoid(r"resistant (?:famil(?:y|ies)|parents?|mothers?|fathers?|carers?|clients?)", BLAMES,
             "families who kept services at a distance"),
    _avoid(r"(?:hidden|invisible|absent) (?:men|man|males?|fathers?|stepfathers?|partners?|dads?)",
             "Most were not hiding; nobody had looked for them or spoken to them.",
             "unseen men; men nobody had spoken to"),
    _avoid(r"fail(?:s|ed|ing|ure|ures)? to (?!thrive\b|engage\b|attend\b)[a-z]+", HINDSIGHT,
             "often did not; the history was not used; practitioners often did not know"),
    _avoid(r"(?:should|ought to) have (?:been )?(?!to\b|a\b|an\b|the\b|their\b|access\b|regard\b|time\b)[a-z]+",
             HINDSIGHT, "say what was done, and what was known at the time"),
    _avoid(r"(?:missed )?(?:the )?obvious (?:signs?|indicators?|warnings?)|glaring|blatant(?:ly)?", HINDSIGHT,
             "the signs were known; the history was not used"),
    _avoid(r"prove[sdn]?|proving|proof", RARE, "reviews found; the authors say; the authors concluded"),
    _avoid(r"(?:shows?|showed|shown|demonstrat(?:e|es|ed)|confirm(?:s|ed)) that", RARE,
             "reviews found; the authors say; the authors concluded"),
    Avoided(re.compile(r"(?<!\bnot )(?<!n['’]t )(?<![\w-])(?:always|invariably|inevitabl[ey])(?![\w-])", re.I),
            RARE, "often; seldom; in most of these reviews"),
    _avoid(r"commit(?:s|ted|ting)? suicide|(?:successful|completed|unsuccessful) suicides?",
             "To commit is said of crimes.", "took their own life; died by suicide"),
    _avoid(r"perish(?:es|ed|ing)?|pass(?:es|ed|ing) away|lost (?:his|her|their) (?:life|lives)", EXACT, "died"),
    _avoid(r"horrif(?:ic|ically|ying)|horrendous(?:ly)?|tragic(?:ally)?|traged(?:y|ies)"
             r"|shocking(?:ly)?|heart-?breaking|evil|monsters?|innocent", EXACT, "died; was harmed; and say how"),
    _avoid(r"(?:a|the|each|every|this|that|of|for|with|many|some|two|three|vulnerable) (?:minors|minor(?!\s+[a-z]))"
             r"|minors|juveniles?|offspring", A_CHILD, "child; young person; baby"),
    _avoid(rf"(?:the|this|that|each|one|a|an|these|those|most|many|some) (?:[a-z]+ )?cases? (?:who|whose|{_HARMED}"
             rf"|(?:was|were|is|are|had been|has been|have been) {_HARMED}|aged|(?:lived|slept|cried|said|told))"
             r"|(?:infant|teenage|adolescent|neglected|abused|injured|dead) cases?", A_CHILD,
             "child; young person; baby (“case” only for the work, or the review)"),
    _avoid(r"social services|social services department", ENDED, "children's social care"),
    _avoid(r"(?:the|a|child protection|at risk) (?:at risk |child protection )?register(?:ed)?", ENDED,
             "child protection plan (“the register” only for years before 2008)"),
    _avoid(r"perpetrat(?:or|ors|ed|e)|killers?|murder(?:er|ers|ed)|abusers?|culprits?", ACCUSES,
             "suspected of causing the death; the person who caused the harm (if a court found so)"),
    _avoid(r"(?:high|medium|low|with) confidence", "It is read as “true”, and it is about our source.",
             "say how we know it, under “How we know”"),
    Avoided(re.compile(r"(?<!to )(?<!and )(?<![-–\w])(?:the )?(?:19|20)\d\d (?:analysis|report|study|review|overview)"
                       r"(?![\w-])", re.IGNORECASE),
            "Readers take the year of the report for the years of the incidents.",
            "the years of the incidents: “the 2011 to 2014 analysis”"),
]  # fmt: skip

_INFLECTED = r"(?:e?s|d|ed|ing)?"


def find_avoided(text: str, contested: Iterable[Contested] = ()) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, why, better) of each match, the longest first; of overlapping matches only the longest."""
    found: list[tuple[int, int, str, str]] = []
    for word in [*_avoid_contested(contested), *AVOIDED]:
        for match in word.pattern.finditer(text):
            found.append((match.start(), match.end(), word.why, word.better))
    taken: list[tuple[int, int]] = []
    for start, end, why, better in sorted(found, key=lambda each: each[0] - each[1]):
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            if not _is_tied_to_its_years(text, text[start:end]):
                yield start, end, why, better


def _avoid_contested(terms: Iterable[Contested]) -> Iterator[Avoided]:
    for term in terms:
        for phrase in dict.fromkeys([term.term, *term.words]):
            if pieces := re.findall(r"[^\W_]+", phrase):
                pattern = r"[\s-]+".join(map(re.escape, pieces))
                yield Avoided(
                    re.compile(rf"(?<![\w-]){pattern}{_INFLECTED}(?![\w-])", re.IGNORECASE),
                    f"The term is disputed. {term.note}",
                    "describe what was seen or done",
                )


def _is_tied_to_its_years(text: str, found: str) -> bool:
    """ "Hard to help" is the 2003 to 2005 authors' own description, and stands where it is tied to them."""
    return found.lower().replace("-", " ") == "hard to help" and bool(
        re.search(r"\b2003 (?:to|and|-|–) 2005\b", text)
    )
