"""Web pages are read as readers see them: headings, points, notes and marks."""

import contextlib
import time

import pytest

from tests.articles import write_page
from tests.themes.importers.article.article_pages import EXPECTED, PLAN, summarise
from themes.importers.article.decoding import decode, read_pasted
from themes.importers.article.drafts import ArticleError
from themes.importers.article.reading import read_article


@pytest.mark.parametrize("heading", ["h2", "h3", "strong"])
@pytest.mark.parametrize("header", ["line", "parts", "footer"])
def test_web_page_is_read_as_its_text_would_be(heading, header):
    page = write_page(PLAN, heading=heading, comment_header=header)

    assert summarise(read_article(decode(page.encode()))) == EXPECTED


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


def test_button_that_is_a_heading_is_kept_whatever_it_says():
    points = "<ul><li>One. (pg 3)</ul>"
    page = (
        f"<h1>What reviews say of ropes</h1><h2><button>Share charts early</button></h2>{points}"
        f"<h2><button>Listen to pilots</button><button>Share</button></h2>{points}"
        f"<h2>Quays <button>Copy this link</button></h2>{points}"
        f"<h2><button>Share</button><button>Harbours</button></h2>{points}"
    )
    draft = read_article(decode(f"<!doctype html><body>{page}</body>".encode()))

    assert [theme.title for theme in draft.themes] == [
        "Share charts early",
        "Listen to pilots",
        "Quays",
        "Harbours",
    ]


def test_source_of_a_page_may_be_pasted():
    assert summarise(read_article(read_pasted(write_page(PLAN)))) == EXPECTED
    part = write_page(PLAN).partition("<article>")[2]
    assert summarise(read_article(read_pasted(f"<article>{part}"))) == EXPECTED


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

    decode(f"<html><body><h1>On safeguarding</h1><p>{piece * 7_000}</p></body></html>".encode())

    assert time.process_time() - started < 2.5  # a quarter of the pieces that a page may have


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
        "<button>a</button><ul><li>b</ul>" * 9_000,
        "<a href='#fn1'>1</a><i id=fn1>x</i>" * 14_000,
        f"<style>{'@a{/*.x{' * 60_000}{'.x{top:1px}' * 20_000}</style>" + "<i class=x></i>" * 9_000,
    ],
    ids=["classes", "signs", "boxes", "marks", "spaces", "style", "buttons", "notes", "sheet"],
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
