"""The curators' way from an article to drafts: give it, say what it is about, decide, accept."""

from themes.admin.intake.screens import ArticleIntakeAdmin

__all__ = ["ArticleIntakeAdmin"]
