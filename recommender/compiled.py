"""How the kernels are compiled: once per installation if the disk allows, without the interpreter lock.

numba keeps a compiled function for as long as the file that holds it stays the same, whatever becomes of the
functions of other files that were compiled into it. Here it is kept for as long as every file with compiled functions
stays the same, of this package and of the one that it is in.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.compiler_lock import global_compiler_lock
from numba.core.targetconfig import ConfigStack
from numba.core.types import Function as Builtin
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., object])

_NJIT = cast("Callable[..., Any]", numba.njit)
_BUILTIN = cast("Any", Builtin)
"""numba's type of operators and of its own functions."""
_FLAGS = cast("Any", ConfigStack)
_MARK = b"@compiled"
_MAKERS = frozenset(
    {
        "empty",
        "zeros",
        "ones",
        "full",
        "eye",
        "copy",
        "astype",
        "sort",
        "argsort",
        "argmax",
        "flatnonzero",
        "sum",
    }
)
"""What makes arrays, to give back or within, by the name by which compiled functions call it."""
_CONSTANTS = "neighbours/similarity.py"
"""Constants of this file are compiled in too."""
_GARBAGE = 100_000
"""Objects between two looks for garbage while something is compiled: most of what is made then is kept anyway."""


def compiled(function: Function) -> Function:
    """The function compiled at its first call; kept on disk where numba finds a writable place.

    No fastmath: results must not depend on the compiler's mood. Callable from several threads at once. Arrays are made
    by the names in `_MAKERS`: by another one, or in a row's own `max`, numba finds no implementation.
    """
    return _jit(function)


def compiled_part(function: Function) -> Function:
    """The same for a function that other compiled functions call: it gets no entrance for Python, which takes longer
    to compile than a few lines. Called from Python it compiles once more, with one, and is not kept."""
    made: Any = _jit(function, no_cpython_wrapper=True)

    @cache
    def entrance() -> Callable[..., object]:
        return _NJIT(function, nogil=True)

    def keep(result: Any) -> None:
        made.overloads[tuple(result.signature.args)] = result

    def for_python(*_: object, **__: object) -> Callable[..., object]:
        return entrance()

    # numba hands Python what it keeps here and what it compiles there: without an entrance, a null pointer.
    made.add_overload, made._compile_for_args = keep, for_python
    return made


def _jit(function: Function, **options: bool) -> Function:
    options |= {"nogil": True, "no_cfunc_wrapper": True}  # nobody calls from C
    # numba counts who holds an array, at every look at a row or at a column of a tuple: with locked additions, which
    # took half of the time of a loop over views. Where every array is the caller's there is nothing to count; numba
    # refuses to make one then.
    options["_nrt"] = _makes_arrays(function)
    try:
        made = _NJIT(function, cache=True, **options)
    except RuntimeError:  # numba says so while decorating if neither source folder nor home can be written to
        made = _NJIT(function, **options)
    if hasattr(made, "compile"):  # else numba has been told to compile nothing
        made.compile = _soon(made.compile)
    # numba offers no public way to say what a compiled function depends on; without this attribute it would
    # watch one file alone.
    kept: Any = getattr(getattr(made, "_cache", None), "_cache_file", None)
    if kept is not None and hasattr(kept, "_source_stamp"):
        own = Path(function.__code__.co_filename)
        kept._source_stamp = "".join(
            _sources(folder) for folder in {Path(__file__).parent: 0, _package(own): 0}
        )
    return made


def _soon(compile_it: Callable[..., object]) -> Callable[..., object]:
    """The same in three quarters of the time."""

    @wraps(compile_it)
    def within(*args: Any, **kwargs: Any) -> object:
        with _asking_once():
            return compile_it(*args, **kwargs)

    return within


@contextmanager
def _asking_once() -> Generator[None]:
    """While this lasts, numba works out only once what an operator or a function of its own makes of arguments of some
    types. Left alone it tries all that could be meant at each place where one is called, fifteen times as often."""
    with global_compiler_lock:
        if _BUILTIN.get_call_type is _made_of:  # a function that is being compiled calls another one
            yield
            return
        looks = gc.get_threshold()
        gc.set_threshold(_GARBAGE, *looks[1:])
        _BUILTIN.get_call_type = _made_of
        try:
            yield
        finally:
            del _BUILTIN.get_call_type
            gc.set_threshold(*looks)


_ask = _BUILTIN.get_call_type
_answers: dict[tuple[object, ...], Any] = {}


def _made_of(builtin: Any, context: Any, args: Any, kws: Any) -> Any:
    """What numba's own `get_call_type` answers."""
    if kws:
        return _ask(builtin, context, args, kws)
    key = builtin, context, tuple(args), _way(_FLAGS.top_or_none())
    if key not in _answers:
        _answers[key] = _ask(builtin, context, args, kws)
    return _answers[key]


_ways: dict[int, tuple[object, str]] = {}


def _way(flags: object) -> str:
    """All by which something is compiled."""
    if id(flags) not in _ways:
        _ways[id(flags)] = flags, repr(flags)  # kept, so that no others get its id
    return _ways[id(flags)][1]


def _makes_arrays(function: Callable[..., object]) -> bool:
    """Whether it makes arrays, or calls a compiled function that does."""
    names = function.__code__.co_names
    called = (getattr(function.__globals__.get(name), "targetoptions", {}) for name in names)
    return not _MAKERS.isdisjoint(names) or any(options.get("_nrt", False) for options in called)


def spread(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """The values in this shape, as they lie in memory there: a function is compiled once for each kind of array."""
    if values.shape == shape:
        return np.ascontiguousarray(values)
    return np.array(np.broadcast_to(values, shape), order="C")


def kept(function: Callable[..., object]) -> bool:
    """Whether a compiled function need not be compiled here: it is on the disk, or nothing can be kept there."""
    file: Any = getattr(getattr(function, "_cache", None), "_cache_file", None)
    return bool(file._load_index()) if hasattr(file, "_load_index") else True


@cache
def _package(path: Path) -> Path:
    """The outermost folder around the file that is a package; the file itself where none is."""
    inside = [folder for folder in path.parents if (folder / "__init__.py").exists()]
    return inside[-1] if inside else path


@cache
def _sources(folder: Path) -> str:
    """What all files with compiled functions below a folder, or a file, contain, as a digest."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
        text = path.read_bytes()
        if _MARK in text or path == folder / _CONSTANTS:
            digest.update(text)
    return digest.hexdigest()
