"""Pages of PDFs as pictures: made when they are asked for, kept for a while, bounded in number and size.

A picture is made in a process of its own, at most two at once however many servers ask, and each once. What is kept
lies in one folder: the picture, and beside it a line of JSON that says how large it is and where its words stand.
That line comes last and goes first, so a picture is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage

from reviews.limited_process.running import Excess, Limits, ProcessStopped, run_limited
from reviews.models import DocumentPage

FOLDER = "pictures"
EDITION = 2  # one more whenever pages are drawn in another way: then those kept are made anew
MOST_WIDE = 1_000  # pixels: sharp at twice the width of a column
MOST_HIGH = 2_000
MOST_CHARACTERS = 50_000  # whose places are told: ten times a full page
MEMORY = 500_000_000  # bytes of the process that draws
PROCESSOR_SECONDS = 8
SECONDS = 15  # until that process is stopped, whatever it does
MOST_ANSWERED = 20_000_000  # bytes of picture and places
PAGE_LOCKS = 16
AT_ONCE = 2  # processes that draw, on this machine
THREADS = 3  # of one server that may draw or wait for it; the others go on answering
WAITING = 4.0  # seconds that a request waits for its turn
PAUSE = 0.05  # seconds between two looks whether it is its turn
PROBLEM_KEPT = 3_600  # seconds after which a page that could not be drawn is tried again
LEFT_BEHIND = 3_600  # seconds after which a file was left by a server that was killed
EMPTIED_TO = 0.9  # of the room there is, when it is full

_MESSAGES = {
    "damaged": "There is no picture of this page: the PDF is damaged here.",
    "sizeless": "There is no picture of this page: the PDF gives it no size that it could be drawn at.",
    "big": "There is no picture of this page: drawing it needs more memory than is allowed.",
    "slow": "There is no picture of this page: drawing it takes too long.",
    "stopped": "There is no picture of this page: the PDF is damaged here, or drawing it needs more memory than is "
    "allowed.",
}
_PROBLEMS = {Excess.MEMORY: "big", Excess.TIME: "slow"}
_BUSY = "Other pages are being drawn just now. Load this page again in a minute to see its picture."
_NO_FILE = "There is no picture of this page: the PDF cannot be read ({reason})."
_NOT_KEPT = "There is no picture of this page: it cannot be kept ({reason})."

_threads = threading.BoundedSemaphore(THREADS)


class PictureError(Exception):
    """There is no picture of a page; the message says why, for readers."""


class PictureBox(NamedTuple):
    """A part of a picture, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class PagePicture:
    """A picture of a page: a WebP file, its size in pixels, the page's text and where its characters stand."""

    path: Path
    width: int
    height: int
    text: str
    boxes: Sequence[int]  # four for each character: left, top, right, bottom; noughts for what is not seen

    def find_boxes(self, start: int, end: int) -> list[PictureBox]:
        """The places of `text[start:end]` in the picture: one box for each line that it stands on."""
        boxes = []
        for number in range(start, min(end, len(self.boxes) // 4)):
            left, top, right, bottom = self.boxes[number * 4 : number * 4 + 4]
            if right > left and bottom > top:
                boxes.append((left, top, right, bottom))
        return [
            PictureBox(left, top, right - left, bottom - top)
            for left, top, right, bottom in _join_into_lines(boxes)
        ]


def _join_into_lines(boxes: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Boxes of characters, in the order of the text, put together line by line."""
    if _runs_down(boxes):
        turned = [(top, left, bottom, right) for left, top, right, bottom in boxes]
        return [(left, top, right, bottom) for top, left, bottom, right in _join_across(turned)]
    return _join_across(boxes)


def _runs_down(boxes: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether most characters stand below or above the one before them: such lines stand upright."""
    steps = [
        abs(one[1] + one[3] - other[1] - other[3]) - abs(one[0] + one[2] - other[0] - other[2])
        for one, other in pairwise(boxes)
    ]
    return sum(step > 0 for step in steps) * 2 > len(steps)


def _join_across(boxes: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    lines: list[tuple[int, int, int, int]] = []
    for left, top, right, bottom in boxes:
        if lines:
            line = lines[-1]
            height = line[3] - line[1]
            is_level = line[1] <= (top + bottom) / 2 <= line[3] or top <= (line[1] + line[3]) / 2 <= bottom
            # A line has gaps, but what lies three lines' heights apart is another column.
            if is_level and line[0] - 3 * height <= right and left <= line[2] + 3 * height:
                lines[-1] = (
                    min(line[0], left),
                    min(line[1], top),
                    max(line[2], right),
                    max(line[3], bottom),
                )
                continue
        lines.append((left, top, right, bottom))
    return lines


def get_picture(page: DocumentPage) -> PagePicture:
    """The picture of a page, made now unless it is kept. Raises PictureError.

    The page's document should be at hand: it is read.
    """
    place = Path(default_storage.path(f"{FOLDER}/{page.document.sha256}-{page.index}-{EDITION}.json"))
    stored = _read_stored(place)
    if stored is not None:
        return stored
    if not _threads.acquire(blocking=False):
        raise PictureError(_BUSY)
    try:
        return _draw_and_store(page, place)
    except OSError as error:
        raise PictureError(_NOT_KEPT.format(reason=error.strerror)) from error
    finally:
        _threads.release()


def delete_pictures(sha256: str) -> None:
    """Remove all pictures of the pages of a PDF that is gone."""
    folder = Path(default_storage.path(FOLDER))
    for line in folder.glob(f"{sha256}-*.json"):
        line.unlink(missing_ok=True)
    for leftover in folder.glob(f"{sha256}-*"):
        leftover.unlink(missing_ok=True)


def _read_stored(place: Path) -> PagePicture | None:
    """What is kept there, if anything; from now on it is the one used last. Raises PictureError for a problem."""
    try:
        answer = json.loads(place.read_bytes())
        problem = answer.get("problem")
        if problem and time.time() - place.stat().st_mtime > PROBLEM_KEPT:
            return None
        if not problem:
            if _get_picture_path(place).stat().st_size != answer["bytes"]:  # a machine that lost its power
                return None
            os.utime(place)
    except (OSError, ValueError):
        return None
    if problem:
        raise PictureError(_MESSAGES[problem])
    return PagePicture(
        _get_picture_path(place), answer["width"], answer["height"], answer["text"], answer["boxes"]
    )


def _get_picture_path(place: Path) -> Path:
    return place.with_suffix(".webp")


def _draw_and_store(page: DocumentPage, place: Path) -> PagePicture:
    folder = place.parent
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + WAITING
    # Locks stay in the folder; pages share them, or there would be one for each page for ever.
    own = f"page-{(int(page.document.sha256[:8], 16) + page.index) % PAGE_LOCKS}.lock"
    with _hold_lock(folder, [own], until):
        stored = _read_stored(place)  # perhaps somebody else made it meanwhile
        if stored is not None:
            return stored
        with _hold_lock(folder, [f"drawing-{number}.lock" for number in range(AT_ONCE)], until):
            answer, picture = _run_drawing(Path(page.document.file.path), page.index)
        line = json.dumps(answer, separators=(",", ":")).encode()
        if picture:
            _write_file(_get_picture_path(place), picture)
        _write_file(place, line)
    with contextlib.suppress(OSError, PictureError):  # the picture is there all the same
        _make_room(folder, len(picture) + len(line))
    if problem := answer.get("problem"):
        raise PictureError(_MESSAGES[problem])
    return PagePicture(
        _get_picture_path(place), answer["width"], answer["height"], answer["text"], answer["boxes"]
    )


def _run_drawing(path: Path, index: int) -> tuple[dict, bytes]:
    """What the drawing process says, and the picture: empty where there is a problem."""
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise PictureError(_NO_FILE.format(reason=error.strerror)) from error
    try:
        written = run_limited(
            "reviews.documents.drawing",
            *(path.resolve(), index, MOST_WIDE, MOST_HIGH, MOST_CHARACTERS),
            limits=Limits(MEMORY, PROCESSOR_SECONDS, SECONDS, MOST_ANSWERED),
        )
    except ProcessStopped as stopped:
        return {"problem": _PROBLEMS.get(stopped.excess, "stopped")}, b""
    line, _, picture = written.partition(b"\n")
    try:
        answer = json.loads(line)
    except ValueError:  # it ended before it could say anything
        return {"problem": "stopped"}, b""
    if answer["bytes"] != len(picture):
        return {"problem": "stopped"}, b""
    return answer, picture


@contextlib.contextmanager
def _hold_lock(folder: Path, names: Sequence[str], until: float) -> Iterator[None]:
    """Hold one of these locks, alone among all threads and processes. Raises PictureError after `until`."""
    with contextlib.ExitStack() as locks:
        while not any(locks.enter_context(_try_lock(folder / name)) for name in names):
            if time.monotonic() >= until:
                raise PictureError(_BUSY)
            locks.close()
            time.sleep(PAUSE)
        yield


@contextlib.contextmanager
def _try_lock(path: Path) -> Iterator[bool]:
    """Whether the lock was free; if so it is held. A process that is killed lets go of it."""
    with path.open("ab") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _write_file(path: Path, content: bytes) -> None:
    """The file, whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as draft:
        try:
            draft.write(content)
            draft.close()
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _make_room(folder: Path, added: int) -> None:
    """Count what was added; where all is more than there is room for, those go that were not used for longest.

    A running count stands in a file, so that the folder is looked through only when it is full.
    """
    most = settings.PICTURES_MB * 1_000_000
    counter = folder / "bytes"
    with _hold_lock(folder, ["room.lock"], time.monotonic() + WAITING):
        try:
            total = int(counter.read_text()) + added
        except (OSError, ValueError):
            total = most + 1  # not known: count
        if total > most:
            total = _remove_oldest(folder, most)
        _write_file(counter, str(total).encode())


def _remove_oldest(folder: Path, most: int) -> int:
    """The bytes of all that is kept, after the oldest went where they were too many."""
    stored = []
    for entry in folder.iterdir():
        with contextlib.suppress(OSError):  # it may just be going
            about = entry.stat()
            is_loose = entry.suffix == ".part" or (
                entry.suffix == ".webp" and not entry.with_suffix(".json").exists()
            )
            if is_loose and time.time() - about.st_mtime > LEFT_BEHIND:
                entry.unlink()
            elif entry.suffix == ".json":
                picture = _get_picture_path(entry)
                size = about.st_size + (picture.stat().st_size if picture.exists() else 0)
                stored.append((about.st_mtime, size, entry))
    total = sum(size for _, size, _ in stored)
    if total <= most:
        return total
    for _, size, entry in sorted(stored):
        if total <= most * EMPTIED_TO:
            break
        entry.unlink(missing_ok=True)
        _get_picture_path(entry).unlink(missing_ok=True)
        total -= size
    return total
