"""The admin's screens for merging a theme, splitting it, and undoing either."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from reviews.workspace.base import CuratedAdmin
from themes.merging.acts import (
    merge_themes,
    refuse_empty_split,
    refuse_undoing,
    split_theme,
    undo,
    what_it_moved,
    what_merging_moves,
    with_partners,
)
from themes.models import Citation, Finding, Rearrangement, RearrangementKind, Theme

MOST_LISTED = 300  # tick boxes on one page; findings of larger themes are named by number


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        help_text="Kept in the history, not shown to readers.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class ThemesByGroup(forms.ModelChoiceField):
    """One of the current themes, under the headings of their groups. A plain list: it works without scripts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Theme.objects.none(), **kwargs)

    def offer(self, themes) -> None:
        self.queryset = themes
        groups: dict[str, list] = {}
        for theme in themes.select_related("group"):
            groups.setdefault(str(theme.group), []).append((theme.pk, str(theme)))
        self.choices = [("", "Choose a theme"), *groups.items()]


class MergeForm(WhyForm):
    into = ThemesByGroup(
        label="Merge into", error_messages={"invalid_choice": "Choose one of the themes in the list."}
    )
    field_order = ["into", "why"]

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].offer(_others(theme))  # type: ignore[attr-defined]


class NewThemeForm(forms.ModelForm):
    """A theme that a split makes. Its fields are asked for only then."""

    class Meta:
        model = Theme
        fields = ["title", "slug", "group", "summary", "scope_note", "content_note"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "slug": forms.TextInput(attrs={"class": "vTextField"}),
            "content_note": forms.TextInput(attrs={"class": "vTextField"}),
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "scope_note": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        }
        help_texts = {
            "slug": "Its permanent address, in small letters and hyphens: “safer-sleep”.",
            "summary": "The first paragraph of its page.",
            "scope_note": "What belongs here and what stands elsewhere.",
            "content_note": "One sentence, for a page that may distress. Leave empty elsewhere.",
        }


