"""The answers that an article in hand asks of a curator: forms, one for each heading and finding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from reviews.models import Review
from reviews.workspace.arranging import last_position
from themes.importers.article.comments import find_comments
from themes.importers.article.drafts import ArticleProblem, CommentDraft, FindingDraft, SectionDraft, ThemeDraft
from themes.importers.article.intake import read_for_screen
from themes.importers.article.lines import split_lines
from themes.importers.article.matching import Matches, match, plain, propose_review
from themes.importers.article.saving import Decisions, Taken, findings_said
from themes.importers.article.suggesting import AT_ONCE, CLEARLY, Suggestion, Suggestions, suggest
from themes.models import ArticleIntake, Finding, Theme, ThemeGroup

NEW, OTHER, LATER = "new", "other", "later"
NEW_THEME, LEAVE_OUT = "new", "out"
MAX_NUMBER = 2**31 - 1
ARTICLES_WORDS = "These are the article’s words. Write the lesson in ours, or leave this empty."
WORDS_LOST = (
    "These words would be lost, for the article joins a finding that is held. Empty this, or choose “Add it as a "
    "new draft”."
)


class ReviewForm(forms.Form):
    review = forms.ChoiceField(
        label="Which review is it about?",
        error_messages={
            "required": "Say which review the article is about.",
            "invalid_choice": "This review is no longer held. Choose another.",
        },
    )

    def __init__(self, *args: Any, proposed: Review | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reviews = [
            (str(review.pk), review.short_title) for review in Review.objects.order_by("short_title", "pk")
        ]
        choices: list = [("", "Choose a review"), ("All reviews", reviews)]
        if proposed:
            choices.insert(
                1,
                (
                    "Proposed, for the years that the article names",
                    [(str(proposed.pk), proposed.short_title)],
                ),
            )
            choices[2] = ("Other reviews", [choice for choice in reviews if choice[0] != str(proposed.pk)])
        self.fields["review"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Review | None:
        """The review that was chosen; None, with the reason on the form, where none was."""
        return Review.objects.get(pk=self.cleaned_data["review"]) if self.is_valid() else None


class ProposingForm(forms.Form):
    proposed: Mapping[str, str] = {}  # what it starts with, unless a curator said otherwise before


class SourceForm(ProposingForm):
    """Where and when the article appeared: readers see it where it gives pages. Neither has to be known."""

    publication = forms.CharField(
        label="Where did it appear?",
        help_text="The name of the magazine, newspaper or site. Leave it empty if you do not know.",
        required=False,
        max_length=200,
    )
    published = forms.DateField(
        label="When?",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as 2016-07-27: year, month, day. Or leave it empty."},
    )


class HeadingForm(ProposingForm):
    theme = forms.ChoiceField(
        label="Our theme", required=False, error_messages={"invalid_choice": "This theme is no longer there."}
    )
    title = forms.CharField(label="Title of the new theme", required=False, max_length=120)
    group = forms.ChoiceField(label="Its group", required=False)

    def __init__(self, *args: Any, themes: Sequence, groups: Sequence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", "Choose a group"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("theme") == NEW_THEME:
            for name, message in (
                ("title", "Give the new theme a title, or choose one of ours."),
                ("group", "Choose the group that the new theme belongs to."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return cleaned


class FindingForm(ProposingForm):
    # What the screen proposed. Answers that follow it are not kept, for with another review it proposes others.
    follows = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    same = forms.CharField(required=False, max_length=20)
    other = forms.CharField(label="Number of the other finding", required=False, max_length=12)
    words = forms.CharField(
        label="Our own wording, if you like to write it now",
        help_text="One lesson, at most 35 words, that stands alone.",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass
class FindingRow:
    draft: FindingDraft
    page_list: str
    form: FindingForm | None = None
    suggestions: Sequence[Suggestion] = ()
    assumed: Suggestion | None = None
    several_fit: bool = False
    is_compared: bool = False
    accepted: Finding | None = None
    problems: list[ArticleProblem] = field(default_factory=list)
    theirs: str = ""  # what somebody else chose meanwhile

    @property
    def chosen(self) -> str:
        return str(self.form["same"].value() or "") if self.form else ""

    @property
    def is_chosen_for_you(self) -> bool:
        return bool(self.assumed and self.chosen == str(self.assumed.finding.pk))

    @property
    def first_shown(self) -> Sequence[Suggestion]:
        """The one that is chosen, or else the nearest; of several that fit, all that do."""
        if self.several_fit:
            return [one for one in self.suggestions if one.fit >= self.suggestions[0].fit - CLEARLY]
        chosen = [one for one in self.suggestions if str(one.finding.pk) == self.chosen]
        return chosen or self.suggestions[:1]

    @property
    def others(self) -> Sequence[Suggestion]:
        first = {one.finding.pk for one in self.first_shown}
        return [one for one in self.suggestions if one.finding.pk not in first]

    @property
    def gives_more(self) -> bool:
        """Whether a finding that is joined may get something from this line besides its words."""
        return bool(self.page_list)

    @property
    def earlier_choice(self) -> str:
        """A finding chosen before that is no longer among the suggestions."""
        known = {str(one.finding.pk) for one in self.suggestions} | {NEW, OTHER, LATER}
        return self.chosen if self.chosen not in known else ""


@dataclass
class SectionRow:
    draft: ThemeDraft
    form: HeadingForm | None
    matched: Theme | None
    findings: list[FindingRow]
    problems: list[ArticleProblem] = field(default_factory=list)
    theirs: str = ""

    @property
    def is_accepted(self) -> bool:
        return all(row.accepted for row in self.findings)


@dataclass
class Place:
    """A part of the article without a question, with the problems on its lines."""

    draft: SectionDraft | None = None
    problems: list[ArticleProblem] = field(default_factory=list)


class Preview:
    """One article in hand as its screen shows it: what was read, what is proposed, what was answered.

    Answers that were sent are judged without looking for suggestions again; a screen needs `compare` first.
    """

    def __init__(
        self,
        intake: ArticleIntake,
        *,
        data: Mapping[str, Any] | None = None,
        may_add_theme: bool = True,
        may_change_published: bool = True,
        compare_all: bool = False,
    ) -> None:
        self.intake = intake
        self.data = data
        self.may_add_theme = may_add_theme
        self.may_change_published = may_change_published
        self.compare_all = compare_all
        self.draft = read_for_screen(intake.text)
        self.review = intake.review
        self.proposed = propose_review(self.draft)
        self.matches = match(self.draft, self.review) if self.review else Matches()
        self.said = findings_said(intake.article) if intake.article else {}
        self.suggestions = Suggestions({})
        if data is None:
            self.suggestions = self._suggestions()
        self.review_form = ReviewForm(
            data, proposed=self.proposed, initial={"review": str(self.review.pk) if self.review else ""}
        )
        self.source_form = self._source_form()
        self.sections = self._sections()
        self.left_out = [Place(section) for section in self.draft.sections_left_out]
        self.top, self.thread = Place(), Place()
        self._place_problems()

    def compare(self) -> None:
        """Look for the suggestions beside answers that were sent: for showing them again."""
        if self.data is not None:
            self.suggestions = self._suggestions()
            for row in self.open:
                self._suggest_for(row)

    def _suggestions(self) -> Suggestions:
        if not self.review:
            return Suggestions({})
        lines = [
            finding.line
            for theme in self.draft.themes
            for finding in theme.findings
            if (plain(theme.title), plain(finding.text)) not in self.said
        ]
        if not self.compare_all:
            lines = lines[:AT_ONCE]
        return suggest(self.draft, self.review, self.matches, lines=set(lines))

    def _suggest_for(self, row: FindingRow) -> None:
        row.is_compared = row.draft.line in self.suggestions.by_line
        row.suggestions = self.suggestions.by_line.get(row.draft.line, ())
        row.assumed = self.suggestions.assumed(row.draft.line)
        row.several_fit = self.suggestions.several_fit(row.draft.line)

    @property
    def not_compared(self) -> int:
        return sum(not row.is_compared for row in self.open) if self.review else 0

    @property
    def lines(self) -> list[str]:
        return self.intake.text.split("\n")

    @property
    def comments(self) -> tuple[CommentDraft, ...]:
        return self.draft.comments

    @property
    def deepest(self) -> int:
        return max((comment.depth for comment in self.draft.comments), default=0)

    @property
    def rows(self) -> list[FindingRow]:
        return [row for section in self.sections for row in section.findings]

    @property
    def accepted(self) -> list[FindingRow]:
        return [row for row in self.rows if row.accepted]

    @property
    def open(self) -> list[FindingRow]:
        return [row for row in self.rows if not row.accepted]

    @property
    def answers(self) -> list[tuple[FindingRow, FindingForm]]:
        return [(row, row.form) for row in self.open if row.form]

    @property
    def forms(self) -> list[ProposingForm]:
        """All that can still be answered, in the article's order."""
        every: list[ProposingForm | None] = [self.source_form]
        every += [form for one in self.sections for form in (one.form, *(row.form for row in one.findings))]
        return [form for form in every if form]

    @property
    def assumed(self) -> list[FindingRow]:
        return [row for row in self.open if row.is_chosen_for_you]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every answer that cannot be accepted: the id of its field, and why."""
        return [
            (
                form[name].id_for_label if name in form.fields else "",
                str(message)
                if form is self.source_form
                else f"Line {str(form.prefix).rpartition('-')[2]}: {message}",
            )
            for form in self.forms
            if form.is_bound
            for name, messages in form.errors.items()
            for message in messages
        ]

    def leaves_nothing(self, decisions: Decisions) -> bool:
        """Whether all is decided once these decisions are carried out."""
        return all(
            row.accepted
            or row.draft.line in decisions.findings
            or section.draft.line in decisions.sections_left_out
            for section in self.sections
            for row in section.findings
        )

    def filled_in(self) -> dict[str, str]:
        """Every answer that is not what we propose, right or wrong, by its field: for showing it again.

        Proposals are left out, for with another review they are others.
        """
        data = self.data or {}
        answers = dict(self.intake.decisions)
        for form in self.forms:
            for bound in form:
                if bound.html_name not in data or bound.name == "follows":
                    continue
                given = str(data[bound.html_name]).replace("\x00", "")[:2_000]
                if given != form.proposed.get(bound.name, ""):
                    answers[bound.html_name] = given
                else:
                    answers.pop(bound.html_name, None)
        return answers

    def decisions(self) -> Decisions | None:
        """What is to be done; None, with the reasons in their places, where an answer cannot be accepted."""
        valid = [form.is_valid() for form in self.forms]
        taken = self._taken()
        if not all(valid) or self.errors:
            return None
        themes, left_out = self._themes()
        return (
            None
            if self.errors
            else Decisions(taken, themes, left_out, self.may_change_published, **self._source())
        )

    def show_theirs(self, theirs: Mapping[str, Any]) -> None:
        """Mark the answers that somebody else gave otherwise."""
        for section in self.sections:
            if section.form and (name := section.form["theme"].html_name) in theirs:
                labels = {str(key): label for key, label in _flat(section.form.fields["theme"].choices)}  # type: ignore[attr-defined]
                if str(section.form["theme"].value()) != theirs[name]:
                    section.theirs = str(labels.get(theirs[name], "another theme"))
        numbers = Finding.objects.in_bulk(
            [int(value) for value in theirs.values() if str(value).isdecimal() and int(value) <= MAX_NUMBER]
        )
        for row in self.open:
            if row.form and (name := row.form["same"].html_name) in theirs and theirs[name] != row.chosen:
                held = numbers.get(int(theirs[name])) if str(theirs[name]).isdecimal() else None
                said = {NEW: "Add it as a new draft", LATER: "Leave it for later"}
                row.theirs = (
                    f"Same as {held.code}" if held else said.get(theirs[name], "Same as another finding")
                )

    def _sections(self) -> list[SectionRow]:
        themes, groups = self._theme_choices()
        sections = []
        for theme in self.draft.themes:
            pages = {
                index: page_list.as_given for page_list in theme.citations for index in page_list.findings
            }
            rows = []
            for index, finding in enumerate(theme.findings):
                row = FindingRow(finding, pages.get(index, ""))
                row.accepted = self.said.get((plain(theme.title), plain(finding.text)))
                if self.review and not row.accepted:
                    self._suggest_for(row)
                    row.form = self._finding_form(row)
                rows.append(row)
            matched = self.matches.themes.get(theme.line)
            section = SectionRow(theme, None, matched, rows)
            if self.review and not section.is_accepted:
                section.form = self._heading_form(theme, matched, themes, groups)
            sections.append(section)
        return sections

    def _source_form(self) -> SourceForm | None:
        if not self.review or self.intake.article:
            return None
        day = self.draft.published_on
        proposed = {"publication": "", "published": day.isoformat() if day else ""}
        form = SourceForm(self.data, prefix="source", initial=self._kept("source", proposed))
        form.proposed = proposed
        return form

    def _source(self) -> dict[str, Any]:
        return dict(self.source_form.cleaned_data) if self.source_form else {}

    def _heading_form(
        self, theme: ThemeDraft, matched: Theme | None, themes: Sequence, groups: Sequence
    ) -> HeadingForm:
        prefix = f"heading-{theme.line}"
        proposed = {"theme": str(matched.pk) if matched else "", "title": theme.title[:120]}
        form = HeadingForm(
            self.data, prefix=prefix, themes=themes, groups=groups, initial=self._kept(prefix, proposed)
        )
        form.proposed = proposed
        return form

    def _finding_form(self, row: FindingRow) -> FindingForm:
        prefix = f"finding-{row.draft.line}"
        proposed = str(row.assumed.finding.pk) if row.assumed else NEW
        initial = self._kept(prefix, {"same": proposed}) | {"follows": proposed}
        form = FindingForm(self.data, prefix=prefix, initial=initial)
        form.proposed = {"same": str(form["follows"].value() or NEW)}
        return form

    def _kept(self, prefix: str, initial: dict[str, str]) -> dict[str, Any]:
        start = f"{prefix}-"
        kept = {
            name.removeprefix(start): value
            for name, value in self.intake.decisions.items()
            if name.startswith(start)
        }
        return initial | kept

    def _theme_choices(self) -> tuple[list, list]:
        if not self.review:
            return [], []
        by_group: dict[str, list[tuple[str, str]]] = {}
        for theme in Theme.objects.current().in_order():
            by_group.setdefault(theme.group.title, []).append((str(theme.pk), theme.title))
        others = [("", "No theme yet"), (LEAVE_OUT, "Leave this section out")]
        if self.may_add_theme:
            others.insert(1, (NEW_THEME, "A new theme, as named below"))
        groups = [(str(pk), title) for pk, title in ThemeGroup.objects.values_list("pk", "title")]
        return [*others, *by_group.items()], groups

    def _taken(self) -> dict[int, Taken]:
        left_out = {
            row.draft.line
            for section in self.sections
            if section.form and section.form["theme"].value() == LEAVE_OUT
            for row in section.findings
        }
        answers = [
            (row, form)
            for row, form in self.answers
            if not form.errors and row.draft.line not in left_out and row.chosen != LATER
        ]
        chosen = _findings_chosen(answers)
        taken = {}
        for row, form in answers:
            words = form.cleaned_data["words"].strip()
            same_as = chosen.get(row.draft.line)
            if row.chosen == NEW and words and plain(words) == plain(row.draft.text):
                form.add_error("words", ARTICLES_WORDS)
            elif row.chosen != NEW and same_as is None:
                form.add_error(*_not_found(row.chosen, form))
            elif same_as and words:
                form.add_error("words", WORDS_LOST)
            else:
                taken[row.draft.line] = Taken(same_as, words)
        self._refuse_two_answers(taken)
        return taken

    def _refuse_two_answers(self, taken: Mapping[int, Taken]) -> None:
        """Where a heading says the same words twice, both lines become one finding: in one way."""
        for section in self.sections:
            first: dict[str, FindingRow] = {}
            for row in section.findings:
                if not row.form or row.draft.line not in taken:
                    continue
                other = first.setdefault(plain(row.draft.text), row)
                if taken[other.draft.line] != taken[row.draft.line]:
                    row.form.add_error(
                        "same",
                        f"Line {other.draft.line} has the same words under this heading, so both become one "
                        "finding. Choose the same for both, with the same wording, or leave one for later.",
                    )

    def _themes(self) -> tuple[dict[int, Theme | None], frozenset[int]]:
        """The theme of each heading, new ones made. Inside the transaction that saves the rest."""
        current = Theme.objects.current().in_bulk()
        themes: dict[int, Theme | None] = {}
        left_out = set()
        for section in self.sections:
            if not section.form:
                continue
            value = section.form.cleaned_data["theme"]
            if value == LEAVE_OUT:
                left_out.add(section.draft.line)
            elif value == NEW_THEME:
                themes[section.draft.line] = _new_theme(section.form)
            else:
                themes[section.draft.line] = current.get(int(value)) if value else None
        return themes, frozenset(left_out)

    def _place_problems(self) -> None:
        """Each problem to the last thing that begins on its line or above it."""
        places: list[tuple[int, Any]] = [(0, self.top)]
        places += [(section.draft.line, section) for section in self.sections]
        places += [(row.draft.line, row) for row in self.rows]
        places += [(place.draft.line, place) for place in self.left_out if place.draft]
        if self.draft.comments:
            places.append((self.thread_line, self.thread))
        places.sort(key=lambda place: place[0])
        starts = [line for line, _ in places]
        for problem in self.draft.problems:
            places[bisect_right(starts, problem.line) - 1][1].problems.append(problem)

    @property
    def thread_line(self) -> int:
        """Where the comments begin."""
        return (find_comments(split_lines(self.intake.text)) or 0) + 1


def _flat(choices: Iterable) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _findings_chosen(answers: Sequence[tuple[FindingRow, FindingForm]]) -> dict[int, Finding]:
    """The findings that these rows are said to be the same as, by line: two queries."""
    by_pk = {
        row.draft.line: int(row.chosen)
        for row, _ in answers
        if row.chosen.isdecimal() and int(row.chosen) <= MAX_NUMBER
    }
    by_number = {
        row.draft.line: typed
        for row, form in answers
        if row.chosen == OTHER and (typed := Finding.number_of(form.cleaned_data["other"]))
    }
    held = Finding.objects.in_bulk(set(by_pk.values()))
    numbered = Finding.objects.in_bulk(set(by_number.values()), field_name="number")
    return {
        **{line: held[pk] for line, pk in by_pk.items() if pk in held},
        **{line: numbered[number] for line, number in by_number.items() if number in numbered},
    }


def _not_found(chosen: str, form: FindingForm) -> tuple[str, str]:
    """The field that is to blame, and why."""
    if chosen != OTHER:
        return "same", "Choose what becomes of it: a new draft, the same as one we hold, or left for later."
    if not form.cleaned_data["other"]:
        return "other", "Type the number of the finding that it is the same as, such as F004."
    return (
        "other",
        f"There is no finding “{form.cleaned_data['other']}”. Type its number as shown, such as F004.",
    )


def _new_theme(form: HeadingForm) -> Theme | None:
    title = form.cleaned_data["title"]
    held = Theme.objects.current().filter(title__iexact=title).first()
    if held:
        return held
    group = int(form.cleaned_data["group"])
    theme = Theme(
        group_id=group,
        title=title,
        slug=slugify(title)[:50].strip("-"),
        position=last_position(Theme.objects.filter(group=group)),
    )
    try:
        with transaction.atomic():
            theme.full_clean()
            theme.save()
    except ValidationError as error:
        form.add_error("title", f"This theme cannot be added: {' '.join(error.messages)}")
        return None
    return theme
