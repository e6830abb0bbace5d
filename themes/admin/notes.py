"""Notes to colleagues: written beside a finding, a quotation or a report, and listed until they are done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from reviews.history.tracking import annotate_history
from reviews.plurals import count_things
from reviews.workspace.base import CuratedAdmin
from themes.admin.lists import OldestFirst, WorkToDo
from themes.models import ColleagueNote, Finding, Quotation
from themes.models.note import LONGEST_NOTE

# What the buttons of templates/admin/_notes.html send.
ADD, DONE, OPEN, TEXT = "_note_add", "_note_done", "_note_open", "_note_text"
BUTTONS = (ADD, DONE, OPEN)
MAY_ADD, MAY_CHANGE = "themes.add_colleaguenote", "themes.change_colleaguenote"


def add_note(*, about: Any, text: str, by: Any) -> ColleagueNote:
    """Write a note about a finding, a quotation or a report; one that is open and the same, as of a page sent twice, is
    kept once. Raises ValidationError where it is empty or too long.
    """
    note = ColleagueNote(text=" ".join(text.split()), author=by)
    if same := ColleagueNote.objects.about(about).filter(author=by, text=note.text, done_at=None).first():
        return same
    setattr(note, about._meta.model_name, about)
    if not note.text:
        raise ValidationError("Nothing was added: the note is empty. Write something first.")
    if reason := explain_length(note.text):
        raise ValidationError(f"Nothing was added. {reason}")
    note.full_clean(exclude=["author"])
    with annotate_history(act="add_note"):
        note.save()
    return note


def set_done(notes: QuerySet[ColleagueNote], *, is_done: bool, by: Any) -> int:
    """Say that notes are done, or open again; returns how many were not so before."""
    rows = notes.filter(done_at__isnull=is_done)
    if is_done:
        with annotate_history(act="note_done"):
            return rows.update(done_at=timezone.now(), done_by=by)
    with annotate_history(act="note_open"):
        return rows.update(done_at=None, done_by=None)


def is_about_notes(request: HttpRequest) -> bool:
    """Whether a button beside a note was pressed."""
    return request.method == "POST" and any(button in request.POST for button in BUTTONS)


def explain_length(text: str) -> str:
    """Why a note is too long; nothing where it is not."""
    length = len(" ".join(text.split()))
    if length <= LONGEST_NOTE:
        return ""
    return f"The note has {length} characters, and at most {LONGEST_NOTE} fit. It is still in its box: make it shorter."


def explain_note(request: HttpRequest) -> str:
    """Why what was typed as a note beside something else cannot be kept; nothing where it can."""
    return explain_length(request.POST.get(TEXT, ""))


def add_typed_note(request: HttpRequest, about: Any) -> None:
    """Add the note that was typed beside what was just saved, if there is one."""
    text = request.POST.get(TEXT, "").strip()
    if text and request.user.has_perm(MAY_ADD):
        add_note(about=about, text=text, by=request.user)


def act_on_notes(request: HttpRequest, about: Any) -> bool:
    """Do what the button says, and say so in a message; whether it could be done. Raises PermissionDenied."""
    adds = ADD in request.POST
    if not request.user.has_perm(MAY_ADD if adds else MAY_CHANGE):
        raise PermissionDenied
    if adds:
        try:
            add_note(about=about, text=request.POST.get(TEXT, ""), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return False
        without_text: Any = request.POST.copy()
        without_text.pop(TEXT)
        request.POST = without_text
        messages.success(request, "Your note was added. Readers never see it.")
        return True
    is_done = DONE in request.POST
    key = request.POST.get(DONE if is_done else OPEN, "")
    note = ColleagueNote.objects.about(about).filter(pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    if set_done(
        ColleagueNote.objects.filter(pk__in=note.order_by().values("pk")), is_done=is_done, by=request.user
    ):
        messages.success(request, "The note is done." if is_done else "The note is open again.")
    return True


def build_notes(request: HttpRequest, about: Any) -> dict[str, Any]:
    """For admin/_notes.html: the `notes` about a row, what somebody may do with them, and what was `typed`."""
    if about is None or not about.pk or not request.user.has_perm("themes.view_colleaguenote"):
        return {}
    notes = list(ColleagueNote.objects.about(about))
    return {
        "about_notes": {
            "notes": notes,
            "open": sum(not note.done_at for note in notes),
            "may_add": request.user.has_perm(MAY_ADD),
            "may_change": request.user.has_perm(MAY_CHANGE),
            "typed": request.POST.get(TEXT, ""),
            "longest": LONGEST_NOTE,
        }
    }


class WhoWrote(admin.SimpleListFilter):
    title = "author"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return [("me", "Mine")]

    def queryset(self, request, queryset):
        return queryset.filter(author=request.user) if self.value() == "me" else queryset


@admin.register(ColleagueNote)
class ColleagueNoteAdmin(OldestFirst, CuratedAdmin):
    """All notes, to be looked at and done. They are written beside what they are about."""

    nothing_yet = "Nobody has left a note yet. They are written beside a finding, a quotation or a report."
    list_display = ["text", "about", "author", "at", "state"]
    list_filter = [WorkToDo, WhoWrote]
    list_select_related = ["finding", "quotation__finding", "review", "author"]
    search_fields = ["text", "author__username", "author__first_name", "author__last_name"]
    actions = ["mark_done", "open_again"]
    fields = ["about", "text", "author", "at", "state"]
    readonly_fields = ["about", "author", "at", "state"]

    def get_readonly_fields(self, request, obj=None):
        """Only who wrote it changes its words."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None or obj.author_id == request.user.pk else [*fields, "text"]

    def has_add_permission(self, request):
        """Not here: a note is about something, and written beside it."""
        return False

    @admin.display(description="about")
    def about(self, note: ColleagueNote) -> str:
        return format_html('<a href="{}">{}</a>', *describe_subject(note))

    @admin.display(description="state", ordering="done_at")
    def state(self, note: ColleagueNote) -> str:
        return "Done" if note.done_at else "Open"

    @admin.action(description="Mark as done", permissions=["change"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        count = set_done(queryset, is_done=True, by=request.user)
        self.message_user(request, f"{count_things(count, 'note')} done.")
        return None

    @admin.action(description="Open again", permissions=["change"])
    def open_again(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        count = set_done(queryset, is_done=False, by=request.user)
        self.message_user(request, f"{count_things(count, 'note')} opened again.")
        return None


def describe_subject(note: ColleagueNote) -> tuple[str, str]:
    """The address of what a note is about, and how it is called there."""
    subject = note.subject
    if isinstance(subject, Finding):
        return reverse("admin:themes_finding_change", args=[subject.pk]), subject.code
    if isinstance(subject, Quotation):
        address = reverse("admin:themes_quotation_desk_one", args=[subject.pk])
        return address, f"A quotation of {subject.finding.code}"
    return reverse("admin:reviews_review_change", args=[subject.pk]), subject.short_title
