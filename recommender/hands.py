"""Compiled work that other threads share in without ever asking for the interpreter lock.

Whoever waits for that lock, and whoever takes it back from somebody who had it meanwhile, loses some fifty
microseconds: too much for work of half a millisecond that begins while its caller goes on in Python. So a hand is a
thread that never leaves one compiled loop: what it is to do is written into memory of its own, a lock of the system
wakes it, and it sleeps again once that is done. Work for hands is cut by counters which all who take part in it raise:
each part is done once, by whoever comes first, and what comes out is the same whoever it is.
"""

from __future__ import annotations

import atexit
import ctypes
import hashlib
import os
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, NamedTuple, cast

import numba
import numpy as np
from llvmlite import binding, ir
from numba import config, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part

Counters = NDArray[np.int64]
"""Where those who share in a piece of work meet; see `counters`."""

COMPILES = not getattr(config, "DISABLE_JIT", False)
"""Is anything compiled? Else there are no hands."""
_GO, _FREE, _KIND, _TOLD = 0, 1, 2, 3
"""Entries of a hand's memory: the lock that lets it go, the lock that is open while it is free, by which types it is
told what to do, and what that is."""
_ROOM = 1_024
"""Entries of it all."""
_NEVER = 0
"""Entry of counters: a lock that never opens, to sleep by."""
_BEYOND = 1 << 40
"""Where counters stand once everything is done, and more."""
_AT_EXIT_US = 2_000_000
"""So long the end of the program waits for a hand at most: longer than any part takes."""
_SPINS = 2_000
"""Looks at a counter, a few ns each, before waiting costs less than what is waited for."""
_NAP_US = 50
_WORD = ir.IntType(64)

_typeof = cast("Any", numba.typeof)
_python: Any = ctypes.pythonapi
for _name in ("PyThread_acquire_lock_timed", "PyThread_release_lock"):
    binding.add_symbol(_name, ctypes.cast(getattr(_python, _name), ctypes.c_void_p).value)
_python.PyThread_allocate_lock.restype = ctypes.c_void_p
_external: Any = types.ExternalFunction
_acquire: Any = _external("PyThread_acquire_lock_timed", types.intc(types.intp, types.int64, types.intc))
_release: Any = _external("PyThread_release_lock", types.void(types.intp))


def _lock() -> int:
    """A lock of the system that is closed. It takes a few bytes, for as long as the program runs."""
    made = int(_python.PyThread_allocate_lock())
    _python.PyThread_acquire_lock_timed(ctypes.c_void_p(made), ctypes.c_longlong(-1), ctypes.c_int(0))
    return made


_never_open = _lock() if COMPILES else 0


def counters(count: int) -> Counters:
    """So many of them at 0, 1 to `count`; behind them in memory is nothing else."""
    made = np.zeros(1 + count, dtype=np.int64)
    made[_NEVER] = _never_open
    return made


def _at(context: Any, builder: Any, kind: Any, array: Any, place: Any) -> Any:
    """Where an array (n,) has this entry."""
    return builder.gep(context.make_array(kind)(context, builder, array).data, [place])


def _raising(_: object, counts: Any, at: Any) -> object:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind, number = signature.args
        place = _at(context, builder, kind, values[0], context.cast(builder, values[1], number, types.intp))
        return builder.atomic_rmw("add", place, ir.Constant(_WORD, 1), "seq_cst")

    return types.int64(counts, at), code


def _looking_at(_: object, counts: Any, at: Any) -> object:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind, number = signature.args
        place = _at(context, builder, kind, values[0], context.cast(builder, values[1], number, types.intp))
        return builder.load_atomic(place, "seq_cst", 8)

    return types.int64(counts, at), code


def _raised(counts: Counters, at: int) -> int:
    counts[at] += 1
    return int(counts[at]) - 1


def _read(counts: Counters, at: int) -> int:
    return int(counts[at])


raised: Any = intrinsic(_raising) if COMPILES else _raised
"""`raised(counters, at)`: what this one stood at; it stands one higher now. No two threads are told the same."""
_now: Any = intrinsic(_looking_at) if COMPILES else _read


@compiled_part
def until(counts: Counters, at: int, least: int) -> None:
    """Wait until this counter stands at `least`: what those who raised it wrote before can be read then."""
    looks = 0
    while _now(counts, at) < least:
        looks += 1
        if looks > _SPINS:
            _acquire(counts[_NEVER], _NAP_US, 0)


def _spelt(kind: Any) -> Any:
    return ir.Constant(_WORD, int.from_bytes(hashlib.sha256(str(kind).encode()).digest()[:7], "little"))


