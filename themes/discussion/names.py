"""Under which names readers with an account are shown. A name is moderated like text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.control_characters import refuse_control_characters
from reviews.history.tracking import annotate_history, get_events
from themes.discussion.threads import NAMELESS
from themes.enums import CommentState
from themes.models import Comment, Member
from themes.models.member import LONGEST_NAME
from themes.roles import ROLES

# Wherever they stand in a name; and those that are parts of other words (badminton), as a word of their own.
OURS = ("scrportal", "moderator", "administrator")
OUR_WORDS = {
    *(role.lower() for role in ROLES),
    "admin",
    "admins",
    "mod",
    "mods",
    "editor",
    "staff",
    "official",
}
LOOK_ALIKE = str.maketrans("013457@$!|l", "oieastasiii")
ADDRESS = re.compile(r"@|://|\bwww\.|\w\.[a-z]{2,}\b", re.IGNORECASE)


def find_shown_name(user: Any) -> str:
    """The name that others see of a user: the one they chose, once somebody approved it, else "A reader"."""
    name = (
        Member.objects.filter(user=user, name_state=CommentState.PUBLISHED)
        .values_list("display_name", flat=True)
        .first()
    )
    return name or NAMELESS


def clean_name(name: str) -> str:
    """The name as it is kept. Raises ValidationError where it cannot be one, or could be taken for ours."""
    refuse_control_characters(name)
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if len(name) > LONGEST_NAME:
        raise ValidationError(f"A name has at most {LONGEST_NAME} characters. Choose a shorter one.")
    letters = [character for character in name if character.isalpha()]
    if len(letters) < 2 or not all(character.isprintable() for character in name):
        raise ValidationError("A name has at least two letters, and no signs that nobody sees.")
    if ADDRESS.search(name):
        raise ValidationError("A name holds no address of the web or of mail. Choose another.")
    if len({unicodedata.name(character, "?").split()[0] for character in letters}) > 1:
        raise ValidationError("Write the name in the letters of one alphabet.")
    if is_like_ours(name):
        raise ValidationError(
            "This could be taken for somebody who speaks for this site, or is on its staff. Choose another name."
        )
    return name


def is_like_ours(name: str) -> bool:
    """Whether it could be read as a role here, the site, who runs it, or somebody of the staff."""
    flat = flatten_name(name)
    if any(flatten_name(ours) in flat for ours in OURS):
        return True
    if {flatten_name(word) for word in re.split(r"[\W_]+", name)} & {
        flatten_name(word) for word in OUR_WORDS
    }:
        return True
    whole = {flatten_name(settings.OPERATOR_NAME)}
    parts = set()
    for person in get_user_model()._default_manager.filter(is_staff=True):
        whole.add(flatten_name(person.get_username()))
        if person.first_name and person.last_name:
            parts |= {
                flatten_name(person.first_name + person.last_name),
                flatten_name(person.last_name + person.first_name),
            }
    return flat in whole - {""} or any(part in flat for part in parts if part)


def flatten_name(name: str) -> str:
    """As it is read at a glance: no accents, spaces or signs, no large letters, and 0 for o."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LOOK_ALIKE)
    return "".join(character for character in plain if character.isalnum())


@transaction.atomic
def wish_name(*, user: User, name: str) -> Member:
    """Take down the name that somebody wishes. Another one than before waits, and theirs is shown no longer."""
    member, is_new = Member.objects.select_for_update().get_or_create(
        user=user, defaults={"display_name": name}
    )
    if not is_new and member.display_name != name:
        member.display_name, member.asked_at = name, timezone.now()
        member.save(update_fields=["display_name", "asked_at"])
        member.refresh_from_db()  # the database makes it wait
        sign_comments(user)
    return member


@transaction.atomic
def decide_name(
    *, member: Member, seen: tuple[str, str], decision: str, by: User | None, reason: str = ""
) -> Member:
    """Approve a name or reject it with a reason, and sign what its owner wrote accordingly.

    `seen` are the name and the state that were decided about. Raises ValidationError where they are others by now.
    """
    now = Member.objects.select_for_update().filter(pk=member.pk).first()
    if now is None:
        raise ValidationError(
            "Its owner deleted their account after you opened this. Nothing is to be decided."
        )
    if (now.display_name, now.name_state) != seen:
        raise ValidationError(
            f"After you opened this it became “{now.display_name}” ({now.get_name_state_display().lower()}). "
            "Open it again, and decide about that."
        )
    now.name_state = decision
    now.reason = reason if decision == CommentState.REJECTED else ""
    now.decided_by, now.decided_at = by, timezone.now()
    now.full_clean(exclude=["decided_by", "decided_at"])
    now.save()
    sign_comments(now.user)
    return now


def sign_comments(user: User) -> None:
    """Put the name under which somebody is shown now on all that they wrote, but for what was sealed or emptied."""
    name = find_shown_name(user)
    with annotate_history(act="sign"):
        Comment.objects.filter(author=user).exclude(author_name__in=(name, "")).update(author_name=name)


def take_name_away(user: User) -> None:
    """Leave the name of somebody on nothing that they wrote, and not in its history either."""
    comments = Comment.objects.filter(author=user)
    pks = list(comments.values_list("pk", flat=True))
    with annotate_history(act="sign"):
        comments.update(author_name=NAMELESS)
    get_events(Comment).filter(pgh_obj_id__in=pks).update(author_name=NAMELESS)
