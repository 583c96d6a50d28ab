"""The tiny service of the web's tests."""

from tests.shared.web.conftest import site

__all__ = ["site"]
