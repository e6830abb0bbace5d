"""What colleagues share beside a form: notes to each other, and who has taken the work."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect

from reviews.workspace.base import LOOK
from themes.admin.notes import ADD, act_on_notes, add_typed_note, build_notes, explain_note, is_about_notes
from themes.admin.taking import act_on_taking, build_taking, is_about_taking


def is_beside_the_work(request: HttpRequest) -> bool:
    return is_about_notes(request) or is_about_taking(request)


class SharesWork(admin.ModelAdmin):
    """What was filled in around a note, or around the button that takes the work, stays and is not saved by it.

    A note that was typed when the form is saved is added with it.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # One that is too long is refused before the form around it is saved.
        if object_id and explain_note(request) and not is_beside_the_work(request):
            request.POST = request.POST.copy()
            request.POST[ADD] = "1"
        if object_id and is_beside_the_work(request):
            row = self.get_object(request, unquote(object_id))
            if row is not None:
                if not self.has_view_permission(request, row):
                    raise PermissionDenied
                if is_about_notes(request):
                    act_on_notes(request, row)
                else:
                    act_on_taking(request, row)
                if not self.has_change_permission(request, row):
                    return redirect(request.get_full_path())
                request.POST = request.POST.copy()
                request.POST[LOOK] = "1"
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        add_typed_note(request, form.instance)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= build_notes(request, obj) | build_taking(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
