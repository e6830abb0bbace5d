"""What must hold for the project as a whole."""

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
ALLOWED = {
    "reviews": {"reviews"},
    "themes": {"themes", "reviews"},
    "scr_portal": {"scr_portal", "themes", "reviews"},
}


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in named} & set(ALLOWED)


@pytest.mark.parametrize("app", sorted(ALLOWED))
def test_imports_point_one_way(app):
    modules = list((ROOT / app).rglob("*.py"))
    upward = {
        str(path.relative_to(ROOT)): sorted(wrong)
        for path in modules
        if (wrong := imports_of(path) - ALLOWED[app])
    }

    assert modules
    assert upward == {}


def test_no_relative_imports_hide_a_direction():
    hidden = [
        str(path.relative_to(ROOT))
        for app in ALLOWED
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert hidden == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes detected" in out.getvalue()


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

    assert len(locks) == 4
    for lock in locks:
        text = lock.read_text()
        assert "--index-url" not in text
        assert '"resolved"' not in text
