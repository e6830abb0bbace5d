"""The screens of findings, and of what stands on their form: page lists, blocks, headings of articles."""

from themes.admin.findings import admin, articles, blocks, citations

__all__ = ["admin", "articles", "blocks", "citations"]
