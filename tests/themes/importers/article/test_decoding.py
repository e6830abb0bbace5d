"""Files of every kind: web pages and Word documents as plain text, anything else refused in words."""

import contextlib
import dataclasses
import io
import re
import struct
import time
import zipfile
import zlib
from datetime import datetime

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips
from hypothesis import given
from hypothesis import strategies as st

from tests.articles import ArticlePlan, CommentPlan, ThemePlan, write_page
from themes.importers.article.decoding import MAX_BYTES, decode, read_pasted
from themes.importers.article.drafts import ArticleError
from themes.importers.article.reading import read_article

AT = datetime(2016, 7, 7, 14, 18)
PLAN = ArticlePlan(
    themes=[
        ThemePlan(
            "Ropes are let go", [(["Two in three boats had been met.", "“Many,” it says."], "11 & 179")]
        ),
        ThemePlan("Charts differ", [(["Each harbour & pier draws its own."], "17/18 & 200")]),
    ],
    closing_section=("Buoys to be replaced", "New ones are on order."),
    comments=[
        CommentPlan(
            "Ada Example", AT, ["We knew.", "We said so."], [CommentPlan("Ben Example", AT, ["So did we."])]
        ),
        CommentPlan("Cleo Example", AT, ["And I."]),
    ],
)


def said(draft) -> tuple:
    return (
        draft.title,
        [
            (
                theme.title,
                [finding.text for finding in theme.findings],
                [one.as_given for one in theme.citations],
            )
            for theme in draft.themes
        ],
        [section.title for section in draft.sections_left_out],
        [(comment.author, comment.depth, comment.body) for comment in draft.comments],
        [problem.message for problem in draft.problems],
    )


EXPECTED = (
    PLAN.title,
    [
        ("Ropes are let go", ["Two in three boats had been met.", "“Many,” it says."], ["11 & 179"]),
        ("Charts differ", ["Each harbour & pier draws its own."], ["17/18 & 200"]),
    ],
    ["Buoys to be replaced"],
    [
        ("Ada Example", 1, "We knew.\n\nWe said so."),
        ("Ben Example", 2, "So did we."),
        ("Cleo Example", 1, "And I."),
    ],
    [],
)


@pytest.mark.parametrize("heading", ["h2", "h3", "strong"])
@pytest.mark.parametrize("header", ["line", "parts", "footer"])
def test_web_page_is_read_as_its_text_would_be(heading, header):
    page = write_page(PLAN, heading=heading, comment_header=header)

    assert said(read_article(decode(page.encode()))) == EXPECTED


@pytest.mark.parametrize(
    "comments",
    [
        "<ol><li><div class=comment-author>Ada Example</div><time>7 July 2016 14:18</time><p>One.</p>"
        "<ol><li><div class=comment-author>Ben Example</div><time>8 July 2016 14:18</time><p>Two.</p></ol></ol>",
        "<div class='comment depth-1'><h4>Ada Example</h4><span>7 July 2016 at 14:18</span><p>One.</p>"
        "<div class='comment depth-2'><header><b>Ben Example</b></header>"
        "<time datetime='2016-07-08T14:18'>9 years ago</time><p>Two.</p></div></div>",
        "<ul><li><p>Ada Example</p><p>7 July 2016 at 14:18</p><p>One.</p><ul><li><p>Ben Example</p>"
        "<p>In reply to Ada Example</p><p>8 July 2016 at 14:18</p><p>Two.</p></li></ul></li></ul>",
        "<dl><dt>Ada Example <i>7 July 2016 at 14:18</i><dd>One.<dt>Ben Example in reply to Ada Example "
        "<i>8 July 2016 at 14:18</i><dd>Two.</dl>",
    ],
)
def test_comments_in_elements_of_their_own_are_read(comments):
    page = write_page(dataclasses.replace(PLAN, comments=[]))
    draft = read_article(decode(page.replace("</body>", f"<h3>2 comments</h3>{comments}</body>").encode()))

    assert [(one.author, one.posted_at, one.depth, one.body) for one in draft.comments] == [
        ("Ada Example", AT, 1, "One."),
        ("Ben Example", AT.replace(day=8), 2, "Two."),
    ]
    assert draft.problems == ()


A, B, C, D = (
    f"<h4>{name} Example</h4><span>{day} July 2016 at 14:18</span><p>{name} said.</p>"
    for day, name in enumerate(("Ada", "Ben", "Cleo", "Dan"), start=7)
)


