"""Would the tests notice? Small faults are put into laws, neighbours and user-cf, one at a time; the tests nearest run.

    python -m tests.benchmarks.mutants [--count 30] [--seed 1] [--only laws/reaction] [--tests 3] [--plain]
                                      [--kept FILE]

A fault swaps an operator or a comparison, an `and` or an `any`, or moves a number; which ones is drawn by the seed,
file after file in turn. Nearest are the test file of the module's name and those that name the module most. Faults are
put into a copy of the tree, so that nothing here is touched, and are judged only by tests that pass without them. Loops
are compiled anew for each fault (as plain Python they are others: numbers there do not wrap around), which takes
longer than the tests; `--plain` leaves them out. Prints each fault and whether it was noticed, and the share at the
end: a figure, not a test. A fault that changes nothing, such as the size of a block, survives by right.

With `--kept` what was found is kept in a file, a line a fault, and one that stands there is not tried again: a run that
was broken off goes on, and after new tests it is enough to take out the lines of those that survived.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHERE = ("simulator/laws/*.py", "recommender/neighbours/*.py", "recommender/methods/user_cf.py")
TIMES: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
}  # fmt: skip
ORDERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
NAMES = {"any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min"}
MARK = "@compiled"
SHOWN = 60
"""Characters of a fault that are printed."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault."""

    path: str
    line: int
    before: str
    after: str
    source: str
    """Of the whole module, with the fault."""


def mutants(path: str, source: str) -> list[Mutant]:
    """All faults that can be put into a module, in its order."""
    return [_mutant(path, source, place) for place in range(_places(source))]


def _places(source: str) -> int:
    return sum(1 for node in ast.walk(ast.parse(source)) if _fault(node))


def _mutant(path: str, source: str, place: int) -> Mutant:
    tree = ast.parse(source)
    node = [node for node in ast.walk(tree) if _fault(node)][place]
    assert isinstance(node, ast.expr)
    before = ast.unparse(node)
    _spoil(node)
    return Mutant(path, node.lineno, before, ast.unparse(node), ast.unparse(tree) + "\n")


def _fault(node: ast.AST) -> bool:
    """Can this be spoilt?"""
    if isinstance(node, ast.BinOp):
        return type(node.op) in TIMES
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1 and type(node.ops[0]) in ORDERS
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool)
    if isinstance(node, ast.Attribute):
        return node.attr in NAMES
    return isinstance(node, ast.BoolOp)


def _spoil(node: ast.expr) -> None:
    if isinstance(node, ast.BinOp):
        node.op = TIMES[type(node.op)]()
    elif isinstance(node, ast.Compare):
        node.ops = [ORDERS[type(node.ops[0])]()]
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Attribute):
        node.attr = NAMES[node.attr]
    elif isinstance(node, ast.Constant):
        value = node.value
        assert isinstance(value, int | float)
        node.value = value + 1 if isinstance(value, int) else 1.5 * value if value else 1.0


def drawn(files: Sequence[tuple[str, str]], count: int, seed: int) -> list[Mutant]:
    """So many faults of these (path, source), drawn without repeating, file after file in turn."""
    luck = random.Random(seed)
    columns: list[list[tuple[str, str, int]]] = []
    for path, source in files:
        places = [(path, source, place) for place in range(_places(source))]
        luck.shuffle(places)
        columns.append(places)
    turns = [one for one in chain.from_iterable(zip_longest(*columns)) if one is not None]
    return [_mutant(path, source, place) for path, source, place in turns[:count]]


def nearest(path: str, most: int) -> list[str]:
    """The test file of the module's name, and those that name the module most often.

    Of a module that no test names, such as a part of another one, those of the modules that import it.
    """
    named = _naming(path)
    if not named:
        own = path.removesuffix(".py").replace("/", ".")
        imports = re.compile(rf"^from {re.escape(own)} import", re.MULTILINE)
        for other, source in files(""):
            if imports.search(source):
                named += [file for file in _naming(other) if file not in named]
    return named[:most]


def _naming(path: str) -> list[str]:
    """Test files by how often they name a module."""
    name = path.removesuffix(".py").replace("/", ".")
    home, _, own = name.rpartition(".")
    import_of_it = rf"from {re.escape(home)} import (?:\([^)]*|[^\n]*)\b{own}\b"
    wanted = re.compile(rf"{re.escape(name)}\b|{import_of_it}|\b{own}\.\w")
    found: list[tuple[int, str]] = []
    for file in chain(
        (ROOT / "tests/simulator").glob("test_*.py"), (ROOT / "tests/recommender").glob("test_*.py")
    ):
        text = file.read_text(encoding="utf-8")
        named = file.name == f"test_{own}.py"
        if named or (home in text and wanted.search(text)):
            found.append((-999 if named else -len(wanted.findall(text)), str(file.relative_to(ROOT))))
    return [file for _, file in sorted(found)]


