"""What an address of the workspace asks for: anybody may have made it, so what cannot be read is left out."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError, ProgrammingError, transaction
from django.http import HttpRequest, QueryDict


class ReadsAddresses(admin.ModelAdmin):
    """Answers every address of its screens in words, whatever stands behind the question mark."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Also where only the database finds a filter of the wrong kind, the list is shown without filters."""
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (DataError, ProgrammingError) as error:
            raise IncorrectLookupParameters from error

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field or None)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What a form begins with, without what its fields would refuse."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if self._is_readable(name, value)}

    def _is_readable(self, name: str, value: Any) -> bool:
        try:
            field = self.opts.get_field(name).formfield()  # type: ignore[union-attr]
        except (FieldDoesNotExist, AttributeError):
            field = None
        if not field:
            return True  # if it is in the form at all, the form looks at it itself
        try:
            field.clean(value)
        except ValidationError:
            return False
        return True


def strip_nul(query: QueryDict) -> QueryDict:
    """The query without the one character that PostgreSQL's text cannot hold."""
    stripped = query.copy()
    for name, values in query.lists():
        stripped.setlist(name, [value.replace("\x00", "") for value in values])
    return stripped
