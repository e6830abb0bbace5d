"""The guard measured by comments with labels.

`python -m tests.themes.discussion.guard.measure tuned held_out` says what it missed.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from themes.discussion.guard import KnownPeople, Severity, find_marks

FOLDER = Path(__file__).parent
LABEL = re.compile(r"\[\[(.+?)\]\](?!\])")
PEOPLE = KnownPeople([("Brandon", "Marian"), ("Sidebotham", "Peter"), ("Bailey", "Sue"), ("Howe", "David")])


@dataclass
class Measured:
    direct: int = 0
    combinations: int = 0
    harmless: int = 0
    missed: list[str] = field(default_factory=list)  # identifiers, each with its comment
    passed: list[str] = field(default_factory=list)  # comments that tell by combination
    marked: list[str] = field(default_factory=list)  # harmless comments

    @property
    def recall_of_direct(self) -> float:
        return 1 - len(self.missed) / self.direct

    @property
    def recall_of_combinations(self) -> float:
        return 1 - len(self.passed) / self.combinations

    @property
    def harmless_marked(self) -> float:
        return len(self.marked) / self.harmless

    def __str__(self) -> str:
        return (
            f"direct {self.recall_of_direct:.3f} of {self.direct}, combinations {self.recall_of_combinations:.3f} of "
            f"{self.combinations}, harmless marked {self.harmless_marked:.3f} of {self.harmless}"
        )


def read_labels(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The comment without brackets, and where the identifiers stand in it."""
    plain, spans, place = "", [], 0
    for match in LABEL.finditer(text):
        plain += text[place : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        place = match.end()
    return plain + text[place:], spans


def read_comments(name: str) -> list[str]:
    """All comments of a set, without their labels."""
    comments = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [read_labels(text)[0] for texts in comments.values() for text in texts]


def measure(name: str) -> Measured:
    comments = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    result = Measured()
    for labelled in comments["direct"]:
        text, spans = read_labels(labelled)
        assert spans, labelled
        marks = [
            mark for mark in find_marks(text, people=PEOPLE).marks if mark.severity >= Severity.BY_ITSELF
        ]
        result.direct += len(spans)
        for start, end in spans:
            if not any(mark.start < end and start < mark.end for mark in marks):
                result.missed.append(f"{text[start:end]!r}: {text}")
    for text in comments["together"]:
        result.combinations += 1
        if not find_marks(text, people=PEOPLE).marks:
            result.passed.append(text)
    for text in comments["harmless"]:
        result.harmless += 1
        if found := find_marks(text, people=PEOPLE):
            seen = ", ".join(f"{text[mark.start : mark.end]!r} {mark.kind.value}" for mark in found.marks)
            result.marked.append(f"{seen}: {text}")
    return result


if __name__ == "__main__":
    for each in sys.argv[1:]:
        measured = measure(each)
        lines = [f"{each}: {measured}"]
        for title in ("missed", "passed", "marked"):
            lines += [f"  {title}: {line}" for line in getattr(measured, title)]
        sys.stdout.write("\n".join(lines) + "\n")
