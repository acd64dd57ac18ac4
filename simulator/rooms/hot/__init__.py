"""The room hot."""