@pytest.mark.parametrize(
    ("comments", "levels", "depths"),
    [
        ("<div class='comment depth-{}'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='comment depth-{}'>", (1, 2, 3, 2), (1, 2, 3, 2)),
        ("<article class='comment level-{}'>", (1, 2, 1, 2), (1, 2, 1, 2)),
        ("<div class='comment-item comment--level-{}'>", (1, 2, 2, 3), (1, 2, 2, 3)),
        ("<section class=comment data-depth={}>", (1, 2, 3, 4), (1, 2, 3, 4)),
        ("<div class=comment style='margin-left: {}0px'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class=comment style='color: #333; padding-left:{}em;'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='wrap depth-{}'><div class=comment>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<ul><li class='comment depth-{}'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='comment level-0{}'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='comment odd' id=level-{}>", (1, 2, 3, 1), (1, 1, 1, 1)),
        # Sums and lengths that can be compared.
        ("<div class=comment style='margin-left: calc({} * 1.5rem)'>", (0, 1, 2, 1), (1, 2, 3, 2)),
        ("<div class=comment style='--depth: {}; margin-left: calc(var(--depth) * 2em)'>", (0, 1, 2, 1), (1, 2, 3, 2)),
        ("<div class=comment style='MARGIN: 0 0 0 {}'>", ("0", "1in", "4cm", "25.4mm"), (1, 2, 3, 2)),
        ("<div class=comment style='margin-inline: {}% 1em'>", (0, 5, 10, 5), (1, 2, 3, 2)),
        ("<div class=comment style='padding-left: {}'>", ("0", "2ch", "calc(2ch + 2 * 1ch)", "2ch"), (1, 2, 3, 2)),
        ("<div class='comment ml-{}'>", (0, 4, 8, 4), (1, 2, 3, 2)),
        ("<style>.r1{{margin:0 9px}} .r2{{margin:0 1in}}</style><div class='comment r{}'>", (0, 1, 2, 1), (1, 2, 3, 2)),
        # Comments by other names, or none.
        ("<div class=item style='margin-left:{}px'>", (0, 9, 18, 9), (1, 2, 3, 2)),
        ("<section class=reply style='margin-left:{}%'>", (0, 9, 18, 9), (1, 2, 3, 2)),
        ("<table><tr><td class=x indent={}><td><p>", (0, 1, 2, 1), (1, 2, 3, 2)),
        ("<div class='comment {}'>", ("has-reply", "no-reply", "odd", "even"), (1, 1, 1, 1)),
    ],
)  # fmt: skip
def test_depth_of_comments_beside_each_other_is_read(comments, levels, depths):
    draft = read_thread(comments, levels)

    assert [(one.author.split()[0], one.depth) for one in draft.comments] == [
        *zip(("Ada", "Ben", "Cleo", "Dan"), depths, strict=True)
    ]
    assert draft.problems == ()


def read_thread(opening, levels):
    closing = "".join(f"</{name}>" for name in reversed(re.findall(r"<(?!style)(\w+)", opening)))
    thread = [
        opening.format(level) + body + closing for level, body in zip(levels, (A, B, C, D), strict=True)
    ]
    if opening.startswith(("<ul>", "<table>")):  # one for all of them
        name = opening[1 : opening.index(">")]
        thread = [f"<{name}>", *(one[len(name) + 2 : -len(name) - 3] for one in thread), f"</{name}>"]
    return read_with_comments("".join(thread))


def read_with_comments(thread):
    page = write_page(dataclasses.replace(PLAN, comments=[]))
    return read_article(decode(page.replace("</body>", f"<h3>4 comments</h3>{thread}</body>").encode()))


@pytest.mark.parametrize(
    ("comments", "levels", "unread"),
    [
        ("<div class=comment style='margin-left: calc(var(--d) * {}px)'>", (1, 2, 3, 1), "calc(var(--d) * 1px)"),
        ("<div class=comment style='margin-left: {}'>", ("0", "20px", "2em", "20px"), "20px and 2em"),
        ("<div class=comment style='padding-left: {}'>", ("0", "5%", "calc(5% + 20px)", "5%"), "calc(5% + 20px)"),
        ("<div class=comment style='padding-left: min({}px, 9%)'>", (0, 1, 2, 1), "min(0px, 9%)"),
        ("<div class=comment style='margin-left: -{}px'>", (0, 1, 2, 1), "margin-left: -2px"),
        ("<div class=comment style='transform: translateX({}px)'>", (0, 1, 2, 1), "translateX(0px)"),
        ("<div class=comment style='width: {}%'>", (100, 95, 90, 95), "width: 100%"),
        ("<div class='comment indent-{}'>", ("none", "sm", "lg", "sm"), "indent: none"),
        ("<div class='comment-item {}'>", ("", "indent-md", "", ""), "indent: md"),
        ("<div class='comment level-{}'>", ("i", "ii", "iii", "ii"), "level: i"),
        ("<div class='comment {}'>", ("", "w-95", "w-90", "w-95"), "w: 95"),
        ("<div class=comment data-depth={}>", ("one", "two", "three", "two"), "data-depth: one"),
        ("<div class=comment data-level={}>", ("1", "1.1", "1.2", "1.1"), "data-level: 1.2"),
        ("<div class=comment data-parent={}>", ("", "c1", "c2", "c1"), "data-parent: c1"),
        ("<div class='comment reply' style='margin-left: calc(var(--{}))'>", "abca", "calc(var(--a))"),
        ("<style>.r1{{left:9px}} .r2{{left:1em}}</style><div class='comment r{}'>", (0, 1, 2, 1), "left: 9px"),
        ("<div class=item style='margin-left: var(--{})'>", "abca", "var(--a)"),
        ("<table><tr><td width={}><td><p>", (0, 40, 80, 40), "width: 0"),
        ("<div class=comment><i class=spacer style='width:{}px'></i>", (0, 1, 2, 1), "width: 0px"),
    ],
)  # fmt: skip
def test_depth_that_cannot_be_read_is_said(comments, levels, unread):
    draft = read_thread(comments, levels)

    assert [(one.author.split()[0], one.depth) for one in draft.comments] == [
        *zip(("Ada", "Ben", "Cleo", "Dan"), (1, 1, 1, 1), strict=True)
    ]
    (problem,) = draft.problems
    assert problem.line == draft.comments[0].line
    assert f"{unread})" in problem.message
    assert "from Ada Example (“Ada said.”) on" in problem.message


