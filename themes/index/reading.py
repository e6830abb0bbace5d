"""The index made from the database, and brought up to date with what changed since."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator

import psycopg
from django.db import connection
from psycopg import IsolationLevel
from pyroaring import BitMap, BitMap64

from reviews.collection_version import READ
from themes.index.contents import NO_FIRST_YEAR, NO_LAST_YEAR, CatalogueIndex, IndexedFinding
from themes.models.catalogue import SHIFT, FacetNumber

MOST_CHANGES = 300  # findings; with more it is made anew
ROWS_AT_ONCE = 10
LONGEST = "10min"  # nobody waits for it: requests have less
USUAL_POSITION = 63  # in a wording of 35 words

IS_PERIOD = f"option >> {SHIFT} = {FacetNumber.PERIOD:d}"
PERIODS = f"ARRAY(SELECT option FROM unnest(options) option WHERE {IS_PERIOD} ORDER BY 1)"  # noqa: S608 - our own
FIRST_YEAR = f"coalesce(first_year, {NO_FIRST_YEAR})::int"
LAST_YEAR = f"coalesce(last_year, {NO_LAST_YEAR})::int"
# The version, whose changes are seen at it, and which table remembers them: a backup that is put back brings another.
STATE = f"({READ}), pg_current_snapshot()::text, 'themes_cataloguechange'::regclass::oid::bigint"
LISTED = f"""
SELECT string_agg(int4send(number), '' ORDER BY number), string_agg(int8send(finding_id), '' ORDER BY number), {STATE}
FROM themes_catalogueentry WHERE is_listed
"""  # noqa: S608 - our own
# For each kind of thing: all there are, each with the listed findings that have it. Numbers come as bytes, which here
# become bitmaps without being objects for a moment.
FILED = """
SELECT {key}, string_agg(int4send(number), '') FROM themes_catalogueentry{beside} WHERE is_listed GROUP BY {key}
"""
KINDS = {
    "options": ("option", ", unnest(options) option"),
    "periods": (PERIODS, ""),
    "first_years": (FIRST_YEAR, ""),
    "last_years": (LAST_YEAR, ""),
    "blocks": ("block_id", ""),
}
WORDS = """
SELECT stem, string_agg(int4send(entry.number), ''),
       string_agg(int8send((entry.number::bigint << {digits}) + position), ''), max(position)
FROM themes_catalogueentry entry JOIN themes_finding finding ON finding.id = entry.finding_id,
     unnest(search) word (stem, positions, weights), unnest(positions) position
WHERE is_listed GROUP BY stem
"""


def build_index() -> CatalogueIndex:
    """As the database is now. Over a connection of its own: it takes seconds where there is much."""
    with psycopg.connect(**connection.get_connection_params()) as own:
        own.isolation_level = IsolationLevel.REPEATABLE_READ  # all of it at one version
        own.read_only = True
        own.execute(f"SET statement_timeout = '{LONGEST}'")
        return read_index(own)


def read_index(own: psycopg.Connection, highest_position: int = USUAL_POSITION) -> CatalogueIndex:
    """As the transaction of this connection sees the database."""
    index = CatalogueIndex(highest_position)
    [(numbers, pks, index.version, index.snapshot, index.remembered_in)] = _read_rows(own, LISTED)
    index.listed = BitMap(_unpack("I", numbers or b""))
    index.pks = _unpack("q", pks or b"")
    for kind, (key, beside) in KINDS.items():
        getattr(index, kind).update(
            (tuple(key) if isinstance(key, list) else key, BitMap(_unpack("I", numbers)))
            for key, numbers in _read_rows(own, FILED.format(key=key, beside=beside))
            if key is not None  # of no block
        )
    index.order_blocks()
    highest = 0
    for stem, numbers, places, last in _read_rows(own, WORDS.format(digits=index.digits)):
        index.words[stem] = BitMap(_unpack("I", numbers))
        index.positions[stem] = BitMap64(_unpack("Q", places))
        highest = max(highest, last)
    return index if highest <= index.highest_position else read_index(own, highest)


def _read_rows(own: psycopg.Connection, statement: str) -> Iterator[tuple]:
    """A few at a time: those of common words are long."""
    with own.cursor("rows", binary=True) as cursor:
        cursor.itersize = ROWS_AT_ONCE
        yield from cursor.execute(statement)


def _unpack(kind: str, sent: bytes) -> array:
    """Whole numbers as PostgreSQL sends them."""
    numbers = array(kind, sent)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


# What the index has not seen, and how it is now, in one snapshot: a single statement. That is known only where a change
# is still remembered that ended before the index was read: later ones were not forgotten then.
ENDED = "pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint"  # all transactions before it
CHANGES = f"""
SELECT {STATE}, coalesce((SELECT min(made_by) FROM themes_cataloguechange) < {ENDED}, false),
       changed.number, finding_id, block_id, options, {PERIODS}, {FIRST_YEAR}, {LAST_YEAR}, stems, places
FROM (SELECT) one
LEFT JOIN (
    SELECT DISTINCT number FROM themes_cataloguechange
    WHERE made_by >= {ENDED} AND (
        NOT pg_visible_in_snapshot(made_by::text::xid8, %(seen)s::pg_snapshot)
        OR made_by::text::xid8 = pg_current_xact_id_if_assigned()  -- one's own is in no snapshot
    )
    LIMIT %(most)s
) changed ON true
LEFT JOIN themes_catalogueentry entry ON entry.number = changed.number AND is_listed
LEFT JOIN LATERAL (
    SELECT coalesce(array_agg(stem), '{{}}') AS stems, coalesce(array_agg(position), '{{}}') AS places
    FROM themes_finding finding, unnest(search) word (stem, positions, weights), unnest(positions) position
    WHERE finding.id = entry.finding_id
) words ON true
"""  # noqa: S608 - nothing but our own constants is put in


def catch_up(index: CatalogueIndex) -> bool:
    """Bring the index to the version that the database has now: one query. False where it has to be made anew."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, {"seen": index.snapshot, "most": MOST_CHANGES + 1})
        rows = cursor.fetchall()
    version, snapshot, remembered_in, is_known = rows[0][:4]
    changed = [row[4:] for row in rows if row[4] is not None]
    if not is_known or remembered_in != index.remembered_in or len(changed) > MOST_CHANGES:
        return False
    findings = [
        IndexedFinding._make([*row[:4], tuple(row[4]), *row[5:]]) for row in changed if row[1] is not None
    ]
    if any(position > index.highest_position for finding in findings for position in finding.positions):
        return False
    index.remove(number for number, *_ in changed)
    for finding in findings:
        index.add(finding)
    index.version, index.snapshot = version, snapshot
    return True
