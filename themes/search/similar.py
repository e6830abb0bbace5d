"""Findings that say much the same as a text, in other words perhaps: to see whether a lesson is held already.

**The score**, from 0 to 1, is that of the words both have, and of how alike they are letter by letter. A word weighs
more the fewer findings hold it; synonyms of the collection count as the word itself, in any of their forms, and so
do words that writers of reviews exchange freely. What is shared is set against all words of either (the harmonic mean
of the two parts). Likeness is that of their trigrams.

Findings in every state are looked at, withdrawn ones too, in the place that their score gives them: whoever words a
lesson again that was taken back should know. One that has no words of ours yet is known by its article's words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log
from typing import Any, NamedTuple

from django.db import connection

from themes.models import Finding
from themes.search.findings import build_phrase_query, join_any
from themes.search.vocabulary import Vocabulary, read_vocabulary
from themes.search.words import is_telling, key, lexemes, normalise, split_words

MOST_CHARACTERS = 2_000  # more than any finding has
MOST_WORDS = 60
SAMPLE = 5_000  # findings that tell how rare a word is: all there are, or those added last
CANDIDATES = 2_000  # findings that one text is compared with
FEWER_CANDIDATES = 400  # where there are many texts
MANY = 5
AT_ONCE = 40  # texts in one statement, so that none runs long
RAREST = 12  # words of a text whose pairs are looked for where single ones would find too much
LIKENESS = 0.4  # the part that trigrams have in the score

# Words that say much the same in a lesson, though somebody who searches for one does not always mean the other.
EXCHANGED = [
    frozenset(line.split())
    for line in """professional practitioner worker staff
        agency service organisation
        accountable accountability responsible responsibility duty
        help support assistance
        closed ended stopped discontinued withdrawn
        know understand aware recognise
        hear listen
        see notice spot identify
        hurt harm injure injury
        dangerous hazardous unsafe
        serious severe grave extreme
        deadly fatal lethal
        change alter shift
        hinder hamper obstruct impede
        frustration frustrate frustrated
        disagree dispute conflict differ
        unclear blurred vague woolly confused muddled
        half fifty
        quarter
        often frequent frequently commonly usually
        seldom rarely
        many numerous
        rise grow increase climb
        fall decline decrease drop
        invisible unseen overlooked missed hidden concealed
        analyse weigh assess consider
        lasting prolonged chronic sustained
        advice advise guidance recommend recommendation
        judgement decision
        target indicator measure
        violent violence assault
        difficult demanding
        poverty deprivation
        begin start commence
        trust rely
        early young small
        lone alone isolated
        apart separate
        bring prompt trigger
        explanation explain reason cause
        worry concern unease
        home household
        offence offender crime criminal
        prosecute prosecution court
        embarrassed embarrassment ashamed shame
        evidence proof prove
        rebellious defiant
        tradition custom culture
        presume assume
        possible compatible consistent
        delay postpone
        question enquire enquiry ask
        quick swift rapid""".splitlines()
]


class Similar(NamedTuple):
    """`shared` are words that both have, as the finding writes them; the rarest comes first."""

    finding: Finding
    score: float
    shared: list[str]


def find_similar_findings(text: str, *, limit: int = 5, exclude: Collection[int] = ()) -> list[Similar]:
    """The most similar first. Three queries; raises nothing on any text."""
    return _compare_all([text], limit, exclude)[0]


def find_similar_to_each(texts: Sequence[str], *, limit: int = 5) -> list[list[Similar]]:
    """The same for each of several texts, with three queries for every forty."""
    return [
        found
        for start in range(0, len(texts), AT_ONCE)
        for found in _compare_all(texts[start : start + AT_ONCE], limit, (), many=len(texts) > MANY)
    ]


@dataclass(frozen=True, slots=True)
class _TextPart:
    """One word or phrase of a text, with what counts as the same."""

    query: str
    lexemes: tuple[tuple[str, ...], ...]  # of each alternative, those without which it cannot stand

    def share(self, shares: Mapping[str, float]) -> float:
        """Of all findings, those that hold it: a guess, for words of a phrase come together more than by chance."""
        return min(1.0, sum(min(shares.get(each, 0) for each in every) for every in self.lexemes))


def _split_parts(text: str, vocabulary: Vocabulary) -> list[_TextPart]:
    words = split_words(normalise(text[:MOST_CHARACTERS]))[:MOST_WORDS]
    parts = {}
    for token in vocabulary.thesaurus.tokens(words):
        if not token.says_something:
            continue
        own = tuple(words[token.start : token.end])
        phrases = vocabulary.thesaurus.alternatives(token) or _find_exchanged(token.key)
        same = [tuple(split_words(normalise(phrase))) for phrase in phrases]
        alternatives = [each for each in dict.fromkeys([own, *same]) if is_telling(each)]
        query = join_any(dict.fromkeys(map(build_phrase_query, alternatives)))
        if query:
            stems = [tuple(stem for word in each for stem in lexemes(word)[:1]) for each in alternatives]
            parts[token.key] = _TextPart(query, tuple(dict.fromkeys(stems)))
    return list(parts.values())


@lru_cache
def _index_exchanged() -> dict[str, frozenset[str]]:
    return {key(word): row for row in EXCHANGED for word in row}


def _find_exchanged(stem: str) -> frozenset[str]:
    return _index_exchanged().get(stem, frozenset())


# The words of a finding, or of the article where there are none of ours: as the two indexes have them.
ARTICLE = "to_tsvector('english'::regconfig, COALESCE(article_words, ''))"

SHARES = f"""
    WITH sample AS MATERIALIZED (
        SELECT CASE WHEN text = '' THEN {ARTICLE} ELSE search END AS words
        FROM themes_finding ORDER BY id DESC LIMIT %(sample)s
    )
    SELECT word, count(*)::float / (SELECT greatest(count(*), 1) FROM sample)
    FROM sample, unnest(tsvector_to_array(words)) AS word
    WHERE word = ANY(%(words)s)
    GROUP BY word
    UNION ALL
    SELECT '', count(*) FROM themes_finding