def post(words, answers=""):
    who, _, said = words.partition("<p>")
    return f"<div class=post><div class=who>{who}</div><div class=said>{said}</div>{answers}</div>"


@pytest.mark.parametrize(
    ("thread", "depths", "is_said"),
    [
        (f"<div>{A}<div><div>{B}<div><div>{C}</div></div></div></div></div><div>{D}</div>", (1, 2, 3, 1), False),
        (f"<ul><li><div>{A}</div><ul><li><div>{B}</div></li></ul></li><li><div>{C}</div></li></ul>", (1, 2, 1), False),
        (f"<div class=b><div>{A}</div><div>{B}</div></div><div class=b><div>{C}</div></div>", (1, 1, 1), False),
        (f"<table><tr><td>{A}<table><tr><td>{B}</table><tr><td>{C}</table>", (1, 1, 1), True),
        (post(A, post(B)) + post(C), (1, 1, 1), True),
    ],
)  # fmt: skip
def test_comments_inside_each_other_are_read_or_said(thread, depths, is_said):
    draft = read_with_comments(thread)

    assert tuple(one.depth for one in draft.comments) == depths
    assert any("cannot be read" in problem.message for problem in draft.problems) is is_said


def test_remark_on_a_page_of_one_comment_is_left_out():
    draft = read_with_comments(f"<div class=comment style='margin-left: var(--a)'>{A}</div>")

    assert not any("cannot be read" in problem.message for problem in draft.problems)


def test_answers_beside_what_they_answer_stand_below_it():
    thread = f"<div class=comment>{A}</div><div class='comment comment--reply'>{B}</div><div class=comment>{C}</div>"
    draft = read_with_comments(thread)

    assert [one.depth for one in draft.comments] == [1, 2, 1]


@pytest.mark.parametrize("name", ["indented", "replies", "comment-children"])
def test_boxes_of_answers_stand_below_the_comment_before_them(name):
    thread = (
        f"<div class=comment>{A}</div><div class={name}><div class=comment>{B}</div>"
        f"<div class={name}><div class=comment>{C}</div></div></div><div class=comment>{D}</div>"
    )
    draft = read_with_comments(thread)

    assert [one.depth for one in draft.comments] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    "page",
    [
        # In buttons that unfold their sections, which are hidden until then; in tabs.
        "<h1>{t}</h1><h2><button aria-controls=a><span>{a}</span><span>Show</span><i>+</i></button></h2>"
        "<div id=a hidden>{1}</div><h2><button>{b}<span>, </span><span>Hide this section</span></button></h2>"
        "<div hidden=until-found>{2}</div>",
        "<h1>{t}</h1><button class=accordion>{a}</button><div>{1}</div><button>{b}</button><div>{2}</div>",
        "<h1>{t}</h1><button role=tab aria-controls=a>{a}</button><a role=tab href='#b'>{b}</a>"
        "<div id=a>{1}</div><div id=b>{2}</div>",
        "<h1>{t}</h1><div role=tablist><button role=tab id=x>{a}</button><button role=tab id=y>{b}</button></div>"
        "<div role=tabpanel aria-labelledby=x>{1}</div><div role=tabpanel aria-labelledby=y hidden>{2}</div>",
        "<h1>{t}</h1><div role=tablist><span role=tab>{a}</span><span role=tab>{b}</span></div>"
        "<div role=tabpanel>{1}</div><div role=tabpanel>{2}</div>",
        "<h1>{t}</h1><ul role=tablist><li role=tab>{a}<li role=tab>{b}</ul>"
        "<div role=tabpanel>{1}</div><div role=tabpanel>{2}</div>",
        "<h1>{t}</h1><details><summary>{a}</summary>{1}</details><details><summary>{b}</summary>{2}</details>",
        # In lists of sections, in heads of sections, in definitions, under captions.
        "<h1>{t}</h1><ol><li><h3>{a}</h3>{1}</li><li><h3>{b}</h3>{2}</li></ol>",
        "<h1>{t}</h1><section><header><h2>{a}</h2></header>{1}</section><section><header><h2>{b}</h2></header>{2}</section>",
        "<h1>{t}</h1><dl><dt>{a}<dd>{1}<dt>{b}<dd>{2}</dl>",
        "<h1>{t}</h1><h2>{a}</h2>{1}<h2>{b}</h2><figure><figcaption>Somebody at work</figcaption></figure>{2}",
        "<h1>{t}</h1><h2>Contents</h2><ul><li>{a}<li>{b}</ul><h2>{a}</h2>{1}<h2>{b}</h2>{2}",
        "<h1>{t}</h1><h2>{a}</h2>{1}<button>Share</button><ul><li>By mail</ul><h2>{b}</h2>{2}",
        # The site's name, or every heading, in the highest rank; none for the title.
        "<title>{t} | Gazette</title><header><h1>The Gazette</h1></header><h2>{t}</h2><h3>{a}</h3>{1}<h3>{b}</h3>{2}",
        "<div id=logo><h1><a>The Gazette</a></h1><p>All the news</p></div><h2>{t}</h2><h3>{a}</h3>{1}<h3>{b}</h3>{2}",
        "<header><h1><a href=https://gazette.example/>The Gazette</a></h1></header>"
        "<h1>{t}</h1><h2>{a}</h2>{1}<h2>{b}</h2>{2}",
        "<h1>{t}</h1><h1>{a}</h1>{1}<h1>{b}</h1>{2}",
        "<p>{t}</p><h1>{a}</h1>{1}<h1>{b}</h1>{2}",
    ],
)  # fmt: skip
def test_headings_of_a_page_stand_above_their_points(page):
    words = {"t": "What reviews say of ropes", "a": "First heading", "b": "Second heading"}
    lists = ("", "<ul><li>One.<li>Two. (pg 3)</ul>", "<ul><li>Three. (pg 4)</ul>")
    draft = read_article(decode(f"<!doctype html><body>{page.format(*lists, **words)}</body>".encode()))

    assert draft.title == "What reviews say of ropes"
    assert [(theme.title, [finding.text for finding in theme.findings]) for theme in draft.themes] == [
        ("First heading", ["One.", "Two."]),
        ("Second heading", ["Three."]),
    ]
    assert draft.problems == ()


