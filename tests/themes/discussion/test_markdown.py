"""The few signs that a comment may use, and all that they cannot do."""

import pytest
from lxml import html as lxml_html

from tests.themes.discussion.hostile import DOES_SOMETHING, LINKS, find_harm, make_hostile
from themes.discussion.markdown import ALLOWED, render_markdown, render_plain, tidy_typed

LINK = '<a class="govuk-link" href="{0}" rel="nofollow ugc noreferrer">{1}</a>'


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("One\ntwo\n\nthree", '<p dir="auto">One<br>two</p><p dir="auto">three</p>'),
        ("*a* **b** _c_ ***d***", "<em>a</em> <strong>b</strong> <em>c</em> <em><strong>d</strong></em>"),
        ("> said", '<blockquote><p dir="auto">said</p></blockquote>'),
        ("- a\n- b", '<ul><li dir="auto">a</li><li dir="auto">b</li></ul>'),
        ("3. a", '<ol start="3"><li dir="auto">a</li></ol>'),
        ("[x](https://a.example/b)", f"{LINK.format('https://a.example/b', 'x')} (a.example)"),
        ("<https://a.example>", LINK.format("https://a.example", "https://a.example")),
        # A host that only looks like another stays as it was typed.
        ("<http://xn--e1awd7f.com>", LINK.format("http://xn--e1awd7f.com", "http://xn--e1awd7f.com")),
        ("[a.example](https://a.example)", LINK.format("https://a.example", "a.example")),
        # None of these is one of the signs: they stay as they were typed.
        ("# a", "# a"),
        ("`a`", "`a`"),
        ("F101 & <b>", "F101 &amp; &lt;b&gt;"),
        ("a_b_c", "a_b_c"),
        ("\\*a\\*", "*a*"),
        ("[x](/findings/)", "[x](/findings/)"),
        ("[x](mailto:a@b.example)", "[x](mailto:a@b.example)"),
        ("[x](https://a@b.example)", "[x](https://a@b.example)"),
    ],
)
def test_signs_and_what_becomes_of_them(typed, expected):
    assert expected in render_markdown(typed).replace("\n", "")


def test_nothing_that_is_typed_can_do_anything():
    """By two parsers that read it as a browser would; the 10,000 are in tests/bench/comments.py."""
    for typed in [*DOES_SOMETHING, *LINKS, *map(make_hostile, range(400))]:
        for made in (render_markdown(typed), render_markdown(tidy_typed(typed)), render_plain(typed)):
            assert list(find_harm(made)) == [], typed[:300]
            fragments = lxml_html.fragments_fromstring(f"<div>{made}</div>")
            assert {each.tag for root in fragments for each in root.iter()} <= {*ALLOWED, "div"}, typed[:300]


def test_the_test_of_harm_finds_it():
    for harm in DOES_SOMETHING[:14]:
        assert list(find_harm(harm)), harm
    assert list(find_harm('<a href="javascript:x">x</a>')) == ["href javascript:x"]
    assert list(find_harm("<p>x")) == ["<p> is not closed"]


def test_what_nobody_sees_is_taken_out_and_accents_are_heaped_three_high():
    typed = " a\u200b\u202eb\ufeff\U000e0041\r\nZ" + "\u0351" * 9 + " \U0001f468\u200d\U0001f469 "

    assert tidy_typed(typed) == "ab\nZ" + "\u0351" * 3 + " \U0001f468\u200d\U0001f469"
