"""A synthetic collection for work under load: clearly marked, made in one transaction, and taken away in one."""

from scr_portal.corpus.loading import CorpusError
from scr_portal.corpus.making import make_corpus
from scr_portal.corpus.removing import remove_corpus

__all__ = ["CorpusError", "make_corpus", "remove_corpus"]
