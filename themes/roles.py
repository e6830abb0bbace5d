"""Who may do what: four roles, each a group with the rights it needs and no others.

The only place that says so. A migration calls `make_roles` whenever a model, a right or a role is added; it gives
every role exactly these rights. Rights on models that the migration's state does not know yet are left out: a later
migration gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management import create_permissions

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
    "themes.comment": "view change",
    "themes.moderationdecision": "view",
    "themes.thread": "view change",
}

# Everything above, because nobody can hand out a right that they do not hold; and in a small team one person
# does it all. Accounts are switched off, not deleted: decisions about comments name who took them.
ADMINISTRATOR = {
    **MODERATOR,
    **PUBLISHER,
    "themes.thread": KEEP,
    "themes.helpservice": "view change",
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

# One line each, for whoever gives a role to somebody.
IN_WORDS = {
    "Curator": "writes and changes drafts, and what they are filed under. Publishes and withdraws no finding. "
    "Readers see at once what a curator changes of what is public: published findings, themes, situations, "
    "reports, figures, known gaps.",
    "Publisher": "all that a curator may, and publishes, hides, withdraws, and merges themes.",
    "Moderator": "decides about comments, closes threads, hides where somebody could be recognised. Sees no drafts.",
    "Administrator": "all of these, and keeps accounts, roles and help numbers.",
}


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
