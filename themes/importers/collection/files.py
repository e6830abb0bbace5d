"""A collection on disk: YAML files read into checked rows. Knows nothing of the database."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from reviews.control_characters import explain_control_character
from reviews.dates import read_partial_date
from themes.importers.collection.report import CollectionProblem


class CollectionRow(NamedTuple):
    """One entry of a file. When sound, its values are of the right kind and every key is present."""

    file: str
    id: str
    data: dict[str, Any]
    sound: bool = True


class Reader(NamedTuple):
    """How one key's value is read. `read` raises ValueError in words; `empty` stands for a missing key."""

    read: Callable[[Any], Any]
    empty: Any = None
    may_be_empty: bool = False  # a list that has to be there, if only to say that there are none


def _read_text(value: Any) -> str:
    if isinstance(value, str):
        if message := explain_control_character(value):
            raise ValueError(message)
        return value.strip()
    hint = " (put it in quotes)" if isinstance(value, bool | int | float | date) else ""
    raise ValueError(f"expected text, found {value!r}{hint}.")


def _read_texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of texts, found {value!r}.")
    return [_read_text(item) for item in value]


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, found {value!r}.")
    return value


def _read_whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"expected a whole number, found {value!r}.")
    return value


def _read_number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"expected a number, found {value!r}.")
    return Decimal(str(value))


def _read_day(value: Any) -> date:
    if not isinstance(value, date) or hasattr(value, "hour"):
        raise ValueError(f"expected a day such as 2016-07-07, found {value!r}.")
    return value


def _read_partial(value: Any) -> str:
    """A date as exact as it is known: 2016, 2016-05 or 2016-05-24, in quotes or not."""
    text = str(value)
    read_partial_date(text)
    return text


