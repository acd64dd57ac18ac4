"""What spoils a log: lost events, random reactions, fake people."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.privacy.guard import Guard
from recommender.privacy.noise import NoiseSettings, lost, scrambled
from recommender.testing import ITEMS, NOBODY, TICKS, USERS, events, everyone, items, same
from tests.recommender.guarded import BOTS, EVERYONE, LUCK, NAMES, guard, lived, many, reactions


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_larger_share_loses_more_events_and_finds_none_again(low: float, high: float) -> None:
    batch = many(0.5, 2_000)
    fewer, more = (lost(batch, share, LUCK) for share in sorted((low, high)))
    assert not (fewer & ~more).any()
    assert abs(more.mean() - max(low, high)) < 0.06


def test_random_reactions_replace_the_share_asked_for_and_say_nothing_of_the_truth() -> None:
    batch = reactions([1.5] * 10_000, liked=[True] * 10_000, followed=[True] * 10_000)
    hit = ~scrambled(batch, 0.3, LUCK).followed
    assert abs(hit.mean() - 0.3) < 0.02
    told = scrambled(batch, 1.0, LUCK)
    assert abs((told.watch_s / told.duration_s).mean() - 0.5) < 0.02
    assert abs(told.liked.mean() - 0.05) < 0.01
    assert scrambled(batch, 0.0, LUCK) is batch


def test_fake_people_lift_what_they_push_and_are_nobody_of_the_people() -> None:
    honest, attacked = lived(guard()), lived(guard(noise=BOTS))
    pushed = attacked.pushed()
    assert 0 < len(pushed) < ITEMS / 2
    assert len(honest.pushed()) == 0

    def shown(model: Guard, name: str) -> float:
        slate = model[name].recommend(EVERYONE, 10, TICKS)
        return float(np.isin(slate.items, pushed).mean())

    for name in ("trending", "most-watched"):
        assert shown(attacked, name) > 1.5 * shown(honest, name)
    users = attacked.memory.history.rows()[0]
    fake = users[users >= NOBODY + 1]
    assert len(np.unique(fake)) == round(0.1 * (NOBODY + 1))


def test_fake_people_do_as_much_as_they_are_told_to_every_hour() -> None:
    def views(noise: NoiseSettings, hours: range) -> np.ndarray:
        model = guard(noise=noise, names=("trending",))
        model.publish(items(0, ITEMS))
        for tick in hours:
            model.update(events(tick))
            model.update(events(tick).rows(np.zeros(2 * USERS, dtype=np.bool_)))
            model.update(events(tick))  # the hour goes on: they do not act again
        first = NOBODY + 1
        fake = np.arange(first, first + round(noise.bots * first))
        beyond = np.arange(fake[-1] + 1, fake[-1] + 20)
        assert not model.memory.seen(beyond[:, None], np.arange(ITEMS)).any()
        return np.stack(np.nonzero(model.memory.seen(fake[:, None], np.arange(ITEMS))))

    one = NoiseSettings(bots=0.2, bot_views=1, bot_disguise=0.0, bot_pushes=0.5)
    assert views(one, range(1)).shape[1] == 25
    assert views(one, range(3)).shape[1] > 50
    assert views(NoiseSettings(bots=0.2, bot_views=3, bot_pushes=0.5), range(1)).shape[1] > 50
    hidden = views(NoiseSettings(bots=0.2, bot_disguise=1.0), range(1, 8))[1]
    open_ = views(NoiseSettings(bots=0.2, bot_disguise=0.0), range(1, 8))[1]
    assert len(np.unique(hidden)) > 1.5 * len(np.unique(open_))


def test_fewer_fake_people_are_as_if_the_others_had_never_been() -> None:
    model, honest = lived(guard(noise=BOTS)), lived(guard())
    model.noise = NoiseSettings()
    for name in NAMES:
        same(model[name].recommend(everyone(), 12, TICKS), honest[name].recommend(everyone(), 12, TICKS))
