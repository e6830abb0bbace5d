"""A synthetic collection for work under load: clearly marked, made in one transaction, and taken away in one."""

from themes.corpus.loading import CorpusError
from themes.corpus.making import make_corpus
from themes.corpus.removing import remove_corpus

__all__ = ["CorpusError", "make_corpus", "remove_corpus"]