def noticed(copy: Path, mutant: Mutant, tests: Sequence[str], patience_s: float) -> bool | None:
    """Did a test fail? None if they did not end in time, or if there are none. The copy is as before afterwards."""
    if not tests:
        return None
    file = copy / mutant.path
    was = file.read_text(encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *tests]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    if MARK in mutant.source and mutant.before != mutant.after:
        # A file of compiled loops that changed has all of them compiled again; those that were kept are left alone.
        env["NUMBA_CACHE_DIR"] = str(copy / "compiled")
    file.write_text(mutant.source, encoding="utf-8")
    try:
        done = subprocess.run(words, cwd=copy, env=env, capture_output=True, timeout=patience_s, check=False)
    except subprocess.TimeoutExpired:
        return None
    finally:
        file.write_text(was, encoding="utf-8")
    return done.returncode != 0


def key(mutant: Mutant) -> str:
    """What names a fault for as long as its module stays as it is."""
    digest = hashlib.sha256(mutant.source.encode()).hexdigest()[:16]
    return f"{mutant.path}:{mutant.line} {digest}"


def found(kept: Path | None) -> dict[str, bool | None]:
    """By fault, whether it was noticed, as far as a file holds it; a line that was not written to its end does not
    count."""
    fates: dict[str, bool | None] = {}
    for line in kept.read_text(encoding="utf-8").splitlines() if kept is not None and kept.exists() else ():
        with suppress(ValueError):
            name, fate = json.loads(line)
            fates[name] = fate
    return fates


def files(only: str) -> Iterator[tuple[str, str]]:
    """(path, source) of the modules that are looked at, those whose path holds `only`."""
    for pattern in WHERE:
        for file in sorted(ROOT.glob(pattern)):
            path = str(file.relative_to(ROOT))
            if file.name != "__init__.py" and only in path:
                yield path, file.read_text(encoding="utf-8")


def main() -> None:
    """Print the figures of one run."""
    asked = argparse.ArgumentParser(description="Would the tests notice small faults?")
    asked.add_argument("--count", type=int, default=30)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="")
    asked.add_argument("--tests", type=int, default=3)
    asked.add_argument("--plain", action="store_true", help="only modules without compiled loops")
    asked.add_argument("--patience", type=float, default=300.0)
    asked.add_argument(
        "--kept", type=Path, help="a file of what was found; what stands there is not tried again"
    )
    words = asked.parse_args()
    looked_at = [(path, text) for path, text in files(words.only) if not (words.plain and MARK in text)]
    told: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    sound: dict[tuple[str, ...], bool] = {}
    before = found(words.kept)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("simulator", "recommender", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.pyc", "__snapshots__"))
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, copy / name)
        # All but the module with the fault is compiled once: files that are copied keep their time, and one that has
        # been written anew is younger than what was made of it.
        compileall.compile_dir(copy, quiet=1)
        for one in drawn(looked_at, words.count, words.seed):
            if key(one) in before:
                fate = before[key(one)]
            else:
                tests = tuple(nearest(one.path, words.tests))
                if tests not in sound:
                    plain = replace(
                        one, after=one.before, source=(copy / one.path).read_text(encoding="utf-8")
                    )
                    sound[tests] = noticed(copy, plain, tests, words.patience) is False
                fate = noticed(copy, one, tests, words.patience) if sound[tests] else None
                if words.kept is not None:
                    with words.kept.open("a", encoding="utf-8") as file:
                        file.write(json.dumps([key(one), fate]) + "\n")
            told[fate] += 1
            said = {True: "noticed ", False: "SURVIVED", None: "open    "}[fate]
            print(f"{said} {one.path}:{one.line} {one.before[:SHOWN]} -> {one.after[:SHOWN]}", flush=True)
    judged = told[True] + told[False]
    share = f"{100 * told[True] / judged:.0f}%" if judged else "-"
    print(f"{told[True]} of {judged} noticed ({share}), {told[None]} open; seed {words.seed}")


if __name__ == "__main__":
    main()
