"""Reports and their PDFs, with the work, the reading and the spreadsheets that `themes` adds to them."""

from django.contrib import admin

from reviews.admin.documents import BaseDocumentAdmin
from reviews.admin.reviews import BaseReviewAdmin
from reviews.models import Document, Review
from themes.admin.exporting import EXPORTS
from themes.admin.lists import OldestFirst, WorkToDo
from themes.admin.reading.views import ReadsReports
from themes.admin.sharing import SharesWork


@admin.register(Review)
class ReviewAdmin(SharesWork, ReadsReports, BaseReviewAdmin):
    list_filter = [WorkToDo, *BaseReviewAdmin.list_filter]
    actions = EXPORTS


@admin.register(Document)
class DocumentAdmin(OldestFirst, BaseDocumentAdmin):
    list_filter = [WorkToDo, *BaseDocumentAdmin.list_filter]

    def get_readonly_fields(self, request, obj=None):
        """Only whoever may publish decides whether readers may open the PDF."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.has_perm("themes.publish_finding") else [*fields, "is_public"]
