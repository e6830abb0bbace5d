from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps  # as a module: two classes marked as default cannot stand in one


class PortalConfig(AppConfig):
    name = "scr_portal"
    default = True

    def ready(self) -> None:
        import_module("scr_portal.operator_check")  # its check


class WorkspaceConfig(apps.SimpleAdminConfig):
    """Django's admin as the curators' workspace. Its screens are found by `urls`: the worker and commands have none."""

    default = False
    default_site = "scr_portal.workspace.Workspace"
