"""The curators' workspace: Django's admin site under our name."""

from django.contrib.admin import AdminSite


class Workspace(AdminSite):
    site_header = "SCR Portal: curators"
    site_title = "SCR Portal"
    index_title = "Everything in the collection"