class SplitForm(WhyForm):
    numbers = forms.CharField(
        label="Or type their numbers",
        required=False,
        max_length=20_000,
        help_text="Such as F119, F120. They are added to those that you tick.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    mode = forms.ChoiceField(
        label="What happens to them",
        choices=[
            ("move", "They move: they leave this theme, and what was primary here is primary there"),
            ("also", "They are also filed under the other theme, and stay here as they are"),
        ],
        widget=forms.RadioSelect,
    )
    where = forms.ChoiceField(
        label="Where they go",
        choices=[("existing", "To a theme that there is"), ("new", "To a new theme")],
        widget=forms.RadioSelect,
    )
    into = ThemesByGroup(
        label="The theme they go to",
        required=False,
        error_messages={"invalid_choice": "Choose one of the themes in the list."},
    )
    reading = forms.ChoiceField(
        label="What was read for the new theme",
        required=False,
        choices=[
            (
                "copy",
                "What was read for this theme was read for the new one too: all of it lay within this theme",
            ),
            ("not_yet", "Not read yet: the new theme asks for more than this one did"),
        ],
        widget=forms.RadioSelect,
        help_text="Only for a new theme. It decides whether its empty cells say “Read, nothing found” or “Not read "
        "yet”, so nobody but you can say. What was read for a theme that there is stays as it is.",
    )

    def __init__(self, theme: Theme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme
        self.fields["into"].offer(_others(theme))  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[int]:
        """Ids of the findings with these numbers; all must be of this theme."""
        said = self.cleaned_data["numbers"].replace(",", " ").split()
        numbers = {}
        for word in said:
            number = Finding.number_of(word)
            if number is None:
                raise ValidationError(f"“{word}” is not a number of a finding. Write F119 or 119.")
            numbers[number] = word
        own = Finding.objects.filter(themes=self.theme, number__in=numbers)
        found = dict(own.values_list("number", "pk"))
        if strange := [word for number, word in numbers.items() if number not in found]:
            raise ValidationError(f"Not under this theme: {', '.join(strange)}.")
        return list(found.values())

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("where") == "existing" and not cleaned.get("into") and "into" not in self.errors:
            self.add_error("into", "Choose the theme they go to.")
        if cleaned.get("where") == "new" and not cleaned.get("reading"):
            self.add_error("reading", "Say what was read for the new theme.")
        return cleaned


def _others(theme: Theme):
    return Theme.objects.current().exclude(pk=theme.pk).in_order()


class RearrangingAdmin(CuratedAdmin):
    change_form_template = "admin/themes/theme/change_form.html"

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and request.user.has_perm("themes.merge_theme")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", wrap(self.merge_view), name="themes_theme_merge"),
            path("<int:pk>/split/", wrap(self.split_view), name="themes_theme_split"),
            path("<int:pk>/undo/<int:act>/", wrap(self.undo_view), name="themes_theme_undo"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, **kwargs):
        theme = kwargs.get("obj")
        if theme and theme.pk and self.has_merge_permission(request):
            acts = Rearrangement.objects.select_related("theme", "into__merged_into", "by")
            context["may_rearrange"] = True
            context["rearrangements"] = list(acts.filter(theme=theme, undone_at=None)[:20])
        return super().render_change_form(request, context, *args, **kwargs)

    def _theme(self, request: HttpRequest, pk: int) -> Theme:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        theme = Theme.objects.select_related("merged_into").filter(pk=pk).first() if pk < 2**63 else None
        if theme is None:
            raise Http404("There is no such theme.")
        return theme

    def _page(
        self, request: HttpRequest, template: str, theme: Theme, title: str, **context: Any
    ) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return render(request, template, {**everywhere, "theme": theme, "title": title, **context})

    def _already_merged(self, request: HttpRequest, theme: Theme) -> HttpResponse | None:
        if not theme.merged_into:
            return None
        messages.error(request, f"“{theme}” is already merged into “{theme.merged_into}”.")
        return redirect("admin:themes_theme_change", theme.pk)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/theme/merge.html: `theme`, `form`, and once one is chosen `into`, `parts` (Part), `seen`."""
        theme = self._theme(request, pk)
        if answer := self._already_merged(request, theme):
            return answer
        form = MergeForm(theme, request.POST or (request.GET if "into" in request.GET else None))
        context: dict[str, Any] = {"form": form}
        if form.is_bound and form.is_valid():
            into = form.cleaned_data["into"]
            parts = what_merging_moves(theme, into)
            seen = "\n".join(part.said for part in parts)
            if request.method == "POST" and request.POST.get("act") == "merge":
                if request.POST.get("seen", "").replace("\r\n", "\n") == seen:
                    return self._merge(request, theme, into, form.cleaned_data["why"])
                messages.error(
                    request,
                    "Something changed since you looked, so nothing was moved. This is what moves now.",
                )
            context |= {"into": into, "parts": parts, "seen": seen}
        return self._page(request, "admin/themes/theme/merge.html", theme, f"Merge “{theme}”", **context)

    def _merge(self, request: HttpRequest, theme: Theme, into: Theme, why: str) -> HttpResponse:
        try:
            merge_themes(theme=theme, into=into, why=why, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("admin:themes_theme_merge", theme.pk)
        messages.success(
            request,
            f"“{theme}” is merged into “{into}”. Its addresses lead there. It can be undone on the page of “{theme}”.",
        )
        return redirect("admin:themes_theme_change", into.pk)

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/theme/split.html: `theme`, `form`, `new`, `findings` with `ticked`, `left_out` (how many are
        not listed), `chosen`, `faults`; once all is filled in, `going` (findings), `along` (those taken along), `into`.
        """
        theme = self._theme(request, pk)
        if answer := self._already_merged(request, theme):
            return answer
        data = request.POST or None
        ticked = {
            int(pk)
            for pk in request.POST.getlist("finding")
            if pk.isascii() and pk.isdigit() and len(pk) < 19
        }
        form = SplitForm(theme, data, initial={"mode": "move"})
        is_new = request.POST.get("where") == "new"
        new = NewThemeForm(
            data if is_new else None, initial=_typed(request) or {"group": theme.group_id}, prefix="new"
        )
        context: dict[str, Any] = {"form": form, "new": new, "ticked": ticked}
        act = request.POST.get("act")
        if data and act != "change":
            context |= self._checked_split(theme, form, new if is_new else None, ticked)
            if act == "split" and not context["faults"] and "going" in context:
                if request.POST.get("seen") == context["seen"]:
                    answer = self._split(request, theme, form, context)
                    if answer:
                        return answer
                else:
                    messages.error(
                        request,
                        "Something changed since you looked, so nothing was moved. This is what goes now.",
                    )
        listed = theme.findings.prefetch_related(
            Prefetch("citations", Citation.objects.order_by("pk")), "periods"
        ).order_by("number")
        context["findings"] = list(listed[:MOST_LISTED])
        context["left_out"] = theme.finding_themes.count() - len(context["findings"])
        return self._page(request, "admin/themes/theme/split.html", theme, f"Split “{theme}”", **context)

    def _checked_split(
        self, theme: Theme, form: SplitForm, new: NewThemeForm | None, ticked: set[int]
    ) -> dict[str, Any]:
        valid = form.is_valid() & (new is None or new.is_valid())
        faults: list[str] = []
        chosen = ticked | set(form.cleaned_data.get("numbers") or [])
        going = with_partners(theme, chosen)
        try:
            refuse_empty_split(theme, going, moving=form.cleaned_data.get("mode") == "move")
        except ValidationError as error:
            faults = error.messages
        if not valid or faults:
            return {"faults": faults}
        findings = list(Finding.objects.filter(pk__in=going))
        return {
            "faults": [],
            "going": findings,
            "along": [finding for finding in findings if finding.pk not in chosen],
            "into": new.instance if new else form.cleaned_data["into"],
            "points": theme.startingpoint_set.filter(finding__in=going).count(),
            "seen": ",".join(map(str, going)),
        }

    def _split(
        self, request: HttpRequest, theme: Theme, form: SplitForm, context: dict[str, Any]
    ) -> HttpResponse | None:
        into = context["into"]
        try:
            split_theme(
                theme=theme,
                into=into,
                findings=[finding.pk for finding in context["going"]],
                moving=form.cleaned_data["mode"] == "move",
                reading_too=form.cleaned_data["reading"] == "copy",
                why=form.cleaned_data["why"],
                by=request.user,
            )
        except ValidationError as error:
            context["faults"] = error.messages
            del context["going"]
            return None
        number = len(context["going"])
        messages.success(
            request,
            f"{number} {'finding is' if number == 1 else 'findings are'} filed under “{into}” now. "
            f"It can be undone on the page of “{theme}”.",
        )
        return redirect("admin:themes_theme_change", into.pk)

    def undo_view(self, request: HttpRequest, pk: int, act: int) -> HttpResponse:
        """admin/themes/theme/undo.html: `theme`, `rearrangement`, `refused` (why not) or `moved` (what it moved),
        and once it was tried `left` (what stays) and `tried`.
        """
        theme = self._theme(request, pk)
        acts = Rearrangement.objects.select_related("theme__merged_into", "into__merged_into", "by")
        rearrangement = acts.filter(theme=theme, pk=act).first() if act < 2**63 else None
        if rearrangement is None:
            raise Http404("There is nothing here to undo.")
        form = WhyForm(request.POST or None)
        context: dict[str, Any] = {"rearrangement": rearrangement, "form": form}
        title = "Undo this merge" if rearrangement.kind == RearrangementKind.MERGE else "Undo this split"
        try:
            refuse_undoing(rearrangement)
            if request.method == "POST" and form.is_valid():
                with transaction.atomic():
                    left = undo(rearrangement=rearrangement, why=form.cleaned_data["why"], by=request.user)
                    unseen = left and request.POST.get("act") != "undo"
                    transaction.set_rollback(bool(unseen))
                if unseen:
                    context |= {"left": left, "tried": True}
                    return self._page(request, "admin/themes/theme/undo.html", theme, title, **context)
                messages.success(request, "It is undone: what it moved is back.")
                for sentence in left:
                    messages.warning(request, sentence)
                return redirect("admin:themes_theme_change", theme.pk)
            context["moved"] = what_it_moved(rearrangement)
        except ValidationError as error:
            context["refused"] = error.messages
        return self._page(request, "admin/themes/theme/undo.html", theme, title, **context)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed of a new theme, while it is not the choice: nothing is lost."""
    fields = NewThemeForm.Meta.fields
    return {name: request.POST[f"new-{name}"] for name in fields if request.POST.get(f"new-{name}")}
