from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from reviews.plurals import count_things
from scr_portal.signing_in.second_factor import reset_second_factor


class Command(BaseCommand):
    help = (
        "Take the second step of signing in away from an account whose owner lost it, and sign them out everywhere. "
        "They set up a new one when they sign in next. Be sure that it is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name that the account signs in with")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”. Capital letters count.")
        taken = reset_second_factor(user)
        if not taken:
            self.stdout.write(f"{username} had no second step. They are signed out everywhere.")
            return
        self.stdout.write(
            f"{count_things(taken, 'part')} of {username}’s second step taken away, and they are signed out "
            "everywhere. "
            "If somebody else may know the password, change it, too: manage.py changepassword."
        )
