"""What happened to one row and to all that belongs to it: who changed what, when and why.

Read from the events that triggers keep, so that bulk edits and plain SQL are in it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats, timezone
from django.utils.text import Truncator, capfirst

from reviews.history.diffs import TextDiff, build_diff

# What `reviews.history.tracking.recorded` calls an act, in words.
ACTS = {
    "accept_article": "The drafts of an article were accepted",
    "add_page_read": "A page that was read, and words of it, were added",
    "add_document": "A PDF was added",
    "add_waiting_pages": "Pages and quotations of an article were added",
    "article_in_hand": "An article was taken in hand again",
    "article_aside": "An article was put aside",
    "article_done": "An article was said to be done",
    "check_again": "A quotation was compared with the report again",
    "confirm_labels": "Printed page numbers were confirmed",
    "draft": "Taken back to drafts",
    "draft_from_page": "Written from a page that was read",
    "import_article": "An article was added",
    "import_document": "A PDF was added or read again",
    "import_sheet": "Changed by a spreadsheet",
    "in_review": "Sent to review",
    "keep_decisions": "What was decided about an article was kept",
    "look": "It was looked whether the report can still be had",
    "merge": "Two themes were merged",
    "move": "A quotation was moved to the page it was found on",
    "order": "Put in order",
    "our_own_words": "Quoted words were taken out as our own",
    "overrule": "A quotation was accepted with a reason",
    "publish": "Published",
    "put_sheet_aside": "A spreadsheet was put aside",
    "quotations_checked": "Quotations were compared with the report",
    "read": "It was written down what was read",
    "read together": "What is read together was changed",
    "reword": "The words of a quotation were changed",
    "read_again": "A PDF was sent to be read again",
    "relabel_document": "Printed page numbers were counted anew",
    "restore": "An earlier version was put back",
    "set_pages": "Other pages were given for a quotation",
    "split": "A theme was split",
    "split_list": "A page list was split",
    "stop_overruling": "The acceptance of a quotation was taken back",
    "take_in_article": "An article was taken in",
    "take_wording": "The report’s words were taken into a quotation",
    "undo": "A merge or a split was undone",
    "upload_sheet": "A spreadsheet was uploaded",
    "withdraw": "Withdrawn",
}
NO_NAME = "No name was kept"
NAMING = ("title", "name", "text", "words", "reason", "as_given", "topic", "term", "article_words", "slug")
FEWEST_WORDS = 3  # from so many on, a value is compared word by word


@dataclass(frozen=True)
class Source:
    """A table whose rows belong to a row of another; `name` of the column that says to which."""

    model: type[models.Model]
    name: str
    label: str
    is_link: bool = False  # rows of a many-to-many table: told as one list, by what they lead to


@dataclass
class ChangedDetail:
    """What changed in one field, or in one row that belongs to the row."""

    label: str
    before: str
    after: str
    name: str | None = None  # of the field, where it is one of the row's own

    @property
    def difference(self) -> TextDiff:
        if min(len(self.before.split()), len(self.after.split())) < FEWEST_WORDS:
            return build_diff(self.before, "") if not self.after else _whole(self.before, self.after)
        return build_diff(self.before, self.after)


def _whole(before: str, after: str) -> TextDiff:
    """Short values, such as names and dates, change as a whole."""
    return TextDiff(build_diff(before, "").before, build_diff("", after).after)


@dataclass
class EventStep:
    """One row of one table before and after an event; None where it was not there."""

    source: Source
    before: Any
    after: Any
    number: int = 0  # of the event, in the history of its table


@dataclass
class HistoryEntry:
    """All that was changed in one transaction and by one person."""

    at: datetime
    who: str
    why: str
    act: str
    minor: bool
    steps: list[EventStep] = field(default_factory=list)
    details: list[ChangedDetail] = field(default_factory=list)
    place: tuple = ()  # among the others, by when it was written
    of: str = ""  # what was changed, where it is another row than the one that is looked at

    @property
    def address(self) -> int:
        """The moment, in millionths of a second: no two entries of a row have the same."""
        return round(self.at.timestamp() * 1_000_000)


class Chronicle:
    """The history of one row. `entries` are newest first; their details are read for a page of them at a time."""

    def __init__(self, model: type[models.Model], pk: Any, sources: Iterable[Source] = ()) -> None:
        self.own = Source(model, "", "")
        self.sources = [self.own, *sources]
        self.pk = pk
        entries = self._group_by_transaction()
        _put_in_order(entries)
        self.entries = sorted(entries, key=lambda entry: entry.place, reverse=True)

    def _group_by_transaction(self) -> list[HistoryEntry]:
        """One entry for all events of a transaction and a person, with a step for each event that concerns the row."""
        events = [(source, event) for source in self.sources for event in _find_events(source, self.pk)]
        contexts = pghistory.models.Context.objects.in_bulk(
            {event.pgh_context_id for _, event in events} - {None}
        )
        people = _names_of_people(contexts.values())
        entries: dict[tuple, HistoryEntry] = {}
        last: dict[tuple, Any] = {}
        for source, event in events:
            key = (source, _key(source, event))
            before, after = last.get(key), event if self._has(source, event) else None
            last[key] = after
            if before is None and after is None:
                continue
            transaction = (event.pgh_created_at, event.pgh_context_id)
            if transaction not in entries:
                context = contexts.get(event.pgh_context_id)
                entries[transaction] = _build_entry(event, context.metadata if context else {}, people)
            entries[transaction].steps.append(EventStep(source, before, after, event.pgh_id))
        return list(entries.values())

    def _has(self, source: Source, event: Any) -> bool:
        """Whether the event leaves a row that is this one or belongs to it."""
        if event.pgh_label == "delete":
            return False
        return source is self.own or getattr(event, f"{source.name}_id") == self.pk

    @staticmethod
    def read(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
        """Their details: one query for each kind of row that is named in them."""
        entries = list(entries)
        names = Names(step for entry in entries for step in entry.steps)
        for entry in entries:
            entry.details = list_details(entry.steps, names)
        return entries

    def entry_at(self, address: int) -> HistoryEntry | None:
        return next((entry for entry in self.entries if entry.address == address), None)

    def rows_after(self, entry: HistoryEntry) -> dict[Source, dict[Any, Any]]:
        """What stood there after this entry: for each source the newest event of each row, by its key."""
        rows: dict[Source, dict[Any, Any]] = {source: {} for source in self.sources}
        for earlier in reversed(self.entries[self.entries.index(entry) :]):
            for step in earlier.steps:
                key = _key(step.source, step.after or step.before)
                if step.after is None:
                    rows[step.source].pop(key, None)
                else:
                    rows[step.source][key] = step.after
        return rows


def _put_in_order(entries: list[HistoryEntry]) -> None:
    """By time, except where rows tell otherwise: who waited for another began earlier and wrote later."""
    for entry in entries:
        own = [step.number for step in entry.steps if not step.source.name]
        entry.place = (entry.at, max(own, default=0), max(step.number for step in entry.steps))
    written: dict[tuple, list[tuple[int, HistoryEntry]]] = defaultdict(list)
    for entry in entries:
        for step in entry.steps:
            written[(step.source, _key(step.source, step.after or step.before))].append((step.number, entry))
    for steps in written.values():
        steps.sort(key=lambda pair: pair[0])
        for (_, earlier), (_, later) in pairwise(steps):
            if later.place[0] < earlier.place[0]:
                later.place = (earlier.place[0], *later.place[1:])


@cache
def event_models() -> dict[str, Any]:
    """Those of all tracked tables, by the table's name."""
    events: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    tracking = [event for event in events if event.pgh_tracked_model is not None]
    return {event.pgh_tracked_model._meta.db_table: event for event in tracking}


