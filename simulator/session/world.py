"""What a session needs of a world: how it is driven, and where its camera points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from simulator.engine.action import Action
    from simulator.frames import Frame
    from simulator.session.commands import Search
    from simulator.settings.described import Value


@dataclass(frozen=True, slots=True)
class View:
    """What the camera points at, and what the session knows of time: it goes into the Frame as it is."""

    person: int | None = None
    """The person to follow; None lets the world choose."""
    creator: int | None = None
    """The creator to follow; None lets the world choose."""
    search: Search | None = None
    """Set in the one frame that answers it, in `Frame.found`."""
    attends: str = ""
    """The close-up that `Frame.closeup` shall hold; "" for none."""
    about: tuple[int, ...] = ()
    """What in particular it shall show; see the close-up."""
    lang: str = "en"
    stops: bool = False
    """Pause by itself at turning points?"""
    paused: bool = False
    speed: float = 1.0
    rate: float = 0.0
    progress: float = 0.0
    notice: str = ""
    refused: str = ""
    """Why the last command could not be carried out; set in the one frame that follows it."""


class LiveWorld(Protocol):
    """A world that can be driven tick by tick and looked at."""

    @property
    def tick(self) -> int:
        """Simulated hours since the start."""
        ...

    def step(self) -> object:
        """One tick."""
        ...

    def switch(self, algorithm: str) -> None:
        """Everyone gets this algorithm from the next tick on. ValueError says why that cannot be."""
        ...

    def tune(self, name: str, value: Value) -> None:
        """Another value for a setting, from the next tick on. ValueError says why that cannot be."""
        ...

    def tune_all(self, values: Mapping[str, Value]) -> None:
        """Other values for several settings by dotted name. ValueError says why that cannot be, of one for all."""
        ...

    def take(self, on: bool) -> None:
        """Put a new person into a player's hands, or give them back."""
        ...

    def act(self, action: Action) -> None:
        """What the played person did. ValueError says why that cannot be."""
        ...

    def direct(self, creator: int, plan: Mapping[str, object]) -> None:
        """A creator works like this from now on. ValueError says why that cannot be."""
        ...

    @property
    def waking(self) -> bool:
        """Does it still live what lies before its beginning? That passes as fast as it can, paused or not."""
        ...

    @property
    def turned(self) -> bool:
        """Did the last tick bring a turning point?"""
        ...

    def fork(self, algorithm: str) -> LiveWorld:
        """A twin that lives on from here under this algorithm; nothing that happens to one touches the other.
        ValueError says why that cannot be."""
        ...

    def frame(self, view: View) -> Frame:
        """The world as it stands; changes nothing. Works before `warm`."""
        ...

    def warm(self) -> None:
        """Do now what takes long the first time, such as compiling. Called once, before a step."""
        ...


Build = Callable[[dict[str, object]], LiveWorld]
"""Makes a world of plain settings. ValueError says why that cannot be."""


@runtime_checkable
class Seekable(Protocol):
    """A world that can be looked at in any of its hours."""

    def seek(self, tick: int) -> None:
        """Stand at this hour, or the nearest there is."""
        ...


class Over(Exception):
    """A world cannot go on, such as a recording at its end; the message says why, in one sentence."""
