"""The guard asked about a text, with what the database knows: who is named in public, and what may not be said."""

from __future__ import annotations

from collections import defaultdict

from reviews.collection_version import kept_by_version
from reviews.models import Author
from themes.discussion.guard import Found, KnownPeople, RestrictedWords, find_marks
from themes.enums import CommentState
from themes.models import Comment, RestrictedTerm, Thread

MOST_RANKED = 200  # held comments, the newest: each takes some milliseconds


@kept_by_version
def read_known_people() -> KnownPeople:
    """The authors of the reports in the collection."""
    return KnownPeople(Author.objects.values_list("family", "given"))


def read_restricted_words(review: int) -> RestrictedWords:
    """What may not be said about one report today."""
    return RestrictedWords(
        RestrictedTerm.objects.in_force().filter(review=review).values_list("term", flat=True)
    )


class Guard:
    """Checks many comments with what was read once."""

    def __init__(self) -> None:
        self._people = read_known_people()
        terms: defaultdict[int, list[str]] = defaultdict(list)
        for review, term in RestrictedTerm.objects.in_force().values_list("review", "term"):
            terms[review].append(term)
        self._of_review = {review: RestrictedWords(of_one) for review, of_one in terms.items()}
        self._of_all = RestrictedWords(term for of_one in terms.values() for term in of_one)

    def check(self, text: str, thread: Thread) -> Found:
        """What a moderator sees in a comment. Its author is shown `for_author()` of it, and no more.

        Terms are those of the report that a finding or an article is about; under a theme, where any report may be
        meant, of all.
        """
        about = thread.finding or thread.article
        words = self._of_review.get(about.review_id, RestrictedWords()) if about else self._of_all
        return find_marks(text, people=self._people, restricted=words)


def check_comment(text: str, thread: Thread) -> Found:
    """As `Guard.check`, for one comment."""
    return Guard().check(text, thread)


def rank_held_comments() -> list[int]:
    """The keys of held comments in which something was seen, the gravest first; of the newest 200."""
    guard = Guard()
    held = Comment.objects.filter(state=CommentState.HELD).select_related(
        "thread__finding", "thread__article"
    )
    held = held.defer("thread__finding__search", "thread__article__source_text").order_by("-pk")[:MOST_RANKED]
    weighed = [(guard.check(comment.body, comment.thread).weight, comment.pk) for comment in held]
    return [pk for weight, pk in sorted(weighed, key=lambda pair: (-pair[0], pair[1])) if weight]
