"""The room why."""
