"""Earlier wordings of a finding that comments spoke about, compared with today's."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from reviews.history.diffs import TextDiff, build_diff
from themes.models import Finding


def read_differences(finding: Finding | None, versions: Collection[int | None]) -> dict[int, TextDiff | None]:
    """By those of these versions whose words were others than today's, what changed: one query where there is any.

    None where readers may not see the words of that version any more: it was hidden or withdrawn for them.
    """
    earlier = {version for version in versions if version and finding and version != finding.version}
    if finding is None or not earlier:
        return {}
    words: dict[int, str] = {}
    changes = finding.changes.filter(Q(version__in=earlier) | Q(version__in={one + 1 for one in earlier}))
    for version, before, after in changes.exclude(after="").values_list("version", "before", "after"):
        words[version - 1] = before
        words[version] = after
    return {
        version: build_diff(words[version], finding.text) if version in words else None
        for version in earlier
        if words.get(version) != finding.text
    }
