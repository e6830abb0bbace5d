"""What a letter says, written when it is sent: what was hidden since it was posted is not in it any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst, get_text_list

from reviews.collection_version import read_version
from reviews.plurals import count_things
from themes.alerts.changes import ListChanges
from themes.alerts.following import EVERYTHING, FollowedList, find_followed
from themes.alerts.keys import CONFIRM_DAYS, build_link, make_key_to_confirm
from themes.discussion.threads import NAMELESS, name_subject, select_seen
from themes.enums import CommentState, FindingState
from themes.findings.blocks import ListEntry, group_places, read_entries
from themes.models import Comment, Finding, Letter, Subscription
from themes.models.alert import AlertKind, AlertPace, LetterKind
from themes.todo import KINDS, Waiting

NAMED = 5  # findings in a subject
MOST_SHOWN = 20  # findings of one kind of change; a longer letter names the list
# What happened to findings: of one or several in a sentence, in a list of several such things, and above their words.
HAPPENED = {
    "added": ("added to", "added", "Added"),
    "reworded": ("reworded in", "reworded", "With another wording, which is"),
    "repaged": ("given other pages in", "given other pages", "With other pages"),
    "left": (
        "taken out of",
        "taken out",
        "No longer in this list, as they were put under other themes or years",
    ),
    "withdrawn": ("withdrawn from", "withdrawn", "Withdrawn"),
}
TOLD = ("recognised", "reported", "hidden", "names", "removals", "held", "afterwards", "over-time", "notices")
FOR_MODERATORS = [kind for kind in KINDS if kind.slug in TOLD]
# Subjects name nothing that the comment is about: they stand on screens that others see.
DECIDED = {
    CommentState.PUBLISHED: "Your comment is shown",
    CommentState.REJECTED: "Your comment was not accepted",
    CommentState.WITHDRAWN: "Your comment was taken down",
    CommentState.HELD: "Your comment is not shown for now",
}
RIGHTS_OF_MODERATORS = {kind.required_permission for kind in FOR_MODERATORS}


@dataclass(frozen=True)
class WrittenLetter:
    subject: str
    text: str


@dataclass(frozen=True)
class ChangedGroup:
    """What happened, to which findings, and what stands there now; of those withdrawn nothing does."""

    heading: str
    codes: tuple[str, ...]
    entries: Sequence[ListEntry] = ()
    more: int = 0

    @property
    def content_notes(self) -> list[str]:
        """Each once: what warns of the words below."""
        return list(
            dict.fromkeys(
                card.content_note for entry in self.entries for card in entry.cards if card.content_note
            )
        )

    @property
    def links(self) -> list[tuple[str, str]]:
        """Codes with the paths of their pages, where there are no entries."""
        return [(code, reverse("finding-short", args=[int(code.removeprefix("F"))])) for code in self.codes]


@dataclass
class LetterWriter:
    """Writes letters of one batch: what several of them say is read once, and again whenever the collection changed."""

    version: str = ""
    lists: dict[str, FollowedList | None] = field(default_factory=dict)
    shown: dict[tuple[str, ...], list[ListEntry]] = field(default_factory=dict)

    def write(self, letter: Letter) -> WrittenLetter | None:
        """None where there is nothing to say any more."""
        if (version := read_version()) != self.version:
            self.version = version
            self.lists.clear()
            self.shown.clear()
        return WRITERS[LetterKind(letter.kind)](self, letter)

    def find_list(self, query: str) -> FollowedList | None:
        if query not in self.lists:
            self.lists[query] = find_followed(query)
        return self.lists[query]

    def read(self, codes: tuple[str, ...]) -> list[ListEntry]:
        """Those of the findings that readers see now, with what is to be read with them: two queries, once."""
        if codes not in self.shown:
            wanted = Finding.objects.published().filter(
                number__in=[Finding.parse_code(code) for code in codes]
            )
            places = group_places(wanted.order_by("number").values_list("pk", "block_id"))
            self.shown[codes] = read_entries(places, with_scope_notes=True)
        return self.shown[codes]


def describe_changes(changes: ListChanges, name: str) -> str:
    """A sentence, without its full stop: "One finding was added to Neglect: F119"."""
    of_kinds = {kind: codes for kind in HAPPENED if (codes := getattr(changes, kind))}
    if len(of_kinds) == 1:
        [(kind, codes)] = of_kinds.items()
        happened = HAPPENED[kind][0]
        named = f": {get_text_list(codes, 'and')}" if len(codes) <= NAMED else ""
        if len(codes) == 1:
            return f"One finding was {happened} {name}{named}"
        return f"{len(codes):,} findings were {happened} {name}{named}"
    (first, codes), *others = of_kinds.items()
    said = [f"{count_things(len(codes), 'finding')} {HAPPENED[first][1]}"]
    said += [f"{len(codes):,} {HAPPENED[kind][1]}" for kind, codes in others]
    return f"{capfirst(name)} changed: {get_text_list(said, 'and')}"


def describe_list(followed: FollowedList | None) -> str:
    """As it stands alone: "Neglect, and 2011 to 2014"."""
    if followed is None:
        return "A list that is no longer there"
    return "All findings" if followed.name == EVERYTHING else followed.name


def describe_subscription(subscription: Subscription) -> str:
    """What it tells of, as a page lists it."""
    if subscription.kind != AlertKind.LIST:
        return subscription.get_kind_display()
    return describe_list(find_followed(subscription.query))


def _write_to_confirm(writer: LetterWriter, letter: Letter) -> WrittenLetter | None:
    subscription, pace = letter.subscription, letter.words["pace"]
    followed = writer.find_list(subscription.query)
    if followed is None:
        return None
    key = make_key_to_confirm(subscription, pace)
    words = {
        "list": followed,
        "name": describe_list(followed),
        "pace": AlertPace(pace).label,
        "days": CONFIRM_DAYS,
        "link": f"{subscription.origin}{reverse('alert-confirm')}?key={key}",
    }
    return _render("Do you want to be told when this list changes?", "alerts/confirm.txt", letter, words)


def _write_changes(writer: LetterWriter, letter: Letter) -> WrittenLetter | None:
    followed = writer.find_list(letter.subscription.query)
    if followed is None:
        return None
    changes, groups = ListChanges.parse(letter.words), []
    seen: dict[str, tuple[str, ...]] = {}
    for kind, (_, _, heading) in HAPPENED.items():
        codes: tuple[str, ...] = getattr(changes, kind)
        if kind == "withdrawn":
            seen[kind] = codes
            groups.append(ChangedGroup(heading, codes[:MOST_SHOWN], more=len(codes[MOST_SHOWN:])))
            continue
        entries = writer.read(codes) if codes else []
        shown = {card.code for entry in entries for card in entry.cards}
        seen[kind] = tuple(code for code in codes if code in shown)
        more = sum(len(entry.cards) for entry in entries[MOST_SHOWN:])
        groups.append(ChangedGroup(heading, seen[kind], entries[:MOST_SHOWN], more))
    now = ListChanges(**seen)
    if not now:
        return None
    said = describe_changes(now, followed.name)
    words = {
        "said": said,
        "groups": [group for group in groups if group.codes],
        "list": followed,
        "name": describe_list(followed),
        "pace": letter.subscription.get_pace_display(),
    }
    return _render(said, "alerts/changes.txt", letter, words)


def _write_waiting(writer: LetterWriter, letter: Letter) -> WrittenLetter | None:
    """How much there is, never a word of it: letters pass through other people's machines."""
    user = letter.subscription.user
    if user is None or not user.is_staff:
        return None
    # With what does not add up: a notice over time is one of those that are open.
    counts = Waiting(user.has_perm, in_all=True).counts
    kinds = [kind for kind in FOR_MODERATORS if counts.get(kind.slug)]
    if not kinds:
        return None
    said = [kind.label(counts[kind.slug]) for kind in kinds]
    others = len(said) - 1
    subject = said[0] if not others else f"{said[0]}, and {count_things(others, 'other thing')}"
    tasks = list(zip(said, [kind.url for kind in kinds], strict=True))
    return _render(subject, "alerts/waiting.txt", letter, {"tasks": tasks})


