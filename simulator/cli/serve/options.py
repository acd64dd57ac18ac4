"""What the web server is told: what is served, where, and to how many."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

MOST_VISITORS = 100


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What is served, where, and to how many."""

    words: tuple[str, ...]
    """The command that shows the app to one visitor."""
    host: str
    port: int
    """0 takes any that is free."""
    visitors: int
    """At most so many at a time; each has a world, and two processes."""
    lang: str
    each: int = MOST_VISITORS
    """At most so many of them from one other computer."""
    idle_s: float = 0.0
    """Seconds without a key or the mouse after which a visit ends; 0: never."""

    @property
    def loopback(self) -> bool:
        """Can only programs on this computer reach it?"""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Is this a name or an address of this computer for itself?"""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
