"""More than one web node behind a proxy, and a standby for those who only read.

    .venv/bin/python -m tests.bench.nodes

Two web nodes on the embedded server, a third on a streaming standby of it, Caddy before them. Needs `caddy`. Prints how
soon each node shows a change, how many pages a second come through the proxy from one and from two nodes, and what
becomes of visitors while the standby falls behind.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psutil
import psycopg

from scr_portal.embedded import EmbeddedServer, choose_socket_folder
from tests.bench.goals import NOT_KEPT, Client, connect
from tests.bench.portal import BENCH, free_port, running, serving, wait_until_it_answers

FOLDER = BENCH / "nodes"
STANDBY = BENCH / "standby"
FOR_A_STANDBY = "wal_level = replica\nmax_wal_senders = 4\n"
CADDY = """
{{
    admin off
    auto_https off
}}
:{port} {{
    @reads {{
        method GET HEAD
        not header Cookie *
    }}
    reverse_proxy @reads {readers} {{
        {health}
    }}
    reverse_proxy {writers} {{
        {health}
    }}
}}
"""
HEALTH = """lb_policy round_robin
        lb_try_duration 2s
        health_uri /health/ready
        health_interval 1s
        header_up X-Forwarded-Proto https"""
SHOWN = "/findings/F001/"
TIMES = 20
SECONDS = 8


@contextlib.contextmanager
def standby() -> Iterator[int]:
    """The port of a hot standby, which streams from the embedded server."""
    server = EmbeddedServer(FOLDER / "postgres")
    account = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0])).username()
    run: Any = {"user": account, "group": account} if not os.geteuid() else {}
    shutil.rmtree(STANDBY, ignore_errors=True)
    STANDBY.mkdir(mode=0o700)
    shutil.chown(STANDBY, account)
    data = STANDBY / "data"
    source = choose_socket_folder(FOLDER / "postgres")
    copy = [str(server.programs / "pg_basebackup"), "-D", str(data), "-R", "-X", "stream", "-c", "fast"]
    subprocess.run([*copy, "-h", str(source), "-U", "portal"], check=True, cwd="/", **run)
    (STANDBY / "pg_hba.conf").write_text("host all portal 127.0.0.1/32 trust\n")
    port = free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "port": str(port),
        "max_connections": "100",
        "max_wal_senders": "4",
        "hba_file": str(STANDBY / "pg_hba.conf"),
    }
    command = [str(server.programs / "postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    process = subprocess.Popen(command, cwd="/", stderr=(BENCH / "standby.log").open("w"), **run)
    try:
        while True:
            with contextlib.suppress(psycopg.OperationalError), open_standby(port):
                break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def open_standby(port: int) -> psycopg.Connection:
    return psycopg.connect(f"host=127.0.0.1 port={port} user=portal dbname=portal", autocommit=True)


@contextlib.contextmanager
def proxy(readers: list[int], writers: list[int]) -> Iterator[int]:
    port = free_port()
    name = "127.0.0.1:{}".format
    text = CADDY.format(
        port=port, readers=" ".join(map(name, readers)), writers=" ".join(map(name, writers)), health=HEALTH
    )
    (BENCH / "Caddyfile").write_text(text)
    caddy = subprocess.Popen(
        ["caddy", "run", "--adapter", "caddyfile", "--config", str(BENCH / "Caddyfile")],
        stderr=(BENCH / "caddy.log").open("w"),
        env=os.environ | {"HOME": str(BENCH)},
    )
    try:
        wait_until_it_answers(port, caddy)
        time.sleep(3)  # until it has asked for their health
        yield port
    finally:
        caddy.terminate()
        caddy.wait(timeout=60)


def measure_news(database: psycopg.Connection, nodes: dict[str, int]) -> None:
    """How long after a change was committed each node shows it; each is asked all the time."""
    taken: dict[str, list[float]] = {name: [] for name in nodes}
    for number in range(TIMES):
        words = f"Said in another way, {number}."
        began = time.monotonic()
        database.execute("UPDATE themes_finding SET text = %s WHERE number = 1", [words])
        committed = time.monotonic()

        def wait(name: str, words: str, committed: float) -> None:
            client = Client(nodes[name])
            while words.encode() not in client.get(SHOWN, {"Accept-Encoding": "identity"})[2]:
                time.sleep(0.002)
            taken[name].append((time.monotonic() - committed) * 1000)

        threads = [threading.Thread(target=wait, args=[name, words, committed]) for name in nodes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert committed - began < 1
    for name, times in taken.items():
        print(
            f"shown by {name}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms",
            flush=True,
        )


def count_pages(port: int, headers: dict[str, str], seconds: int = SECONDS) -> float:
    """Pages a second for eight visitors."""
    counted = Counter[int]()
    until = time.monotonic() + seconds

    def visit() -> None:
        client = Client(port)
        while time.monotonic() < until:
            counted[client.get("/themes/neglect/", headers)[1]] += 1

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(counted) == {200}, counted
    return counted[200] / seconds


def measure_standby(database: psycopg.Connection, held: psycopg.Connection, port: int, node: int) -> None:
    """Visitors go on while the standby stops replaying, is left out, catches up and is taken back."""
    answers = Counter[int]()
    is_over = threading.Event()

    def visit() -> None:
        client = Client(port)
        while not is_over.is_set():
            answers[client.get("/periods/")[1]] += 1
            time.sleep(0.01)

    visitor = threading.Thread(target=visit)
    visitor.start()
    is_ready = partial(_ask_whether_ready, node)
    held.execute("SELECT pg_wal_replay_pause()")
    database.execute("UPDATE themes_finding SET text = 'Not seen by the standby yet.' WHERE number = 1")
    out = _wait_until(lambda: not is_ready())
    time.sleep(2)  # the proxy has asked again
    plain = {"Accept-Encoding": "identity"}
    fresh = Counter(b"Not seen by the standby" in Client(port).get(SHOWN, plain)[2] for _ in range(30))
    held.execute("SELECT pg_wal_replay_resume()")
    back = _wait_until(is_ready)
    is_over.set()
    visitor.join()
    print(f"standby that stops replaying: not ready after {out:.1f} s, ready {back:.1f} s after it went on")
    print(f"pages through the proxy while it was behind: {fresh[True]} new, {fresh[False]} old")
    print(f"answers to a visitor all that time: {dict(answers)}", flush=True)


def _ask_whether_ready(port: int) -> bool:
    return Client(port).get("/health/ready")[1] == 200


def _wait_until(is_so: Callable[[], bool]) -> float:
    """Seconds that passed."""
    began = time.monotonic()
    while not is_so():
        time.sleep(0.05)
    return time.monotonic() - began


def main() -> None:
    if not shutil.which("caddy"):
        sys.exit("caddy is not installed.")
    if not (FOLDER / "postgres" / "own.conf").exists():
        with running(folder=FOLDER):
            pass
        (FOLDER / "postgres" / "own.conf").write_text(FOR_A_STANDBY)
    with running(folder=FOLDER), standby() as replica:
        reading = {
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{replica}/portal",
            "LISTEN_FOR_CHANGES": "false",
        }
        with serving(FOLDER) as first, serving(FOLDER) as second, serving(FOLDER, **reading) as third:
            nodes = {"the first node": first, "the second node": second, "the node on the standby": third}
            database = connect(FOLDER)
            database.autocommit = True
            measure_news(database, nodes)
            for name, readers in (("one node", [first]), ("two nodes", [first, second])):
                with proxy(readers, readers) as port:
                    kept, made = count_pages(port, {}), count_pages(port, NOT_KEPT)
                    print(
                        f"through the proxy, {name}: {kept:.0f} kept pages a second, {made:.1f} that are made anew"
                    )
            with proxy([first, third], [first]) as port, open_standby(replica) as held:
                measure_standby(database, held, port, third)


if __name__ == "__main__":
    main()
