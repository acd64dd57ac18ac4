"""How the kernels are compiled: once per installation if the disk allows, without the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function compiled at its first call; kept on disk where numba finds a writable place.

    No fastmath: results must not depend on the compiler's mood. Callable from several threads at once.
    """
    decorate = cast("Callable[..., Function]", numba.njit)
    try:
        return decorate(function, nogil=True, cache=True)
    except RuntimeError:  # numba says so while decorating if neither source folder nor home can be written to
        return decorate(function, nogil=True)
