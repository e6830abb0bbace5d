"""What must hold for the project as a whole."""

import ast
import os
import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

from scr_portal.workspace import SHELVES

ROOT = Path(settings.BASE_DIR)
APPS = ("reviews", "themes", "scr_portal")


def room_list() -> list[set[str]]:
    """The rooms as CONTRIBUTING.md lists them, those lower down resting on those above; a row may name several."""
    rows = []
    for line in (ROOT / "CONTRIBUTING.md").read_text().splitlines():
        if line.startswith("| `"):
            first, *others = re.findall(r"`([\w/.]+)`", line.split("|")[1])
            app = first.split("/")[0]
            names = [first, *(f"{app}/{other}" for other in others)]
            rows.append({name.removesuffix(".py").strip("/").replace("/", ".") for name in names})
    return rows


def room_of(module: str) -> str:
    """`themes.findings.cards` stands in `themes.findings`."""
    return ".".join(module.split(".")[:2])


def modules() -> dict[str, Path]:
    """Every module of the three apps by its dotted name, migrations and empty packages apart."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and path.read_text()
    }


def imports_of(path: Path) -> set[str]:
    """The modules of ours that a file names, wherever in it the import stands."""
    tree = ast.parse(path.read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            named |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module in APPS
                else {node.module}
            )
    return {name for name in named if name.split(".")[0] in APPS}


def test_rooms_import_only_from_those_above_them():
    floors = {room: floor for floor, rooms in enumerate(room_list()) for room in rooms}
    pairs = {
        (room_of(name), room_of(imported))
        for name, path in modules().items()
        for imported in imports_of(path)
        if room_of(name) != room_of(imported)
    }

    assert {room_of(name) for name in modules()} - set(floors) == set(), (
        "rooms that CONTRIBUTING.md does not list"
    )
    assert set(floors) - {room_of(name) for name in modules()} == set(), "rooms that are not there"
    assert ("themes.findings", "themes.models") in pairs
    assert {(room, other) for room, other in pairs if floors[other] > floors[room]} == set()


def test_no_relative_imports_hide_a_direction():
    hidden = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert hidden == []


def test_class_names_are_used_once():
    """A name in a traceback or a search leads to one place. Django itself wants `Meta`, `Media` and `Command`."""
    places: dict[str, list[str]] = {}
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and node.name not in ("Meta", "Media", "Command"):
                places.setdefault(node.name, []).append(name)

    assert len(places) > 300
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes detected" in out.getvalue()


def test_django_finds_nothing_amiss():
    get_resolver().url_patterns  # noqa: B018 - reading it loads the workspace's screens, which are asked too
    call_command("check", fail_level="WARNING")  # `manage.py up` does not ask again


def test_no_name_of_a_model_has_a_plural_that_english_lacks():
    odd = {
        model._meta.label: str(model._meta.verbose_name_plural)
        for model in apps.get_models(include_auto_created=True)
        if re.search(r"([^aeiou]y|s|x|ch|sh|drawn on|also)s$", str(model._meta.verbose_name_plural))
    }

    assert odd == {}


def test_articles_are_told_apart_in_the_workspace():
    """Of two names that begin alike, one says nothing: "Articles" beside "Articles to work through"."""
    shelved = [apps.get_model(label) for labels in SHELVES.values() for label in labels]
    names = [str(model._meta.verbose_name_plural) for model in shelved if "Article" in model.__name__]

    assert [
        name for name in names if any(f"{other} ".startswith(f"{name} ") for other in names if other != name)
    ] == []


def test_every_setting_from_the_environment_is_described():
    read = set()
    for path in (ROOT / "scr_portal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) in ("env", "os.environ")
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
                and node.args[0].value != "DJANGO_SETTINGS_MODULE"
            ):
                read.add(node.args[0].value)
    described = (ROOT / "docs" / "configuration.md").read_text()

    assert read
    assert {name for name in read if f"`{name}`" not in described} == set()


def test_lock_files_name_no_registry():
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]

    assert len(locks) == 5
    for lock in locks:
        text = lock.read_text()
        assert "--index-url" not in text
        assert '"resolved"' not in text


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        (["PYTHONS=/nowhere/python false true /never/asked"], "true"),
        (["PYTHONS=/nowhere/python false"], "python3"),
        (["PYTHONS=true", "PYTHON=/home/me/python"], "/home/me/python"),
    ],
    ids=["the first that will do", "none will", "somebody says which"],
)
def test_make_chooses_a_python_that_is_fast(given, chosen):
    asked = ["make", "--silent", *given, "--eval", "which: ; @echo $(PYTHON)", "which"]
    # The make that runs the tests may have been given a PYTHON itself.
    environment = {"PATH": os.environ["PATH"]}

    answer = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert answer.stdout == f"{chosen}\n"


def test_each_class_of_the_styles_has_one_home():
    homes: dict[str, set[str]] = {}
    for file in (ROOT / "static" / "scss" / "components").glob("*.scss"):
        for name in re.findall(r"^(\.portal-[\w-]+) \{", file.read_text(), re.MULTILINE):
            homes.setdefault(name, set()).add(file.name)

    assert homes
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
