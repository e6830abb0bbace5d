"""What the tests of these screens share."""

from django.urls import reverse


def get_address(name, *args):
    return reverse(f"admin:themes_theme_{name}", args=args)
