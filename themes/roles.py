"""Who may do what: four roles, each a group with the rights it needs and no others.

The only place that says so. A migration calls `make_roles` whenever a model, a right or a role is added; it gives
every role exactly these rights. Rights on models that the migration's state does not know yet are left out: a later
migration gives them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management import create_permissions
from django.utils.text import get_text_list

APPS = ["reviews", "themes", "auth", "signing_in"]

KEEP = "view add change delete"

# Makes drafts and everything that findings are filed under. Cannot publish or withdraw a finding, and cannot take away
# what has an address or what others rest on: reports, themes, situations. Whatever of it readers see already changes
# for them at once.
CURATOR = {
    "themes.finding": KEEP,  # the admin lets nobody delete one that was ever public
    "themes.findingtheme": KEEP,
    "themes.citation": KEEP,
    "themes.pagecitation": KEEP,
    "themes.quotation": KEEP,
    "themes.readtogether": KEEP,
    "themes.articlesection": "view change",
    "themes.articleintake": KEEP,
    "themes.articlemention": "view",
    "themes.sheetimport": KEEP,
    "themes.sheetword": "view delete",
    "themes.colleaguenote": KEEP,  # whose words they are, only the admin asks: see `themes.admin.notes`
    "themes.takenwork": "view change",  # to take work and to give it back
    "themes.theme": "view add change",
    "themes.startingpoint": KEEP,
    "themes.themegroup": KEEP,
    "themes.situation": "view add change",
    "themes.situationfinding": KEEP,
    "themes.weeklyfinding": KEEP,
    "themes.coverage": KEEP,
    "themes.knowngap": KEEP,
    "themes.contestedterm": KEEP,
    "themes.synonym": KEEP,
    "themes.agency": KEEP,
    "themes.agegroup": KEEP,
    "themes.harm": KEEP,
    "themes.helpservice": "view",
    "themes.problemreport": "view change",  # those about the collection: see `themes.admin.problems`
    "reviews.review": "view add change",
    "reviews.author": KEEP,
    "reviews.availability": KEEP,
    "reviews.contentsentry": KEEP,
    "reviews.reviewnote": KEEP,
    "reviews.period": "view add change",
    "reviews.article": "view add change",
    "reviews.series": "view add change",
    "reviews.seriespoint": KEEP,
    "reviews.document": "view add change",
}

# What becomes or stays public, and what stands in the place of what.
PUBLISHER = {
    **CURATOR,
    "themes.finding": f"{KEEP} publish hide",
    "themes.theme": "view add change merge",
    "themes.situation": KEEP,
    "themes.thread": KEEP,  # the admin lets nobody delete one in which somebody has spoken
}

# What readers say, and nothing else: drafts and articles' words are not theirs to see. Where somebody could be
# recognised, they take from view whatever it is, and somebody who may publish decides what becomes of it.
MODERATOR = {
    "themes.finding": "hide",
    "themes.problemreport": "view change",
    "themes.takenwork": "view change",
    "themes.comment": "view change",
    "themes.member": "view change",  # only their names: see `themes.admin.members`
    "themes.moderationdecision": "view",
    "themes.restrictedterm": KEEP,  # whoever does not decide about comments never sees them
    "themes.thread": "view change",
    "themes.notice": "view change",  # but for data protection complaints: see `themes.admin.notices`
}

# Everything above, because nobody can hand out a right that they do not hold; and in a small team one person
# does it all. Accounts are switched off, not deleted: decisions about comments name who took them.
ADMINISTRATOR = {
    **MODERATOR,
    **PUBLISHER,
    "themes.thread": KEEP,
    "themes.helpservice": "view change",
    "themes.sealedevidence": "view",
    "auth.user": "view add change",
    "auth.group": KEEP,
    "signing_in.signin": "view",
}

ROLES = {
    "Curator": CURATOR,
    "Publisher": PUBLISHER,
    "Moderator": MODERATOR,
    "Administrator": ADMINISTRATOR,
}


class Seen(enum.Enum):
    """When readers see what is added, changed or deleted; said to whoever saves it."""

    AT_ONCE = "Readers see this change at once."
    WHERE_USED = "Readers see this change at once wherever something they see rests on it."
    WITH_FINDINGS = (
        "Readers see this where the finding is published; only somebody who may publish can change that."
    )
    NEVER = "Readers never see this."


# For every model that a role may touch: when readers see what is done to it, and what it is called, or whose part it
# is, where a role is described. `tests/test_what_readers_see.py` tries each act of each role and compares all pages.
SEEN = {
    "themes.finding": (Seen.WITH_FINDINGS, "findings"),
    "themes.findingtheme": (Seen.WITH_FINDINGS, "findings"),
    "themes.citation": (Seen.WITH_FINDINGS, "findings"),
    "themes.pagecitation": (Seen.WITH_FINDINGS, "findings"),
    "themes.quotation": (Seen.WITH_FINDINGS, "findings"),
    "themes.readtogether": (Seen.WITH_FINDINGS, "findings"),
    "themes.articlesection": (Seen.NEVER, "articles"),
    "themes.articleintake": (Seen.NEVER, "articles"),
    "themes.articlemention": (Seen.NEVER, "articles"),
    "themes.sheetimport": (Seen.NEVER, "spreadsheets"),
    "themes.sheetword": (Seen.NEVER, "spreadsheets"),
    "themes.colleaguenote": (Seen.NEVER, "notes to colleagues"),
    "themes.takenwork": (Seen.NEVER, "who has taken which work"),
    "themes.theme": (Seen.AT_ONCE, "themes"),
    "themes.startingpoint": (Seen.WHERE_USED, "themes"),
    "themes.themegroup": (Seen.WHERE_USED, "groups of themes"),
    "themes.situation": (Seen.AT_ONCE, "situations"),
    "themes.situationfinding": (Seen.WHERE_USED, "situations"),
    "themes.coverage": (Seen.AT_ONCE, "what was read"),
    "themes.knowngap": (Seen.AT_ONCE, "known gaps"),
    "themes.contestedterm": (Seen.AT_ONCE, "the words of searches"),
    "themes.synonym": (Seen.AT_ONCE, "the words of searches"),
    "themes.agency": (Seen.AT_ONCE, "agencies"),
    "themes.agegroup": (Seen.WHERE_USED, "ages"),
    "themes.harm": (Seen.WHERE_USED, "kinds of harm"),
    "themes.helpservice": (Seen.AT_ONCE, "help numbers"),
    "themes.weeklyfinding": (Seen.AT_ONCE, "the finding of a week"),
    "themes.problemreport": (Seen.AT_ONCE, "answers to reports by readers"),
    "themes.notice": (Seen.AT_ONCE, "answers to notices and complaints"),
    "themes.sealedevidence": (Seen.NEVER, "comments"),
    "themes.comment": (Seen.AT_ONCE, "comments"),
    "themes.member": (Seen.AT_ONCE, "names of readers"),
    "themes.moderationdecision": (Seen.NEVER, "comments"),
    "themes.restrictedterm": (Seen.NEVER, "restricted terms"),
    "themes.thread": (Seen.AT_ONCE, "threads"),
    "reviews.review": (Seen.AT_ONCE, "reports"),
    "reviews.author": (Seen.AT_ONCE, "reports"),
    "reviews.availability": (Seen.AT_ONCE, "reports"),
    "reviews.contentsentry": (Seen.AT_ONCE, "reports"),
    "reviews.reviewnote": (Seen.AT_ONCE, "reports"),
    "reviews.period": (Seen.AT_ONCE, "periods"),
    "reviews.article": (Seen.WHERE_USED, "articles"),
    "reviews.series": (Seen.AT_ONCE, "figures"),
    "reviews.seriespoint": (Seen.AT_ONCE, "figures"),
    "reviews.document": (Seen.WHERE_USED, "PDFs"),
    "auth.user": (Seen.NEVER, "accounts"),
    "auth.group": (Seen.NEVER, "roles"),
    "signing_in.signin": (Seen.NEVER, "accounts"),
}


def _say_what_is_seen(role: dict[str, str], who: str) -> str:
    """ "Readers see at once what a curator changes of themes and figures; and of ages where …"."""
    named: dict[Seen, list[str]] = {seen: [] for seen in Seen}
    for label, verbs in role.items():
        seen, name = SEEN[label]
        if verbs != "view" and name not in named[Seen.AT_ONCE] + named[seen]:
            named[seen].append(name)
    at_once, used = (get_text_list(named[seen], "and") for seen in (Seen.AT_ONCE, Seen.WHERE_USED))
    used = f"; and of {used}, where something they see rests on it" if used else ""
    return f"Readers see at once what {who} changes of {at_once}{used}."


# One line each, for whoever gives a role to somebody.
IN_WORDS = {
    "Curator": "writes and changes drafts, and what they are filed under. Publishes no finding, and changes or "
    f"withdraws none that is published. {_say_what_is_seen(CURATOR, 'a curator')}",
    "Publisher": "all that a curator may, and publishes, changes, hides and withdraws findings, and merges themes.",
    "Moderator": "decides about comments, takes them down, seals them, closes discussions, answers notices and "
    "complaints, and hides findings and comments in which somebody could be recognised. Sees no drafts. "
    f"{_say_what_is_seen(MODERATOR, 'a moderator')}",
    "Administrator": "all of these, and keeps accounts, roles and help numbers.",
}


def say_when_seen(label: str) -> str:
    """When readers see a change of "themes.theme", as a sentence; empty for what is in no role's hands."""
    seen, _ = SEEN.get(label, (None, ""))
    return seen.value if seen else ""


