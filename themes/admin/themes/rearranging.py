"""The screens for merging a theme, splitting it, and undoing either."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from reviews.workspace.base import CuratedAdmin
from themes.admin.themes.forms import MergeForm, NewThemeForm, RearrangeForm, SplitForm
from themes.merging.acts import add_partners, merge_themes, refuse_empty_split, split_theme
from themes.merging.previewing import preview_merge
from themes.merging.undoing import list_moved_rows, refuse_undoing, undo_rearrangement
from themes.models import Citation, Finding, Rearrangement, RearrangementKind, Theme

MOST_LISTED = 300  # tick boxes on one page; findings of larger themes are named by number


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

    def _get_theme(self, request: HttpRequest, pk: int) -> Theme:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        theme = Theme.objects.select_related("merged_into").filter(pk=pk).first() if pk < 2**63 else None
        if theme is None:
            raise Http404("There is no such theme.")
        return theme

    def _render(
        self, request: HttpRequest, template: str, theme: Theme, title: str, **context: Any
    ) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return render(request, template, {**everywhere, "theme": theme, "title": title, **context})

    def _redirect_if_merged(self, request: HttpRequest, theme: Theme) -> HttpResponse | None:
        if not theme.merged_into:
            return None
        messages.error(request, f"“{theme}” is already merged into “{theme.merged_into}”.")
        return redirect("admin:themes_theme_change", theme.pk)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """admin/themes/theme/merge.html: `theme`, `form`; once one is chosen `into`, `parts` (MovingPart), `seen`."""
        theme = self._get_theme(request, pk)
        if answer := self._redirect_if_merged(request, theme):
            return answer
        form = MergeForm(theme, request.POST or (request.GET if "into" in request.GET else None))
        context: dict[str, Any] = {"form": form}
        if form.is_bound and form.is_valid():
            into = form.cleaned_data["into"]
            parts = preview_merge(theme, into)
            shown = "\n".join(part.words for part in parts)
            if request.method == "POST" and request.POST.get("act") == "merge":
                if request.POST.get("seen", "").replace("\r\n", "\n") == shown:
                    return self._merge(request, theme, into, form.cleaned_data["why"])
                messages.error(
                    request,
                    "Something changed since you looked, so nothing was moved. This is what moves now.",
                )
            context |= {"into": into, "parts": parts, "seen": shown}
        return self._render(request, "admin/themes/theme/merge.html", theme, f"Merge “{theme}”", **context)

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
        theme = self._get_theme(request, pk)
        if answer := self._redirect_if_merged(request, theme):
            return answer
        data = request.POST or None
        ticked = _read_ticked(request)
        form = SplitForm(theme, data, initial={"mode": "move"})
        is_new = request.POST.get("where") == "new"
        new = NewThemeForm(
            data if is_new else None,
            initial=_read_new_theme(request) or {"group": theme.group_id},
            prefix="new",
        )
        context: dict[str, Any] = {"form": form, "new": new, "ticked": ticked}
        if data and request.POST.get("act") != "change":
            context |= self._check_split(theme, form, new if is_new else None, ticked)
            if answer := self._split_if_confirmed(request, theme, form, context):
                return answer
        listed = theme.findings.prefetch_related(
            Prefetch("citations", Citation.objects.order_by("pk")), "periods"
        ).order_by("number")
        context["findings"] = list(listed[:MOST_LISTED])
        context["left_out"] = theme.finding_themes.count() - len(context["findings"])
        return self._render(request, "admin/themes/theme/split.html", theme, f"Split “{theme}”", **context)

    def _split_if_confirmed(
        self, request: HttpRequest, theme: Theme, form: SplitForm, context: dict[str, Any]
    ) -> HttpResponse | None:
        if request.POST.get("act") != "split" or context["faults"] or "going" not in context:
            return None
        if request.POST.get("seen") == context["seen"]:
            return self._split(request, theme, form, context)
        messages.error(
            request, "Something changed since you looked, so nothing was moved. This is what goes now."
        )
        return None

    def _check_split(
        self, theme: Theme, form: SplitForm, new: NewThemeForm | None, ticked: set[int]
    ) -> dict[str, Any]:
        valid = form.is_valid() & (new is None or new.is_valid())
        faults: list[str] = []
        chosen = ticked | set(form.cleaned_data.get("numbers") or [])
        going = add_partners(theme, chosen)
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
        theme = self._get_theme(request, pk)
        acts = Rearrangement.objects.select_related("theme__merged_into", "into__merged_into", "by")
        rearrangement = acts.filter(theme=theme, pk=act).first() if act < 2**63 else None
        if rearrangement is None:
            raise Http404("There is nothing here to undo.")
        form = RearrangeForm(request.POST or None)
        context: dict[str, Any] = {"rearrangement": rearrangement, "form": form}
        title = "Undo this merge" if rearrangement.kind == RearrangementKind.MERGE else "Undo this split"
        try:
            refuse_undoing(rearrangement)
            if request.method == "POST" and form.is_valid():
                with transaction.atomic():
                    unmoved = undo_rearrangement(
                        rearrangement=rearrangement, why=form.cleaned_data["why"], by=request.user
                    )
                    unconfirmed = unmoved and request.POST.get("act") != "undo"
                    transaction.set_rollback(bool(unconfirmed))
                if unconfirmed:
                    context |= {"left": unmoved, "tried": True}
                    return self._render(request, "admin/themes/theme/undo.html", theme, title, **context)
                messages.success(request, "It is undone: what it moved is back.")
                for sentence in unmoved:
                    messages.warning(request, sentence)
                return redirect("admin:themes_theme_change", theme.pk)
            context["moved"] = list_moved_rows(rearrangement)
        except ValidationError as error:
            context["refused"] = error.messages
        return self._render(request, "admin/themes/theme/undo.html", theme, title, **context)


def _read_ticked(request: HttpRequest) -> set[int]:
    keys = request.POST.getlist("finding")
    return {int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19}


def _read_new_theme(request: HttpRequest) -> dict[str, str]:
    """What was typed for a new theme, kept while another choice is made."""
    fields = NewThemeForm.Meta.fields
    return {name: request.POST[f"new-{name}"] for name in fields if request.POST.get(f"new-{name}")}
