"""Queries and server time of every list and form of the admin, of the portal that VAR_DIR or DATABASE_URL names.

Fill a portal of its own first, never the real one:

    VAR_DIR=var/bench-admin .venv/bin/python manage.py migrate
    VAR_DIR=var/bench-admin .venv/bin/python manage.py load_collection
    VAR_DIR=var/bench-admin .venv/bin/python manage.py make_corpus --findings 200000 --pages 1000 --seed 1 --yes
    VAR_DIR=var/bench-admin .venv/bin/python -m tests.bench.workspace
"""

from __future__ import annotations

import logging
import os
import statistics
import time
from collections.abc import Iterator

import django

REQUESTS = 3
SEARCHES = {"Finding": ["children sleeping", "F119", "119"], "Review": ["learning"], "Citation": ["17"]}


def addresses() -> Iterator[tuple[str, str]]:
    from django.contrib import admin
    from django.urls import reverse

    yield "front page", reverse("admin:index")
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        name = f"admin:{model._meta.label_lower.replace('.', '_')}"
        listed = reverse(f"{name}_changelist")
        yield f"{model.__name__}, list", listed
        if admin.site._registry[model].search_fields:
            for words in SEARCHES.get(model.__name__, ["words"]):
                yield f"{model.__name__}, list, “{words}”", f"{listed}?q={words.replace(' ', '+')}"
        if row := model._default_manager.order_by("-pk").first():
            yield f"{model.__name__}, form", reverse(f"{name}_change", args=[row.pk])
        yield f"{model.__name__}, add", reverse(f"{name}_add")
    from themes.todo import KINDS

    for kind in KINDS:
        yield f"{kind.model.__name__}, {kind.name.lower()}", kind.url
    for field in ("review", "block", "see_also"):
        query = f"app_label=themes&model_name=finding&field_name={field}"
        yield f"autocomplete, {field}", reverse("admin:autocomplete") + f"?{query}&term=children"


def main() -> None:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    logging.getLogger("django.request").setLevel("ERROR")  # some lists can only be read: adding is refused
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.filter(is_superuser=True).earliest("pk"))
    print(f"{'':50} status  queries      ms   slowest query, ms   kB")
    for name, address in addresses():
        times = []
        for _ in range(REQUESTS):
            with CaptureQueriesContext(connection) as captured:
                began = time.perf_counter()
                response = client.get(address, secure=True)
                times.append((time.perf_counter() - began) * 1000)
        slowest = max((float(query["time"]) * 1000 for query in captured), default=0)
        print(
            f"{name[:50]:50} {response.status_code:6} {len(captured):8} {statistics.median(times):7.0f} "
            f"{slowest:19.0f} {len(response.content) / 1024:4.0f}",
            flush=True,
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")
    django.setup()
    from django.conf import settings

    from scr_portal import database

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    with database.keep_running():
        main()
