"""Who has taken a piece of work: said and changed beside it, and listed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from reviews.workspace.base import CuratedAdmin
from themes.admin.lists import WorkToDo
from themes.models import Finding, TakenWork
from themes.models.taken import is_waiting
from themes.taking import (
    MAY_TAKE,
    TakenMeanwhileError,
    describe_work,
    give_back_work,
    name_person,
    see_work,
    take_over_work,
    take_work,
)

# What the buttons of templates/admin/_taking.html send.
TAKE, TAKE_OVER, GIVE_BACK = "_work_take", "_work_take_over", "_work_give_back"
BUTTONS = (TAKE, TAKE_OVER, GIVE_BACK)
MOST_AT_ONCE = 200


def is_about_taking(request: HttpRequest) -> bool:
    """Whether a button that takes or gives back was pressed."""
    return request.method == "POST" and any(button in request.POST for button in BUTTONS)


def act_on_taking(request: HttpRequest, about: Any) -> None:
    """Do what the button says, and say so in a message. Raises PermissionDenied."""
    if not request.user.has_perm(MAY_TAKE):
        raise PermissionDenied
    held_by = request.POST.get(TAKE_OVER, "")
    try:
        if GIVE_BACK in request.POST:
            if give_back_work(about=about, by=request.user):
                messages.success(request, "You gave this back. Somebody else can take it now.")
        elif held_by.isdecimal() and len(held_by) < 19:
            take_over_work(about=about, by=request.user, held_by=int(held_by))
            messages.success(
                request, "This is yours now. It stands on “To do” until it is done or given back."
            )
        else:
            take_work(about=about, by=request.user)
            messages.success(
                request, "This is yours now. It stands on “To do” until it is done or given back."
            )
    except TakenMeanwhileError as error:
        messages.error(request, describe_meanwhile(error))


def describe_meanwhile(error: TakenMeanwhileError) -> str:
    if error.by is None:
        return "You did not get this: it was given back after you opened it. Nobody has it now, so you can take it."
    return f"You did not get this: {name_person(error.by)} took it after you opened it."


def build_taking(request: HttpRequest, about: Any) -> dict[str, Any]:
    """For admin/_taking.html and admin/_taken.html: who has a row that waits for somebody, and what can be done."""
    if about is None or not about.pk or not is_waiting(about) or not request.user.has_perm(MAY_TAKE):
        return {}
    taken = TakenWork.objects.about(about).held().select_related("by").first()
    return {"about_taking": {"taken": taken, "is_mine": taken is not None and taken.by == request.user}}


class TakesSeveral(CuratedAdmin):
    """Actions of a list that take what is ticked, and give it back."""

    @admin.action(description="Take", permissions=["change"])
    def take(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = self._choose(request, queryset)
        got, others = 0, []
        for row in rows:
            try:
                take_work(about=row, by=request.user)
                got += 1
            except TakenMeanwhileError as error:
                others.append(f"{_call(row)} ({name_person(error.by)})" if error.by else _call(row))
        if got:
            yours = "1 is yours now." if got == 1 else f"{got} are yours now."
            self.message_user(request, f"{yours} They stand on “To do” until they are done or given back.")
        if others:
            self.message_user(request, f"Others have these: {', '.join(others)}.", messages.WARNING)

    @admin.action(description="Give back", permissions=["change"])
    def give_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        rows = self._choose(request, queryset)
        given = sum(give_back_work(about=row, by=request.user) for row in rows)
        said = "1 given back." if given == 1 else f"{given} given back."
        self.message_user(request, said if given else "None of these was yours: nothing was given back.")

    def _choose(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        rows = list(queryset[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE:
            self.message_user(
                request, f"At most {MOST_AT_ONCE} at once: nothing was done. Choose fewer.", messages.ERROR
            )
            return []
        waiting = [row for row in rows if is_waiting(row)]
        if len(waiting) < len(rows):
            self.message_user(
                request, "What is done waits for nobody, and was left as it was.", messages.WARNING
            )
        return waiting


def _call(row: Any) -> str:
    return row.code if isinstance(row, Finding) else str(row)


class WhoHas(admin.SimpleListFilter):
    title = "who has it"
    parameter_name = "of"

    def lookups(self, request, model_admin):
        return [("me", "I"), ("somebody", "Somebody"), ("nobody", "Nobody: given back")]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(by=request.user).waiting()
        if self.value() == "somebody":
            return queryset.held().waiting()
        return queryset.filter(by=None) if self.value() == "nobody" else queryset


@admin.register(TakenWork)
class TakenWorkAdmin(CuratedAdmin):
    """Who has taken what, for everybody. Work is taken where it is done."""

    nothing_yet = (
        "Nobody has taken any work yet. “Take it” stands below each finding, report, article and quotation."
    )
    restorable = False  # who has it is said where it is done
    list_display = ["what", "who", "since"]
    list_display_links = ["since"]
    list_filter = [WorkToDo, WhoHas]
    fields = ["what", "who", "since"]
    readonly_fields = ["what", "who", "since"]
    actions = None

    def get_queryset(self, request):
        return see_work(super().get_queryset(request), request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="work")
    def what(self, taken: TakenWork) -> str:
        return format_html('<a href="{}">{}</a>', *describe_work(taken))

    @admin.display(description="who has it", ordering="by__username")
    def who(self, taken: TakenWork) -> str:
        if taken.by is None:
            return "Nobody"
        return name_person(taken.by) + ("" if taken.by.is_active else ", whose account is closed")
