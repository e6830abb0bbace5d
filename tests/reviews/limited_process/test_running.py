"""Whatever happens in a limited process, it ends, and whoever started it is told why."""

import os
from contextlib import closing
from dataclasses import replace

import pytest

from reviews.limited_process.running import Excess, Limits, ProcessStopped, run_by_lines, run_limited

pytestmark = pytest.mark.new_processes

PROGRAM = "tests.reviews.limited_process.anything"
LIMITS = Limits(memory=200_000_000, processor_seconds=1, seconds=60, answer=1_000)


def run(text: str, given: bytes = b"", limits: Limits = LIMITS) -> bytes:
    return run_limited(PROGRAM, text, limits=limits, given=given)


@pytest.mark.parametrize(
    ("text", "excess"),
    [
        ("bytearray(300_000_000)", Excess.MEMORY),
        ("while True: pass", Excess.TIME),
        ("print('x' * 2_000)", Excess.ANSWER),
        ("import os; print('half', end='', flush=True); os.abort()", Excess.UNKNOWN),
    ],
)
def test_too_much_of_anything_is_told_apart(text, excess):
    with pytest.raises(ProcessStopped) as stopped:
        run(text)

    assert stopped.value.excess == excess


def test_waiting_has_a_limit_too():
    with pytest.raises(ProcessStopped) as stopped:
        run("import time; time.sleep(600)", limits=replace(LIMITS, seconds=0.5))

    assert stopped.value.excess == Excess.TIME


def test_process_has_what_it_is_given_and_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a key")

    look = "import os; print(len(sys.stdin.buffer.read()), 'SECRET_KEY' in os.environ)"

    assert run(look, b"x" * 500_000) == b"500000 False\n"
    assert run("print('read nothing', file=sys.stderr); print(1)", b"x" * 500_000) == b"1\n"


@pytest.mark.parametrize(
    "text",
    ["import socket; socket.create_connection(('127.0.0.1', 9))", "import os; os.system('true')"],
)
def test_network_and_other_programs_are_out_of_reach(text, caplog):
    with pytest.raises(ProcessStopped):
        run(text)

    assert "is not allowed in a limited process" in caplog.text


def test_log_has_no_words_of_what_was_read(caplog):
    with pytest.raises(ProcessStopped):
        run("raise ValueError('the name of somebody')")

    assert "ValueError" in caplog.text
    assert "somebody" not in caplog.text


def test_who_breaks_off_leaves_no_process():
    wait = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"

    with closing(run_by_lines(PROGRAM, wait, limits=LIMITS)) as lines:
        number = int(next(lines))

    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
