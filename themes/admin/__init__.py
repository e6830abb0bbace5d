"""Django's admin for everything in `themes`. Acts are those of `publishing` and `discussion.moderation`."""

# Last: it adds to what the others have registered.
from themes.admin import discussion, findings, themes, spreadsheets  # isort: skip

__all__ = ["discussion", "findings", "spreadsheets", "themes"]
