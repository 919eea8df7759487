"""Tenken's local agent: judges marketplace listings and serves the verdict on 127.0.0.1."""

__version__ = "0.1.0"
