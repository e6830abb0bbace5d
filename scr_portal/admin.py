"""Accounts and roles in the admin. Nobody hands out a right that they do not hold."""

from copy import copy
from typing import Any, ClassVar

import procrastinate.contrib.django.admin  # noqa: F401 (before its screen is taken away)
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import admin, auth, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from reviews.workspace.addresses import ReadsAddresses
from scr_portal.signing_in.second_factor import reset_second_factor
from themes.roles import IN_WORDS, ROLES


def list_rights(user: User | AnonymousUser) -> QuerySet[Permission]:
    """What a user may do, by themselves and through their roles."""
    if user.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(
        Q(pk__in=user.user_permissions.values("pk")) | Q(group__in=user.groups.all())
    ).distinct()


def has_all_rights(request: HttpRequest, rights: QuerySet[Permission]) -> bool:
    """Whether whoever asks holds all of these themselves."""
    asking = request.user
    return asking.is_superuser or not rights.exclude(pk__in=list_rights(asking).values("pk")).exists()


class RenamedAdmin(ReadsAddresses):
    """Calls users and groups accounts and roles on every screen."""

    names: ClassVar[tuple[str, str]]

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        # A copy: changed in place, these would be a migration of Django's own app.
        self.opts = copy(model._meta)
        self.opts.verbose_name, self.opts.verbose_name_plural = self.names

    def get_changelist_instance(self, request):
        rows = super().get_changelist_instance(request)
        rows.opts = self.opts
        return rows


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """Whether there is a password. How it is kept is of use to nobody here."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = User(password=value or "!").has_usable_password()
        context["summary"] = [
            {"label": "Set." if is_set else "None yet, so nobody can sign in with this account."}
        ]
        context["button_label"] = "Change it" if is_set else "Set one"
        return context


class AccountForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label="Password",
        widget=PasswordWidget,
        help_text="Nobody can see it, here or anywhere else. If it is lost, set a new one.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = self.base_fields["password"].help_text


class PasswordForm(AdminPasswordChangeForm):
    """An account without a password is no use here: to close one, it is made inactive."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


class RolesField(forms.ModelMultipleChoiceField):
    """Each role with what it is for."""

    def label_from_instance(self, role: Any) -> str:
        purpose = IN_WORDS.get(role.name)
        return f"{role.name}: {purpose}" if purpose else role.name


ACCOUNT_WORDS = {
    "username": ("Name to sign in with", "Letters, numbers and @ . + - _ only, without spaces."),
    "email": (
        "Email address",
        "A link for a new password goes there, and single sign-on finds the account by it: be sure that it is theirs.",
    ),
    "is_active": ("Active", "Whether anybody can sign in with this account."),
    "is_staff": ("May use the workspace", "Without this tick, the roles below give nothing."),
    "is_superuser": (
        "Holds every right",
        "Whatever the roles say. For those who keep the server.",
    ),
    "last_login": ("Last signed in", ""),
    "date_joined": ("Account opened", ""),
}


class AccountAdmin(RenamedAdmin, UserAdmin):
    """Django's lets whoever may change accounts make a superuser of any, themselves included. This one does not."""

    list_filter = ["is_active", "groups"]
    list_display = ["username", "first_name", "last_name", "roles", "is_active"]
    filter_horizontal: ClassVar[list[str]] = []
    names = ("account", "accounts")
    form = AccountForm
    add_form = UserCreationForm
    add_form_template = "admin/auth/user/add.html"
    change_password_form = PasswordForm
    add_fieldsets = [(None, {"fields": ["username", "password1", "password2"]})]
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
    kept_by_readers = ("username", "email")  # which they have shown to be theirs
    for_superusers = ("Beyond the roles", {"fields": ["is_superuser"]})

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join(names) or ("Superuser" if user.is_superuser else "None yet")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request, obj=None):
        own = self.kept_by_readers if obj and not obj.is_staff and hasattr(obj, "member") else ()
        return [*super().get_readonly_fields(request, obj), *own]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.for_superusers] if obj and request.user.is_superuser else fieldsets

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs |= {
                "queryset": list_groups_within(request),
                "form_class": RolesField,
                "widget": forms.CheckboxSelectMultiple(),
                "label": "Roles",
                "help_text": "What this person may do here. More than one can be ticked.",
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ACCOUNT_WORDS:
            kwargs["label"], kwargs["help_text"] = ACCOUNT_WORDS[db_field.name]
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "groups" and field:
            field.widget.can_add_related = False  # roles are kept on a screen of their own
        return field

    def has_change_permission(self, request, obj=None):
        """Nobody changes the account, and so the password, of somebody who may do more."""
        return super().has_change_permission(request, obj) and (
            obj is None or has_all_rights(request, list_rights(obj))
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or has_all_rights(request, list_rights(obj))
        )

    def get_urls(self):
        view = self.admin_site.admin_view(self.reset_second_factor)
        return [
            path("<path:object_id>/second-step/", view, name="auth_user_second_step"),
            *super().get_urls(),
        ]

    def reset_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """admin/auth/user/second_step.html: `account`, `has_one`. Takes it away from somebody who lost it."""
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404("There is no such account.")
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if request.method == "POST":
            reset_second_factor(account)
            self.log_change(request, account, "Second step taken away.")
            messages.success(
                request,
                f"{account} is signed out everywhere, and sets up a new second step when signing in next.",
            )
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": "Second step lost",
            "opts": self.opts,
            "account": account,
            "has_one": is_mfa_enabled(account),
        }
        return render(request, "admin/auth/user/second_step.html", context)


def list_groups_within(request: HttpRequest) -> QuerySet[Group]:
    if request.user.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.filter(group=OuterRef("pk")).exclude(
        pk__in=list_rights(request.user).values("pk")
    )
    return Group.objects.filter(~Exists(beyond))


class RoleAdmin(RenamedAdmin, GroupAdmin):
    """The portal's own roles are as `themes.roles` says; beside them there can be others."""

    names = ("role", "roles")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("permissions__content_type")

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            kwargs["queryset"] = list_rights(request.user)
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
        return group is None or (group.name not in ROLES and has_all_rights(request, group.permissions.all()))


admin.site.unregister([User, Group])
admin.site.unregister(ProcrastinateJob)  # what a job is about says itself how it stands
admin.site.register(auth.get_user_model(), AccountAdmin)
admin.site.register(Group, RoleAdmin)
