"""What was changed by hand, as something to take back: read off the engine's own notes, so nothing can disagree. Pure.

The engine notes every change, taking back included. A change that is the exact opposite of the last one takes it
back; the next one that equals what was taken back brings it again. Several turns of one knob within a day are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.frames import HOURS_PER_DAY
from simulator.settings.described import Change, Value

Values = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Changes that hold now, oldest first, and those taken back, the next to come again last."""

    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()

    @property
    def back(self) -> Values:
        """Values that take the last change back; empty where there is none."""
        return tuple((name, before) for name, before, _ in self.done[-1].parts) if self.done else ()

    @property
    def again(self) -> Values:
        """Values that bring back what was last taken back."""
        return tuple((name, now) for name, _, now in self.undone[-1].parts) if self.undone else ()


def ledger(changes: Iterable[Change]) -> Ledger:
    """The ledger of an engine's notes, oldest first."""
    done: list[Change] = []
    undone: list[Change] = []
    for change in changes:
        last = done[-1] if done else None
        if last is not None and _turns(change) == {name: (now, before) for name, before, now in last.parts}:
            undone.append(done.pop())
        elif undone and _turns(change) == _turns(undone[-1]):
            done.append(replace(undone.pop(), tick=change.tick))
        elif last is not None and _same_knob(last, change):
            undone.clear()
            name, before, _ = last.parts[0]
            done[-1] = Change(change.tick, ((name, before, change.parts[0][2]),))
        else:
            undone.clear()
            done.append(change)
    return Ledger(tuple(done), tuple(undone))


def net(changes: Sequence[Change]) -> tuple[tuple[str, Value, Value], ...]:
    """(name, value at the beginning, value now) of every setting that is not what it was."""
    first: dict[str, Value] = {}
    last: dict[str, Value] = {}
    for change in changes:
        for name, before, now in change.parts:
            first.setdefault(name, before)
            last[name] = now
    return tuple((name, first[name], now) for name, now in last.items() if now != first[name])


def _turns(change: Change) -> dict[str, tuple[Value, Value]]:
    return {name: (before, now) for name, before, now in change.parts}


def _same_knob(last: Change, change: Change) -> bool:
    alone = len(last.parts) == len(change.parts) == 1 and last.parts[0][0] == change.parts[0][0]
    return alone and change.tick - last.tick < HOURS_PER_DAY
