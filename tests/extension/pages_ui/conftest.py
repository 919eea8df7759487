"""The browser and the fake agent, as the tests of the background have them."""

from tests.extension.background.conftest import agent, browser, ports

__all__ = ["agent", "browser", "ports"]
