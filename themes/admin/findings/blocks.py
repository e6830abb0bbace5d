"""The screen of blocks: findings that are read together."""

from django.contrib import admin

from reviews.workspace.forms import RefusableForm
from reviews.workspace.rules import KeptWhileInUse
from themes.admin.findings.base import PublicRowsAdmin
from themes.models import Finding, ReadTogether


@admin.register(ReadTogether)
class BlockAdmin(PublicRowsAdmin, KeptWhileInUse):
    form = RefusableForm
    list_display = ["reason", "members"]
    search_fields = ["reason", "findings__number"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("findings")

    def find_affected_findings(self, pks):
        return Finding.objects.filter(block__in=pks).values_list("pk", flat=True)

    @admin.display(description="findings")
    def members(self, block: ReadTogether) -> str:
        return ", ".join(finding.code for finding in block.findings.all())
