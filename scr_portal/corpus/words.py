"""Sentences without a meaning, in ordinary words of practice.

There is no word of harm among them: they meet by chance, and people see what comes of it.
"""

from __future__ import annotations

import random
from itertools import accumulate

SHORTEST, LONGEST = 12, 35  # words in a sentence; 35 is also the most that a finding may have
BEFORE_THE_FIRST = 2.7  # flattens the top of Zipf's curve, as in English

FUNCTION_WORDS = """
the of and to in a was for that with were by not on had as is it be from or at this which they their when had been
one all between about each more other some after before who if than both only often also but because while where
there into has have may over most within through during until without
"""

NOUNS = """
account action address adviser agreement aim answer appointment area aspect assessor assistant author barrier
board building carer case centre chair chance change checklist classroom clinic colleague comment
community concern conference contact context conversation course culture date decision department detail
difference discussion district document doctor duty effort event example experience expert file
form friend gap goal group guide handover head health-visitor home hour house idea incident interview issue
judgement key-worker lead learner lesson letter level line link list location manager measure meeting member
message method midwife month move need neighbour network note nurse nursery offer office officer opening opinion
order organisation outcome page pair panel paper parent part partner partnership pattern person
phone-call picture place plan point policy-maker practitioner problem procedure process professional programme
project purpose pupil question reader reason recommendation record referral region relationship reply report
request resource response result review role room routine rule sample school section seminar service session
setting shift sign social-worker specialist staff-member stage standard statement step student summary supervisor
support-worker system task teacher team theme thought time timetable topic town trainer training-day transfer
trend type unit update view visit visitor voice ward week word worker workload workshop year youth-worker
"""

VERBS = """
accept achieve act add address agree allow answer appear approach arrange ask assess assist attend avoid balance
build call change check clarify close collect compare complete confirm connect consider contact continue
coordinate create decide deliver depend describe develop discuss document encourage ensure establish examine
expect explain explore express extend follow gather guide happen help highlight improve include increase inform
involve join learn limit link listen look maintain manage mention monitor move need note notice observe offer
open organise outline participate perform place present produce promote provide question raise reach reason
receive recommend record reduce reflect relate remain remember repeat report represent request require resolve
respond return review score search share show start strengthen suggest support talk test train trust update use
value visit wait work
"""

OTHER_WORDS = """
able accurate active additional adequate agreed available aware balanced basic better brief broad careful central
certain clear close common complete complex confident consistent constant correct current daily detailed different
difficult direct early easy effective equal external fair familiar final flexible formal frequent full further
general good helpful important independent individual informal initial internal joint key large late likely limited
local long main many minor national necessary new normal open ordinary original overall particular patient
possible practical present previous primary private professional prompt public quick ready realistic recent regular
relevant reliable right separate serious shared short similar simple single skilled small special specific stable
steady strong sufficient suitable timely typical usual useful valuable varied whole wide written younger
again almost already always carefully clearly closely constantly directly early easily equally especially exactly
finally formally frequently fully generally instead jointly largely later locally mainly mostly nearly never now
openly partly perhaps quickly quite rarely rather regularly simply since slowly sometimes soon still together
usually well widely yet
"""

MODIFIERS = "area case duty family group home joint local office parent school team"


def _add_s(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "ss")) else f"{word}s"


def _inflect_verb(verb: str) -> list[str]:
    """Of a regular verb that doubles no letter; those above are."""
    stem = verb if verb.endswith("ee") else verb.removesuffix("e")
    return [_add_s(verb), f"{verb.removesuffix('e')}ed", f"{stem}ing"]


def build_vocabulary() -> list[str]:
    """About two thousand words, the most frequent first. Always the same."""
    mixed = random.Random("vocabulary")  # noqa: S311 - nothing depends on its being unguessable
    nouns, verbs = NOUNS.split(), VERBS.split()
    common = [*nouns, *verbs, *OTHER_WORDS.split()]
    forms = [_add_s(noun) for noun in nouns] + [form for verb in verbs for form in _inflect_verb(verb)]
    rare = [f"{modifier}-{noun}" for modifier in MODIFIERS.split() for noun in nouns if "-" not in noun]
    for tier in (common, forms, rare):
        mixed.shuffle(tier)
    return list(dict.fromkeys([*FUNCTION_WORDS.split(), *common, *forms, *rare]))[:2000]


WORDS = build_vocabulary()
_WEIGHTS = list(accumulate(1 / (rank + BEFORE_THE_FIRST) for rank in range(len(WORDS))))


def make_words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, cum_weights=_WEIGHTS, k=count))


def make_sentence(chance: random.Random, start: str = "") -> str:
    """A sentence of 12 to 35 words, `start` among them."""
    count = chance.randint(SHORTEST, LONGEST)
    if not start:
        return f"{make_words(chance, count).capitalize()}."
    return f"{start} {make_words(chance, count - len(start.split()))}."
