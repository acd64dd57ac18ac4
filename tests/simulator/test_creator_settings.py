"""The settings of creators: none is wired to nothing, and what cannot be is refused by name."""

from __future__ import annotations

import pytest

from simulator.experiments.wiring import Simulation, build
from simulator.settings.creators import CreatorSettings
from simulator.settings.files import from_toml, to_toml
from simulator.settings.tree import SettingsError
from tests.simulator.worlds import KEEN, alike, settings

KNOBS: list[tuple[str, object, object]] = [
    ("rate_spread", 0.0, 2.0), ("newcomers", 0.0, 0.6), ("newcomers_within_days", 1.0, 60.0),
    ("encouragement", 0.0, 2.0), ("stopping_per_week", 0.0, 0.5),
    ("spread", 0.0, 1.0), ("quality_over_quantity", 0.2, 0.8), ("craft", 1.0, 2.0), ("craft_cost", 0.5, 4.0),
    ("hot", 0.0, 0.6), ("niche", 0.0, 0.6), ("timed", 0.0, 1.0), ("steadiness", 0.1, 1.0), ("replies", 0.0, 1.0),
    ("clickbait", 0.0, 0.9), ("live", 0.0, 1.0),
    ("collaborate", 0.0, 1.0), ("collaborate_cost", 0.0, 4.0), ("flooders", 0.0, 0.5),
    ("flood", 1.0, 9.0), ("buyers", 0.0, 0.5),
    ("adapt", 0.0, 1.0), ("adapt_step", 0.0, 1.0),
    ("hook", 0.0, 4.0), ("disappointment", 0.0, 4.0),
    ("reply_votes", 0.0, 90.0), ("reply_follows", 0.0, 0.9), ("attachment", 0.0, 3.0), ("reputation", 0.0, 3.0),
    ("broken_promise", 0.0, 30.0), ("consistency_votes", 0.0, 30.0), ("reply_cost", 0.0, 0.9),
    ("mix", {"demo": 9.0}, {"story": 9.0}),
    ("kinds", {"demo": {"appeal": -1.0}}, {"demo": {"appeal": 1.0}}), ("strategy", [], [{"creator": 1, "effort": 9.0}]),
]  # fmt: skip


WEEKLY = ("adapt", "adapt_step", "encouragement", "stopping_per_week")
LATE = {**dict.fromkeys(WEEKLY, 190), "consistency_votes": 130}
"""Hours after which those are felt that are felt once a week, or once habits are known."""


@pytest.mark.slow
@pytest.mark.parametrize(("knob", "low", "high"), KNOBS, ids=[knob for knob, _, _ in KNOBS])
def test_no_knob_is_wired_to_nothing(knob: str, low: object, high: object) -> None:
    """Under a method that reads tags, so that hashtags matter to whom videos are shown; bought likes need one that
    counts them, and fake people to give them. Both worlds live until their events differ."""

    def world(value: object) -> Simulation:
        with_it = {"flood": {"flooders": 0.5}, "collaborate_cost": {"collaborate": 0.5},
                   "newcomers_within_days": {"newcomers": 0.5}, "adapt_step": {"adapt": 1.0}}.get(knob, {})  # fmt: skip
        noise = {"bots": 0.2 if knob == "buyers" else 0.0}
        feed = {"algorithm": "trending" if knob == "buyers" else "content"}
        people = 40 if knob in WEEKLY else 150
        chosen = settings(
            people, 15, creators={**with_it, knob: value}, feed=feed, behaviour=KEEN, noise=noise
        )
        return build(chosen, (chosen.feed.algorithm,))

    assert alike(world(low), {knob: world(high)}, LATE.get(knob, 40)) == []


def test_every_knob_is_among_those_tested() -> None:
    assert {knob for knob, _, _ in KNOBS} == set(CreatorSettings.model_fields)


def test_a_strategy_survives_toml() -> None:
    text = '[[creators.strategy]]\ncreator = 3\nfocus = 0.9\nkinds = {tutorial = 2, personal = 1}\nhashtags = "hot"\n'
    chosen = from_toml(text, "x.toml")
    assert from_toml(to_toml(chosen, explained=True), "x.toml") == chosen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("focs = 1", "creators.strategy.focs, item 1, is not a setting of [creators.strategy] (did you mean 'focus'?)"),
        ("focus = 2", "creators.strategy.focus, item 1, must be between 0 and 1, not 2"),
        ('hours = "nigth"', "must be one of any, morning, noon, evening, night, not 'nigth' (did you mean 'night'?)"),
        ("kinds = {}", "creators.strategy.kinds, item 1, must be a table of at least 1 entries, not {}"),
        ("kinds = {tutorial = 0}", "item 1: at least one type in kinds must weigh more than 0"),
    ],
)  # fmt: skip
def test_a_strategy_that_cannot_be_is_refused_by_name(text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_toml(f"[[creators.strategy]]\ncreator = 3\n{text}\n", "x.toml")
    assert sentence in str(caught.value)


def test_strategies_are_of_creators_who_exist_and_once_each() -> None:
    with pytest.raises(SettingsError, match=r"creators.strategy.creator must be between 0 and 149, not 150"):
        from_toml("[[creators.strategy]]\ncreator = 150", "x.toml")
    with pytest.raises(SettingsError, match=r"each creator once, but 3 stands there twice"):
        from_toml("[[creators.strategy]]\ncreator = 3\n[[creators.strategy]]\ncreator = 3", "x.toml")
    with pytest.raises(SettingsError, match=r"creators.strategy.creator, item 1, is missing"):
        from_toml("[[creators.strategy]]\nfocus = 0.5", "x.toml")
