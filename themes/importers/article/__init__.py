"""Trade-press articles read: bytes to text, text to drafts. No database, and nothing stored."""

from themes.importers.article.decoding import MAX_BYTES, MAX_FILE_BYTES, decode, read_pasted
from themes.importers.article.drafts import (
    ArticleDraft,
    ArticleError,
    ArticleProblem,
    CommentDraft,
    FindingDraft,
    PageListDraft,
    SectionDraft,
    ThemeDraft,
)
from themes.importers.article.reading import read_article

__all__ = [
    "MAX_BYTES",
    "MAX_FILE_BYTES",
    "ArticleDraft",
    "ArticleError",
    "ArticleProblem",
    "CommentDraft",
    "FindingDraft",
    "PageListDraft",
    "SectionDraft",
    "ThemeDraft",
    "decode",
    "read_article",
    "read_pasted",
]
