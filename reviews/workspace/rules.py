"""Rules that span rows: checked once everything is written, and refused in words."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from reviews.workspace.base import CuratedAdmin

MOST_NAMED = 20  # of the places where a row is in use


class RefusesInWords(CuratedAdmin):
    """For rules about a row and all that belongs to it. The form must be a `RefusableForm`.

    When `check_state` raises ValidationError after the row was saved, restored or deleted, nothing is kept, and the
    form comes back as it was filled in, with the reasons.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.refused = error.messages
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        """What could be deleted when it was asked may not be any more when it is: it was published that second."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as error:
            return self._refuse_to_delete(request, error, "../change/")

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except ValidationError as error:
            return self._refuse_to_delete(request, error, request.get_full_path())

    def _refuse_to_delete(self, request: HttpRequest, error: ValidationError, address: str) -> HttpResponse:
        for message in error.messages:
            self.message_user(request, f"Nothing was deleted. {message}", messages.ERROR)
        return HttpResponseRedirect(address)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"refused": getattr(request, "refused", [])})

    def save_model(self, request, obj, form, change):
        request.before = self.read_state(request, [obj.pk] if change else [])
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.check_state(request, [form.instance.pk], request.before)

    def remove(self, request: HttpRequest, row: models.Model) -> None:
        """Delete one row, with whatever else that means."""
        row.delete()

    def delete_model(self, request, obj):
        self.remove(request, obj)

    def delete_queryset(self, request, queryset):
        for row in queryset:
            self.remove(request, row)

    def get_deleted_objects(self, objs, request: HttpRequest) -> Any:
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        for message in (
            [] if protected else self._find_reasons_against_deletion(request, [row.pk for row in objs])
        ):
            protected = [*protected, message]
            self.message_user(request, message, messages.ERROR)
        return to_delete, counts, perms_needed, protected

    def _find_reasons_against_deletion(self, request: HttpRequest, pks: list[Any]) -> list[str]:
        """Why these cannot be deleted. Deletes them in a transaction that is rolled back."""
        with transaction.atomic():
            try:
                before = self.read_state(request, pks)
                for row in self.model._default_manager.filter(pk__in=pks):
                    self.remove(request, row)
                self.check_state(request, pks, before)
            except ValidationError as error:
                return error.messages
            finally:
                transaction.set_rollback(True)
        return []


class KeptWhileInUse(CuratedAdmin):
    """Refuses to delete rows that others refer to where the database would silently drop the reference."""

    def get_deleted_objects(self, objs, request: HttpRequest) -> Any:
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        for row in objs:
            users = [_find_users(row, relation) for relation in row._meta.related_objects]
            number = sum(some.count() for some in users)
            if number:
                names = [str(user) for some in users for user in some[:MOST_NAMED]]
                protected = [
                    *protected,
                    *names[:MOST_NAMED],
                    *(["and others"] if number > MOST_NAMED else []),
                ]
                self.message_user(
                    request,
                    f"“{row}” is in use in {number:,} {'place' if number == 1 else 'places'} "
                    "and cannot be deleted. Take it away there first.",
                    messages.ERROR,
                )
        return to_delete, counts, perms_needed, protected


def _find_users(row: models.Model, relation: Any) -> models.QuerySet:
    accessor = relation.get_accessor_name()  # None for a relation without a reverse side
    if accessor and (relation.many_to_many or getattr(relation, "on_delete", None) is models.SET_NULL):
        return getattr(row, accessor).all()
    return relation.related_model._default_manager.none()