def test_source_of_a_page_may_be_pasted():
    assert said(read_article(read_pasted(write_page(PLAN)))) == EXPECTED
    part = write_page(PLAN).partition("<article>")[2]
    assert said(read_article(read_pasted(f"<article>{part}"))) == EXPECTED


def test_scripts_and_what_surrounds_an_article_are_left_out():
    text = decode(write_page(PLAN).encode())

    assert "alert" not in text
    assert "The Harbour Gazette" not in text
    assert "Sign in" not in text


@pytest.mark.parametrize(
    ("given", "read"),
    [
        # Raised and lowered figures join no others.
        (
            "In 20<sup>1</sup> of the reviews, 47<sup>2</sup> per cent. (pg 30)",
            "In 20 of the reviews, 47 per cent.",
        ),
        ("In 20<sup>1,2</sup> and 30<sup>[3]</sup> of them<sup>*</sup>. (pg 30)", "In 20 and 30 of them."),
        ("Nobody asked. (pg 30)<sup><a href='#fn3'>3</a></sup>", "Nobody asked."),
        ("Cut off (pg 30)<sup>1</sup><sup>,</sup><sup>2</sup>", "Cut off"),
        ("In 20<a href='#_ftn1'>[1]</a> of them. (pg 30)", "In 20 of them."),
        ("In 20<a role='doc-noteref' href='#x7'>1</a> and 30<a href='#n2'>2</a>. (pg 30)", "In 20 and 30."),
        ("In 20<span style='Vertical-Align: super; color: red'>1</span> of them. (pg 30)", "In 20 of them."),
        ("Of 20<sup>a</sup> none. (pg 30)", "Of 20 none."),
        ("Of M<sup>c</sup>Rope (pg 30)<sup>a</sup>", "Of McRope"),
        ("In the 19<sup>th</sup> week, on 5 m<sup>2</sup>. (pg 30)", "In the 19th week, on 5 m²."),
        ("Of 2<sup>1/2</sup> and H<sub>2</sub>O. (pg 30)", "Of 2 1/2 and H₂O."),
        # Powers, measures, charges and degrees are no marks; marks behind them are.
        ("In 10<sup>6</sup> and 3 × 10<sup> 9</sup>/L. (pg 30)", "In 10⁶ and 3 × 10⁹/L."),
        ("At 10<sup>-3</sup>, 10<sup>−4</sup> and 5 cm<sup>–1</sup>. (pg 30)", "At 10⁻³, 10⁻⁴ and 5 cm⁻¹."),
        ("On 5 m<sup>2</sup><sup>1</sup>, in 10<sup>6</sup><sup>2</sup>. (pg 30)", "On 5 m², in 10⁶."),
        (
            "Of £3m<sup>2</sup>, with Ca<sup>2+</sup> and HbA<sub>1c</sub>. (pg 30)",
            "Of £3m, with Ca²⁺ and HbA₁c.",
        ),
        ("At 38<sup>0</sup>C or 38<sup>o</sup>, x<sup>n</sup>. (pg 30)", "At 38°C or 38°, xⁿ."),
        ("After 5<sup>1</sup>/<sub>2</sub> years. (pg 30)", "After 5¹/₂ years."),
        ("On the 1<sup>st</sup>, 2<sup>nd2</sup> and 21<sup>ST</sup>. (pg 30)", "On the 1st, 2nd and 21ST."),
        (
            "M<sup>r</sup> S, N<sup>o</sup> 4, staff<sup>a</sup>, all<sup>b,c</sup>. (pg 30)",
            "Mr S, No 4, staff, all.",
        ),
        ("Of 20<sup>ii</sup> and 30<sup>note 4</sup>. (pg 30<sup>2</sup>)", "Of 20 and 30."),
        (
            "In 20<span class=sup>1</span> and 10<span class='x superscript'>6</span>. (pg 30)",
            "In 20 and 10⁶.",
        ),
        ("In 20<span style='position: relative; top: -3px'>1</span>. (pg 30)", "In 20."),
        ("In 20<span style='top: -5pt; position: relative'>1</span>. (pg 30)", "In 20."),
        ("In 20<sup style='margin-top: 0'>2</sup> cases. (pg 30)", "In 20 cases."),
        ("In <b style='vertical-align: 0'>2003</b> too. (pg 30)", "In 2003 too."),
        ("In <span class='header-sub'>1990</span> too. (pg 30)", "In 1990 too."),
        ("Read <a href='#fn'>this</a> too. (pg <a href='#page30'>30</a>)", "Read this too."),
        # What is struck out or hidden is no word of it.
        ("Workers closed <del>no</del> <ins>the</ins> case. (pg <s>3</s>30)", "Workers closed the case."),
        (
            "Cut <strike>twice</strike> off. (pg <span style='TEXT-DECORATION : line-through'>4</span>30)",
            "Cut off.",
        ),
        ("Cut<b hidden> twice</b>. (pg <i style='display : none !important'>4</i>30)", "Cut."),
        ("Cut<i style='visibility:hidden'> twice</i>. (pg 30)<template>(pg 4)</template>", "Cut."),
        ("Cut. (pg 30)<span aria-hidden='true'>¶</span>", "Cut."),
    ],
)
def test_words_of_a_page_are_those_that_readers_see(given, read):
    page = f"<html><body><h1>On safeguarding</h1><h2>Ropes</h2><ul><li>{given}</li></ul></body></html>"

    (theme,) = read_article(decode(page.encode())).themes

    assert [finding.text for finding in theme.findings] == [read]
    assert [one.as_given for one in theme.citations] == ["30"]