def _telling(_: object, memory: Any, what: Any) -> object:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind, told = signature.args
        shape = context.get_value_type(told)
        if context.get_abi_sizeof(shape) > 8 * (_ROOM - _TOLD):
            raise ValueError("that is more than can be told a hand")
        place = _at(context, builder, kind, values[0], ir.Constant(_WORD, _TOLD))
        builder.store(values[1], builder.bitcast(place, shape.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.void(memory, what), code


def _hearing(_: object, memory: Any, like: Any) -> object:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kind, told = signature.args
        place = _at(context, builder, kind, values[0], ir.Constant(_WORD, _TOLD))
        heard = builder.load(builder.bitcast(place, context.get_value_type(told).as_pointer()), align=8)
        if context.enable_nrt:
            context.nrt.incref(builder, told, heard)
        return heard

    return like(memory, like), code


def _spelling(_: object, what: Any) -> object:
    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        del context, builder, values
        return _spelt(signature.args[0])

    gives: Any = types.int64
    return gives(what), code


_tell: Any = intrinsic(_telling)
_spell: Any = intrinsic(_spelling)
told: Any = intrinsic(_hearing)
"""`told(memory, like)`: what a hand was told, of the types of `like`."""


@compiled_part
def sleep(memory: Counters) -> None:
    """Until there is something to do."""
    _acquire(memory[_GO], -1, 0)


@compiled_part
def rest(memory: Counters) -> None:
    """It is done."""
    _release(memory[_FREE])


@compiled
def _hand_over(memory: Counters, what: Any) -> int:
    """1 if the hand does it, 0 if it is busy, -1 if it is told by other types."""
    if memory[_KIND] == 0:
        memory[_KIND] = _spell(what)
    if memory[_KIND] != _spell(what):
        return -1
    if _acquire(memory[_FREE], 0, 0) == 0:
        return 0
    _tell(memory, what)
    _release(memory[_GO])
    return 1


class _Hand:
    """One thread, and what it is to do."""

    def __init__(self, work: Callable[..., object], like: tuple[Any, ...]) -> None:
        self.memory = np.zeros(_ROOM, dtype=np.int64)
        self.memory[_GO], self.memory[_FREE] = _lock(), _lock()
        self.holds: tuple[Any, ...] | None = None
        """What it was told last, lest that goes away before it is free."""
        self._telling = Lock()
        table, told_by = _typeof(self.memory), _typeof(like)
        for function, types_of in ((work, (table, told_by, types.boolean)), (_hand_over, (table, told_by))):
            compiles: Any = function
            compiles.compile(types_of)  # else the thread would, or whoever first has work that is worth it
        self.rest()
        Thread(target=work, args=(self.memory, like, True), name="feedscope hand", daemon=True).start()

    def take(self, what: tuple[Any, ...]) -> int:
        """See `_hand_over`."""
        with self._telling:  # worlds may live their hours in several threads
            taken = int(_hand_over(self.memory, what))
            if taken == 1:
                self.holds = what
        return taken

    def rest(self) -> None:
        """It is free."""
        _python.PyThread_release_lock(ctypes.c_void_p(int(self.memory[_FREE])))

    def leave_off(self, what: tuple[Any, ...] | None, at_most_us: int = -1) -> None:
        """If this is what it was told last, leave undone what nobody has begun with, and wait until it is free."""
        with self._telling:
            if what is None or self.holds is not what:
                return
            what[0][_NEVER + 1 :] = _BEYOND
            lock = ctypes.c_void_p(int(self.memory[_FREE]))
            if _python.PyThread_acquire_lock_timed(lock, ctypes.c_longlong(at_most_us), ctypes.c_int(0)):
                self.rest()


class Shared(NamedTuple):
    """Work that hands may have begun."""

    work: Callable[..., object]
    what: tuple[Any, ...]
    process: int
    """In which it was begun: another one that was forked from it has no hands of that time."""

    @property
    def sound(self) -> bool:
        """Can it be finished here?"""
        return self.process == os.getpid()

    def finish(self) -> None:
        """Do what is left of it; returns once all of it is done."""
        self.work(_nobody, self.what, False)

    def leave_off(self) -> None:
        """Nobody wants it any more; returns once nobody is at work. It must not be finished then."""
        for hand in tuple(_hands.get(self.work, ())):
            hand.leave_off(self.what)


_nobody = np.zeros(_ROOM, dtype=np.int64)
_hands: dict[Callable[..., object], list[_Hand]] = {}


def begun(work: Callable[..., object], what: tuple[Any, ...], helpers: int, worth: bool) -> Shared:
    """Have so many hands begin with `work`, if it is `worth` telling them; whoever wants it done has to `finish` it,
    before what it reads changes.

    `work(memory, what, stays)` is compiled: it does `what`, of which the counters are the first, as far as others have
    not; but where it `stays`, it sleeps until it is `told` something else, does that and rests, for ever. It makes
    no arrays and raises no errors once it has raised a counter, for others wait for what it has taken on. Hands that
    are busy are not waited for.
    """
    known = _hands.setdefault(work, []) if COMPILES and helpers else []
    if COMPILES and len(known) < helpers:
        known += (_Hand(work, what) for _ in range(helpers - len(known)))
    asked = 0
    for hand in tuple(known) if worth else ():
        asked += hand.take(what) >= 0
        if asked == helpers:
            break
    else:
        # Told by other types than any so far.
        for _ in range(helpers - asked if worth and COMPILES else 0):
            known.append(_Hand(work, what))
            known[-1].take(what)
    return Shared(work, what, os.getpid())


def _none_at_work() -> None:
    """Memory is given back when the program ends, and must not be read then."""
    for known in _hands.values():
        for hand in known:
            hand.leave_off(hand.holds, _AT_EXIT_US)


atexit.register(_none_at_work)
if hasattr(os, "register_at_fork"):  # a forked process has none of the threads
    os.register_at_fork(after_in_child=_hands.clear)