def _write_decided(writer: LetterWriter, letter: Letter) -> WrittenLetter | None:
    """What holds of the comment now, and why, without a word of it: what was not fit to be shown is not to be mailed.

    None where it was decided again since (then that has its own letter), or changed or withdrawn, or is sealed.
    """
    comment = _find_comment(decisions=letter.words["pk"], author=letter.subscription.user_id)
    last = comment.decisions.order_by("-at", "-pk").first() if comment else None
    if comment is None or last is None or (last.pk, last.decision) != (letter.words["pk"], comment.state):
        return None
    if comment.evidence.filter(lifted_at=None).exists():
        return None
    if comment.state == CommentState.PUBLISHED and not _is_seen(comment):
        return None
    words = {
        "comment": comment,
        "name": _name_subject_of(comment),
        "reason": last.get_reason_display(),
        "explanation": last.explanation,
        "can_mend": comment.state == CommentState.REJECTED and comment.thread.is_open,
    }
    return _render(DECIDED[CommentState(comment.state)], "alerts/decided.txt", letter, words)


def _write_answered(writer: LetterWriter, letter: Letter) -> WrittenLetter | None:
    """Who answered, by the name that readers see, and where; None while readers do not see both comments."""
    answer = _find_comment(pk=letter.words["pk"], parent__author=letter.subscription.user_id)
    if answer is None or answer.parent is None or not (_is_seen(answer) and _is_seen(answer.parent)):
        return None
    words = {
        "comment": answer,
        "name": _name_subject_of(answer),
        "author": answer.author_name.strip() or NAMELESS,
    }
    return _render("Somebody replied to your comment", "alerts/answered.txt", letter, words)