def _read_label(value: Any) -> str:
    """A printed page, in quotes or not."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _read_text(value)


def _read_labels(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of pages, found {value!r}.")
    return [_read_label(item) for item in value]


TEXT, TEXTS, FLAG = Reader(_read_text, ""), Reader(_read_texts, ()), Reader(_read_flag, False)
WHOLE, NUMBER = Reader(_read_whole), Reader(_read_number)
DAY, PARTIAL = Reader(_read_day), Reader(_read_partial, "")
TEXTS_OR_NONE = Reader(_read_texts, (), may_be_empty=True)
LABEL, LABELS = Reader(_read_label, ""), Reader(_read_labels, ())


@dataclass(frozen=True)
class Shape:
    """The keys an entry must and may have; `lists` are lists of entries within it."""

    required: dict[str, Reader]
    optional: dict[str, Reader] = field(default_factory=dict)
    lists: dict[str, Shape] = field(default_factory=dict)
    id_key: str = "id"

    def read(self, entry: Any, problems: list[str]) -> dict[str, Any]:
        """The entry with every key present. What is wrong with it is added to `problems`, in sentences."""
        if not isinstance(entry, dict):
            problems.append(f"expected keys and values, found {entry!r}.")
            return {}
        known = {**self.required, **self.optional}
        unknown = [str(key) for key in entry if key not in known and key not in self.lists]
        problems += [f"“{key}” is not a key that is used here." for key in unknown]
        problems += [
            f"“{key}” is missing."
            for key, reader in self.required.items()
            if entry.get(key) in ((None, "") if reader.may_be_empty else (None, "", []))
        ]
        data: dict[str, Any] = {}
        for key, reader in known.items():
            data[key] = reader.empty
            if entry.get(key) is None:
                continue
            try:
                data[key] = reader.read(entry[key])
            except ValueError as error:
                problems.append(f"{key}: {error}")
        for key, shape in self.lists.items():
            data[key] = shape.read_list(key, entry.get(key), problems)
        return data

    def read_list(self, key: str, entries: Any, problems: list[str]) -> list[dict[str, Any]]:
        if entries is None:
            return []
        if not isinstance(entries, list):
            problems.append(f"{key}: expected a list, found {entries!r}.")
            return []
        read = []
        for number, entry in enumerate(entries, start=1):
            within: list[str] = []
            read.append(self.read(entry, within))
            name = read[-1].get(self.id_key) or f"number {number}"
            problems += [f"{key}, {name}: {problem}" for problem in within]
        return read


TERM = Shape({"id": TEXT, "name": TEXT})
THEME = Shape(
    {"id": TEXT, "title": TEXT, "summary": TEXT},
    {
        "tab_title": TEXT, "start_here": TEXTS, "scope_note": TEXT, "synonyms": TEXTS, "also_typed": TEXTS,
        "questions": TEXTS, "content_note": TEXT, "related": TEXTS,
    },
)  # fmt: skip

# Every file of a collection, and what its sections hold.
LAYOUT: dict[str, dict[str, Shape]] = {
    "vocabulary.yaml": {
        "agencies": TERM,
        "ages": Shape({"id": TEXT, "name": TEXT, "from_age": WHOLE, "to_age": WHOLE}),
        "harms": TERM,
    },
    "periods.yaml": {
        "periods": Shape(
            {"id": TEXT, "name": TEXT, "starts": DAY, "ends": DAY, "core": FLAG},
            {"read_so_far": TEXT, "notes": TEXTS},
        )
    },
    "reviews.yaml": {
        "reviews": Shape(
            {"id": TEXT, "kind": TEXT, "title": TEXT, "short_title": TEXT},
            {
                "authors": TEXTS, "publisher": TEXT, "journal": TEXT, "volume": TEXT, "published": PARTIAL,
                "report_number": TEXT, "isbn": TEXT, "incidents_from": PARTIAL, "incidents_to": PARTIAL,
                "periods": TEXTS, "case_count": WHOLE, "case_count_note": TEXT, "page_count": WHOLE,
                "page_count_note": TEXT, "series_position": TEXT, "draws_on": TEXTS, "covers": TEXTS,
                "contents_note": TEXT, "rights_holder": TEXT, "licence": TEXT, "quoting_basis": TEXT,
            },
            {
                "contents": Shape({"heading": TEXT}, {"page": LABEL}),
                "notes": Shape({"kind": TEXT, "text": TEXT}),
                "places": Shape({"url": TEXT, "kind": TEXT}, {"note": TEXT}),
            },
        )
    },
    "articles.yaml": {
        "articles": Shape(
            {"id": TEXT, "title": TEXT, "review": TEXT},
            {"publication": TEXT, "author": TEXT, "published": DAY, "url": TEXT},
        )
    },
    "series.yaml": {
        "series": Shape(
            {"id": TEXT, "title": TEXT, "unit": TEXT},
            {"note": TEXT, "gaps": TEXTS, "themes": TEXTS, "findings": TEXTS},
            {
                "points": Shape(
                    {"period_label": TEXT, "certainty": TEXT},
                    {
                        "from": DAY, "to": DAY, "category": TEXT, "value": NUMBER, "text": TEXT,
                        "numerator": WHOLE, "denominator": WHOLE, "review": TEXT, "counted_by": TEXT,
                        "pages": LABELS, "pages_of": TEXT, "table": TEXT, "source_url": TEXT, "note": TEXT,
                        "change": TEXT,
                    },
                )
            },
        )
    },
    "themes.yaml": {"groups": Shape({"id": TEXT, "title": TEXT}, lists={"themes": THEME})},
    "findings.yaml": {
        "findings": Shape(
            {"id": TEXT, "text": TEXT, "kind": TEXT, "themes": TEXTS, "review": TEXT,
             "periods": TEXTS_OR_NONE, "certainty": TEXT},
            {
                "agencies": TEXTS, "for_every_agency": FLAG, "ages": TEXTS, "harms": TEXTS, "basis": TEXT,
                "source_note": TEXT, "source_url": TEXT, "composite": FLAG, "article": TEXT,
                "see_also": TEXTS,
            },
        )
    },
    "blocks.yaml": {"blocks": Shape({"id": TEXT, "findings": TEXTS, "reason": TEXT})},
    "citations.yaml": {
        "citations": Shape(
            {"id": TEXT, "findings": TEXTS, "as_given": TEXT, "basis": TEXT, "review": TEXT},
            {"article": TEXT, "given_by": TEXT},
            {"pages": Shape({"first": LABEL, "last": LABEL, "role": TEXT})},
        )
    },
    "situations.yaml": {
        "situations": Shape(
            {"id": TEXT, "title": TEXT, "findings": TEXTS},
            {"note": TEXT, "content_note": TEXT, "themes": TEXTS},
        )
    },
    "gaps.yaml": {"gaps": Shape({"id": TEXT, "topic": TEXT}, {"words": TEXTS, "note": TEXT})},
    "contested.yaml": {"contested": Shape({"id": TEXT, "term": TEXT, "note": TEXT}, {"words": TEXTS})},
    "synonyms.yaml": {"synonyms": Shape({"id": TEXT, "words": TEXTS})},
    "help.yaml": {
        "help": Shape(
            {"id": TEXT, "name": TEXT},
            {
                "telephone": TEXT, "hours": TEXT, "link": TEXT, "looked_up": DAY, "sources": TEXTS, "checked": DAY,
            },
        )
    },
    "coverage.yaml": {"coverage": Shape({"review": TEXT, "partly_read": TEXTS}, id_key="review")},
}  # fmt: skip

BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(BaseLoader):
    """Plain values only, and no key twice: PyYAML alone would silently keep the second."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        names = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in names:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{name}” is given twice", key.start_mark
                )
            names.add(name)
        return super().construct_mapping(node, deep=deep)