def list_roles_with(right: str) -> list[str]:
    """The roles that have a right, such as "themes.publish_finding"."""
    return [role for role in ROLES if right in {f"{app}.{code}" for app, _, code in list_rights(role)}]


def list_people_with(right: str) -> list[Any]:
    """Who has a right, by name; for whoever lacks it to turn to."""
    return list(get_user_model()._default_manager.with_perm(right).order_by("username"))


def list_rights(role: str) -> Iterator[tuple[str, str, str]]:
    """App, model and codename of each right of a role: ("themes", "finding", "publish_finding")."""
    for label, verbs in ROLES[role].items():
        app, model = label.split(".")
        yield from ((app, model, f"{verb}_{model}") for verb in verbs.split())


def make_roles(apps: Any) -> None:
    """Create the groups, or reset them to these tables; `apps` may be those of a migration."""
    _create_permissions(apps)
    permission, group = apps.get_model("auth", "Permission"), apps.get_model("auth", "Group")
    known = {
        (row.content_type.app_label, row.content_type.model, row.codename): row
        for row in permission.objects.select_related("content_type")
    }
    for role in ROLES:
        row, _ = group.objects.get_or_create(name=role)
        row.permissions.set([known[right] for right in list_rights(role) if right in known])


def remove_roles(apps: Any) -> None:
    """Delete the groups, and with them the rights of everybody in them."""
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


def _create_permissions(apps: Any) -> None:
    """Django creates them only after all migrations."""
    for label in APPS:
        try:
            config = apps.get_app_config(label)
        except LookupError:  # a migration from before there was this app
            continue
        # Apps of a migration have no module of models, and are passed over without one.
        module = getattr(config, "models_module", None)
        config.models_module = module or True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = module
