"""The portal as a WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")
application = get_wsgi_application()
# All views, before the first visitor and in memory that the server's processes share.
get_resolver().url_patterns  # noqa: B018
