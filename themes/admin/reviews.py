"""Reports and their PDFs, with what only this app knows of them: what waits, how they are read, and their sheet."""

from django.contrib import admin

from reviews.admin import documents
from reviews.admin import reviews as evidence
from reviews.models import Document, Review
from themes.admin.exporting import EXPORTS
from themes.admin.lists import WorkToDo
from themes.admin.reading import ReadsReports

admin.site.unregister([Document, Review])


@admin.register(Review)
class ReviewAdmin(ReadsReports, evidence.ReviewAdmin):
    list_filter = [WorkToDo, *evidence.ReviewAdmin.list_filter]
    actions = EXPORTS


@admin.register(Document)
class DocumentAdmin(documents.DocumentAdmin):
    list_filter = [WorkToDo, *documents.DocumentAdmin.list_filter]

    def get_readonly_fields(self, request, obj=None):
        """Whether all may open the PDF is for those who may make something public."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.has_perm("themes.publish_finding") else [*fields, "is_public"]
