"""The guard asked about a text, with what the database knows: who is named in public, and what may not be said."""

from __future__ import annotations

from reviews.collection_version import kept_by_version
from reviews.models import Author
from themes.discussion.guard import Found, KnownPeople, find_marks
from themes.models import Thread


@kept_by_version
def read_known_people() -> KnownPeople:
    """The authors of the reports in the collection."""
    return KnownPeople(Author.objects.values_list("family", "given"))


def check_comment(text: str, thread: Thread) -> Found:
    """What a moderator sees in a comment. Its author is shown `for_author()` of it, and no more."""
    return find_marks(text, people=read_known_people())