def _find_comment(**which: Any) -> Comment | None:
    if not settings.DISCUSSION:
        return None
    around = ("parent", "thread__theme", "thread__finding", "thread__article")
    comments = Comment.objects.select_related(*around).defer("thread__article__source_text")
    return comments.filter(**which).first()


def _is_seen(comment: Comment) -> bool:
    """Whether readers see it, and the page that it stands below."""
    on_shown = Q(thread__finding=None) | Q(thread__finding__state=FindingState.PUBLISHED)
    seen = Comment.objects.filter(select_seen(), on_shown, thread__theme__merged_into=None)
    return seen.filter(pk=comment.pk).exists()


def _name_subject_of(comment: Comment) -> str:
    about = comment.thread.theme or comment.thread.finding or comment.thread.article
    assert about is not None  # noqa: S101 - a rule of the database
    return name_subject(about)[0]


# For each kind of letter there is. One that returns None is not sent.
WRITERS: dict[LetterKind, Callable[[LetterWriter, Letter], WrittenLetter | None]] = {
    LetterKind.CONFIRM: _write_to_confirm,
    LetterKind.CHANGES: _write_changes,
    LetterKind.WAITING: _write_waiting,
    LetterKind.DECIDED: _write_decided,
    LetterKind.ANSWERED: _write_answered,
}


def _render(subject: str, template: str, letter: Letter, words: dict[str, Any]) -> WrittenLetter:
    subscription = letter.subscription
    around = {
        "subscription": subscription,
        "origin": subscription.origin,
        "end": build_link("alert-end", subscription),
        "all": build_link("alert-list", subscription),
        "operator": settings.OPERATOR_NAME,
    }
    return WrittenLetter(
        " ".join(subject.split()), render_to_string(template, {**around, **words}).strip() + "\n"
    )
