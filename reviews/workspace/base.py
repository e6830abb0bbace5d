"""The base of all admin classes of the curators' workspace."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction

from reviews.workspace.deadlocks import STOPPED, DeadlockError, raise_deadlocks
from reviews.workspace.restoring import RestoresVersions
from reviews.workspace.why import AsksWhy

# Sent with a form that is to be shown again as it was filled in, instead of being saved.
LOOK = "_look"


# How Django calls the rows of a many-to-many table: "Theme-series relationship: Theme_series object (3)".
LINK = re.compile(r"\S+-\S+ relationships?\b", re.IGNORECASE)


class CuratedAdmin(RestoresVersions, AsksWhy):
    """Asks why, shows the history and restores from it, refuses stale forms. Its lists stay quick."""

    show_full_result_count = False  # else each search counts all rows too
    show_facets = admin.ShowFacets.NEVER  # each option of each filter would be counted
    list_per_page = 50
    # Screens with a form that can be shown again as it was filled in, by the ends of their addresses' names.
    shown_again_at: ClassVar[tuple[str, ...]] = ("add", "change")

    deletes_several = True  # whether its list offers to delete what is ticked

    def get_actions(self, request):
        """Each is a button, so its name is short. What deletes comes last."""
        actions = super().get_actions(request)
        delete = actions.pop("delete_selected", None)
        if delete and self.deletes_several:
            actions["delete_selected"] = (*delete[:2], "Delete")
        return actions

    def get_deleted_objects(self, objs, request):
        """Without the links between rows: they go with either end, and have no name that anybody knows."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        counts = {name: number for name, number in counts.items() if not LINK.match(str(name))}
        return _leave_out_links(to_delete), counts, perms_needed, protected

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


def _leave_out_links(rows: list[Any]) -> list[Any]:
    """Names of rows, each followed by a list of what belongs to it."""
    return [
        _leave_out_links(row) if isinstance(row, list) else row
        for row in rows
        if isinstance(row, list) or not LINK.match(str(row))
    ]