class UnreadableError(Exception):
    """A file is missing or is not what it should be: nothing can be said about the rows."""

    def __init__(self, problems: list[CollectionProblem]) -> None:
        self.problems = problems


def read_collection(folder: Path) -> tuple[dict[str, list[CollectionRow]], list[CollectionProblem]]:
    """The rows of every section, sound or not, and everything that is wrong with them.

    Raises UnreadableError when a whole file cannot be used, with everything found in the others too.
    """
    if not folder.is_dir():
        raise UnreadableError([CollectionProblem(str(folder), "", "there is no such folder.")])
    rows: dict[str, list[CollectionRow]] = {}
    unusable: list[CollectionProblem] = []
    problems: list[CollectionProblem] = []
    for file, sections in LAYOUT.items():
        content = _read_file(folder / file, unusable)
        if content is None:
            continue
        for key in content.keys() - sections.keys():
            expected = " and ".join(f"“{section}”" for section in sections)
            problems.append(
                CollectionProblem(file, "", f"“{key}” is not a section of this file; it has {expected}.")
            )
        for section, shape in sections.items():
            entries = content.get(section)
            if isinstance(entries, list):
                rows[section] = _read_section(file, section, shape, entries, problems)
            else:
                found = "it is missing" if entries is None else f"found {entries!r}"
                reason = f"“{section}” must be a list ({found}); write [] for an empty one."
                unusable.append(CollectionProblem(file, "", reason))
    if unusable:
        raise UnreadableError(unusable + problems)
    rows["themes"] = _list_themes(rows["groups"])
    return {section: _drop_repeated(found, problems) for section, found in rows.items()}, problems


def _read_file(path: Path, problems: list[CollectionProblem]) -> dict[str, Any] | None:
    try:
        # Not unsafe: _Loader is a safe loader.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except FileNotFoundError:
        problems.append(CollectionProblem(path.name, "", "the file is missing."))
    except UnicodeDecodeError:
        problems.append(CollectionProblem(path.name, "", "the file is not text in UTF-8."))
    except OSError as error:
        problems.append(CollectionProblem(path.name, "", f"the file cannot be read ({error.strerror})."))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(CollectionProblem(path.name, "", f"this is not YAML: {_describe_error(error)}."))
    else:
        if isinstance(content, dict):
            return content
        problems.append(CollectionProblem(path.name, "", "the file has no sections."))
    return None


def _describe_error(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    return f"{getattr(error, 'problem', None) or error}{where}".replace("\n", " ")


def _read_section(
    file: str, section: str, shape: Shape, entries: list[Any], problems: list[CollectionProblem]
) -> list[CollectionRow]:
    rows = []
    for number, entry in enumerate(entries, start=1):
        reasons: list[str] = []
        data = shape.read(entry, reasons)
        name = data.get(shape.id_key) or ""
        problems += [
            CollectionProblem(file, name or f"{section}, number {number}", reason) for reason in reasons
        ]
        if name:
            rows.append(CollectionRow(file, name, data, sound=not reasons))
    return rows


def _list_themes(groups: Iterable[CollectionRow]) -> list[CollectionRow]:
    """Themes as rows of their own, each with its group and its place in it."""
    return [
        CollectionRow(
            group.file, theme["id"], {**theme, "group": group.id, "position": position}, group.sound
        )
        for group in groups
        for position, theme in enumerate(group.data["themes"])
        if theme.get("id")
    ]


def _drop_repeated(rows: Iterable[CollectionRow], problems: list[CollectionProblem]) -> list[CollectionRow]:
    """The rows without those whose id another one has already."""
    by_id: dict[str, CollectionRow] = {}
    for row in rows:
        if row.id in by_id:
            problems.append(CollectionProblem(row.file, row.id, "this id is given twice."))
        by_id.setdefault(row.id, row)
    return list(by_id.values())
