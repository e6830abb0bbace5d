"""Reports, with what only this app knows of them: what is to be done, how they are read, and their sheet."""

from django.contrib import admin

from reviews import admin as evidence
from reviews.models import Review
from themes.admin.exporting import EXPORTS
from themes.admin.lists import WorkToDo
from themes.admin.reading import ReadsReports

admin.site.unregister(Review)


@admin.register(Review)
class ReviewAdmin(ReadsReports, evidence.ReviewAdmin):
    list_filter = [WorkToDo, *evidence.ReviewAdmin.list_filter]
    actions = EXPORTS
