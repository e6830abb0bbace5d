"""What somebody gives is opened in a limited process, all of it."""

import ast
from dataclasses import replace

import pytest

from tests.test_project import modules
from tests.themes.importers.article.word_documents import make_word_document
from themes.importers.article import given
from themes.importers.article.drafts import ArticleError
from themes.importers.article.given import read_given_file, read_given_words

IN_THE_PROCESS = {f"themes.importers.article.{name}" for name in ("decoding", "webpages", "word", "opening")}
# A thread of answers within answers takes some seconds to read, where nobody stops it.
LONG = (
    "On safeguarding\n\nRopes\n\n• Cut. (pg 3)\n\nComments\n\n"
    + "Ada Example - 7 July 2016 10:15\n> no\n" * 20_000
)


def test_what_is_given_comes_back_as_its_words():
    assert "Ropes" in read_given_file(make_word_document())
    assert read_given_file(b"<html><p>Ropes \xc3\xa9</p></html>").strip() == "Ropes é"
    assert read_given_words("Ropes\r\n\ud800x") == "Ropes\n?x"
    with pytest.raises(ArticleError, match="a PDF, not text"):
        read_given_file(b"%PDF-1.7")


def test_only_the_limited_process_takes_articles_apart():
    imported_by = {
        (name, other.module)
        for name, path in modules().items()
        for other in ast.walk(ast.parse(path.read_text()))
        if isinstance(other, ast.ImportFrom) and other.module in IN_THE_PROCESS
    }

    assert {name for name, _ in imported_by} <= IN_THE_PROCESS | {"themes.importers.article.word_comments"}
    assert ("themes.importers.article.opening", "themes.importers.article.decoding") in imported_by


@pytest.mark.new_processes  # in the forks, all libraries have their memory already
@pytest.mark.parametrize(
    ("less", "reason"),
    [
        ({"processor_seconds": 1}, "takes longer than an article may take"),
        ({"seconds": 0}, "takes longer than an article may take"),
        ({"memory": 10_000_000}, "more memory|broke off"),
        ({"answer": 5}, "far more words than an article may have"),
    ],
)
def test_what_takes_too_much_says_so_and_what_to_do(less, reason, monkeypatch):
    monkeypatch.setattr(given, "LIMITS", replace(given.LIMITS, **less))

    with pytest.raises(ArticleError, match=f"({reason}).*copy them and paste them"):
        read_given_file((LONG if "processor_seconds" in less else LONG[:50]).encode())
