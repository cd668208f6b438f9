"""Tenet reviews a pull request against the backend principles that its repository states."""

__version__ = "0.1.0"
