"""One name for one thing: a class of two modules has the same name in both only where it is the same thing twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
TWICE = {
    "World": {"simulator/front_door.py", "simulator/world/state.py"},
}
"""The world that people of `import feedscope` hold drives the one that laws read: the same thing from two sides."""


def test_no_class_has_the_name_of_another() -> None:
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for package in ("simulator", "recommender"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    homes[node.name].add(str(file.relative_to(ROOT)))
    assert {name: files for name, files in homes.items() if len(files) > 1} == TWICE
