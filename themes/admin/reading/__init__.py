"""How far reviews were read for themes, and the screen on which a report is read."""

from themes.admin.reading import grid

__all__ = ["grid"]
