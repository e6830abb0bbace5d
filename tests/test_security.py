"""What holds for the security of the project as a whole: settings, and what it is made of."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from scr_portal.operator_check import check_mail, check_operator, explain_missing

ROOT = Path(settings.BASE_DIR)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


NAMED = {
    "OPERATOR_NAME": "A Trust",
    "OPERATOR_CONTACT": "portal@example.org",
    "EMAIL_URL": "smtp://mail.example.org:25",
}


def read_lock(lock: Path) -> dict[NormalizedName, tuple[Requirement, list[Any]]]:
    """What it names, with the checksums it allows."""
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        words, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(words)
        found[canonicalize_name(requirement.name)] = requirement, hashes
    return found


@pytest.mark.parametrize(
    "variables",
    [
        {"ALLOWED_HOSTS": "scr.example.org", "BEHIND_PROXY": "true"},
        {"ALLOWED_HOSTS": "scr.example.org", "SECRET_KEY": "".join(map(chr, range(48, 110)))},
    ],
)
def test_django_finds_nothing_amiss_for_a_public_site(tmp_path, variables):
    """In a process of its own: the settings are read from the environment once."""
    (tmp_path / "assets").mkdir()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=kept | {"VAR_DIR": str(tmp_path)} | NAMED | variables,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "contact", "said"),
    [
        ("", "", ["OPERATOR_NAME", "OPERATOR_CONTACT"]),
        ("A Trust", " ", ["OPERATOR_CONTACT"]),
        ("", "portal@example.org", ["OPERATOR_NAME"]),
        ("A Trust", "portal@example.org", []),
    ],
)
def test_a_copy_that_does_not_say_who_runs_it_is_told_so(settings, name, contact, said):
    settings.OPERATOR_NAME, settings.OPERATOR_CONTACT = name, contact

    warnings = check_operator(None)

    assert [warning.msg.split()[0] for warning in warnings] == said
    assert [word for word in ("OPERATOR_NAME", "OPERATOR_CONTACT") if word in explain_missing()] == said


def test_a_copy_whose_mail_goes_to_a_folder_is_told_so(settings):
    settings.SENDS_MAIL = False
    [warning] = check_mail(None)
    assert "EMAIL_URL is not set" in warning.msg
    settings.SENDS_MAIL = True
    assert check_mail(None) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_package_has_one_version_and_its_checksums(lock):
    for requirement, hashes in read_lock(lock).values():
        assert [each.operator for each in requirement.specifier] == ["=="], requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement


def test_what_is_installed_is_what_the_lock_says():
    lock = read_lock(ROOT / "requirements" / "dev.txt")
    installed = {canonicalize_name(each.name): each.version for each in distributions()}
    wrong = {
        name: installed.get(name)
        for name, (requirement, _) in lock.items()
        if (requirement.marker is None or requirement.marker.evaluate())
        and not requirement.specifier.contains(installed.get(name, "0"), prereleases=True)
    }

    assert len(lock) > 50
    assert wrong == {}


def test_both_locks_agree():
    run, dev = (read_lock(ROOT / "requirements" / name) for name in ("run.txt", "dev.txt"))

    assert {name for name, (requirement, _) in run.items() if str(dev[name][0]) != str(requirement)} == set()
