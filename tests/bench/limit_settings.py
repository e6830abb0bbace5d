"""The portal's own settings, with views that show what its middleware alone costs."""

from scr_portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.limit_urls"
