"""The levers of a creator as single tactics: what is turned, and which settings decide how much that does.

The signs of the effects follow from behaviour or from the findings that the laws name; where `assumes` names settings,
the size of the effect is one that feedscope assumes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.frames.levers import HOURS, KINDS


@dataclass(frozen=True, slots=True)
class Tactic:
    """One way to work otherwise than as usual."""

    key: str
    """Of its words in the catalogue: `advise.tactic.<key>`."""
    levers: Mapping[str, object]
    """Of a `Strategy`."""
    assumes: tuple[str, ...] = ()
    """Settings that are assumptions and decide how much it does."""

    def with_(self, other: Tactic) -> Tactic | None:
        """Both at once; None where they turn the same lever."""
        if self.levers.keys() & other.levers.keys():
            return None
        assumed = tuple(dict.fromkeys((*self.assumes, *other.assumes)))
        return Tactic(f"{self.key}+{other.key}", {**self.levers, **other.levers}, assumed)

    @property
    def parts(self) -> tuple[str, ...]:
        """Keys of the tactics it is made of."""
        return tuple(self.key.split("+"))


def _kind(name: str) -> Tactic:
    return Tactic(name, {"kinds": {name: 1.0}}, (f"creators.kinds.{name}",))


_CRAFT = ("creators.craft", "creators.craft_cost")

TACTICS: Mapping[str, Tactic] = {
    one.key: one
    for one in (
        Tactic("quality", {"quality_over_quantity": 0.9}, _CRAFT),
        Tactic("quantity", {"quality_over_quantity": 0.1}, _CRAFT),
        *(_kind(name) for name in KINDS),
        Tactic("hot", {"hashtags": "hot"}),
        Tactic("niche", {"hashtags": "niche"}),
        *(Tactic(name, {"hours": name}) for name in HOURS if name != "any"),
        Tactic("steady", {"steadiness": 1.0}, ("creators.consistency_votes",)),
        Tactic("bursts", {"steadiness": 0.1}, ("creators.consistency_votes",)),
        Tactic(
            "replies",
            {"replies": 1.0},
            ("creators.reply_cost", "creators.reply_votes", "creators.reply_follows", "creators.attachment"),
        ),
        Tactic("live", {"live": 0.6}, ("live",)),
        Tactic("guests", {"collaborate": 0.3}, ("creators.collaborate_cost",)),
        Tactic("broad", {"focus": 0.3}),
        Tactic("narrow", {"focus": 1.0}),
        Tactic(
            "clickbait",
            {"clickbait": 0.8},
            ("creators.hook", "creators.disappointment", "creators.broken_promise"),
        ),
    )
}
"""All single tactics, by key."""
