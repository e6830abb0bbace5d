"""What tells little by itself and much together: an age, a place, a month, a detail of one family."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from themes.discussion.guard.lists import read_lists
from themes.discussion.guard.marks import Kind
from themes.discussion.guard.name_words import AT, NUMBER
from themes.discussion.guard.shapes import MONTHS, find_districts
from themes.discussion.guard.tokens import SpelledWord


class Hint(NamedTuple):
    start: int
    end: int
    kind: Kind
    weight: float


# Patterns here are of small letters: twice as quick as those that ignore the case.
_SMALL_LETTERS = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_UNIT = r"(?:days?|weeks?|wks?|months?|mths?|mnths?|years?|yrs?)"
_AGE = re.compile(
    rf"(?<![\w-])(?:{NUMBER}(?: and a half)?[- ]?{_UNIT}[- ]?olds?\b|\d{{1,2}} ?(?:yo|y/o|mo|m/o)s?\b"
    rf"|{NUMBER}[- ](?:day|week|month|year)s?[- ]old\b)"
    rf"|\baged? (?:only |just |about |around )?{NUMBER}\b(?:[ -]{_UNIT}\b)?"
    rf"|\b(?:he|she|they|who|baby|child|boy|girl|son|daughter|toddler|brother|sister|lad|grandson|granddaughter"
    rf"|nephew|niece|oldest|eldest|youngest|middle one|little one|lass|bairn|cousin|mum|kid)"
    rf"(?:['’]s| is| was| were|,)? (?:only |just |nearly |almost |about |aged |turned "
    rf"|barely )?{NUMBER}(?: ?(?:{_UNIT}))?(?=[ ,.;:!?)]|$)"
    rf"(?! ?(?:of|per|in|times|hours|minutes|people|visits|children|other|or|things|different|agenc\w+"
    rf"|professionals|o['’]?clock))"
    rf"|\b(?:baby|child|boy|girl|infant|toddler|lad) of {NUMBER}\b(?! of)"
    rf"|\b(?:mine|ours|it) (?:was|is) (?:only |just )?{NUMBER} {_UNIT}\b(?! (?:later|after|before|ago))"
    rf"|\b(?:brothers|sisters|siblings|twins|boys|girls|kids|children)\b[^.;:!?\n]{{0,25}}, {NUMBER} and {NUMBER}\b"
    r"|\bat (?:just |only )?(?:nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?=[.,;!?]|$| and)"
    rf"|\b(?:was|is) (?:only |just |about )?{NUMBER} {_UNIT}\b"
    r"(?! (?:later?|after|before|ago|behind|from|into|of|long|away|in|and|for|on)\b)"
    rf"|[,:] {NUMBER} and {NUMBER}(?=[,.;]|$)|[,:] {NUMBER}(?:,|\.(?=\s|$))(?! (?:and|or) )"
    rf"|\bat (?:just |only )?{NUMBER} {_UNIT}(?: old)?\b(?! (?:review|check|assess\w*|contact|later|after|before"
    rf"|into))"
    rf"|\b(?:turned|turning|nearly|almost) {NUMBER}(?=[ ,.;:!?)]|$)(?! (?:of|per|in|times|hours|minutes|years?"
    rf"|months?|weeks?|days?|people|cases|reviews)\b(?! old))"
    r"|(?<!\d )\((?:\d{1,2})\)"
)
# Ages of nobody in particular: "two-year-olds", "aged 5 to 11", "the 2 year check", "under 5".
_MANY_BEFORE = re.compile(
    r"(?:\b(?:under|over|below|above|than|children|young people|babies|pupils|those|infants|everyone|anyone|boys"
    r"|girls"
    r"|people|teenagers|any|every|each|all|most|many|between|from|to|until|by|typical|average|siblings|adults)"
    r"(?: (?:who are|were|was|is|are|of|the|our|with|a))? ?)$"
)
_MANY_AFTER = re.compile(
    r" ?(?:to|-|–|and|or|plus|\+) ?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|over|under|above|below)|s\b| (?:review|check|olds\b|and (?:under|over)|development|assessment"
    r"|group|children|babies|infants|boys|girls|pupils)"
)
_OVER = re.compile(r"(?:over|under|to|from|by|until) $")
_OF_MANY = re.compile(r"olds$|yos$")

_TIME = re.compile(
    rf"(?<!\w)(?:(?:early |late |mid[- ]?|end of |beginning of )?{MONTHS}\.?,? (?:of )?(?:19|20)\d\d|(?:in|since"
    rf"|by|until|last|this|during|early|late|back in|one) {MONTHS}(?!\w)(?! (?:not|be|have|well|also|need|help)\b)"
    r"|(?:last|this) (?:week|weekend|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday|night"
    r"|christmas|easter|summer|autumn|winter|spring)"
    r"|(?:on|that|one) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas day|christmas eve"
    r"|boxing day|bonfire night|halloween|new year'?s (?:eve|day)|easter sunday|mother'?s day)"
    r"|yesterday|the other (?:day|week)|(?:two|three|a few|couple of) (?:days|weeks) ago|at christmas"
    r"|(?:the )?(?:summer|winter|autumn|spring|christmas|easter) (?:of )?(?:19|20)\d\d)(?!\w)"
)
_YEAR = re.compile(r"(?<!\w)(?:in|back in|during|since) (?:19[89]\d|20[0-4]\d)(?![\w–/-]| to\b| and 20)")
_EVENT = re.compile(
    r"\b(?:(?:mattress|caravan|flat) fire|shook (?:him|her|the baby)|beaten|battered|punched|groomed|malnourished"
    r"|gave birth"
    r"|carrier bag|abandoned|overdosed|poisoning|in prison|left alone|arrested|died|was killed|was murdered"
    r"|murder(?:ed|ing)?|killing|manslaughter|stabb(?:ed|ing)|drowned|drowning"
    r"|strangled|suffocated|smothered|poisoned"
    r"|found (?:dead|hanging|hanged|unresponsive|unconscious|lifeless)|hanged (?:him|her)self|took (?:his"
    r"|her) own life|killed (?:him|her)self|hung (?:him|her)self"
    r"|overlaid|scald(?:ed|s|ing)?|burnt|fractures?|broken (?:arm|leg|ribs?|skull|collar ?bone)|skull|shaken"
    r"|brain (?:injury|damage|bleed)|starved|starvation|house fire|fell (?:from|out of)|hit by a"
    r"|jailed|sentenced|convicted|went to prison|sent to prison|found guilty|life sentence|life support|raped"
    r"|trafficked|burned|overdose(?:d)?|run over|set fire|funeral|inquest|post ?mortem|removed from|adopted"
    r"|stopped breathing|cardiac arrest"
    r"|her death|his death|the death of|fatal|cot death|co-?sleeping|bitten|bite marks|cigarette burns"
    r"|crush(?:ed)?|thrown|attacked by|dog attack|mauled|killed|swallow(?:ed)?|went missing|ran away)\b"
)
_FAMILY = re.compile(
    r"\b(?:twins?|triplets?|(?:youngest|eldest|oldest|middle|third|fourth|fifth|sixth|seventh|eighth) (?:of"
    r"|in a family of|child of|one of) (?:the )?(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)(?: (?:children|siblings|kids|brothers|sisters|boys|girls))?"
    r"|(?:one of|with|had|has|their|her|his) (?:\d{1,2}|four|five|six|seven|eight|nine|ten|eleven) (?:siblings"
    r"|children|kids|brothers|sisters|other children|older siblings|half[- ]siblings)|family of (?:\d{1,2}|six"
    r"|seven|eight|nine|ten|eleven|twelve)"
    r"|(?:mum|mother|dad|father|stepdad|step-?father|partner|boyfriend|grandmother|grandad|gran|nan|parents?"
    r"|uncle|husband|wife)(?:,| is| was| were| worked as| works as| who was| who is| being)? (?:a |an |the |both "
    r"|also )?(?:local )?(?:teachers?|nurse|doctor|police(?: ?man| officer|woman)?|soldier|social worker"
    r"|councillor|vicar|pastor|imam|dentist|solicitor|taxi driver|lorry driver|farmer|fisherman|footballer"
    r"|headteacher|firefighter|fireman|paramedic|care worker|childminder|foster carers?|prison officer|postman"
    r"|hairdresser|butcher|pub landlord|landlord|landlady|chef|dinner lady|gp|midwife|army|pharmacist|bus driver"
    r"|church minister|deaf|blind|amputee|wheelchair user|serving (?:in|a))\b"
    r"|(?:polish|romanian|lithuanian|latvian|slovak|somali|eritrean|nigerian|ghanaian|congolese|pakistani"
    r"|bangladeshi|kurdish|turkish|albanian|vietnamese|chinese|portuguese|brazilian|ukrainian|afghan|iraqi|syrian"
    r"|traveller|roma|gypsy|filipino|thai|jamaican|hungarian|bulgarian|czech|sudanese|tamil|sikh|hindu|jewish"
    r"|mormon|jehovah'?s witness|amish|deaf) (?:family|mum|mother|dad|father|parents|couple|boy|girl|lad|child"
    r"|baby|teenager)"
    r"|(?:his|her|their|the) (?:rare|unusual) [a-z]+(?: [a-z]+)?|only (?:deaf|blind|black|chinese|polish|somali"
    r"|traveller|asian|romanian|muslim|girl|boy)[a-z ]{0,20}|deaf twins?|used a wheelchair|in a wheelchair"
    r"|down'?s syndrome|cystic fibrosis|epidermolysis|brittle bones?|sickle cell|(?:had|has) (?:one leg"
    r"|a glass eye|a cleft (?:lip|palate)))\b"
)
_PERSON = re.compile(
    r"\b(?:(?:a|the|this|that|one|another) (?:(?:little|young|older|teenage|baby|small|poor|new|newborn|local"
    r"|disabled|tiny|lovely|pregnant|single|teen|premature|eldest|youngest|three|two|first|same) ){0,2}(?:boy"
    r"|girl|child|baby|lad|toddler|teenager|infant|family|newborn|mum|mother|dad|father|couple|pupil"
    r"|sibling group|stepfather|stepdad|young person|young man|young woman)"
    r"|(?:my|our|his|her) (?:(?:little|young|older|oldest|eldest|youngest|baby|late|great|foster|own|dear"
    r"|beautiful|only|step) ?){0,2}(?:son|daughter|grandson|granddaughter|grandchild|grandbaby|nephew|niece"
    r"|cousin|brother|sister|stepson|stepdaughter|godson|goddaughter|foster (?:son|daughter|child)"
    r"|neighbour'?s? (?:son|daughter|boy|girl|child)?)"
    r"|one of (?:my|our) (?:(?:year \w+|old|former|y\d+) )?(?:families|pupils|children|kids|cases|students|mums"
    r"|clients|patients|service users|boys|girls)|(?:my|our) (?:client|pupil|patient|student|lad|case)"
    r"|(?:a|that|this|one) (?:case|death|murder|review|scr) (?:here|in|at|of|near|from)\b)"
)
_SOMEBODY = re.compile(
    r"\b(?:boy|girl|lad|baby|toddler|newborn|little ones?|mine was|(?:two|three) (?:brothers|sisters|siblings"
    r"|cousins|boys"
    r"|girls|lads))\b"
)
_OWN_CASE = re.compile(
    r"\b(?:i(?: was| am|['’]d been| had been) (?:his|her|their|the|involved|allocated|one of|in the"
    r"|on the)(?! (?:opinion|view|author"
    r"|trainer))|(?:my|our) (?:caseload|case ?load|family|street|class|ward|estate|school|village|patch|surgery"
    r"|nursery|clinic|team (?:had|held))|i (?:worked with|visited|knew|taught|looked after|supported|fostered|saw"
    r"|held|had (?:a|the|this|that)|found|attended|remember (?:the|a|that|him|her)|nursed|delivered)"
    r"|we (?:had (?:a|the|this|that|one)|worked with|visited|knew|taught|lost|fostered|buried)|next door"
    r"|up the road|on our street|down the road|lived (?:opposite|near|by|behind|next|round|across|over|above"
    r"|below)|round here)\b"
)
_PRESS = re.compile(
    r"\b(?:in the (?:news|papers?|local (?:paper|news|press)|press|gazette|echo|mail|sun|mirror|times)"
    r"|on the news|all over (?:the (?:news|papers)|facebook|social media)|google (?:it|him|her|the|them)"
    r"|google[ds]?|you can find it|look it up|front page|headlines?|made the (?:news|papers|headlines|national)"
    r"|well[- ]known case|was in the|on facebook|daily (?:mail|mirror|star|express)|the guardian|bbc (?:news"
    r"|radio|look)|local (?:paper|radio)|panorama|documentary|reported in the|you(?:'ll| will)? (?:all )?(?:know"
    r"|remember) (?:who|the one|which))\b"
)
_PUBLIC_TALK = re.compile(
    r"\b(?:reviews?|analys[ie]s|finding|findings|overview|study|studies|report|research|inquiry|chapter|page"
    r"|figure|table|percent|per cent|%|data|f\d+)\b"
)
_LOCAL = re.compile(
    r"\b(?:the )?(?:village|hamlet|estate|seaside town|market town|island|caravan (?:site|park)|traveller site"
    r"|army (?:base|barracks|camp)|barracks|farm|narrow ?boat|lighthouse|vicarage|pub)\b"
)


def find_parts(text: str, tokens: Sequence[SpelledWord]) -> list[Hint]:
    small = text.translate(_SMALL_LETTERS)
    return sorted({*_find_ages(small), *_find_patterns(small), *_find_places(text, tokens)})


def _find_ages(text: str) -> Iterator[Hint]:
    for match in _AGE.finditer(text):
        before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 14]
        if match[0][:3].lower() == "age":
            before = _OVER.sub("", before)  # "run over aged 4"
        if _OF_MANY.search(match[0]) or _MANY_BEFORE.search(before) or _MANY_AFTER.match(after):
            continue
        yield Hint(match.start(), match.end(), Kind.AGE, 2)


def _find_patterns(text: str) -> Iterator[Hint]:
    for kind, pattern, weight in (
        (Kind.TIME, _TIME, 1.5),
        (Kind.TIME, _YEAR, 1),
        (Kind.EVENT, _EVENT, 1),
        (Kind.FAMILY, _FAMILY, 1.5),
        (Kind.PERSON, _PERSON, 1),
        (Kind.PERSON, _SOMEBODY, 0.5),
        (Kind.OWN_CASE, _OWN_CASE, 1),
        (Kind.PRESS, _PRESS, 1.5),
        (Kind.PLACE, _LOCAL, 1),
    ):
        yield from (Hint(match.start(), match.end(), kind, weight) for match in pattern.finditer(text))


def _find_places(text: str, tokens: Sequence[SpelledWord]) -> Iterator[Hint]:
    lists = read_lists()
    for start, end in find_districts(text):
        yield Hint(start, end, Kind.PLACE, 2)
    for place, token in enumerate(tokens):
        if not token.raw[0].isalpha() or token.folded in lists.known or len(token.raw) < 3:
            continue
        two = f"{token.folded} {tokens[place + 1].folded}" if place + 1 < len(tokens) else ""
        after_at = place > 0 and tokens[place - 1].folded in AT and not token.opens
        listed = token.folded in lists.places
        if two in lists.places and tokens[place + 1].gap == " ":
            yield Hint(token.start, tokens[place + 1].end, Kind.PLACE, 2)
        elif listed and (
            (token.folded not in lists.given and token.folded not in lists.words)
            or (after_at and (token.is_capital or token.folded not in lists.words))
        ):
            yield Hint(token.start, token.end, Kind.PLACE, 2)
        elif (
            after_at and token.is_capital and not token.is_upper and token.folded not in lists.words
            and token.folded not in lists.given and tokens[place - 1].folded not in {"to", "of"}
        ):  # fmt: skip
            yield Hint(token.start, token.end, Kind.PLACE, 2.5)  # on no list: a small place


def weigh_parts(text: str, parts: Sequence[Hint]) -> float:
    """How much the parts of a text tell together: of each kind what tells most; 0 where nobody single is meant."""
    heaviest: dict[Kind, float] = {}
    for part in parts:
        heaviest[part.kind] = max(heaviest.get(part.kind, 0), part.weight)
    kinds = heaviest.keys()
    if not kinds & {Kind.AGE, Kind.PERSON, Kind.FAMILY}:
        return 0
    total = sum(heaviest.values())
    where = kinds & {Kind.PLACE, Kind.TIME, Kind.PRESS}
    if not where and Kind.OWN_CASE not in kinds:
        total -= 1.5
    if _PUBLIC_TALK.search(text.translate(_SMALL_LETTERS)) and not kinds & {Kind.OWN_CASE, Kind.PRESS}:
        total -= 1
    return total
