"""The slip in a form that says that something is wrong: what makes it one report, however often it is sent.

There is no cookie that could say so. The slip is signed and holds for a day; it carries the number of the report, and
which version of what the reader had before them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Self

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.urls import Resolver404, ResolverMatch, resolve

from themes.enums import CommentState
from themes.models import Comment, Finding, ModerationDecision

HOLDS = 24 * 60 * 60  # seconds
SALT = "themes.problems.slip"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are read for another
GROUPS, GROUP_LENGTH = 3, 4  # 60 bits
REFERENCE = r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"

ADDRESS = re.compile(r"(?:https?://[^/?#]*)?(?P<path>/[^?#]*)?(?:\?[^#]*)?(?:#(?P<anchor>.*))?", re.DOTALL)
ANCHOR = re.compile(r"comment-([0-9]{1,9})")
LARGEST = 999_999_999  # likewise
NAMED = re.compile(r"[Ff][0-9]{1,9}")
OF_FINDINGS = ("finding", "finding-short", "finding-file")


@dataclass(frozen=True)
class Slip:
    reference: str
    collection_version: str
    finding: int | None = None  # its number, and the version that the reader had before them
    finding_version: int | None = None

    @classmethod
    def make(cls, address: str, collection_version: str) -> Self:
        """A new one, for a form about this address: one query where that is of a finding."""
        finding = find_finding(address)
        if finding and not finding.published_at:  # the slip can be read by whoever has it
            finding = None
        return cls(
            make_reference(),
            collection_version,
            finding.number if finding else None,
            finding.version if finding else None,
        )

    @classmethod
    def read(cls, signed: str) -> Self | None:
        """None for one that is not ours, or too old."""
        try:
            return cls(*signing.loads(signed, salt=SALT, max_age=HOLDS))
        except (signing.BadSignature, TypeError, ValueError):
            return None

    def sign(self) -> str:
        values = [self.reference, self.collection_version, self.finding, self.finding_version]
        return signing.dumps(values, salt=SALT)


def make_reference() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def find_finding(address: str) -> Finding | None:
    """The finding that an address or a number such as "F119" is about."""
    code = address.strip()
    if not NAMED.fullmatch(code):
        code = _read_code(address)
    number = Finding.parse_code(code)
    return Finding.objects.filter(number=number).first() if number else None


def read_comment_number(address: str) -> int | None:
    """The number of the comment that an address ends with, or is the lasting one of; it need not be there."""
    found, match = ADDRESS.fullmatch(address.strip()), _match(address)
    if anchor := ANCHOR.fullmatch(found["anchor"] or "") if found else None:
        return int(anchor[1])
    number = match.kwargs["pk"] if match and match.view_name == "comment" else None
    return number if number and number <= LARGEST else None


def is_of_comment(address: str) -> bool:
    """Whether it is the address of a comment, of one that is there or not: nothing is looked up."""
    return read_comment_number(address) is not None


def find_comment(address: str) -> Comment | None:
    """The comment that an address is of, unless readers never saw it and nobody has decided about it.

    Whoever guesses at addresses does not learn that it is there, and neither does what they send.
    """
    decided = ModerationDecision.objects.filter(comment=OuterRef("pk")).exclude(decision=CommentState.HELD)
    known = ~Q(state=CommentState.HELD) | Q(approved_at__isnull=False) | Exists(decided)
    number = read_comment_number(address)
    return Comment.objects.filter(known, pk=number).first() if number else None


def find_path(address: str) -> str:
    """Where a page of ours is that an address is of, with the comment it ends with; nothing where it is of no page.

    Of which site it is nobody can tell: a copy may have several names.
    """
    match, found = _match(address), ADDRESS.fullmatch(address.strip())
    if match is None or found is None or "admin" in match.namespaces:
        return ""
    anchor = found["anchor"] or ""
    return found["path"] + (f"#{anchor}" if ANCHOR.fullmatch(anchor) else "")


def _read_code(address: str) -> str:
    match = _match(address)
    if match is None or match.url_name not in OF_FINDINGS:
        return ""
    return str(match.kwargs.get("code") or match.kwargs.get("number") or "")


def _match(address: str) -> ResolverMatch | None:
    found = ADDRESS.fullmatch(address.strip())
    try:
        return resolve(found["path"]) if found and found["path"] else None
    except Resolver404:
        return None
