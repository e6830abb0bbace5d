"""Run a command of the portal: `.venv/bin/python manage.py help` lists them.

A command that needs the database finds it running: the embedded server is started for it if need be, and
stopped by the last command that leaves.
"""

import contextlib
import os
import signal
import sys

NEED_NO_DATABASE = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages"),
    *("sendtestemail", "startapp", "startproject", "version"),
    "recover",  # which asks that it is not running
}
# These say themselves what their changes were for, or run statements that may carry no context.
KEEP_THEIR_OWN_CONTEXT = {"dbshell", "migrate", "restore", "shell", "test", "up"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")
    from django.core.management import execute_from_command_line

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command.startswith("-") or command in NEED_NO_DATABASE or {"-h", "--help"} & set(sys.argv):
        execute_from_command_line(sys.argv)
        return

    # Late, so that `help` stays quick and works without any of them.
    import django
    from django.core.exceptions import ImproperlyConfigured

    from scr_portal import database
    from scr_portal.server_account import EmbeddedServerError
    from scr_portal.supervisor import exit_on_signal

    exit_on_signal(signal.SIGTERM, signal.SIGHUP)
    if command == "up":  # a script's background job ignores SIGINT, and would never stop
        exit_on_signal(signal.SIGINT, signal.SIGTERM, even_if_ignored=True)
    try:
        with database.keep_running(), contextlib.ExitStack() as stack:
            database.lift_time_limit()
            django.setup()
            if command not in KEEP_THEIR_OWN_CONTEXT:
                import pghistory

                stack.enter_context(pghistory.context(command=command))
            execute_from_command_line(sys.argv)
    except (EmbeddedServerError, ImproperlyConfigured) as error:
        sys.exit(f"{error}")
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
