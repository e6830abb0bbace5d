"""`manage.py migrate`: Django's, which the containers begin with. Data of a newer portal is refused, as by `up`."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand

from scr_portal.upgrades import refuse_newer_data


class Command(DjangoCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        refuse_newer_data()
        super().handle(*args, **options)
