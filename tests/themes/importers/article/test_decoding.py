"""Files of every kind: what cannot be read is refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.themes.importers.article.word_documents import (
    make_protected,
    make_word_document,
    make_zip,
    replace_part,
)
from themes.importers.article import word
from themes.importers.article.decoding import decode
from themes.importers.article.drafts import MAX_BYTES, ArticleError
from themes.importers.article.reading import read_article


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


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'
WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MANY_RUNS = b"<w:p xmlns:w='%s'>%s</w:p>" % (WORD, b"<w:r/>" * 50_000)
DEEP = b"<w:a>" * 50_000 + b"</w:a>" * 50_000


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: make_word_document()[:2000], "is damaged"),
        (lambda: make_word_document()[:200] + b"\x00" * 50 + make_word_document()[250:], "is damaged"),
        (lambda: replace_part("word/document.xml", b"<w:document"), "is damaged"),
        (lambda: replace_part("word/document.xml", b"\xff\xfe\x00"), "is damaged"),
        (lambda: replace_part("word/document.xml", ENTITIES), "is damaged"),
        (lambda: replace_part("word/document.xml", DEEP), "is damaged|unpacks to more"),
        (lambda: replace_part("word/other.xml", b"", instead="word/document.xml"), "is damaged"),
        (lambda: replace_part("word/media/bomb.png", b"\x00" * 60_000_001), "unpacks to more"),
        (lambda: replace_part("word/comments.xml", b" " * 3_000_001), "unpacks to more"),
        (lambda: replace_part("word/vbaProject.bin", b"x"), "holds macros"),
        (make_protected, "protected by a password"),
        (lambda: replace_part("x", b"", data=make_zip("mimetype")), "not a Word document"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"x" * 600, "old Word document, or one protected by a password"),
        (
            lambda: b"%PDF-1.7 \x00",
            "a PDF, not text. Open it, mark the article’s words, copy them and paste them",
        ),
        (lambda: b"<html>" + b"<div>" * 5_000, "nested too deeply"),
        (lambda: b"<html>" + b"<b></b>" * 40_000, "more than 60,000 tags"),
        (
            lambda: b"<html><p " + b" ".join(b"a%d=b" % n for n in range(60_000)) + b">",
            "more than 1,000 attributes",
        ),
        (lambda: replace_part("word/document.xml", MANY_RUNS), "more than 5,000 pieces"),
        (lambda: b"<html><script>alert(1)</script></html>", "is empty"),
        (lambda: b"<!DOCTYPE html>", "is empty|no words"),
    ],
)
def test_file_that_cannot_be_read_says_why_and_what_to_do(make, reason):
    with pytest.raises(ArticleError, match=reason):
        decode(make())


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "UTF-16-BE", "UTF-32"])
@pytest.mark.parametrize("part", ["_rels/.rels", "word/styles.xml", "word/comments.xml"])
def test_entities_in_any_encoding_and_part_are_refused_before_they_unpack(part, encoding, monkeypatch):
    unpacked: list = []
    monkeypatch.setattr(word, "_write_shown", unpacked.append)
    entities = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "aa">]><d>&a;</d>'

    with pytest.raises(ArticleError, match="is damaged"):
        decode(replace_part(part, entities.encode(encoding)))

    assert unpacked == []


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