@pytest.mark.parametrize(
    ("given", "read", "doubtful"),
    [
        ("In 10⁶ and 10⁻³ on the 1ˢᵗ.", "In 10⁶ and 10⁻³ on the 1st.", None),
        (
            "In 47² per cent and 2³ of them.",
            "In 47 per cent and 2 of them.",
            "figures of “47²” and “2³” were",
        ),
        ("In 10¹ or 10 ⁵ of them.", "In 10 or 10 ⁵ of them.", "figure of “10¹” was"),
        ("In 20⁷ and 10⁷ of 2011⁴ cases⁵.", "In 20 and 10 of 2011 cases.", None),  # note 7 stands below
        ("At 38⁰C for 5½ or 5¹/₂ years.", "At 38°C for 5½ or 5¹/₂ years.", None),
    ],
)
def test_raised_figures_that_may_be_powers_are_kept_or_named(given, read, doubtful):
    draft = read_article(f"On safeguarding\n\nRopes\n\n• {given} (pg 10², 30³)\n\n⁷ See the annex.\n")

    (theme,) = draft.themes
    assert [finding.text for finding in theme.findings] == [read]
    assert [one.as_given for one in theme.citations] == ["10, 30"]
    assert [(one.line, one.message.split(" taken")[0]) for one in draft.problems] == (
        [(5, f"The raised {doubtful}")] if doubtful else []
    )


@pytest.mark.parametrize(
    "notes",
    [
        "<ol><li id='fn1'>See the annex.</li></ol>",
        "<ol><li>See the annex. <a href='#up'>↩</a></li></ol>",
        "<ol class='footnotes'><li>See the annex.</li></ol>",
        "<section role='doc-endnotes'><h2>Notes</h2><ul><li>See the annex.</li></ul></section>",
        "<div><p><a name='deep'></a>See the annex.</p></div>",
        "<div id='deep'>See the annex.</div>",
        "<h2>Footnotes</h2><ol><li>See the annex.</li></ol>",
        "<h2>References</h2><ul><li>Writer (2016) On ropes, page 4.</li></ul>",
    ],
)
def test_texts_of_notes_are_no_findings(notes):
    page = (
        "<html><body><h1>On safeguarding</h1><h2>Ropes</h2><ul>"
        f"<li>Cut<sup><a href='#deep'>1</a></sup>. (pg 3)</li></ul>{notes}</body></html>"
    )

    draft = read_article(decode(page.encode()))

    assert [[finding.text for finding in theme.findings] for theme in draft.themes] == [["Cut."]]
    assert draft.problems == ()


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        (".x{text-decoration: line-through}", "Cut 40."),
        ("span.x, .y { TEXT-DECORATION: red line-through; color: red }", "Cut 40."),
        ("/* struck */ .x{display:none}", "Cut 40."),
        (".x{visibility:hidden}", "Cut 40."),
        (".x{font-size:0}", "Cut 40."),
        (".x{opacity: 0.0}", "Cut 40."),
        ("@media screen{.y{color:red}} .x{display:none}", "Cut 40."),
        ("@media print{.y{color:red} .x{display:none}}", "Cut 340."),
        (".x{opacity:0.9;font-size:0.9em}", "Cut 340."),
        (".y .x{display:none}", "Cut 340."),
    ],
)
def test_what_the_styles_of_a_page_say_of_pieces_of_a_sentence_is_kept_to(rule, read):
    page = (
        f"<html><head><style>{rule}</style></head><body><h1>On safeguarding</h1><h2>Ropes</h2><ul>"
        "<li>Cut <span class='x'>3</span>40.<span class='visually-hidden'> Struck out: 3.</span> (pg 3)</li></ul>"
        "<div class='x'><h2>Knots</h2><ul><li>Tied. (pg 4)</li></ul></div></body></html>"
    )

    draft = read_article(decode(page.encode()))

    assert [finding.text for theme in draft.themes for finding in theme.findings] == [read, "Tied."]


