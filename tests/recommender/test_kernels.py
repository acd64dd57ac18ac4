"""The kernels are compiled once, on disk where that can be, and warmed up as they will be called."""

from __future__ import annotations

import gc
import pickle
import shutil
import subprocess
import sys

import numba
import numpy as np
import pytest

from recommender import UserCF, UserCFSettings, warm
from recommender import compiled as compiling
from recommender.compiled import compiled
from recommender.neighbours import kernels
from tests.recommender.models import publish, taught


@pytest.mark.slow
def test_warming_up_compiles_exactly_what_is_called_later() -> None:
    code = (
        "import numpy as np\n"
        "from recommender import warm\n"
        "from recommender import hands\n"
        "from recommender.neighbours import kernels, looking\n"
        "from tests.recommender.models import taught\n"
        "warm()\n"
        "draw = np.random.default_rng(3)\n"
        "for way in ({'shrinkage': 2.0}, {'similarity': 'pearson'}, {'inverse_user_frequency': True}):\n"
        "    model = taught(draw.integers(0, 3, (60, 30)).astype(float), **way)\n"
        "    model.recommend(np.arange(60, dtype=np.int32), 5, 0)\n"
        "    model.explain(0, 0, 0)\n"
        "kernels = (looking.looking, kernels.by_sums, kernels.top_items, hands._hand_over)\n"
        "print(*(len(kernel.signatures) for kernel in kernels))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1", "1", "1", "1"]


def test_where_nothing_can_be_kept_on_disk_kernels_still_run(monkeypatch) -> None:
    real = numba.njit

    def unwritable(function, **options):
        if options.get("cache"):
            raise RuntimeError("cannot cache function 'double': no locator available for file 'x.py'")
        return real(function, **options)

    monkeypatch.setattr(numba, "njit", unwritable)

    def double(x: float) -> float:
        return 2 * x

    assert compiled(double)(2.0) == 4.0


def _of_all_kinds(column: np.ndarray, whole: np.ndarray, few: tuple[int, float]) -> float:
    total, narrow = 0.0, np.float32(1.5)
    for at in range(len(column)):
        if whole[at] > 2 and not np.isnan(column[at]):
            total += min(column[at], few[1]) * whole[at] ** 2 + max(few[0], at) // 2
            narrow *= np.float32(whole[at] & 3) - narrow / 3
        whole[at] -= 1
    return total + narrow


def _unmeant(column: np.ndarray) -> float:
    return column + "text"


def test_what_is_compiled_sooner_is_what_numba_compiles_alone() -> None:
    column, whole = np.array([0.5, np.nan, 3.0]), np.array([3, 4, 5], dtype=np.int32)
    looks = gc.get_threshold()
    for kind in (np.float64, np.float32):
        made, alone = compiling._NJIT(_of_all_kinds, _nrt=False), numba.njit(_of_all_kinds, _nrt=False)
        made.compile = compiling._soon(made.compile)
        given = column.astype(kind), whole, (7, 2.5)
        types = tuple(numba.typeof(each) for each in given)
        made.compile(types), alone.compile(types)
        (sooner,), (left,) = made.overloads.values(), alone.overloads.values()
        told = [list(map(str, one.type_annotation.calltypes.values())) for one in (sooner, left)]
        assert told[0] == told[1]
        assert made(given[0], whole.copy(), given[2]) == alone(given[0], whole.copy(), given[2])
        assert made(given[0], whole.copy(), given[2]) == pytest.approx(
            _of_all_kinds(given[0], whole.copy(), given[2])
        )
    with pytest.raises(numba.core.errors.TypingError, match="No implementation"):
        compiled(_unmeant)(column)
    assert "get_call_type" not in vars(numba.types.Function)
    assert gc.get_threshold() == looks


@compiled
def _ones(count: int) -> np.ndarray:
    made = np.empty(count)
    for at in range(count):
        made[at] = 1.0
    return made


@compiled
def _twos(count: int) -> np.ndarray:
    made = _ones(count)
    for at in range(count):
        made[at] += 1.0
    return made


@compiled
def _doubled(column: np.ndarray) -> float:
    return (column + column)[0]


@compiled
def _added_up(column: np.ndarray) -> float:
    total = 0.0
    for value in column:
        total += value
    return total


@pytest.mark.slow
def test_a_kernel_makes_arrays_by_name_or_not_at_all() -> None:
    made = _twos(3)
    assert sys.getrefcount(made) == 2  # its name here, and the call itself
    np.testing.assert_array_equal(made, [2.0, 2.0, 2.0])
    assert _added_up(made) == 6.0
    assert sys.getrefcount(made) == 2
    with pytest.raises(numba.core.errors.NumbaError, match="NRT"):
        _doubled(made)


@pytest.mark.slow
def test_a_kernel_is_compiled_anew_when_another_file_that_went_into_it_changes(tmp_path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    shutil.copy(compiling.__file__, package / "compiled.py")
    head = "from package.compiled import compiled\n"
    (package / "outer.py").write_text(
        f"{head}from package.inner import inner\n@compiled\ndef outer(x):\n    return inner(x)\n"
    )
    told = []
    for number in (1, 1, 22):  # Python itself takes a file for the same if it has its size and second
        (package / "inner.py").write_text(f"{head}@compiled\ndef inner(x):\n    return x + {number}\n")
        code = "from package.outer import outer; print(outer(0), len(outer.stats.cache_hits))"
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
        )
        told.append(run.stdout.split())
    assert told == [["1", "0"], ["1", "1"], ["22", "0"]]


def test_ties_go_to_the_lower_id() -> None:
    r = np.ones((9, 3))
    ids, sims = taught(r, k=4).neighbours(np.arange(9, dtype=np.int32))
    assert ids[0].tolist() == [1, 2, 3, 4]
    assert ids[8].tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(sims, 1.0)
    r = np.ones((2, 9))
    r[0, 3:] = 0
    assert taught(r).recommend(np.zeros(1, dtype=np.int32), 4, 0).items.tolist() == [[3, 4, 5, 6]]


def test_a_model_survives_pickling() -> None:
    model = taught(np.array([[1.0, 2, 0], [2, 1, 3], [0, 1, 1]]))
    twin: UserCF = pickle.loads(pickle.dumps(model))
    everyone = np.arange(3, dtype=np.int32)
    for one, other in zip(model.neighbours(everyone), twin.neighbours(everyone), strict=True):
        assert one.tobytes() == other.tobytes()


def test_warm_leaves_nothing_behind_and_may_be_called_again() -> None:
    warm()
    warm()
    assert len(kernels.top_items.signatures) >= 1
    assert UserCFSettings().threads == 2
    model = UserCF(UserCFSettings(), None)
    publish(model, 2)
    assert model.memory.items == 2
