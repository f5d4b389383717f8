"""Lets Beam ship this code to workers (`--setup_file`); everything else is in pyproject.toml."""

from setuptools import setup

setup()
