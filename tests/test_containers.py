"""Containers and plain hosts: what their files say is what they may say, and what the project has.

`make containers` builds the image and runs it, where that can be done.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VERSIONED = re.compile(r"[\w./-]+:\d+\.\d+[\w.-]*")


def test_compose_file_is_what_the_specification_allows():
    schema = get_builtin_schema("vendor.compose-spec")

    jsonschema.validate(COMPOSE, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(COMPOSE | {"services": {"web": {"imagee": "x"}}}, schema)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_has_limits_and_keeps_little_of_its_log(name):
    service = SERVICES[name]

    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service["deploy"]["resources"]["limits"].keys() == {"memory", "cpus", "pids"}


def test_images_have_a_version():
    images = {service["image"] for service in SERVICES.values()} - {"scr-portal"}
    bases = dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", DOCKERFILE, re.MULTILINE))

    assert len(images) == len(bases) == 2
    assert [image for image in (*images, *bases.values()) if not VERSIONED.fullmatch(image)] == []
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {f"${{{name}}}" for name in bases}


def test_all_that_runs_our_image_can_write_nowhere_else_and_has_no_rights():
    ours = {name for name, service in SERVICES.items() if service["image"] == "scr-portal"}

    assert ours == {"prepare", "web", "worker", "backup"}
    for name in ours | {"proxy"}:
        assert SERVICES[name]["read_only"], name
        assert SERVICES[name]["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in SERVICES[name]["security_opt"], name
    assert re.search(r"^USER portal$", DOCKERFILE, re.MULTILINE)


def test_what_is_copied_is_there_and_is_let_in():
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    ]
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }

    assert len(copied) > 10
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert set(copied) == let_in


def test_mounted_files_are_there():
    mounted = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    }

    assert mounted
    assert [path for path in mounted if not (ROOT / path).is_file()] == []


def test_every_variable_of_compose_is_described():
    described = (ROOT / "docs" / "configuration.md").read_text()
    named = set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT))

    assert named
    assert {name for name in named if f"`{name}`" not in described} == set()


def test_both_proxies_keep_to_themselves_what_is_for_those_who_run_it():
    caddy = (ROOT / "docker" / "Caddyfile").read_text()
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()

    assert "path /health/* /metrics" in caddy
    assert "location /health/ { return 404; }" in nginx
    assert "location = /metrics { return 404; }" in nginx
    for name in ("X-Forwarded-Proto https", "X-Request-ID"):
        assert name in caddy
        assert name in nginx
    assert "access_log off;" in nginx


def test_the_unit_of_a_plain_host_is_understood(tmp_path):
    written = (ROOT / "deploy" / "scr-portal.service").read_text()
    unit = tmp_path / "scr-portal.service"
    unit.write_text(written.replace("/srv/scr-portal/.venv/bin/python", "/bin/true"))

    # Behind a proxy with TLS, and what opens files from people may have users and a network of its own.
    assert "PLAIN_HTTP=false BEHIND_PROXY=true" in written
    assert "RestrictNamespaces=user net" in written
    if shutil.which("systemd-analyze"):  # else nobody here can read it
        done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


COPY_OF_A_DATABASE = """#!/bin/sh
for word in "$@"; do case $word in --pgdata=*) into=${word#--pgdata=} ;; esac; done
echo 18 > "$into/PG_VERSION"
[ -z "$BREAKS_OFF" ] && touch "$into/whole"
"""


def test_a_standby_never_begins_on_half_a_copy(tmp_path):
    (tmp_path / "pg_basebackup").write_text(COPY_OF_A_DATABASE)
    (tmp_path / "pg_basebackup").chmod(0o755)
    surroundings = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PGDATA": str(tmp_path / "18" / "docker")}

    def start(**more: str) -> int:
        standby = ["sh", f"{ROOT}/docker/standby.sh", "test", "-e", surroundings["PGDATA"] + "/whole"]
        return subprocess.run(standby, env=surroundings | more, check=False).returncode

    broken_off = start(BREAKS_OFF="yes")

    assert broken_off
    assert [start(BREAKS_OFF=""), start(BREAKS_OFF="yes")] == [0, 0]  # the second has it already
    assert (tmp_path / "18" / "docker").stat().st_mode & 0o777 == 0o700
