"""What a row of a collection asks for, in terms of the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models

from reviews.models import Article, Period, Review, Series
from themes.importers.collection.files import CollectionRow
from themes.models import (
    AgeGroup,
    Agency,
    Citation,
    ContestedTerm,
    Coverage,
    Finding,
    Harm,
    HelpService,
    KnownGap,
    ReadTogether,
    Situation,
    Synonym,
    Theme,
    ThemeGroup,
)

# Fields whose key in the files has another name, for messages.
FILE_KEYS = {
    "covers_from": "from",
    "covers_to": "to",
    "finding_themes": "themes",
    "first_page": "first",
    "given_by_article": "article",
    "is_core": "core",
    "last_page": "last",
    "situationfinding_set": "findings",
    "slug": "id",
    "startingpoint_set": "start_here",
    "years": "period_label",
}


class Ref(NamedTuple):
    """A row of the collection, named by another."""

    model: type[models.Model]
    id: str


@dataclass
class WantedRow:
    """One row as it should be stored: what it must have, and nothing of what curators alone decide."""

    row: CollectionRow
    model: type[models.Model]
    key: dict[str, Any]  # finds it; set when it is made
    fields: dict[str, Any]
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # rows that belong to it, in order
    links: dict[str, list[Ref]] = field(default_factory=dict)
    at_first: dict[str, Any] = field(default_factory=dict)  # set when it is made, never again

    @property
    def ref(self) -> Ref:
        return Ref(self.model, self.row.id)

    def list_refs(self) -> Iterator[tuple[str, Ref]]:
        """Every row that this one names, with the name of the field that names it."""
        for values in (self.key, self.fields):
            yield from ((name, value) for name, value in values.items() if isinstance(value, Ref))
        for name, parts in self.parts.items():
            yield from ((name, value) for part in parts for value in part.values() if isinstance(value, Ref))
        for name, refs in self.links.items():
            yield from ((name, ref) for ref in refs)


# Where the ids of each model are given; also the order in which rows can be saved.
SECTIONS: dict[type[models.Model], str] = {
    Agency: "agencies",
    AgeGroup: "ages",
    Harm: "harms",
    Period: "periods",
    Review: "reviews",
    Article: "articles",
    Series: "series",
    ThemeGroup: "groups",
    Theme: "themes",
    ReadTogether: "blocks",
    Finding: "findings",
    Citation: "citations",
    Situation: "situations",
    KnownGap: "gaps",
    ContestedTerm: "contested",
    Synonym: "synonyms",
    HelpService: "help",
    Coverage: "coverage",
}
