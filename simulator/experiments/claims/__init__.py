"""Claims of published research, put to the test in this world: one experiment each, with shared luck."""

from simulator.experiments.claims.table import CLAIMS

__all__ = ["CLAIMS"]