@pytest.mark.parametrize("rule", [".x{vertical-align:super}", ".x{position:relative;top:-.4em}"])
def test_figures_raised_by_the_styles_of_a_page_join_no_others(rule):
    page = (
        f"<html><head><style>{rule}</style></head><body><h1>On safeguarding</h1><h2>Ropes</h2><ul>"
        "<li>Cut 20<span class='x'>1</span> of 10. (pg 3)</li></ul></body></html>"
    )

    (theme,) = read_article(decode(page.encode())).themes

    assert [finding.text for finding in theme.findings] == ["Cut 20 of 10."]


PANEL = "<h2>Ropes</h2><ul><li>Cut. (pg 3)</li></ul>"


@pytest.mark.parametrize(
    "page",
    [
        f"<div aria-hidden='true'><main>{PANEL}</main></div><dialog>Sign up</dialog>",
        f"<button aria-controls='one two'>Show</button><div id='two' hidden>{PANEL}</div>",
        f"<div class='accordion'><div style='display: none'>{PANEL}</div></div>",
        f"<div hidden='until-found'>{PANEL}</div>",
        f"<div class='has-footnotes'>{PANEL}</div>",
        f"<div>{PANEL}<a name='fn1'></a>See the annex.<sup><a href='#fn1'>1</a></sup> <a href='#top'>↑ Top</a></div>",
    ],
)
def test_what_was_closed_when_the_page_was_saved_is_read(page):
    page = f"<html><body><h1>On safeguarding</h1>{page}</body></html>"

    (theme,) = read_article(decode(page.encode())).themes

    assert [finding.text for finding in theme.findings] == ["Cut."]


@pytest.mark.parametrize(
    "piece",
    [
        "a<sup>1</sup>",
        "a<sup>*</sup>",
        "a<s>b</s>",
        "a<a href='#fn1'>[1]</a>",
        "<i style='display:none'>a</i>b",
    ],
)
def test_page_of_nothing_but_marks_is_read_in_linear_time(piece):
    started = time.process_time()  # of this process alone: how busy the machine is does not count

    decode(f"<html><body><h1>On safeguarding</h1><p>{piece * 29_000}</p></body></html>".encode())

    assert time.process_time() - started < 10


ANN = "<p>Ann 7 July 2016 at 14:05</p><p>We knew.</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<style>.a{{margin-left:1px}}</style><div class='comment {'a ' * 100_000}'>{ANN}</div>" * 2,
        "".join(f"<div class=comment x{n}-depth={n}>{ANN}</div>" for n in range(2_000)),
        "<i></i>" * 4_000 + f"<div class=comment><b>{ANN}</b></div>" * 4_000,
        f"<p>{'a1<sup>2</sup> ' * 10_000}</p>",
        f"<div class='comment depth-1' style='margin-left:{' ' * 40_000}2'>{ANN}</div>" * 2,
        f"<b style='{'position:relative;' * 8_000}'>a</b>",
        f"<style>{'@a{/*.x{' * 60_000}{'.x{top:1px}' * 20_000}</style>" + "<i class=x></i>" * 9_000,
    ],
    ids=["classes", "signs", "boxes", "marks", "spaces", "style", "sheet"],
)
def test_hostile_page_is_read_in_linear_time(page):
    started = time.process_time()  # of this process alone: how busy the machine is does not count

    text = decode(f"<html><body><h1>On safeguarding</h1><h2>Comments</h2>{page}</body></html>".encode())
    with contextlib.suppress(ArticleError):
        read_article(text)

    assert time.process_time() - started < 10


def test_bullets_inside_bullets_are_findings_too():
    page = (
        "<html><h1>On safeguarding</h1><h2>A theme</h2><ul><li>One.<ul><li>Deeper. (pg 3)</li></ul></li></ul>"
    )

    (theme,) = read_article(decode(page.encode())).themes

    assert [finding.text for finding in theme.findings] == ["One.", "Deeper."]


