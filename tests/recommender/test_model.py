"""The front door: a model of one's own log, in one's own ids."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest

import recommender
from recommender import LogError, Model, fit, load
from recommender.stored import FORMAT
from tests.recommender import oracle

NAMES = ["alice", "bob", "carol", "dan"]
FILMS = ["Alien", "Brazil", "Casablanca", "Dune", "Europa"]
R = np.array([[5, 4, 0, 0, 1], [5, 5, 4, 0, 0], [4, 4, 5, 2, 0], [0, 1, 0, 5, 4]], dtype=float)


def columns(r: np.ndarray = R) -> dict[str, list]:
    who, what = np.nonzero(r)
    return {
        "user": [NAMES[u] for u in who],
        "item": [FILMS[i] for i in what],
        "rating": r[who, what].tolist(),
        "time": list(range(1_600_000_000, 1_600_000_000 + len(who))),
    }


PLAIN = {"inverse_user_frequency": False, "k": 2}


@pytest.fixture
def model() -> Model:
    return fit(columns(), "user-cf", **PLAIN)


def test_answers_are_the_book_s_in_the_caller_s_ids(model: Model) -> None:
    sims = oracle.all_similarities(R / 5, "cosine", "all", 0.0, False)
    near = oracle.neighbours(sims, 0, 2)
    assert model.similar_users("alice", 2) == [(NAMES[j], pytest.approx(sims[0, j], rel=1e-6)) for j in near]
    scores = {
        FILMS[i]: sum(sims[0, j] * R[j, i] / 5 for j in near) / sum(sims[0, j] for j in near) for i in (2, 3)
    }
    told = model.recommend("alice", 2)
    assert [one.item for one in told] == sorted(scores, key=lambda item: -scores[item])
    assert [one.score for one in told] == pytest.approx([scores[one.item] for one in told], rel=1e-6)
    why = model.explain("alice", told[0].item)
    assert sum(reason.share for reason in why.reasons) == pytest.approx(told[0].score)
    assert {reason.who for reason in why.reasons} <= {*NAMES}
    assert set(why.reasons[0].items) <= {*FILMS}


def test_everyone_at_once_is_a_table(model: Model, tmp_path: Path) -> None:
    table = model.recommend_all(2)
    assert isinstance(table, dict), "pandas takes any other mapping for a list of its keys"
    assert list(table) == ["user", "rank", "item", "score", "source"]
    for name in NAMES:
        own = table["item"][table["user"] == name].tolist()
        assert own == [one.item for one in model.recommend(name, 2)]
    assert set(model.recommend_all(1, ["bob"])["user"]) == {"bob"}
    for file in ("recs.parquet", "recs.csv", "recs.jsonl"):
        table.write(tmp_path / file)
        assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path / file}'").fetchall() == [(table.rows,)]

    class Plain:  # what a library sees that knows the interface alone
        __arrow_c_stream__ = table.__arrow_c_stream__

    db = duckdb.connect()
    db.register("seen", Plain())
    assert db.execute("SELECT item FROM seen WHERE \"user\" = 'bob' ORDER BY rank").fetchall() == [
        (one.item,) for one in model.recommend("bob", 2)
    ]


def test_ids_come_back_as_they_were(tmp_path: Path) -> None:
    numbers = {
        "user_id": np.array([3_000_000_000, 7, 7]),
        "item_id": np.array([1, 1, 2]),
        "rating": [5.0, 5.0, 4.0],
    }
    whole = fit(numbers)
    assert whole.recommend(3_000_000_000, 1)[0].item == 2
    assert whole.users == [7, 3_000_000_000]
    floats = fit({**numbers, "user_id": numbers["user_id"].astype(float)})
    assert floats.recommend(3e9, 1) == floats.recommend("3000000000", 1)
    (tmp_path / "log.csv").write_text("user,item\n7,1\n8,1\n7,2\n")
    assert fit(tmp_path / "log.csv").recommend(8, 1)[0].item == "2"


@pytest.mark.parametrize("method", ["user-cf", "item-cf"])
def test_more_events_and_forgotten_people_are_as_if_fitted_so(method: str) -> None:
    part, rest = R.copy(), np.zeros_like(R)
    part[2, 3], part[0, 1] = 0, 2
    rest[2, 3], rest[0, 1] = R[2, 3], R[0, 1]
    updated = fit(columns(part), method).update(columns(rest))
    whole = fit(columns(), method)
    for name in NAMES:
        mine, its = updated.recommend(name, 3), whole.recommend(name, 3)
        assert {one.item: round(one.score, 5) for one in mine if one.source in ("neighbours", "items")} == {
            one.item: round(one.score, 5) for one in its if one.source in ("neighbours", "items")
        }
    without = R.copy()
    without[1] = 0
    forgotten, never = fit(columns(), method).forget("bob"), fit(columns(without), method)
    assert forgotten.users == never.users == ["alice", "carol", "dan"]
    for name in forgotten.users:
        own = [
            (one.item, round(one.score, 5)) for one in forgotten.recommend(name, 3) if one.source != "newest"
        ]
        assert own == [
            (one.item, round(one.score, 5)) for one in never.recommend(name, 3) if one.source != "newest"
        ]
    with pytest.raises(ValueError, match="there is no user 'bob'"):
        forgotten.recommend("bob")


def test_people_and_items_never_met_are_taken_in(model: Model) -> None:
    model.update({"user": ["eve", "eve"], "item": ["Alien", "Fargo"], "rating": [5, 4]})
    assert "eve" in model.users
    assert "Fargo" in model.items
    assert model.recommend("eve", 1)[0].item == "Brazil"
    with pytest.raises(LogError, match="the table has no ratings, and what was learned has ratings"):
        model.update({"user": ["eve"], "item": ["Alien"]})
    with pytest.raises(LogError, match="a rating of 9, and those learned are from 0 to 5"):
        model.update({"user": ["eve"], "item": ["Alien"], "rating": [9]})


def test_a_saved_model_answers_alike_and_holds_nobody_forgotten(model: Model, tmp_path: Path) -> None:
    model.update({"user": ["eve"], "item": ["Fargo"], "rating": [4]}).forget("carol")
    model.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert again.get_params() == model.get_params()
    assert again.users == model.users
    for name in model.users:
        assert again.recommend(name, 4) == model.recommend(name, 4)
    with np.load(tmp_path / "model", allow_pickle=False) as stored:
        assert "carol" not in stored["users"].tolist()
        held = {name: stored[name] for name in stored.files}
    facts = json.loads(bytes(held["facts"]).decode())
    held["facts"] = np.frombuffer(json.dumps({**facts, "format": FORMAT + 1}).encode(), dtype=np.uint8)
    with (tmp_path / "later").open("wb") as file:
        np.savez(file, **held)
    with pytest.raises(
        ValueError, match=f"is a model of format {FORMAT + 1}, and this program reads format {FORMAT}"
    ):
        load(tmp_path / "later")
    (tmp_path / "text").write_text("user,item\n")
    for name, sentence in (("text", "is no saved model"), ("gone", "there is no model")):
        with pytest.raises(ValueError, match=sentence):
            load(tmp_path / name)


def test_it_has_scikit_learn_s_manners() -> None:
    made = Model("user-cf", k=7)
    assert made.get_params() == {"method": "user-cf", "seed": 1, "k": 7}
    assert repr(made) == "Model(method='user-cf', seed=1, k=7)"
    assert made.fit(columns()) is made
    assert type(made)(**made.get_params()).get_params() == made.get_params()
    assert made.set_params(k=9).get_params()["k"] == 9
    with pytest.raises(ValueError, match="nothing is learned yet: call fit first"):
        made.recommend("alice")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Model("user-cff"), "method must be one of user-cf, .*did you mean 'user-cf'"),
        (lambda: Model(kk=3), "there is no setting 'kk' of methods"),
        (lambda: Model(k=0), "user_cf.k: input should be greater than or equal to 1, not 0"),
        (
            lambda: fit(columns()).recommend("alicia"),
            "there is no user 'alicia' in what was learned .did you mean 'alice'",
        ),
        (lambda: fit(columns()).explain("alice", "Dun"), "there is no item 'Dun' .*did you mean 'Dune'"),
        (lambda: fit(columns()).recommend("alice", 0), "n must be 1 or more, not 0"),
        (
            lambda: fit(columns(), "item-cf").similar_users("alice"),
            "similar users are known by user-cf, not by item-cf",
        ),
        (lambda: fit({"user": [1, 2], "item": [1]}), "columns of equal length: user has 2, item has 1"),
        (lambda: fit([1, 2]), "a log must be a path, a pandas, polars or Arrow table"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(make, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as error:
        make()
    assert len(str(error.value).splitlines()) == 1


def test_rating_models_are_there_too() -> None:
    users, items = np.nonzero(R)
    for kind in (
        recommender.RatingKNN,
        lambda: recommender.RatingFactors(recommender.FactorisationSettings(), recommender.Luck(1)),
    ):
        predicted = kind().fit(users, items, R[users, items], (1, 5)).predict(users, items)
        assert ((predicted >= 1) & (predicted <= 5)).all()
    with pytest.raises(ValueError, match="ids must be at most 2147483647"):
        recommender.RatingKNN().fit(np.array([3_000_000_000]), np.array([1]), np.array([3.0]))
    with pytest.raises(AttributeError, match=r"attribute '?fitt"):
        recommender.fitt  # noqa: B018


def test_importing_the_recommender_loads_no_reader() -> None:
    import subprocess
    import sys

    told = "import sys, recommender; print([n for n in sys.modules if n in ('duckdb', 'recommender.model')])"
    assert (
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )
