"""The screens of findings, and of what stands on their form: page lists, blocks, headings of articles."""

from themes.admin.findings import articles, blocks, citations, desk

__all__ = ["articles", "blocks", "citations", "desk"]
