"""What is kept of a visitor who reads slowly, or sends piece by piece. That nobody waits for them: test_gunicorn."""

import os
import socket
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import Mock

import pytest
from gunicorn.config import Config

from scr_portal import receiving, visitors
from scr_portal.outage import LEAST_ROOM
from scr_portal.receiving import WAIT_FOR_BODY, ReceivingWorker, SharedCounts
from scr_portal.visitors import Outgoing, ReceivedBytes, RefusedRequest, Visitor


@pytest.fixture
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def read_all(outgoing: Outgoing, theirs: socket.socket) -> bytes:
    """What they get when at last they read."""
    got = b""
    while not outgoing.is_empty:
        with suppress(BlockingIOError):
            while data := theirs.recv(100_000):
                got += data
        outgoing.push()
    with suppress(BlockingIOError):
        while data := theirs.recv(100_000):
            got += data
    return got


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


def test_answer_that_is_not_read_is_kept_in_memory_then_on_disk_and_comes_in_order(connected, monkeypatch):
    monkeypatch.setattr(visitors, "ANSWER_IN_MEMORY", 500_000)
    ours, theirs = connected
    outgoing, before = Outgoing(ours, None), open_files()
    pieces = [bytes([number]) * 200_000 for number in range(10)]

    for piece in pieces:
        outgoing.sendall(piece)

    assert 0 < outgoing.in_memory <= 500_000
    assert outgoing.on_disk >= 1_000_000
    assert read_all(outgoing, theirs) == b"".join(pieces)
    assert (outgoing.in_memory, outgoing.on_disk) == (0, 0)
    assert open_files() == before


def test_file_is_sent_from_where_it_is_and_is_let_go(connected, tmp_path):
    ours, theirs = connected
    outgoing, before = Outgoing(ours, None), open_files()
    path = tmp_path / "report.pdf"
    path.write_bytes(bytes(range(256)) * 10_000)

    outgoing.sendall(b"head ")
    with path.open("rb") as file:
        outgoing.sendfile(file, offset=256, count=2_000_000)

    assert (outgoing.in_memory, outgoing.on_disk) == (0, 0)
    assert read_all(outgoing, theirs) == b"head " + path.read_bytes()[256:2_000_256]
    assert open_files() == before


def test_overflow_lies_in_the_folder_is_one_open_file_and_outlives_a_file_sent_before_it(
    connected, tmp_path, monkeypatch
):
    monkeypatch.setattr(visitors, "ANSWER_IN_MEMORY", 0)
    ours, theirs = connected
    made, before = Mock(side_effect=TemporaryFile), open_files()
    monkeypatch.setattr(visitors, "TemporaryFile", made)
    outgoing = Outgoing(ours, str(tmp_path))
    path = tmp_path / "report.pdf"
    path.write_bytes(b"f" * 3_000_000)

    with path.open("rb") as file:
        outgoing.sendfile(file)
    outgoing.sendall(b"a" * 3_000_000)
    outgoing.sendall(b"b" * 10)
    assert open_files() == before + 2
    with path.open("rb") as file:
        outgoing.sendfile(file)
    outgoing.sendall(b"c" * 10)

    assert outgoing.on_disk == 3_000_020
    assert {each.kwargs["dir"] for each in made.call_args_list} == {str(tmp_path)}
    everything = b"f" * 3_000_000 + b"a" * 3_000_000 + b"b" * 10 + b"f" * 3_000_000 + b"c" * 10
    assert read_all(outgoing, theirs) == everything
    assert (outgoing.on_disk, open_files()) == (0, before)


def test_body_that_came_with_its_head_and_finds_no_room_is_refused_in_words_too(connected, monkeypatch):
    visitor = Visitor(connected[0], "client", "server", None)
    visitor.begin_body(5, None)
    monkeypatch.setattr(
        visitor, "take_body", Mock(side_effect=RefusedRequest(HTTPStatus.INSUFFICIENT_STORAGE))
    )
    worker, told = object.__new__(ReceivingWorker), []
    worker.log = Mock()
    for name in ("wait_for", "stop_waiting", "leave"):
        monkeypatch.setattr(worker, name, Mock())
    monkeypatch.setattr(worker, "refuse", lambda visitor, error: told.append(error.status))

    worker.finish_request(
        visitor, Mock(result=lambda: WAIT_FOR_BODY, cancelled=lambda: False, exception=lambda: None)
    )

    assert told == [HTTPStatus.INSUFFICIENT_STORAGE]
    visitor.close()


def test_body_is_let_go_when_it_was_answered(connected, tmp_path, monkeypatch):
    ours, _ = connected
    visitor, before = Visitor(ours, "client", "server", str(tmp_path)), open_files()
    visitor.begin_body(20_000_000, str(tmp_path))
    visitor.received += b"x" * 1_000_000
    visitor.take_body()
    worker = object.__new__(ReceivingWorker)
    monkeypatch.setattr(worker, "send", lambda visitor: None)

    worker.finish_request(visitor, Mock(result=lambda: True, cancelled=lambda: False, exception=lambda: None))

    assert (open_files(), visitor.on_disk, visitor.in_memory) == (before, 0, 0)
    visitor.close()


