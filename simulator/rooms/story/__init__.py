"""The room story."""
