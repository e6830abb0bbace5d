"""Articles for tests: a structure printed in the form that the trade press uses, in one of many spellings."""

import textwrap
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class ThemePlan:
    title: str
    # Findings that share a page list, and the list as printed; an empty list leaves them without.
    groups: list[tuple[list[str], str]]


@dataclass(frozen=True)
class CommentPlan:
    author: str
    posted_at: datetime | None
    paragraphs: list[str]
    replies: list["CommentPlan"] = field(default_factory=list)
    has_time: bool = True


@dataclass(frozen=True)
class ArticlePlan:
    title: str = "Lessons from reviews of harbour pilots"
    standfirst: str = "What the latest serious case reviews ask of those who row out first"
    introduction: list[str] = field(
        default_factory=lambda: [
            "The analysis covers incidents from 2011 to 2014.",
            "We give its main points.",
        ]
    )
    themes: list[ThemePlan] = field(default_factory=list)
    closing_section: tuple[str, str] | None = None
    comments: list[CommentPlan] = field(default_factory=list)


@dataclass(frozen=True)
class ArticleStyle:
    bullet: str = "•"  # "1." and "(a)" count up
    indent: str = "  "
    heading: str = "plain"  # capitals, colon, markdown
    straight_quotes: bool = False
    line_end: str = "\n"
    encoding: str = "utf-8"  # utf-8-sig, utf-16, cp1252
    wrap: int | None = None  # columns
    hanging: str = "  "  # indentation of wrapped lines beyond the bullet's
    space_after_headings: bool = True
    locator: str = "(pg {})"
    comment_step: str = "  "
    comment_indent: str = "  "
    date_format: str = "american"  # british, iso, figures
    comments_heading: str = "{count} Responses to {title}"


def count_comments(comments: list[CommentPlan]) -> int:
    return sum(1 + count_comments(comment.replies) for comment in comments)


def write_article(plan: ArticlePlan, style: ArticleStyle | None = None) -> str:
    style = style or ArticleStyle()
    lines = [plan.title, "", plan.standfirst, "", "Photo: A. Nonymous/Stock", ""]
    for paragraph in plan.introduction:
        lines += [*_wrapped(paragraph, "", "", style), ""]
    for theme in plan.themes:
        lines += _theme(theme, style)
    if plan.closing_section:
        # Straight after the last bullet, as seen in the wild.
        heading, paragraph = plan.closing_section
        lines = lines[:-1] if lines[-1] == "" else lines
        lines += [_heading(heading, style), *_wrapped(paragraph, "", "", style), ""]
    lines += ["More from the Harbour Gazette", ""]
    if plan.comments:
        count = count_comments(plan.comments)
        lines += [style.comments_heading.format(count=count, title=plan.title), ""]
        for number, comment in enumerate(plan.comments, start=1):
            lines += _comment(comment, f"{number}.", style.comment_indent, style)
    text = style.line_end.join(lines)
    return text.translate(str.maketrans("“”", '""')) if style.straight_quotes else text


def article_bytes(plan: ArticlePlan, style: ArticleStyle | None = None) -> bytes:
    style = style or ArticleStyle()
    return write_article(plan, style).encode(style.encoding)


def _theme(theme: ThemePlan, style: ArticleStyle) -> list[str]:
    lines = [_heading(theme.title, style)] + [""] * style.space_after_headings
    count = 0
    for findings, pages in theme.groups:
        for finding in findings:
            count += 1
            closing = f" {style.locator.format(pages)}" if pages and finding is findings[-1] else ""
            start = f"{style.indent}{_bullet(style.bullet, count)} "
            lines += _wrapped(finding + closing, start, style.indent + style.hanging, style)
    return [*lines, ""]


def _heading(title: str, style: ArticleStyle) -> str:
    return {"plain": title, "capitals": title.upper(), "colon": f"{title}:", "markdown": f"## {title}"}[
        style.heading
    ]


def _bullet(bullet: str, count: int) -> str:
    return bullet.replace("1", str(count)).replace("a", "abcdefghijklmnopqrstuvwxyz"[count % 26])