def test_what_was_not_read_is_let_go_when_the_visitor_is_left(connected, tmp_path, monkeypatch):
    monkeypatch.setattr(visitors, "ANSWER_IN_MEMORY", 1_000)
    ours, _ = connected
    visitor, before = Visitor(ours, "client", "server", str(tmp_path)), open_files()
    visitor.sock.sendall(b"x" * 3_000_000)
    visitor.begin_body(20_000_000, str(tmp_path))
    visitor.received += b"x" * 1_000_000
    visitor.take_body()

    visitor.close()

    assert open_files() == before - 1  # the connection itself


def test_requests_are_told_apart_however_their_bytes_come(connected):
    visitor = Visitor(connected[0], "client", "server", None)
    came = b"POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\n\r\nGET"
    requests = []

    for number in range(len(came)):
        visitor.received += came[number : number + 1]
        is_there = visitor.take_body() if visitor.body else visitor.take_head(100)
        if is_there and not visitor.body and b"POST" in visitor.source._head:
            visitor.begin_body(5, None)
        elif is_there:
            requests.append((visitor.source.chunk(), visitor.source.chunk(), visitor.source.chunk()))
            visitor.forget_request()

    assert requests == [
        (b"POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\n", b"hello", b""),
        (b"GET /b HTTP/1.1\r\n\r\n", b"", b""),
    ]
    assert visitor.received == b"GET"


def test_body_for_which_the_disk_has_no_room_is_refused_in_words(connected, monkeypatch):
    visitor = Visitor(connected[0], "client", "server", None)
    visitor.begin_body(5, None)
    visitor.body.close()
    visitor.body = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 (closed with the visitor)
    visitor.received += b"hello"

    with pytest.raises(RefusedRequest) as refused:
        visitor.take_body()

    assert refused.value.status is HTTPStatus.INSUFFICIENT_STORAGE
    visitor.close()


@pytest.mark.parametrize(
    ("length", "free", "is_taken"),
    [
        (visitors.BODY_IN_MEMORY, 0, True),  # never on disk
        (10_000_000, LEAST_ROOM + 20_100_000, True),  # which Django writes once more
        (10_000_000, LEAST_ROOM + 19_000_000, False),
        (10_000_000, LEAST_ROOM + 40_100_000, True),
        (10_000_000, LEAST_ROOM + 39_000_000, False),  # another process has begun one as long
    ],
)
def test_body_is_begun_only_where_it_leaves_room(connected, monkeypatch, tmp_path, length, free, is_taken):
    worker = object.__new__(ReceivingWorker)
    worker.cfg, worker.visitors = Config(), set()
    visitor = Visitor(connected[0], ("127.0.0.1", 1), "server", None)
    visitor.source = ReceivedBytes(f"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())
    other = Visitor(connected[1], "client", "server", None)
    if free > LEAST_ROOM + 20_100_000:
        other.begin_body(10_000_000, str(tmp_path))

    def count_free(folder: Path) -> int:
        bodies = [each.body for each in (visitor, other) if each.body]
        return free - sum(os.fstat(body.fileno()).st_blocks * 512 for body in bodies)

    monkeypatch.setattr(receiving, "free_bytes", count_free)
    monkeypatch.setattr(receiving, "choose_folder", lambda: str(tmp_path))

    with nullcontext() if is_taken else pytest.raises(RefusedRequest) as refused:
        worker.read_head(visitor)

    assert is_taken or refused.value.status is HTTPStatus.INSUFFICIENT_STORAGE
    assert (visitor.body is not None) == is_taken
    visitor.close()
    other.close()


def test_room_that_was_taken_counts_as_used_before_anything_came(connected, tmp_path):
    """Else idle visitors who only say that much will come could take the whole disk."""
    visitor = Visitor(connected[0], "client", "server", None)
    visitor.begin_body(1_000_000, str(tmp_path))
    taken = visitor.on_disk
    visitor.received += b"x" * 1_000_000
    is_whole = visitor.take_body()

    assert (taken, is_whole, visitor.on_disk) == (2_000_000, True, 1_000_000)
    visitor.close()
    assert visitor.on_disk == 0


def test_what_waits_lies_beside_the_documents_also_before_the_first_file_came(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "documents" / "uploads"
    assert receiving.choose_folder() == str(settings.FILE_UPLOAD_TEMP_DIR)

    (tmp_path / "file").touch()
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "file" / "uploads"
    assert receiving.choose_folder() is None


def test_a_process_knows_whether_another_has_fewer_visitors():
    counts = SharedCounts()
    counts.note(1, 0)
    alone = counts.has_any_fewer(1, 3)
    counts.note(2, 3)

    assert not alone
    assert not counts.has_any_fewer(1, 3)
    assert counts.has_any_fewer(1, 4)
    counts.forget(2)
    assert not counts.has_any_fewer(1, 4)


def test_processes_that_were_forked_share_what_they_know():
    counts = SharedCounts()
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        counts.note(2, 5)
        os._exit(0)

    assert counts.has_any_fewer(1, 6)
