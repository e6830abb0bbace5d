"""An article's text to drafts: its body, its comments, and what could not be understood."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import shorten

from themes.citations.closing import find_closing
from themes.importers.article.body import Body, read_body
from themes.importers.article.comments import find_comments, read_answered_title, read_comments
from themes.importers.article.drafts import MAX_BYTES, ArticleDraft, ArticleError, ArticleProblem
from themes.importers.article.lines import ArticleLine, split_lines, unify_line_ends
from themes.importers.article.paragraphs import read_paragraphs
from themes.importers.article.remarks import describe_remarks, take_remarks, take_stated_days
from themes.importers.article.stated_days import read_stated_day
from themes.importers.article.unread import drop_unread_text, find_explained
from themes.importers.article.years import find_incident_years

LONGEST_SHOWN = 80  # characters of a line
MAX_LINES = 50_000  # read in about a second; the longest article that we know has 126

EXAMPLE = """Heading of a theme

  • What the report says about it.
  • “Words of the report,” it adds. (pg 11 & 179)"""

_SUBJECT = re.compile(
    r"\bserious case reviews?\b|\bSCRs?\b|\bsafeguarding\b|\bchild protection\b", re.IGNORECASE
)


def read_article(text: str) -> ArticleDraft:
    """All that an article says, problems included. Raises ArticleError where it is no such article at all."""
    if len(text) > MAX_BYTES:
        raise ArticleError(f"The text has {len(text):,} characters; an article may have {MAX_BYTES:,}.")
    lines, remarks = take_remarks(split_lines(unify_line_ends(text)))
    lines, stated = take_stated_days(lines)
    if len(lines) > MAX_LINES:
        raise ArticleError(f"The text has {len(lines):,} lines; an article may have {MAX_LINES:,}.")
    comments_start = find_comments(lines)
    body_lines = lines[:comments_start]
    explained = find_explained(line.text for line in lines)
    cleaned = [drop_unread_text(line.text, explained) for line in body_lines]
    body_lines = [replace(line, text=clean.text) for line, clean in zip(body_lines, cleaned, strict=True)]
    answered = read_answered_title(lines[comments_start:]) if comments_start else ""
    body = read_body(read_paragraphs(body_lines), answered)
    _check_subject(body, body_lines)
    body.problems += [
        ArticleProblem(
            line.number,
            _describe_doubtful(clean.doubtful),
        )
        for line, clean in zip(body_lines, cleaned, strict=True)
        if clean.doubtful
    ]
    _compare_stated_days(body, stated)
    comments, comment_problems = read_comments(lines[comments_start:]) if comments_start else ([], [])
    comment_problems += describe_remarks(remarks, comments)
    return ArticleDraft(
        title=body.title,
        standfirst=body.standfirst,
        introduction=tuple(body.introduction),
        published_on=body.published_on,
        incident_years=find_incident_years("\n".join(line.text for line in body_lines)),
        themes=tuple(body.themes),
        sections_left_out=tuple(sorted(body.sections_left_out, key=lambda section: section.line)),
        comments=tuple(comments),
        problems=tuple(sorted([*body.problems, *comment_problems], key=lambda problem: problem.line)),
    )


def _compare_stated_days(body: Body, stated: Mapping[str, str]) -> None:
    """What is printed goes before what a page states of itself; where they differ, a person decides."""
    days = {name: day for name, value in stated.items() if (day := read_stated_day(value))}
    others = {name: day for name, day in days.items() if day != body.published_on}
    if not stated or (days and not others):
        return
    listed = " and ".join(f"{day:%-d %B %Y} ({name})" for name, day in (others or days).items())
    if not days:
        listed = " and ".join(f"“{value}” ({name})" for name, value in stated.items())
        message = f"The page states {listed} where nobody sees it, which names no day that can be read."
        message = "" if body.published_on else message
    elif body.published_on:
        message = f"The article says {body.published_on:%-d %B %Y}, and its page states {listed} where nobody sees it."
        message += " The first was taken: look which is right."
    elif len(set(days.values())) > 1:
        message = f"The page states {listed} where nobody sees it: look which is right, and enter it."
    else:
        body.published_on = next(iter(days.values()))
        message = f"No day is printed beside the title: the page states {listed} where nobody sees it."
    if message:
        body.problems.append(ArticleProblem(1, message))


def _describe_doubtful(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return (
            f"The raised figure of “{numbers[0]}” was taken for the mark of a note, and left out. If it belongs to the "
            "number, write it into the finding."
        )
    return (
        f"The raised figures of “{'” and “'.join(numbers)}” were taken for marks of notes, and left out. If they "
        "belong to the numbers, write them into the finding."
    )


def _check_subject(body: Body, lines: Sequence[ArticleLine]) -> None:
    """Any notes with headings and lists look like themes: pages or the subject must show that these are."""
    if not body.themes:
        listed = [line for line in lines if find_closing(line.text)]
        if listed:
            first = shorten(listed[0].text, LONGEST_SHOWN, placeholder="…")
            raise ArticleError(
                "No theme was found, though page lists stand at the end of lines: the first is line "
                f"{listed[0].number}, “{first}”. Each point begins with a bullet such as •, and stands under a heading:"
                f"\n\n{EXAMPLE}"
            )
        raise ArticleError(
            f"No theme was found. A theme is a heading followed by bullets, such as:\n\n{EXAMPLE}\n\n"
            "Is this the right file?"
        )
    has_page_lists = any(theme.citations or theme.not_understood for theme in body.themes)
    if not has_page_lists and not any(_SUBJECT.search(line.text) for line in lines):
        raise ArticleError(
            "This does not seem to be an article about serious case reviews: its bullets name no pages, and "
            f"its text does not speak of reviews. Such an article looks like this:\n\n{EXAMPLE}\n\n"
            "Is this the right file?"
        )
    if not has_page_lists:
        body.problems.append(
            ArticleProblem(
                body.themes[0].line, "No page list such as (pg 11 & 179) was found: findings have no pages."
            )
        )
