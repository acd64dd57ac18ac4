"""Small worlds for tests of laws: deterministic, and quick to build."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from recommender.types import Interactions, Slate, Source
from simulator.experiments.wiring import Simulation, build
from simulator.laws import posting
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.bonds import Bonds, Told
from simulator.world.state import World

FEW_TOML = Path(__file__).with_name("few_creators.toml")
"""A settings file for worlds of presets with a handful of creators instead of thousands."""
FEW = {
    f"{branch}.{name}": value
    for branch, fields in tomllib.loads(FEW_TOML.read_text(encoding="utf-8")).items()
    for name, value in fields.items()
}
"""The same by dotted names."""
KEEN = {"comments": 0.8, "shares": 0.5, "follows": 0.3}
"""Readiness so great that an hour shows what days would."""


def settings(people: int = 200, creators: int = 30, /, **branches: object) -> Settings:
    """A world of so many, with these branches of settings; `world` may say more of it."""
    world = {"people": people, "creators": creators, **branches.pop("world", {})}
    return Settings.model_validate({**branches, "world": world})


def stocked(chosen: Settings | None = None) -> World:
    """A world with its backlog of videos published."""
    world = state.born(chosen or settings())
    world.publish(posting.backlog(world))
    return world


def lived(chosen: Settings, hours: int, *more: str) -> Simulation:
    """A world after so many hours, in which its own algorithm learns, and those that are named."""
    run = build(chosen, (chosen.feed.algorithm, *more))
    for _ in range(hours):
        run.step()
    return run


def alike(plain: Simulation, others: Mapping[str, Simulation], hours: int) -> list[str]:
    """Which of these worlds have the events of the plain one after so many hours. Each lives until they differ."""
    left = dict(others)
    for _ in range(hours):
        for world in (plain, *left.values()):
            world.engine.step()
        left = {name: world for name, world in left.items() if world.digest == plain.digest}
        if not left:
            break
    return [*left]


def shown_all(world: World, users: np.ndarray, items: np.ndarray) -> tuple[Slate, np.ndarray]:
    """Every user is shown the same items, and has time for all of them."""
    table = np.tile(items.astype(np.int32), (len(users), 1))
    slate = Slate(
        users=users.astype(np.int32),
        items=table,
        scores=np.ones(table.shape),
        source=np.full(table.shape, Source.CHANCE, dtype=np.uint8),
    )
    return slate, np.full(len(users), len(items))


def events(
    user: list[int], item: list[int], world: World, ratio: float = 1.0, tick: int = 0, **flags: bool
) -> Interactions:
    """Interactions in which everyone watched the same share of the video and did the same."""
    count = len(user)
    items = np.array(item, dtype=np.int32)
    duration = world.videos.duration_s[items]
    acts = {
        name: np.full(count, flags.get(name, False))
        for name in ("liked", "commented", "shared", "followed", "disliked")
    }
    return Interactions(
        user=np.array(user, dtype=np.int32),
        item=items,
        tick=np.full(count, tick, dtype=np.int32),
        watch_s=(duration * ratio).astype(np.float32),
        duration_s=duration,
        **acts,
    )


def tie(
    world: World,
    users: np.ndarray | int | list[int],
    creators: np.ndarray | int | list[int],
    *,
    exposures: int = 0,
    likes: int = 0,
    **acts: bool,
) -> None:
    """Each of these users has met each of these creators so many times; `acts` are `follows`, `shares`, `answered`."""
    bonds = world.bonds
    rows = bonds.meet(np.atleast_1d(users)[:, None], np.atleast_1d(creators)[None, :]).ravel()
    expose(bonds, np.repeat(rows, exposures))
    count, shares = bonds._columns.some(("likes", "shares"))
    count[rows] += likes
    shares[rows] |= acts.get("shares", False)
    if acts.get("follows"):
        bonds.attach(rows, nothing_told(bonds))
    if acts.get("answered"):
        bonds.answer(rows)


def expose(bonds: Bonds, rows: np.ndarray) -> tuple[list[int], list[int]]:
    """Whose these rows of ties are has been met once more, and left no impression; (creators,) people reached for the
    first time, and effectively."""
    told, no = nothing_told(bonds), np.zeros(len(rows), dtype=np.bool_)
    bonds.note(rows, np.zeros(len(rows), dtype=np.float32), no, no, no, 0, told)
    return told.reached.tolist(), told.effective.tolist()


def ties_of(world: World, happened: Interactions) -> np.ndarray:
    """(B,) rows in `world.bonds` of who watched with who made it, met or not."""
    return world.bonds.rows(happened.user, world.videos.creator[happened.item])


def nothing_told(bonds: Bonds) -> Told:
    """Of nobody anything yet."""
    return Told(*np.zeros((6, bonds.creators), dtype=np.int64))


def unmet(world: World) -> None:
    """Nobody has met anybody."""
    half_life_h = world.settings.measure.memory_half_life_h
    world.bonds = Bonds(len(world.people), len(world.creators), half_life_h)


def table(bonds: Bonds, column: str) -> np.ndarray:
    """(people, creators) a column of the ties; 0 where two never met."""
    rows = bonds.rows(np.arange(bonds.people)[:, None], np.arange(bonds.creators)[None, :])
    return getattr(bonds, column)[rows]
