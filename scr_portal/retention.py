"""How long what is about people is kept: one table, for the page that says it, the job that keeps it, and a test.

A model with something about people that is not in the table fails `tests/scr_portal/test_retention.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from reviews.plurals import count_things
from themes.alerts.subscribing import LETTERS_DAYS, UNCONFIRMED_DAYS
from themes.discussion.keeping import REJECTED_DAYS, WITHDRAWN_DAYS, empty_old_comments
from themes.discussion.sealing import purge_evidence
from themes.notices.keeping import NOTICE_DAYS, empty_old_notices
from themes.problems.keeping import EMAIL_DAYS, EMAIL_MOST_DAYS, WORDS_DAYS

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """What it is, for how long, and in which models; `keep_times` calls `empty`, which takes out what is over."""

    what: str
    how_long: str
    models: tuple[str, ...]
    empty: Callable[[], object] | None = None
    job: str = ""  # another job that does it


def say_days(days: int) -> str:
    """In years where they are whole ones: "a year", "2 years"."""
    years, rest = divmod(days, 365)
    if years and not rest:
        return ("a year", "two years")[years - 1] if years < 3 else count_things(years, "year")
    return count_things(days, "day")


def _begin(days: int) -> str:
    """As a sentence begins."""
    return say_days(days).capitalize()


KEPT = (
    Kept(
        "What you say when you report that something is wrong, and the answer",
        f"{_begin(WORDS_DAYS)} after the answer. Your e-mail address: {say_days(EMAIL_DAYS)} after the answer, and "
        f"{say_days(EMAIL_MOST_DAYS)} after you sent it at most. That there was a report, and what came of it, stays, "
        "and is counted for everybody to see.",
        ("themes.ProblemReport",),
        job="themes.jobs.clear_reports",
    ),
    Kept(
        "Notices of defamation, appeals and complaints: names, addresses and words, also of whoever answered a notice",
        f"{_begin(NOTICE_DAYS)} after we closed it. That there was one, each step and its time stay, without words.",
        ("themes.Notice", "themes.NoticeStep"),
        empty_old_notices,
    ),
    Kept(
        "Comments that readers see",
        "As long as they are shown here. Words that their author replaced by others: "
        f"{_begin(REJECTED_DAYS)}, in the history alone.",
        ("themes.Comment",),
    ),
    Kept(
        "Comments that were not accepted",
        f"Words and name for {say_days(REJECTED_DAYS)} after the decision, in the history too, also where other words "
        "were approved since; longer while an appeal, a notice or a complaint about it is open. The decision and its "
        "reason stay, without words, and are counted.",
        ("themes.Comment", "themes.ModerationDecision"),
        empty_old_comments,
    ),
    Kept(
        "Comments that were taken down, or withdrawn by their authors",
        f"Words and name for {say_days(WITHDRAWN_DAYS)} after the decision, in the history too; longer while an "
        "appeal, a notice or a complaint about it is open.",
        ("themes.Comment",),
    ),
    Kept(
        "Comments that were taken down and sealed, or removed for legal reasons",
        f"Sealed for {say_days(settings.EVIDENCE_DAYS)}: only administrators can look, and each look is recorded. Then "
        "they are deleted for good, in the history too, and so is what was written in decisions about them; later "
        "where an appeal, a notice or a complaint about them is still open. If the account is deleted before, the seal "
        "no longer says whose it was.",
        ("themes.SealedEvidence", "themes.EvidenceLook", "themes.LegalRemoval"),
        purge_evidence,
    ),
    Kept(
        "Accounts: name, e-mail address, second step, how somebody is shown to others, whether they are trusted",
        "Until the account is deleted.",
        (
            *(
                "auth.User",
                "themes.Member",
                "themes.AuthorTrust",
                "account.EmailAddress",
                "account.EmailConfirmation",
                "mfa.Authenticator",
            ),
            *("auth.User_groups", "auth.User_user_permissions", "socialaccount.SocialAccount"),
            *("socialaccount.SocialToken", "themes.SavedFilter", "themes.ReadingPlace"),
        ),
    ),
    Kept(
        "E-mail addresses that are told when a list changes, and how often; accounts that are told of their comments",
        f"Until you end it, or {say_days(UNCONFIRMED_DAYS)} if you do not confirm it. That an e-mail was sent: "
        f"{say_days(LETTERS_DAYS)}.",
        ("themes.Subscription", "themes.Letter"),
        job="themes.alerts.jobs.clear_old_alerts",
    ),
    Kept(
        "Tries to sign in: when, which account, from which range of addresses",
        f"{_begin(settings.SIGN_IN_LOG_DAYS)}.",
        ("signing_in.SignIn",),
        job="scr_portal.signing_in.jobs.clear_sign_ins",
    ),
    Kept(
        "What curators, moderators and publishers changed, and their notes to each other",
        "As long as the collection: it is how a change can be explained and undone.",
        (
            *("themes.Rearrangement", "themes.Coverage", "themes.Quotation", "themes.ArticleIntake"),
            *("themes.ColleagueNote", "themes.SheetImport", "themes.SheetWord", "themes.TakenWork"),
            "admin.LogEntry",
        ),
    ),
    Kept(
        "Names and details that must not be told with a report",
        "Until a moderator or an administrator deletes them. They are in no history.",
        ("themes.RestrictedTerm",),
    ),
)


# As sentences of pages about reports of readers have it.
REPORTS_KEPT = {
    "email_kept": say_days(EMAIL_DAYS),
    "email_kept_at_most": say_days(EMAIL_MOST_DAYS),
    "words_kept": say_days(WORDS_DAYS),
}


def keep_times() -> None:
    """Take out all whose time is over. What fails is in the log, and keeps nothing else from being done."""
    for kept in KEPT:
        if kept.empty is None:
            continue
        try:
            with transaction.atomic():
                kept.empty()
        except Exception:
            logger.exception("%s: what is too old was not taken out.", kept.what)