def _find_events(source: Source, pk: Any) -> models.QuerySet:
    model = event_models()[source.model._meta.db_table]
    events = model._default_manager.order_by("pgh_id")
    if not source.name:
        return events.filter(pgh_obj_id=pk)
    of_row = events.filter(**{f"{source.name}_id": pk})
    if not _has_row_id(model):
        return of_row
    # With the events by which rows left this one for another.
    return events.filter(pgh_obj_id__in=of_row.order_by().values("pgh_obj_id"))


def _has_row_id(event: type[models.Model]) -> bool:
    return any(field.name == "pgh_obj" for field in event._meta.fields)


def _key(source: Source, event: Any) -> Any:
    return event.pgh_obj_id if _has_row_id(type(event)) else event.id


def _names_of_people(contexts: Iterable[Any]) -> dict[str, str]:
    keys = {context.metadata.get("user") for context in contexts} - {None}
    people = get_user_model()._default_manager.in_bulk([key for key in keys if str(key).isdigit()])
    return {str(key): person.get_full_name() or person.get_username() for key, person in people.items()}


def _build_entry(event: Any, metadata: dict[str, Any], people: dict[str, str]) -> HistoryEntry:
    return HistoryEntry(
        at=event.pgh_created_at,
        who=_describe_author(metadata, people),
        why=metadata.get("why") or "",
        act=_describe_act(metadata),
        minor=bool(metadata.get("minor")),
    )


def _describe_author(metadata: dict[str, Any], people: dict[str, str]) -> str:
    if (user := metadata.get("user")) is not None:
        return people.get(str(user), f"Somebody who has left (account {user})")
    if command := metadata.get("command"):
        return f"The command {command}"
    return "The portal itself" if metadata.get("job") else NO_NAME


def _describe_act(metadata: dict[str, Any]) -> str:
    act = metadata.get("act", "")
    if not act and metadata.get("command"):
        return "Loaded from the files of a collection"
    return ACTS.get(act, capfirst(str(act).replace("_", " ")))


