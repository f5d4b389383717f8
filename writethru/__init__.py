"""writethru: clean news articles, each thing said once, and exactly what changed since the last look."""

__version__ = "0.1.0"
