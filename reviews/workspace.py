"""What all screens of the curators' workspace have in common."""

from django import forms
from django.contrib import admin


class NamedCells(forms.ModelForm):
    """A row of a list that can be changed there: each cell is named by its column and its row."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {self.instance}"


class CuratedAdmin(admin.ModelAdmin):
    """The base of every admin class of ours. Lists stay quick however much they hold."""

    show_full_result_count = False  # else each search counts all rows too
    show_facets = admin.ShowFacets.NEVER  # each option of each filter would be counted
    list_per_page = 50

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": NamedCells, **kwargs})