def _wrapped(text: str, start: str, further: str, style: ArticleStyle) -> list[str]:
    if style.wrap is None:
        return [start + text]
    return textwrap.wrap(
        text,
        style.wrap,
        initial_indent=start,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _comment(comment: CommentPlan, bullet: str, indent: str, style: ArticleStyle) -> list[str]:
    posted = f" {_moment(comment, style)} #" if comment.posted_at else ""
    lines = [f"{indent}{bullet} {comment.author}{posted}", ""]
    for paragraph in comment.paragraphs:
        lines += [indent + style.comment_step + line for line in paragraph.split("\n")]
        lines.append("")
    for reply in comment.replies:
        lines += _comment(reply, "•", indent + style.comment_step, style)
    return lines


def _moment(comment: CommentPlan, style: ArticleStyle) -> str:
    at = comment.posted_at
    assert at is not None
    month = MONTHS[at.month - 1]
    half = f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"
    day, time = {
        "american": (f"{month} {at.day}, {at.year}", f" at {half}"),
        "british": (f"{at.day} {month} {at.year}", f" at {at:%H:%M}"),
        "iso": (f"{at:%Y-%m-%d}", f"T{at:%H:%M}"),
        "figures": (f"{at:%d/%m/%Y}", f", {at:%H.%M}"),
    }[style.date_format]
    return day + time * comment.has_time


def write_page(plan: ArticlePlan, *, heading: str = "h2", comment_header: str = "line") -> str:
    """The article as a web page saved from a browser; comment headers are those of three kinds of site."""
    parts = [
        "<!DOCTYPE html><html><head><title>Gazette</title><style>p{}</style></head><body>",
        "<header><a href='/'>The Harbour Gazette</a><nav><ul><li>Home</li><li>News</li></ul></nav></header>",
        "<p>Sign in</p><script>alert('1 < 2')</script>",
        f"<article><h1>{escape(plan.title)}</h1><p>{escape(plan.standfirst)}</p>",
        *(f"<p>{escape(paragraph)}</p>" for paragraph in plan.introduction),
    ]
    for theme in plan.themes:
        parts += [_page_heading(theme.title, heading), "<ul>"]
        for findings, pages in theme.groups:
            for finding in findings:
                closing = f" (pg {pages})" if pages and finding is findings[-1] else ""
                parts.append(f"<li>{escape(finding + closing)}</li>\n")
        parts.append("</ul>")
    if plan.closing_section:
        title, paragraph = plan.closing_section
        parts += [_page_heading(title, heading), f"<p>{escape(paragraph)}</p>"]
    parts.append("</article><aside><ul><li>Most read</li></ul></aside>")
    if plan.comments:
        parts.append(f"<h3>{count_comments(plan.comments)} Responses to {escape(plan.title)}</h3>")
        parts += [
            "<ol class='commentlist'>",
            *(_page_comment(one, comment_header) for one in plan.comments),
            "</ol>",
        ]
    return "\n".join([*parts, "<footer>About us</footer></body></html>"])


def _page_heading(title: str, heading: str) -> str:
    return (
        f"<p><strong>{escape(title)}</strong></p>"
        if heading == "strong"
        else f"<{heading}>{escape(title)}</{heading}>"
    )


def _page_comment(comment: CommentPlan, header: str) -> str:
    name, moment = escape(comment.author), _moment(comment, ArticleStyle()) if comment.posted_at else ""
    head = {
        "line": f"<div><cite>{name}</cite> <a href='#c'>{moment}</a> <a href='#c'>#</a></div>",
        "parts": f"<div class='comment-author vcard'><img alt=''><cite>{name}</cite> <span>says:</span></div>"
        f"<div class='comment-meta commentmetadata'><a href='#c'>{moment}</a></div>",
        "footer": f"<footer class='comment-meta'><div class='comment-author'><b>{name}</b> <span>says:</span></div>"
        f"<div class='comment-metadata'><time>{moment}</time></div></footer>",
    }[header]
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in comment.paragraphs)
    replies = "".join(_page_comment(reply, header) for reply in comment.replies)
    nested = f"<ul class='children'>{replies}</ul>" if replies else ""
    return f"<li>{head}{body}<div class='reply'><a href='#r'>Reply</a></div>{nested}</li>"
