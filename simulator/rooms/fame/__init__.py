"""The room fame."""
