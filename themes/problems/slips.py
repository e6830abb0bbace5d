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
from django.urls import Resolver404, ResolverMatch, resolve

from themes.models import Comment, Finding

HOLDS = 24 * 60 * 60  # seconds
SALT = "themes.problems.slip"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are read for another
GROUPS, GROUP_LENGTH = 3, 4  # 60 bits
REFERENCE = r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}"

ADDRESS = re.compile(r"(?:https?://[^/?#]*)?(?P<path>/[^?#]*)?(?:\?[^#]*)?(?:#(?P<anchor>.*))?", re.DOTALL)
ANCHOR = re.compile(r"comment-([0-9]{1,9})")
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


def is_of_comment(address: str) -> bool:
    """Whether it ends as the address of a comment does, of one that is there or not: nothing is looked up."""
    return _match_anchor(address) is not None


def find_comment(address: str) -> Comment | None:
    """The comment that an address ends with."""
    anchor = _match_anchor(address)
    return Comment.objects.filter(pk=int(anchor[1])).first() if anchor else None


def find_path(address: str) -> str:
    """Where a page of ours is that an address is of, with the comment it ends with; nothing where it is of no page.

    Of which site it is nobody can tell: a copy may have several names.
    """
    match, found = _match(address), ADDRESS.fullmatch(address.strip())
    if match is None or found is None or "admin" in match.namespaces:
        return ""
    anchor = found["anchor"] or ""
    return found["path"] + (f"#{anchor}" if ANCHOR.fullmatch(anchor) else "")


def _match_anchor(address: str) -> re.Match[str] | None:
    found = ADDRESS.fullmatch(address.strip())
    return ANCHOR.fullmatch(found["anchor"] or "") if found else None


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
