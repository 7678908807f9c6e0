"""The live server of the server's tests, for walking through its pages."""

from tests.unit.server.conftest import data, empty_world, live

__all__ = ["data", "empty_world", "live"]
