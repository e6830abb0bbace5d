"""The process that does what is too heavy for a request: `python -m scr_portal.worker`.

It takes jobs from the queue in the database until it gets SIGTERM or SIGINT, or its supervisor ends. It starts no
database: `manage.py up` has one running before.
"""

import os

from scr_portal.supervisor import end_with_supervisor


def main() -> None:
    end_with_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")

    # Late: these need the settings.
    import django

    from scr_portal import database

    database.lift_time_limit()
    django.setup()
    from scr_portal.jobs import work

    try:
        work()
    finally:
        database.close_connections()


if __name__ == "__main__":
    main()
