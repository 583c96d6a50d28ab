"""The service that is asked: alone in a house, on an embedded database."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from shared.service import Service
from shared.testing.house import Home, Recipe, house
from shared.testing.seasons import CODE


class Asked:
    """Base of all promises: ``recipes`` names the one service."""

    recipes: ClassVar[Mapping[str, Recipe]]

    @pytest.fixture
    def home(self, tmp_path: Path) -> Iterator[Home]:
        with house(self.recipes, tmp_path) as home:
            yield home

    @property
    def name(self) -> str:
        return next(iter(self.recipes))

    def service(self, home: Home) -> Service:
        return home.services[self.name]

    def get(self, home: Home, path: str) -> Any:
        """What anybody is answered."""
        return home.anybody(self.name).get(path)

    def season(self, home: Home, code: str = CODE) -> Any:
        """What the service says of its own copy; None where it has none."""
        answer = self.get(home, f"/{self.name}/api/v1/season/{code}")
        return answer.json if answer.status_code == 200 else None

    def facts(self, home: Home, fact: str) -> list[Mapping[str, Any]]:
        """The facts of one kind."""
        return [row for row in self.service(home).facts(CODE) if row["fact"] == fact]

    def told(self, home: Home, event: str) -> int:
        """How often the service told an event."""
        return sum(row["told"] for row in self.facts(home, "told") if row["name"] == f"{self.name}.{event}")
