from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html

from themes.admin.desk.queue import QueueScreen
from themes.admin.desk.several import SeveralScreen
from themes.admin.desk.single import SingleScreen
from themes.admin.lists import WorkToDo
from themes.models import Quotation


@admin.register(Quotation)
class QuotationAdmin(QueueScreen, SingleScreen, SeveralScreen):
    """Decided about at the desk. The list names them all; new ones are added on the form of their finding."""

    opens = "admin:themes_quotation_desk"
    change_list_template = "admin/themes/quotation/change_list.html"
    change_form_template = "admin/themes/quotation/change_form.html"
    list_display = ["shown_words", "in_finding", "outcome_label", "page_list"]
    list_display_links = None
    list_filter = [WorkToDo, "outcome"]
    list_select_related = ["finding", "citation"]
    search_fields = ["words", "finding__number"]
    search_help_text = "Words of a quotation, or the number of its finding (119)."

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("desk/", wrap(self.desk_view), name="themes_quotation_desk"),
            path("desk/several/", wrap(self.several_view), name="themes_quotation_desk_several"),
            path("desk/<int:pk>/", wrap(self.quotation_view), name="themes_quotation_desk_one"),
            *super().get_urls(),
        ]

    @admin.display(description="words", ordering="words")
    def shown_words(self, quotation: Quotation) -> str:
        address = reverse("admin:themes_quotation_desk_one", args=[quotation.pk])
        return format_html('<a href="{}">{}</a>', address, quotation.words)

    @admin.display(description="finding", ordering="finding")
    def in_finding(self, quotation: Quotation) -> str:
        finding = quotation.finding
        address = reverse("admin:themes_finding_change", args=[finding.pk])
        return format_html('<a href="{}">{}</a>', address, finding.code)

    @admin.display(description="page list", ordering="citation")
    def page_list(self, quotation: Quotation) -> str:
        return str(quotation.citation or "Not stated")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