class Names:
    """Rows that are named by a foreign key, as readers know them: one query for each of their models."""

    def __init__(self, steps: Iterable[EventStep]) -> None:
        wanted: dict[Any, set] = defaultdict(set)
        for step in steps:
            keys = [column for column in _columns(step.source.model) if isinstance(column, models.ForeignKey)]
            for event in filter(None, (step.before, step.after)):
                for key in keys:
                    wanted[key.related_model].add(getattr(event, key.attname))
        self.rows = {
            model: _without_long_texts(model).in_bulk([key for key in keys if key is not None])
            for model, keys in wanted.items()
        }

    def name(self, model: Any, key: Any) -> str:
        row = self.rows.get(model, {}).get(key)
        return str(row) if row is not None else f"{model._meta.verbose_name} {key}, deleted since"


def _without_long_texts(model: Any) -> models.QuerySet:
    long = [field.name for field in model._meta.concrete_fields if field.name in ("source_text", "search")]
    return model._base_manager.select_related().defer(*long)


def _columns(model: type[models.Model]) -> list[Any]:
    """The columns that a person would call part of the row."""
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or isinstance(field, models.GeneratedField))
        # What is counted or sorted by, and nobody fills in.
        and (field.editable or not isinstance(field, models.IntegerField))
    ]


def format_value(column: Any, value: Any, names: Names) -> str:
    """A value as readers know it."""
    if value is None or value == "":
        return ""
    if isinstance(column, models.ForeignKey):
        return names.name(column.related_model, value)
    if isinstance(column, ArrayField):
        return "\n".join(str(item) for item in value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j F Y, H:i")
    return str(value if isinstance(value, int | str) else formats.localize(value))


def name_deleted(event: Any) -> str:
    """What a deleted row was called: the first of its texts that names it, in a few words."""
    texts = (getattr(event, name, "") for name in NAMING)
    return Truncator(next((text for text in texts if isinstance(text, str) and text), "")).words(18)


def list_details(steps: Iterable[EventStep], names: Names) -> list[ChangedDetail]:
    """What changed from before all steps to after them; the rows of a many-to-many table are one detail, at the end."""
    details: list[ChangedDetail] = []
    links: dict[Source, list[EventStep]] = defaultdict(list)
    for step in _merge_steps(steps):
        if step.source.is_link:
            links[step.source].append(step)
        elif not step.source.name:
            details += _list_changed_fields(step, names)
        elif changed := _describe_row(step, names):
            details.append(changed)
    details += filter(None, (_describe_links(source, of, names) for source, of in links.items()))
    return details


def _merge_steps(steps: Iterable[EventStep]) -> Iterable[EventStep]:
    """One step for each row: several writings of a row in one transaction are one change."""
    merged: dict[tuple, EventStep] = {}
    for step in steps:
        key = (step.source, _key(step.source, step.before or step.after))
        before = merged[key].before if key in merged else step.before
        merged[key] = EventStep(step.source, before, step.after)
    return merged.values()


def _list_changed_fields(step: EventStep, names: Names) -> Iterator[ChangedDetail]:
    for column in _columns(step.source.model):
        before, after = (
            format_value(column, getattr(event, column.attname, None), names)
            for event in (step.before, step.after)
        )
        # Of a row that was added or deleted, what was empty says nothing.
        is_news = before != after if step.before and step.after else {before, after} - {"", "No"}
        if is_news:
            yield ChangedDetail(capfirst(str(column.verbose_name)), before, after, column.name)


def _describe_links(source: Source, steps: Iterable[EventStep], names: Names) -> ChangedDetail | None:
    link = next(
        column
        for column in source.model._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and column.name != source.name
    )
    before, after = (
        ", ".join(
            sorted(
                names.name(link.related_model, getattr(event, link.attname)) for event in filter(None, side)
            )
        )
        for side in zip(*((step.before, step.after) for step in steps), strict=True)
    )
    return ChangedDetail(source.label, before, after) if before != after else None


def _describe_row(step: EventStep, names: Names) -> ChangedDetail | None:
    """A row that belongs to another. Of one that was added or deleted, what is "No" says nothing."""
    with_no = bool(step.before and step.after)
    before, after = (
        _row_in_words(step.source, event, names, with_no=with_no) if event else ""
        for event in (step.before, step.after)
    )
    return ChangedDetail(step.source.label, before, after) if before != after else None


def _row_in_words(source: Source, event: Any, names: Names, *, with_no: bool) -> str:
    """One line a column."""
    lines = []
    for column in _columns(source.model):
        if column.name == source.name or not hasattr(event, column.attname):
            continue
        value = format_value(column, getattr(event, column.attname), names)
        if value and (with_no or value != "No"):
            label = capfirst(str(column.verbose_name))
            lines.append(value if label == source.label else f"{label}: {value}")
    return "\n".join(lines)
