"""What somebody decided about a reader's name, by mail to its owner. The worker sends it, and tries again."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reviews.letters import send_letter
from themes.enums import CommentState
from themes.models import Member


@app.task(retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def tell_of_name(member: int, origin: str) -> None:
    """Say what came of the name as it stands now; nothing where it waits, or its owner has no address."""
    row = Member.objects.select_related("user").filter(pk=member).first()
    if row is None or row.name_state == CommentState.HELD or not (row.user.email and row.user.is_active):
        return
    words = {"member": row, "is_shown": row.name_state == CommentState.PUBLISHED, "origin": origin}
    send_letter("Your name at SCR Portal", "themes/letters/name.txt", words, row.user.email)