"""  # noqa: S608 - nothing but our own constant is put in

COMPARE = f"""
    WITH asked AS MATERIALIZED (
        SELECT number, typed.text, wanted::tsquery AS wanted
        FROM unnest(%(texts)s::text[], %(wanted)s::text[]) WITH ORDINALITY AS typed (text, wanted, number)
        WHERE wanted <> ''
    ),
    part AS MATERIALIZED (
        SELECT number, query::tsquery AS query, weight
        FROM unnest(%(numbers)s::int[], %(queries)s::text[], %(weights)s::float[]) AS part (number, query, weight)
    ),
    candidate AS (
        SELECT asked.number, asked.text AS asked_text, held.*
        FROM asked CROSS JOIN LATERAL (
            (
                SELECT id, text AS own, search AS words FROM themes_finding
                WHERE search @@ asked.wanted AND NOT id = ANY(%(exclude)s) LIMIT %(most)s
            )
            UNION ALL
            (
                SELECT id, article_words, {ARTICLE} FROM themes_finding
                WHERE text = '' AND {ARTICLE} @@ asked.wanted AND NOT id = ANY(%(exclude)s) LIMIT %(most)s
            )
        ) AS held
    ),
    scored AS (
        SELECT candidate.number, candidate.id,
            (
                SELECT coalesce(2 * of_asked * of_held / nullif(of_asked + of_held, 0), 0)
                FROM (
                    SELECT
                        sum(weight) FILTER (WHERE candidate.words @@ query) / nullif(sum(weight), 0) AS of_asked,
                        least(1, count(*) FILTER (WHERE candidate.words @@ query)
                            / greatest(length(candidate.words), 1)::float) AS of_held
                    FROM part WHERE part.number = candidate.number
                ) AS held_by_both
            ) * (1 - %(likeness)s) + %(likeness)s * similarity(asked_text, own) AS score
        FROM candidate
    ),
    placed AS (
        SELECT *, row_number() OVER (PARTITION BY number ORDER BY score DESC, id) AS place FROM scored
    )
    SELECT placed.number, score, finding.id, finding.number, text, article_words, state
    FROM placed JOIN themes_finding finding USING (id)
    WHERE place <= %(limit)s ORDER BY placed.number, place
