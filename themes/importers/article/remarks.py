"""What the page reader cannot read is said in the text that it writes, as a line that the article reader takes out.

The line stays in the stored text: a page taken in before it was written is another text than the same page now.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from themes.importers.article.drafts import ArticleProblem, CommentDraft
from themes.importers.article.lines import ArticleLine

LONGEST_BEGINNING = 40  # characters of a comment

_REMARK = re.compile(r"\[How far these comments are indented was not understood: (?P<unread>.{1,100})\]")


_STATED = re.compile(r"\[What this page states of the day of publication: (?P<stated>.{1,1000})\]")


def write_stated_days(stated: Sequence[tuple[str, str]]) -> str:
    listed = "; ".join(f"{name}: {value}" for name, value in stated)
    return f"[What this page states of the day of publication: {listed}]" if stated else ""


def take_stated_days(lines: Sequence[ArticleLine]) -> tuple[list[ArticleLine], dict[str, str]]:
    """The lines without that, and what is stated by what states it."""
    found = [(line, match) for line in lines if (match := _STATED.fullmatch(line.text))]
    if not found:
        return list(lines), {}
    line, match = found[0]
    stated = dict(one.partition(": ")[::2] for one in match["stated"].split("; "))
    return [replace(one, text="", indent=0) if one is line else one for one in lines], stated


def write_remark(unread: str) -> str:
    return f"[How far these comments are indented was not understood: {unread}]"


def take_remarks(lines: Sequence[ArticleLine]) -> tuple[list[ArticleLine], dict[int, str]]:
    """The lines without the remarks among them, and each of these by its line: what was not understood."""
    remarks = {line.number: match["unread"] for line in lines if (match := _REMARK.fullmatch(line.text))}
    return [replace(line, text="", indent=0) if line.number in remarks else line for line in lines], remarks


def describe_remarks(remarks: dict[int, str], comments: Sequence[CommentDraft]) -> list[ArticleProblem]:
    """At the comment that follows each; where fewer than two do, nothing is lost."""
    problems = {}
    for number, unread in remarks.items():
        below = [comment for comment in comments if comment.line > number]
        if len(below) > 1:
            first = below[0]
            words = " ".join(first.body.split())
            begins = words if len(words) <= LONGEST_BEGINNING else f"{words[:LONGEST_BEGINNING].rstrip()}…"
            problems[first.line] = ArticleProblem(
                first.line,
                f"From here on the page indents comments in a way that cannot be read ({unread}): answers may have "
                "been taken as comments of their own, or as answers to others. Check on the page who answers whom, "
                f"from {first.author} (“{begins}”) on. Where that matters, paste the article as text, each answer two "
                "spaces further in than what it answers.",
            )
    return list(problems.values())
