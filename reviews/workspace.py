"""What all screens of the curators' workspace have in common."""

from django.contrib import admin


class CuratedAdmin(admin.ModelAdmin):
    """The base of every admin class of ours. Lists stay quick however much they hold."""

    show_full_result_count = False  # else each search counts all rows too
    list_per_page = 50
