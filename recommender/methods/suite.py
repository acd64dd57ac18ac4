"""Several methods over one memory: taught once, asked by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from recommender.memory.memory import Memory
from recommender.methods.method import Method
from recommender.types import Ids, Interactions, Items


class Suite(Mapping[str, Method]):
    """The methods by name. Teach the suite, never one of its methods. Trained ones rest until `wake`."""

    def __init__(self, memory: Memory, methods: Mapping[str, Method]) -> None:
        """Errors: ValueError for a method with a memory of its own."""
        strangers = [name for name, method in methods.items() if method.memory is not memory]
        if strangers:
            raise ValueError(f"{strangers[0]} must share the memory of its suite")
        self.memory = memory
        self._methods = dict(methods)
        for method in self._methods.values():
            method.rest()

    def __getitem__(self, name: str) -> Method:
        return self._methods[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._methods)

    def __len__(self) -> int:
        return len(self._methods)

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless their ids go on where the old ones ended."""
        self.memory.publish(items)
        for method in self._methods.values():
            method.took_in(items)

    def wake(self, *names: str, tick: int) -> None:
        """These methods are asked for from hour `tick` on, and no others: trained ones among them that rest are
        trained at once on what is remembered, all other trained ones rest. Errors: KeyError for unknown names."""
        awake = [self._methods[name] for name in names]
        for method in self._methods.values():
            if method not in awake:
                method.rest()
            elif method.resting:
                method.wake(tick)

    def update(self, batch: Interactions) -> None:
        """Learn from events. Errors: ValueError for items never published and negative users."""
        for method in self._methods.values():
            method.expect(batch)
        self.memory.learn(batch)
        for method in self._methods.values():
            method.learned(batch)

    def follow(self, users: Ids, creators: Ids) -> None:
        """Learn that these users (n,) follow these creators (n,). Errors: ValueError for negative ids."""
        self.memory.follow(users, creators)

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        users = np.asarray(users, dtype=np.int32)
        self.memory.forget(users)
        for method in self._methods.values():
            method.forgot(users)
