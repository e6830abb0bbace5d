"""Accounts and roles in the admin. Nobody hands out a right that they do not hold."""

from django.contrib import admin, auth
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from themes.roles import ROLES


def rights_of(user: User | AnonymousUser) -> QuerySet[Permission]:
    """What a user may do, by themselves and through their roles."""
    if user.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(
        Q(pk__in=user.user_permissions.values("pk")) | Q(group__in=user.groups.all())
    ).distinct()


def within(request: HttpRequest, rights: QuerySet[Permission]) -> bool:
    """Whether whoever asks holds all of these themselves."""
    asking = request.user
    return asking.is_superuser or not rights.exclude(pk__in=rights_of(asking).values("pk")).exists()


class AccountAdmin(UserAdmin):
    """Django's lets whoever may change accounts make a superuser of any, themselves included. This one does not."""

    list_filter = ["is_active", "groups"]
    list_display = ["username", "first_name", "last_name", "roles", "is_active"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        (
            "What they may do",
            {
                "fields": ["is_active", "is_staff", "groups"],
                "description": "To close an account, untick “Active”. Accounts are not deleted, so that it stays "
                "known who decided what.",
            },
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    for_superusers = ("Beyond the roles", {"fields": ["is_superuser"]})

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join(names) or ("Superuser" if user.is_superuser else "None yet")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.for_superusers] if obj and request.user.is_superuser else fieldsets

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["queryset"] = groups_within(request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        """Nobody changes the account, and so the password, of somebody who may do more."""
        return super().has_change_permission(request, obj) and (
            obj is None or within(request, rights_of(obj))
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or within(request, rights_of(obj))
        )


def groups_within(request: HttpRequest) -> QuerySet[Group]:
    if request.user.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.filter(group=OuterRef("pk")).exclude(
        pk__in=rights_of(request.user).values("pk")
    )
    return Group.objects.filter(~Exists(beyond))


class RoleAdmin(GroupAdmin):
    """The portal's own roles are as `themes.roles` says; beside them there can be others."""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("permissions__content_type")

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            kwargs["queryset"] = rights_of(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self._is_theirs(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self._is_theirs(request, obj)

    def get_actions(self, request):
        """Deleting in bulk asks about no single role."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def _is_theirs(self, request: HttpRequest, group: Group | None) -> bool:
        return group is None or (group.name not in ROLES and within(request, group.permissions.all()))


admin.site.unregister([User, Group])
admin.site.register(auth.get_user_model(), AccountAdmin)
admin.site.register(Group, RoleAdmin)
