"""One name for one thing: a class of two modules has the same name in both only where it is the same thing twice."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import textual.widgets
from textual import command, containers, screen
from textual.widgets import _toast

ROOT = Path(__file__).parents[1]
TEXTUAL = (command, containers, screen, _toast)
"""Where Textual's widgets are that have styles of ours, beside `textual.widgets`."""
TWICE = {
    "World": {"simulator/front_door.py", "simulator/world/state.py"},
}
"""The world that people of `import feedscope` hold drives the one that laws read: the same thing from two sides."""


@cache
def sources() -> dict[Path, str]:
    """The packages' modules."""
    return {
        file: file.read_text(encoding="utf-8")
        for package in ("simulator", "recommender")
        for file in (ROOT / package).rglob("*.py")
    }


def test_no_class_has_the_name_of_another() -> None:
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for file, text in sources().items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(str(file.relative_to(ROOT)))
    assert {name: files for name, files in homes.items() if len(files) > 1} == TWICE


def test_no_file_name_stands_in_four_folders() -> None:
    """But for the three that every room has: who looks for a file by its name finds it."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for file in sources():
        homes[file.name].add(str(file.parent.relative_to(ROOT)))
    of_rooms = {"__init__.py", "screen.py", "state.py", "camera.py"}
    assert {
        name: folders for name, folders in homes.items() if len(folders) > 3 and name not in of_rooms
    } == {}


def test_a_style_is_of_a_widget_that_exists() -> None:
    """A selector of a name that nothing has any more styles nothing, and says nothing either."""
    styles = {file: file.read_text(encoding="utf-8") for file in (ROOT / "simulator").rglob("*.tcss")}
    known = set(re.findall(r"^class (\w+)", "\n".join(sources().values()), re.MULTILINE))
    for file, text in sources().items():
        styles[file] = "\n".join(re.findall(r'CSS\b[^=]*= f?"{1,3}(.*?)"', text, re.DOTALL))
    named = {
        (name, file.name)
        for file, text in styles.items()
        for rule in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split("}")
        for name in re.findall(r"(?<![\w.#-])[A-Z]\w*", rule.partition("{")[0])
    }
    assert len(named) > 50
    theirs = {name for module in TEXTUAL for name in vars(module)} | set(textual.widgets.__all__)
    assert {(name, file) for name, file in named if name not in known | theirs} == set()
