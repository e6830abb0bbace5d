"""What the screens of findings share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest

from reviews.workspace.rules import RefusesInWords
from themes.findings.snapshots import refuse_changing_published, take_public_snapshots
from themes.models import Finding

MOST_CODES_NAMED = 20  # in one message


class PublicRowsAdmin(RefusesInWords):
    """Rows that published findings are made of: only publishers change them, and only by the rules."""

    def find_affected_findings(self, pks: Collection[int]) -> Iterable[int]:
        """Primary keys of the findings that these rows are part of."""
        raise NotImplementedError

    def read_state(self, request, pks):
        return take_public_snapshots(self.find_affected_findings(pks))

    def check_state(self, request, pks, before):
        refuse_changing_published(before, self.find_affected_findings(pks), by=request.user)


def get_finding(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> Finding:
    """The finding that an address names. Raises Http404 or PermissionDenied."""
    finding = model_admin.get_object(request, unquote(object_id))
    if finding is None:
        raise Http404("There is no finding with this key.")
    if not model_admin.has_view_or_change_permission(request, finding):
        raise PermissionDenied
    return finding


def show_errors(request: HttpRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)


def list_codes(findings: Sequence[Finding]) -> str:
    """ "F001, F002 and F003"; of very many only some."""
    codes = [finding.code for finding in findings]
    if len(codes) > MOST_CODES_NAMED:
        return f"{', '.join(codes[:MOST_CODES_NAMED])} and {len(codes) - MOST_CODES_NAMED} others"
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"


def describe_result(findings: Sequence[Finding], result: str) -> str:
    """ "F001 is published now.", "F001 and F002 are published now." """
    return f"{list_codes(findings)} {'is' if len(findings) == 1 else 'are'} {result}."


def remove_related_links(field: forms.Field) -> None:
    """Take Django's icons to add or change a choice off a field: choices have screens of their own."""
    if isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget = field.widget.widget
        field.widget.choices = field.choices  # type: ignore[attr-defined]
