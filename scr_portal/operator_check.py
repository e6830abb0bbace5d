"""Who runs this copy of the site, and whether its mail goes anywhere: said where that is missing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

WHY = (
    "Readers have to know who answers when they report that something is wrong, and the law asks it of a site that "
    "keeps anything about people."
)
MEANT = {
    "OPERATOR_NAME": "the name of the organisation or person that runs this copy",
    "OPERATOR_CONTACT": "an e-mail or web address to write to them",
}


def list_missing() -> list[str]:
    """What is not said, each with what it is for: "OPERATOR_NAME (…)"."""
    return [f"{name} ({meant})" for name, meant in MEANT.items() if not getattr(settings, name).strip()]


def explain_missing() -> str:
    """What `up` says of it; nothing where all is said."""
    missing = list_missing()
    return f"Nobody can tell who runs this copy. Set {' and '.join(missing)}. {WHY}" if missing else ""


@checks.register(checks.Tags.security, deploy=True)
def check_operator(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    return [
        checks.Warning(f"{missing} is not set.", hint=WHY, id=f"scr_portal.W{number:03}")
        for number, missing in enumerate(list_missing(), start=1)
    ]


@checks.register(checks.Tags.security, deploy=True)
def check_mail(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    if settings.SENDS_MAIL:
        return []
    hint = (
        f"Mail stays in {settings.EMAIL_FILE_PATH}: links for new passwords, answers to reports, and what readers "
        "asked to be told of."
    )
    return [checks.Warning("EMAIL_URL is not set, so no mail is sent.", hint=hint, id="scr_portal.W010")]
