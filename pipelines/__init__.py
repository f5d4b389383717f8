"""Whole runs on Beam, and the configuration that they take."""