"""  # noqa: S608 - nothing but our own constant is put in


def _compare_all(
    texts: Sequence[str], limit: int, exclude: Collection[int], *, many: bool = False
) -> list[list[Similar]]:
    vocabulary = read_vocabulary()
    parts = [_split_parts(text, vocabulary) for text in texts]
    found: list[list[Similar]] = [[] for _ in texts]
    if not any(parts):
        return found
    shares, findings = _read_shares(parts)
    most = FEWER_CANDIDATES if many else CANDIDATES
    weighed = [[(part, _weigh(part, shares, findings)) for part in of_text] for of_text in parts]
    asked = {
        "texts": [normalise(text[:MOST_CHARACTERS]) for text in texts],
        "wanted": [_build_query(of_text, shares, findings, most) for of_text in parts],
    }
    for place, score, *row in _read_compared(asked, weighed, exclude=list(exclude), most=most, limit=limit):
        finding = Finding.from_db("default", ["id", "number", "text", "article_words", "state"], row)
        shared = _find_shared(finding.text or finding.article_words, weighed[place - 1])
        found[place - 1].append(Similar(finding, round(score, 3), shared))
    return found


def _read_compared(
    asked: Mapping[str, list[str]], weighed: Sequence[Sequence[tuple[_TextPart, float]]], **options: Any
) -> list[tuple]:
    """The best findings for each text, whose places count from 1: one query."""
    rows = [(number, *row) for number, of_text in enumerate(weighed, start=1) for row in of_text]
    parts: dict[str, Any] = {
        "numbers": [number for number, _, _ in rows],
        "queries": [part.query for _, part, _ in rows],
        "weights": [weight for _, _, weight in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, {**asked, **parts, **options, "likeness": LIKENESS})
        return cursor.fetchall()


def _read_shares(parts: Sequence[Sequence[_TextPart]]) -> tuple[dict[str, float], int]:
    """Of each stem, the part of all findings that hold it; and how many findings there are."""
    stems = {stem for of_text in parts for part in of_text for every in part.lexemes for stem in every}
    with connection.cursor() as cursor:
        cursor.execute(SHARES, {"sample": SAMPLE, "words": sorted(stems)})
        shares = dict(cursor.fetchall())
    return shares, int(shares.pop(""))


def _weigh(part: _TextPart, shares: Mapping[str, float], findings: int) -> float:
    return log(1 + 1 / max(part.share(shares), 1 / max(findings, 1)))


def _build_query(parts: Sequence[_TextPart], shares: Mapping[str, float], findings: int, most: int) -> str:
    """A query for findings worth comparing: those with any of the words, or of pairs of the rarer ones.

    Terms that find least come first, as long as all together find no more than can be compared.
    """
    known = [(part.share(shares), part.query) for part in parts]
    rarest = sorted(known)[:RAREST]
    terms = sorted(
        known + [(one[0] * other[0], f"({one[1]}) & ({other[1]})") for one, other in combinations(rarest, 2)]
    )
    wanted: list[str] = []
    expected = 0.0
    for share, query in terms:
        expected += share * findings
        if expected > most and wanted:
            break
        wanted.append(f"({query})")
    return join_any(wanted)


_WRITTEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _find_shared(text: str, weighed: Sequence[tuple[_TextPart, float]]) -> list[str]:
    written: dict[str, str] = {}
    for match in _WRITTEN.finditer(text):
        for word in split_words(normalise(match[0])):
            for stem in lexemes(word):
                written.setdefault(stem, match[0])
    shared: dict[str, float] = {}
    for part, weight in weighed:
        for every in part.lexemes:
            if all(stem in written for stem in every):
                for stem in every:
                    shared.setdefault(written[stem], weight)
    return sorted(shared, key=lambda word: -shared[word])
