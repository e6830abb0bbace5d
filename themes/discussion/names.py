"""Under which names readers with an account are shown. A name is moderated like text."""

from __future__ import annotations

from typing import Any

from themes.discussion.threads import NAMELESS
from themes.enums import CommentState
from themes.models import Member


def find_shown_name(user: Any) -> str:
    """The name that others see of a user: the one they chose, once somebody approved it, else "A reader"."""
    name = (
        Member.objects.filter(user=user, name_state=CommentState.PUBLISHED)
        .values_list("display_name", flat=True)
        .first()
    )
    return name or NAMELESS
