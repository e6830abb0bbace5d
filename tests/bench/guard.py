"""The guard's seconds of processor time: a comment of 1,000 words, and a million characters of what patterns find hard.

    .venv/bin/python -m tests.bench.guard

The comment is made of those of tests/themes/discussion/guard; exits with 1 where a goal is missed.
"""

from __future__ import annotations

import sys
import time

MOST_MILLISECONDS = 20
MOST_FOR_HOSTILE = 2_000
HOSTILE = (
    *(
        "a",
        "A",
        "0",
        "a.",
        "@",
        "a@",
        "a-",
        "1 ",
        "St ",
        "A.",
        "\u0301",
        "(",
        "http://",
        "Ann ",
        "a 1 street ",
    ),
    *(
        "in ",
        "1 a ",
        "Ann, ",
        "the ",
        "case no ",
        "a at b dot ",
        "Aa Aa Aa road",
        "1/1/",
        "one of my ",
        "called ",
    ),
)


def measure(text: str, rounds: int) -> float:
    from themes.discussion.guard import RestrictedWords, find_marks

    restricted = RestrictedWords(["a" * 50, "zarathel"])
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        find_marks(text, restricted=restricted)
        taken.append(time.process_time() - started)
    return min(taken) * 1_000


def main() -> int:
    from tests.themes.discussion.guard.measure import read_comments

    words = " ".join(read_comments("tuned")).split()
    comment = measure(" ".join(words[:1_000]), rounds=20)
    hostile = {piece: measure(piece * (1_000_000 // len(piece)), rounds=1) for piece in HOSTILE}
    worst = max(hostile, key=lambda piece: hostile[piece])
    sys.stdout.write(
        f"1,000 words: {comment:.1f} ms (at most {MOST_MILLISECONDS})\n"
        f"a million characters, {worst!r} again and again: {hostile[worst]:.0f} ms (at most {MOST_FOR_HOSTILE})\n"
    )
    return int(comment > MOST_MILLISECONDS or hostile[worst] > MOST_FOR_HOSTILE)


if __name__ == "__main__":
    sys.exit(main())
