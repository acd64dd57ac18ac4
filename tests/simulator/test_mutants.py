"""The program that puts faults into laws: which faults, by hand; the same seed draws the same ones."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.benchmarks.mutants import drawn, files, found, key, mutants, nearest

LAW = "A = 2\n\n\ndef law(x, y):\n    return (x + 0.5) * y if x < y and y.any() else 0.0\n"


def test_faults_by_hand() -> None:
    made = {(one.line, one.before, one.after) for one in mutants("law.py", LAW)}
    assert made == {
        (1, "2", "3"),
        (5, "(x + 0.5) * y", "(x + 0.5) / y"),
        (5, "x + 0.5", "x - 0.5"),
        (5, "0.5", "0.75"),
        (5, "x < y", "x <= y"),
        (5, "x < y and y.any()", "x < y or y.any()"),
        (5, "y.any", "y.all"),
        (5, "0.0", "1.0"),
    }


def test_a_mutant_has_one_fault_and_stays_a_module() -> None:
    for one in mutants("law.py", LAW):
        ours, theirs = (ast.dump(ast.parse(text)) for text in (LAW, one.source))
        assert ours != theirs and one.after in one.source


def test_the_seed_draws_and_files_take_turns() -> None:
    pair = [("one.py", LAW), ("two.py", LAW)]
    first = drawn(pair, 6, seed=3)
    assert first == drawn(pair, 6, seed=3) != drawn(pair, 6, seed=4)
    assert [one.path for one in first] == ["one.py", "two.py"] * 3
    assert len(drawn(pair, 99, seed=1)) == 16


def test_laws_neighbours_and_user_cf_are_looked_at_by_the_tests_that_name_them() -> None:
    looked = {path for path, _ in files("")}
    assert {
        "simulator/laws/reaction.py",
        "recommender/neighbours/search.py",
        "recommender/methods/user_cf.py",
    } <= looked
    assert "tests/simulator/test_equations.py" in nearest("simulator/laws/reaction.py", 3)
    assert all(nearest(path, 1) for path in ("simulator/laws/drift.py", "recommender/neighbours/search.py"))


def test_what_was_found_is_kept_by_fault_and_half_a_line_does_not_count(tmp_path: Path) -> None:
    names = [key(one) for one in mutants("law.py", LAW)]
    assert len(set(names)) == len(names) and names != [
        key(one) for one in mutants("law.py", LAW + "\n\nB = 1\n")
    ]
    kept = tmp_path / "kept"
    assert found(None) == found(kept) == {}
    kept.write_text(f'["{names[0]}", true]\n["{names[1]}", null]\n["{names[2]}", fal', encoding="utf-8")
    assert found(kept) == {names[0]: True, names[1]: None}