def word_document(write=None) -> bytes:
    document = docx.Document()
    if write:
        write(document)
    else:
        document.add_heading(PLAN.title, 1)
        for theme in PLAN.themes:
            document.add_heading(theme.title, 2)
            for findings, pages in theme.groups:
                for finding in findings:
                    closing = f" (pg {pages})" if finding is findings[-1] else ""
                    document.add_paragraph(finding + closing, style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_word_document_is_read_as_its_text_would_be():
    assert said(read_article(decode(word_document())))[:2] == EXPECTED[:2]


def write_runs(*runs: tuple[str, dict]) -> bytes:
    def write(document):
        document.add_heading("On safeguarding", 1)
        document.add_heading("Ropes", 2)
        struck = document.styles.add_style("Struck", WD_STYLE_TYPE.CHARACTER)
        struck.font.strike = True
        document.styles.add_style("Gone", WD_STYLE_TYPE.CHARACTER).base_style = struck
        document.styles.add_style("Raised", WD_STYLE_TYPE.CHARACTER).font.superscript = True
        paragraph = document.add_paragraph(style="List Bullet")
        for words, look in runs:
            run = paragraph.add_run(words, style=look.get("style"))
            for name, value in look.items():
                if name != "style":
                    setattr(run.font, name, value)

    return word_document(write)


@pytest.mark.parametrize(
    ("look", "read", "pages"),
    [
        ({}, "Cut 20 off.", "340"),
        ({"bold": True}, "Cut 20 off.", "340"),
        ({"strike": True}, "Cut 0 off.", "40"),
        ({"double_strike": True}, "Cut 0 off.", "40"),
        ({"hidden": True}, "Cut 0 off.", "40"),
        ({"hidden": False}, "Cut 20 off.", "340"),
        ({"style": "Struck"}, "Cut 0 off.", "40"),
        ({"style": "Gone"}, "Cut 0 off.", "40"),
        ({"style": "Gone", "strike": False}, "Cut 20 off.", "340"),
    ],
)
def test_words_of_a_word_document_are_those_that_readers_see(look, read, pages):
    data = write_runs(("Cut ", {}), ("2", look), ("0 off. (pg ", {}), ("3", look), ("40)", {}))

    (theme,) = read_article(decode(data)).themes

    assert [finding.text for finding in theme.findings] == [read]
    assert [one.as_given for one in theme.citations] == [pages]


@pytest.mark.parametrize("look", [{"superscript": True}, {"style": "Raised"}])
def test_raised_figures_of_a_word_document_join_no_others(look):
    data = write_runs(
        ("Cut 20", {}), ("1", look), (" of 10", {}), ("6", look), (". (pg 30)", {}), ("2", look)
    )

    (theme,) = read_article(decode(data)).themes

    assert [finding.text for finding in theme.findings] == ["Cut 20 of 10⁶."]
    assert [one.as_given for one in theme.citations] == ["30"]


def indent(paragraph, twips: int) -> None:
    paragraph.paragraph_format.left_indent = Twips(twips)


def indent_as_newer_files_do(paragraph, twips: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:hanging="0" w:start="{twips / 20}pt" w:end="0"/>'))


def indent_by_style(paragraph, twips: int) -> None:
    styles = paragraph.part.document.styles
    for name, base, left in (("Near", None, twips), ("Far", "Near", None)):
        if f"{name}{twips}" not in styles:
            style = styles.add_style(f"{name}{twips}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles[f"{base}{twips}"] if base else styles["Normal"]
            style.paragraph_format.left_indent = left and Twips(left)
    paragraph.style = f"Far{twips}"


def indent_by_list(paragraph, twips: int) -> None:
    paragraph.style = ("List Bullet", "List Bullet 2", "List Bullet 3")[twips // 360]


def indent_by_tabs(paragraph, twips: int) -> None:
    paragraph.runs[0].text = "\t" * (twips // 360) + paragraph.runs[0].text


def indent_first_line(paragraph, twips: int) -> None:
    paragraph.paragraph_format.first_line_indent = Twips(twips)


def indent_heading(paragraph, twips: int) -> None:
    paragraph.style = "Heading 3"
    indent(paragraph, twips)


def indent_roughly(paragraph, twips: int) -> None:
    """As programs that count in millimetres do, and from the left of the margin."""
    indent(paragraph, twips + len(paragraph.text) % 3 - 500)


def indent_in_table(paragraph, twips: int) -> None:
    table = paragraph.part.document.add_table(1, 1)
    table._tbl.tblPr.append(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{twips}" w:type="dxa"/>'))
    table.cell(0, 0)._tc.append(paragraph._p)


@pytest.mark.parametrize(
    "move",
    [
        indent,
        indent_as_newer_files_do,
        indent_by_style,
        indent_by_list,
        indent_by_tabs,
        indent_first_line,
        indent_heading,
        indent_roughly,
        indent_in_table,
    ],
)
def test_comments_of_a_word_document_answer_as_they_are_indented(move):
    def write(document):
        document.add_heading("On safeguarding", 1)
        document.add_heading("Ropes", 2)
        document.add_paragraph("Cut. (pg 3)", style="List Bullet")
        document.add_heading("5 Responses to On safeguarding", 2)
        for number, twips in enumerate((0, 360, 720, 360, 0), start=1):
            move(document.add_paragraph(f"Ann Example {number} July 2016 at 14:05"), twips)
            indent(document.add_paragraph("We knew."), twips + 180)
            document.add_paragraph("And we said so.", style="List Bullet")

    draft = read_article(decode(word_document(write)))

    assert [comment.depth for comment in draft.comments] == [1, 2, 3, 2, 1]
    assert {comment.body for comment in draft.comments} == {"We knew.\n\n• And we said so."}
    assert draft.problems == ()


def test_indentation_above_the_comments_of_a_word_document_is_left_alone():
    def write(document):
        document.add_heading("On safeguarding", 1)
        document.add_heading("Ropes", 2)
        document.add_paragraph("Cut. (pg 3)", style="List Bullet")
        indent(document.add_paragraph("Knots"), 720)
        document.add_paragraph("Tied. (pg 4)", style="List Bullet")
        document.add_heading("Comments", 2)

    draft = read_article(decode(word_document(write)))

    assert [theme.title for theme in draft.themes] == ["Ropes", "Knots"]


@pytest.mark.parametrize("level", [0, 1, None])  # the style Title, a heading among headings, plain words
def test_title_of_a_word_document_is_its_first_line(level):
    def write(document):
        document.add_paragraph("On safeguarding") if level is None else document.add_heading(
            "On safeguarding", level
        )
        for heading in ("Ropes", "Knots"):
            document.add_heading(heading, 1)
            document.add_paragraph("Cut. (pg 3)", style="List Bullet")

    draft = read_article(decode(word_document(write)))

    assert draft.title == "On safeguarding"
    assert [theme.title for theme in draft.themes] == ["Ropes", "Knots"]


def picture() -> bytes:
    """The smallest PNG there is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\x00\x00")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_pictures_in_a_word_document_are_left_out():
    def write(document):
        document.add_heading("A heading", 1)
        document.add_picture(io.BytesIO(picture()))

    assert decode(word_document(write)).strip() == "A heading"


def with_part(name: str, content: bytes, *, instead: str | None = None, data: bytes | None = None) -> bytes:
    """A Word document with one part more, or with one replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or word_document())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != (instead or name):
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return file.getvalue()


def protected() -> bytes:
    """As a zip program would protect it: the flag set for its first part, here and in the list at the end."""
    data = bytearray(word_document())
    data[6] |= 1
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    return bytes(data)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'
DEEP = b"<w:a>" * 50_000 + b"</w:a>" * 50_000


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: word_document()[:2000], "is damaged"),
        (lambda: word_document()[:200] + b"\x00" * 50 + word_document()[250:], "is damaged"),
        (lambda: with_part("word/document.xml", b"<w:document"), "is damaged"),
        (lambda: with_part("word/document.xml", b"\xff\xfe\x00"), "is damaged"),
        (lambda: with_part("word/document.xml", ENTITIES), "is damaged"),
        (lambda: with_part("word/document.xml", DEEP), "is damaged|unpacks to more"),
        (lambda: with_part("word/other.xml", b"", instead="word/document.xml"), "is damaged"),
        (lambda: with_part("word/media/bomb.png", b"\x00" * 60_000_001), "unpacks to more"),
        (lambda: with_part("word/comments.xml", b" " * 3_000_001), "unpacks to more"),
        (lambda: with_part("word/vbaProject.bin", b"x"), "holds macros"),
        (protected, "protected by a password"),
        (lambda: with_part("x", b"", data=zipped("mimetype")), "not a Word document"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 600, "old Word document, or one protected by a password"),
        (
            lambda: b"%PDF-1.7 \x00",
            "a PDF, not text. Open it, mark the article’s words, copy them and paste them",
        ),
        (lambda: b"<html>" + b"<div>" * 5_000, "nested too deeply"),
        (lambda: b"<html>" + b"<b></b>" * 40_000, "more than 60,000 tags"),
        (lambda: b"<html><script>alert(1)</script></html>", "is empty"),
        (lambda: b"<!DOCTYPE html>", "is empty|no words"),
    ],
)
def test_file_that_cannot_be_read_says_why_and_what_to_do(make, reason):
    with pytest.raises(ArticleError, match=reason):
        decode(make())


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        new.writestr(name, b"x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a Word document"),
        (b"\xd0\xcf\x11\xe0....", "an old Word document"),
        (b"{\\rtf1 ...}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"Title\x00\x01", "not text that we can read"),
        ("Title\n\nRopes".encode("utf-16-le"), "not text that we can read"),
        (bytes(range(1, 32)) * 9, "not text that we can read"),
        (b"Title \x81\x8d", "not text that we can read"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "not text that we can read"),
        (b"x" * (MAX_BYTES + 1), "more than the 2,000,000 bytes"),
    ],
)
def test_file_that_is_no_text_says_what_it_seems_to_be(data, reason):
    with pytest.raises(ArticleError, match=reason):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_error(data):
    try:
        text = decode(data)
    except ArticleError:
        return

    assert text.strip()
    assert "\x00" not in text
    assert "\r" not in text
