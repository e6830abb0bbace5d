"""Reports, with what only this app knows of them: what is to be done, and their sheet."""

from django.contrib import admin

from reviews import admin as evidence
from reviews.models import Review
from themes.admin.exporting import EXPORTS
from themes.admin.lists import WorkToDo

admin.site.unregister(Review)


@admin.register(Review)
class ReviewAdmin(evidence.ReviewAdmin):
    list_filter = [WorkToDo, *evidence.ReviewAdmin.list_filter]
    actions = EXPORTS
