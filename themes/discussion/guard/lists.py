"""The lists beside the rules, read once. Each file says where it comes from and under which licence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SHORTEST_HEARD = 5  # letters of a name that is known by its sound
FOLDER = Path(__file__).parent / "data"


_SOUNDS = (
    *((re.compile(spelled), sound) for spelled, sound in (
        ("ph", "f"), ("[sct]h", "s"), ("ck", "k"), ("c(?=[eiy])", "s"), ("[cq]", "k"), ("x", "ks"), ("z", "s"),
        ("(?<=[^aeiou])h", ""), ("[ae][aeiy]+", "e"), ("[iy]e?", "i"), ("o[ou]|u", "u"), ("e$", ""), (r"(.)\1+", r"\1"),
    )),
)  # fmt: skip


def hear(name: str) -> str:
    """How a name sounds, so that "shanelle" is "chanelle", and "jaydon" is "jaidon"."""
    for spelled, sound in _SOUNDS:
        name = spelled.sub(sound, name)
    return name


@dataclass(frozen=True)
class Lists:
    given: frozenset[str]
    sounds: frozenset[str]  # of the longer given names
    surnames: frozenset[str]
    places: frozenset[str]
    regions: frozenset[str]  # counties and large towns, which are seldom names of people
    words: frozenset[str]  # common words, which a capital letter makes no name
    known: frozenset[str]  # words with a capital letter that are nobody's name
    reports: frozenset[str]  # names by which public inquiries and theories are cited
    press: frozenset[str]


def _read(name: str) -> frozenset[str]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def read_lists() -> Lists:
    given = _read("given_names") | _read("more_given_names")
    return Lists(
        given=given,
        sounds=frozenset(hear(name) for name in given if len(name) >= SHORTEST_HEARD),
        surnames=_read("surnames"),
        places=_read("places") | _read("more_places"),
        regions=_read("more_places"),
        words=_read("words"),
        known=_read("known_words"),
        reports=_read("report_names"),
        press=_read("press_hosts"),
    )


@cache
def _read_rules() -> dict[str, str]:
    rules: dict[str, str] = yaml.safe_load((FOLDER / "rules.yaml").read_text(encoding="utf-8"))
    return rules


def read_words(rule: str) -> frozenset[str]:
    """The words that a rule goes by."""
    return frozenset(_read_rules()[rule].split())
