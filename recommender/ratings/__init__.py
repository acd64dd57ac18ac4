"""Predicting ratings by neighbourhood, by user or by item."""
