"""The base of all admin classes of the curators' workspace."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction

from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from reviews.workspace.restoring import RestoresVersions
from reviews.workspace.why import AsksWhy

# Sent with a form that is to be shown again as it was filled in, instead of being saved.
LOOK = "_look"


class CuratedAdmin(RestoresVersions, AsksWhy):
    """Asks why, shows the history and restores from it, refuses stale forms. Its lists stay quick."""

    show_full_result_count = False  # else each search counts all rows too
    show_facets = admin.ShowFacets.NEVER  # each option of each filter would be counted
    list_per_page = 50

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.was_stopped = LOOK in request.POST
        try:
            with raise_deadlocks(), transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except DeadlockError:
            request.was_stopped = True
            self.message_user(request, STOPPED, messages.ERROR)
            return super().changeform_view(request, object_id, form_url, extra_context)
