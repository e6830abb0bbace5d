"""Comments as cards: the whole text, its place in the thread, one decision each, and one save for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import QueryDict
from django.utils.safestring import SafeString

from reviews.control_characters import refuse_control_characters
from themes.discussion.checking import Guard
from themes.discussion.guard import Found
from themes.discussion.markdown import render_comment
from themes.discussion.moderation import Decision, describe_place, describe_states
from themes.discussion.together import Look, find_last_decision
from themes.enums import CommentState, FindingState
from themes.models import Comment, ModerationDecision
from themes.models.discussion import ModerationReason

REASONS = [("", "No reason"), *ModerationReason.choices]
ON_A_PAGE = 25


def list_reasons(comment: Comment) -> list[tuple[str, str]]:
    """Authors with an account withdraw what they wrote themselves; of others, moderators say that they asked for it."""
    return [each for each in REASONS if comment.is_imported or each[0] != ModerationReason.AUTHOR]


ACTS = {
    CommentState.PUBLISHED: "Publish",
    CommentState.REJECTED: "Reject",
    CommentState.WITHDRAWN: "Take down",
    CommentState.HELD: "Hold",
}
FIRST = "Same account: no other comment yet"
CARD = "card"  # the name under which each card of the page sends its key
TICKED = "chosen"  # and that of the box that is ticked to decide about several together
SEALED = "It was sealed after you opened this list. Nothing is decided about it while it is."


class CardForm(forms.Form):
    """What somebody decides about one comment; nothing where it is left as it is."""

    decision = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    reason = forms.ChoiceField(required=False, choices=REASONS)
    explanation = forms.CharField(
        required=False,
        label="In words",
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_control_characters],
    )
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    wording = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, comment: Comment, last: ModerationDecision | None, **typed: str
    ) -> None:
        initial = {"decision": "", "seen": last.pk if last else 0, "wording": comment.wording, **typed}
        super().__init__(data, prefix=f"comment-{comment.pk}", initial=initial)
        self.comment = comment
        field: Any = self.fields["decision"]
        looked_at = [(comment.state, "Looked at: it stays")] if comment.is_unread else []  # type: ignore[attr-defined]
        field.choices = [
            ("", f"Leave it {comment.get_state_display().lower()}"),
            *looked_at,
            *((state, label) for state, label in ACTS.items() if state != comment.state),
        ]
        self.fields["reason"].choices = list_reasons(comment)  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = "It is so already. Look at it once more, and decide again."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("explanation") and not cleaned.get("decision") and "decision" not in self.errors:
            self.add_error(
                "decision", "Choose a decision too, or clear the words: without one they would be lost."
            )
        return cleaned

    def build_decision(self) -> Decision | None:
        """What was chosen in a valid form; None where the comment is left as it is."""
        if not (chosen := self.cleaned_data["decision"]):
            return None
        state = CommentState(chosen)
        return Decision(
            comment=self.comment.pk,
            state=state,
            reason="" if state == CommentState.PUBLISHED else self.cleaned_data["reason"],
            explanation=self.cleaned_data["explanation"],
            seen=self.cleaned_data["seen"] or 0,
            wording=self.cleaned_data["wording"],
        )


@dataclass(frozen=True)
class CommentCard:
    comment: Comment
    words: SafeString
    found: Found  # by which somebody could be recognised
    place: str
    answers: Comment | None
    answers_here: bool  # whether the comment that it answers has a card on the same page
    takes_along: bool  # readers see replies to it
    last: ModerationDecision | None
    form: CardForm | None  # None for whoever may not decide, and where it is sealed
    refused: Sequence[str] = ()  # why a decision that was sent could not be taken
    is_ticked: bool = False
    history: str = ""  # of its author: how many other comments of theirs there are, by what was decided

    @property
    def anchor(self) -> str:
        return f"comment-{self.comment.pk}"

    @property
    def look(self) -> str:
        """What somebody sees who has the card before them."""
        return str(Look.of(self.comment, self.last))

    @property
    def goes_together(self) -> bool:
        """Whether it can be ticked, to be decided with others: where the guard marks nothing."""
        is_free = self.comment.state == CommentState.HELD and not self.comment.removal_proposed  # type: ignore[attr-defined]
        return self.form is not None and is_free and not self.found.marks

    @property
    def has_input(self) -> bool:
        """Whether a decision was chosen on it, or words were typed."""
        form = self.form
        return form is not None and any(form[name].value() for name in ("decision", "explanation"))

    @property
    def problems(self) -> list[str]:
        """All that is wrong with what was sent."""
        of_form = self.form.errors.values() if self.form and self.form.is_bound else ()
        return [*self.refused, *(str(error) for errors in of_form for error in errors)]

    @property
    def page(self) -> str:
        """What it is about, as readers have it; empty where they may have no page of it."""
        thread, is_shown = self.comment.thread, self.comment.state == CommentState.PUBLISHED
        place = f"#{self.anchor}" if is_shown else ""
        if thread.theme:
            return f"{thread.theme.get_absolute_url()}{place}"
        if thread.finding:
            is_public = thread.finding.state == FindingState.PUBLISHED
            return f"{thread.finding.get_absolute_url()}{place}" if is_public else ""
        return f"{thread.article.get_absolute_url()}{place}" if is_shown and thread.article else ""

    def start_anew(self) -> CommentCard:
        """The card with nothing chosen in it."""
        form = self.form and CardForm(None, comment=self.comment, last=self.last)
        return replace(self, form=form, refused=())

    def refuse(self, error: ValidationError) -> CommentCard:
        """The card as it is shown again after its decision was refused.

        Where somebody else decided, or its author changed it, nothing is chosen any more; what was typed stays.
        """
        form = self.form
        if form is None:
            return self
        seen, wording = form.cleaned_data.get("seen"), form.cleaned_data.get("wording")
        if (self.last and seen != self.last.pk) or wording not in (None, self.comment.wording):
            typed = {name: form.cleaned_data.get(name, "") for name in ("reason", "explanation")}
            fresh = CardForm(None, comment=self.comment, last=self.last, **typed)
            return replace(self, form=fresh, refused=error.messages)
        form.add_error(None, error)
        return self


def build_cards(comments: Iterable[Any], data: QueryDict | None, *, may_decide: bool) -> list[CommentCard]:
    """Cards of comments read by `select_to_decide`, with their forms: filled in from `data` where there is some."""
    comments = list(comments)
    here = {comment.pk for comment in comments}
    guard = Guard()
    cards = [build_card(comment, guard.check(comment.body, comment.thread), here) for comment in comments]
    cards = [
        replace(card, history=said) for card, said in zip(cards, describe_authors(comments), strict=True)
    ]
    return [_add_form(card, data) for card in cards] if may_decide else cards


def describe_authors(comments: Sequence[Comment]) -> list[str]:
    """Of each: "Same account: 3 published, 1 rejected", without itself. One query where any is by an account."""
    authors = {comment.author_id for comment in comments} - {None}
    counted: dict[int, Counter[str]] = {author: Counter() for author in authors if author}
    if authors:
        rows = Comment.objects.filter(author__in=authors).order_by().values_list("author", "state")
        for author, state, count in rows.annotate(count=Count("pk")):
            counted[author][state] = count
    said = []
    for comment in comments:
        others = counted.get(comment.author_id or 0, Counter()) - Counter([comment.state])
        in_words = f"Same account: {describe_states(others)}" if others else FIRST
        said.append(in_words if comment.author_id else "")
    return said


def build_card(comment: Any, found: Found, here: Container[int] = ()) -> CommentCard:
    """A card without a form, of a comment read by `select_to_decide`; `here` are those on the same page."""
    return CommentCard(
        comment=comment,
        words=render_comment(comment.body, is_imported=comment.is_imported),
        found=found,
        place=describe_place(comment.position, comment.parent.author_name if comment.parent else ""),
        answers=comment.parent,
        answers_here=comment.parent_id in here,
        takes_along=comment.takes_along,
        last=find_last_decision(comment),
        form=None,
    )


def _add_form(card: CommentCard, data: QueryDict | None) -> CommentCard:
    comment: Any = card.comment
    if comment.sealed_as:
        was_decided = data is not None and data.get(f"comment-{comment.pk}-decision")
        return replace(card, refused=[SEALED] if was_decided else [])
    return replace(
        card,
        form=CardForm(data, comment=comment, last=card.last),
        is_ticked=data is not None and card.look in data.getlist(TICKED),
    )


def read_keys(data: QueryDict) -> list[int]:
    """The keys of the comments whose cards were sent."""
    sent = data.getlist(CARD)[:ON_A_PAGE]
    return [int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 19]
