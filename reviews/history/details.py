"""What changed between two events of a row, in the words of those who read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats, timezone
from django.utils.text import Truncator, capfirst

from reviews.history.diffs import TextDiff, build_diff

NAMING = ("title", "name", "text", "words", "reason", "as_given", "topic", "term", "article_words", "slug")
FEWEST_WORDS = 3  # from so many on, a value is compared word by word


@dataclass(frozen=True)
class Source:
    """A table whose rows belong to a row of another; `name` of the column that says to which."""

    model: type[models.Model]
    name: str
    label: str
    is_link: bool = False  # a many-to-many table, shown as one list of what its rows lead to


@dataclass
class EventStep:
    """One row of one table before and after an event; None where it was not there."""

    source: Source
    before: Any
    after: Any
    number: int = 0  # of the event, in the history of its table


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
            return build_diff(self.before, "") if not self.after else _replace_whole(self.before, self.after)
        return build_diff(self.before, self.after)


def _replace_whole(before: str, after: str) -> TextDiff:
    """A diff of short values, such as names and dates, which are replaced as a whole."""
    return TextDiff(build_diff(before, "").before, build_diff("", after).after)


def has_row_id(event: type[models.Model]) -> bool:
    """Whether events of this model point to their row, as those of many-to-many tables do not."""
    return any(field.name == "pgh_obj" for field in event._meta.fields)


def get_row_key(event: Any) -> Any:
    """The primary key of the row that an event is about."""
    return event.pgh_obj_id if has_row_id(type(event)) else event.id


class Names:
    """Rows that are named by a foreign key, as readers know them: one query for each of their models."""

    def __init__(self, steps: Iterable[EventStep]) -> None:
        keys_by_model: dict[Any, set] = defaultdict(set)
        for step in steps:
            keys = [
                column for column in _list_columns(step.source.model) if isinstance(column, models.ForeignKey)
            ]
            for event in filter(None, (step.before, step.after)):
                for key in keys:
                    keys_by_model[key.related_model].add(getattr(event, key.attname))
        self.rows = {
            model: _select_without_long_texts(model).in_bulk([key for key in keys if key is not None])
            for model, keys in keys_by_model.items()
        }

    def name(self, model: Any, key: Any) -> str:
        row = self.rows.get(model, {}).get(key)
        return str(row) if row is not None else f"{model._meta.verbose_name} {key}, deleted since"


def _select_without_long_texts(model: Any) -> models.QuerySet:
    long = [field.name for field in model._meta.concrete_fields if field.name in ("source_text", "search")]
    return model._base_manager.select_related().defer(*long)


def _list_columns(model: type[models.Model]) -> list[Any]:
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
        key = (step.source, get_row_key(step.before or step.after))
        before = merged[key].before if key in merged else step.before
        merged[key] = EventStep(step.source, before, step.after)
    return merged.values()


def _list_changed_fields(step: EventStep, names: Names) -> Iterator[ChangedDetail]:
    for column in _list_columns(step.source.model):
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
        _describe_columns(step.source, event, names, with_no=with_no) if event else ""
        for event in (step.before, step.after)
    )
    return ChangedDetail(step.source.label, before, after) if before != after else None


def _describe_columns(source: Source, event: Any, names: Names, *, with_no: bool) -> str:
    """One line a column."""
    lines = []
    for column in _list_columns(source.model):
        if column.name == source.name or not hasattr(event, column.attname):
            continue
        value = format_value(column, getattr(event, column.attname), names)
        if value and (with_no or value != "No"):
            label = capfirst(str(column.verbose_name))
            lines.append(value if label == source.label else f"{label}: {value}")
    return "\n".join(lines)
