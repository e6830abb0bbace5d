"""Django's admin for everything in `themes`. Acts are those of `publishing` and `discussion.moderation`."""

from themes.admin import discussion, findings, intake, themes

__all__ = ["discussion", "findings", "intake", "themes"]
