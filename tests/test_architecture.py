"""Imports run one way, and the command line answers before anything heavy is loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analyzer

HOUSE = Path(analyzer.__file__).parent

# each part may import those before it
ORDER = (
    *(
        "__init__",
        "language",
        "option",
        "money",
        "package",
        "foreign",
        "template",
        "finding",
        "measures",
        "lights",
    ),
    *("scoring", "reading", "rules", "report", "record", "annotate", "across", "outputs", "run", "cli"),
    "__main__",
)
KNOWS_NOTHING_OF_BUDGETS = {"package": {"language"}}


def part_of(file: Path) -> str:
    return file.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_parts(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "analyzer":
                names = [f"analyzer.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == "analyzer":
                part = [*name.split("."), "__init__"][1]
                found.add("__init__" if part.startswith("__") else part)
    return found


@pytest.mark.parametrize(
    "file", sorted(HOUSE.rglob("*.py")), ids=lambda file: file.relative_to(HOUSE).as_posix()
)
def test_imports_run_one_way(file: Path) -> None:
    part = part_of(file)
    below = KNOWS_NOTHING_OF_BUDGETS.get(part, set(ORDER[: ORDER.index(part)]))
    assert imported_parts(file) - {part} <= below


def test_help_does_not_load_pandas() -> None:
    script = (
        "import sys; from analyzer.cli import app; from typer.testing import CliRunner; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; "
        "print(sorted({'pandas', 'openpyxl', 'lxml', 'python_calamine', 'xlsxwriter'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
