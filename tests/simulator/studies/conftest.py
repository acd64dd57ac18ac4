from simulator.testing import scenario

__all__ = ["scenario"]
