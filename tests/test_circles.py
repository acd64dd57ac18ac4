"""Imports go one way: no module needs, not even for a type alone, one that needs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
CIRCLES = {
    frozenset(("simulator.settings.tree", "simulator.settings.files", "simulator.settings.faults")),
}
"""`Settings.preset` and `Settings.read` ask the reader of files when they are called, and what that reads is checked
against `Settings`: whoever reads settings wants them where the class is, and the reader can do nothing without it."""


def modules() -> dict[str, ast.Module]:
    """The packages' modules by their dotted names."""
    found: dict[str, ast.Module] = {}
    for package in ("simulator", "recommender"):
        for file in sorted((ROOT / package).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def imported(tree: ast.Module, known: Mapping[str, object]) -> Iterator[str]:
    """Those of the known modules that one imports: at its top, for types alone, or when something is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level and node.module, "imports here say where from"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                if (whole := inside if inside in known else node.module) in known:
                    yield whole


def circles(needs: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """The sets of more than one module of which each needs every other, by whatever way (Tarjan 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    found: set[frozenset[str]] = set()

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        open_.append(name)
        for other in needs[name]:
            if other not in order:
                visit(other)
            if other in open_:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == order[name]:
            at = open_.index(name)
            if len(open_) - at > 1:
                found.add(frozenset(open_[at:]))
            del open_[at:]

    for name in needs:
        if name not in order:
            visit(name)
    return found


def test_circles_are_found() -> None:
    needs = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a", "f"}}
    assert circles(needs) == {frozenset("abc"), frozenset("de")}


def test_types_and_late_imports_count() -> None:
    text = """
from typing import TYPE_CHECKING
from house import door, wall
if TYPE_CHECKING:
    from garden import Tree
def walk():
    import street.corner
"""
    known = dict.fromkeys(("house", "house.door", "garden", "street.corner"))
    assert [*imported(ast.parse(text), known)] == ["house.door", "house", "garden", "street.corner"]


def test_no_modules_need_each_other() -> None:
    known = modules()
    needs = {name: set(imported(tree, known)) - {name} for name, tree in known.items()}
    assert len(needs) > 500 and sum(map(len, needs.values())) > 2_000
    assert circles(needs) == CIRCLES
