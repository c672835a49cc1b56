"""The architecture is a test: rooms import only to their right, one stem per idea, nothing left to do in a comment."""

import ast
import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py")) + sorted((ROOT / "flows").rglob("*.py"))


def test_rooms_import_only_to_their_right() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_is_read_to_understand_one_that_reads_it() -> None:
    """Names wanted for their type, and those imported late, tie files together as the others do."""
    graph = grimp.build_graph("relstudy", "relstudy_flows", cache_dir=None)
    faces = {module for module in graph.modules if graph.find_children(module)}
    # What a package hands out of its own files (`__init__`) is no tie between these files.
    ties = {
        module: {read for read in graph.find_modules_directly_imported_by(module) if read not in faces}
        for module in graph.modules - faces
    }
    TopologicalSorter(ties).prepare()


def test_every_step_has_its_twins() -> None:
    from relstudy.study.order import METHOD

    for step in METHOD:
        module = ROOT / "src/relstudy/steps" / step.name
        assert module.with_suffix(".py").is_file() or (module / "__init__.py").is_file(), step.name
        tests = ROOT / "tests/steps"
        assert list(tests.glob(f"**/test_{step.name}*.py")) or (tests / step.name).is_dir(), step.name


def test_needs_are_the_arguments_of_what_a_step_does() -> None:
    import inspect

    from relstudy.study.order import METHOD

    for step in METHOD:
        expected = [need.replace(".", "_") for need in step.needs]
        assert sorted(inspect.signature(step.does).parameters) == sorted(expected), step.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_room_for_everything_and_nothing_left_to_do(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "misc", "manager", "processor"}
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"#\s*(TODO|FIXME|XXX|HACK)\b", text)
    assert ast.get_docstring(ast.parse(text)), f"{path} says nothing of itself"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_types_of_items_are_asked_their_kind_and_not_their_name(path: Path) -> None:
    from relstudy.survey.kinds import KINDS, LATER_TYPES

    names = {*KINDS, *LATER_TYPES}
    for compared in (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Compare)
    ):
        said = {
            part.value for part in ast.walk(compared) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        }
        asks = any(
            isinstance(part, ast.Attribute) and part.attr == "type" for part in (compared.left, *compared.comparators)
        )
        assert not (asks and said & names), f"{path}:{compared.lineno}: ask item.kind"


def test_the_command_line_imports_nothing_heavy() -> None:
    heavy = "pandas sklearn prefect pyarrow pandera scipy jinja2".split()
    code = f"""
import sys
import tomllib
from relstudy.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_what_a_page_says_holds_no_tag() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    named = next(c["source_modules"] for c in contracts if c["name"] == "What a page says knows no HTML")
    report = ROOT / "src/relstudy/report"
    writers = {report / name for name in ("html", "deck", "paper", "rendering.py", "__init__.py")}
    said = [path for path in report.rglob("*.py") if not writers & {path, *path.parents}]
    parts = {path.relative_to(report).parts[0].removesuffix(".py") for path in said}
    assert sorted(f"relstudy.report.{part}" for part in parts) == sorted(named)
    for path in said:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        tags = [n.lineno for n in texts if id(n) not in docstrings and re.search(r"(?<!\?P)</?[a-z]", str(n.value))]
        assert tags == [], path


def test_only_tables_of_data_are_set_by_hand() -> None:
    by_hand = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "flows").rglob("*.py")])
        for line in _set_by_hand(path.read_text(encoding="utf-8"))
    ]
    assert by_hand == []


def _set_by_hand(source: str) -> list[int]:
    """Return the lines that keep the formatter away from anything but a constant of a module or a class."""
    marked = [number for number, line in enumerate(source.split("\n"), 1) if "# fmt: skip" in line]
    if not marked:
        return []
    tree = ast.parse(source)
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    constants = {n.end_lineno for body in bodies for n in body if isinstance(n, ast.Assign | ast.AnnAssign)}
    return [number for number in marked if number not in constants]
