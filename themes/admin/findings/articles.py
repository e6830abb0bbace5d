"""What findings have from articles: headings, and articles that say the same."""

from django.contrib import admin

from reviews.workspace.editing_lists import EditsInList
from themes.models import ArticleMention, ArticleSection, Theme


class MentionInline(admin.TabularInline):
    """Articles that say the same: they are joined when an article is accepted, not here."""

    model = ArticleMention
    verbose_name_plural = "articles that say it too"
    fields = ["article", "section", "words", "pages_wait"]
    readonly_fields = ["article", "section", "words", "pages_wait"]
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article", "section", "finding")

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(ArticleSection)
class ArticleSectionAdmin(EditsInList):
    list_display = ["title", "article", "left_out", "theme"]
    list_editable = ["theme"]
    list_filter = ["article", "left_out"]
    list_select_related = ["article", "theme"]
    readonly_fields = ["article", "position", "title", "line", "left_out"]
    autocomplete_fields = ["theme"]

    def list_choices(self, name):
        return [("", "None of ours"), *Theme.objects.current().in_order().values_list("pk", "title")]

    def has_add_permission(self, request):
        return False
