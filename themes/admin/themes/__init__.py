"""The screens of themes and their groups."""

from themes.admin.themes import admin

__all__ = ["admin"]
