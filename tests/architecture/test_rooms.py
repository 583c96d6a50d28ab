"""The listing is the map: every service has the same rooms, and a noun has one name in all of them."""

from pathlib import Path

import pytest

from tests.architecture.house import PRODUCT, ROOT, services, shown, sources

ROOMS = {
    "README.md", "__init__", "__main__", "adapters", "api", "app", "cli", "config", "domain", "events", "jobs",
    "migrations", "pages", "store", "tests", "timers", "usecases",
}
MAY_HAVE = {"templates", "translations"}
OF_NOUNS = ("domain", "usecases", "store", "api", "pages")
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "extensions", "constants", "base"}
FIVE = 5


def rooms(service: Path) -> set[str]:
    """The names in a service's folder; a room is the same whether one module or a folder of nouns."""
    return {path.stem if path.suffix == ".py" else path.name for path in service.iterdir()
            if path.name[0] != "." and path.name != "__pycache__"}


def nouns(service: Path) -> dict[str, set[str]]:
    """Room to the nouns whose files it holds, for rooms that have outgrown one module."""
    return {room: {path.stem for path in (service / room).glob("*.py") if path.stem[0] != "_"}
            for room in OF_NOUNS if (service / room).is_dir()}


def singular(noun: str) -> str:
    """So that two spellings of one noun meet: ``invitations``, ``invitation``."""
    plain = noun.replace("_", "")
    if plain.endswith("ies"):
        return f"{plain[:-3]}y"
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") else plain


def two_spellings(service: Path) -> list[set[str]]:
    """Nouns that two rooms write in two ways."""
    spellings: dict[str, set[str]] = {}
    for found in nouns(service).values():
        for noun in found:
            spellings.setdefault(singular(noun), set()).add(noun)
    return [written for written in spellings.values() if len(written) > 1]


def strangers(service: Path) -> set[str]:
    """Nouns that a door shows and no use case knows."""
    found = nouns(service)
    known = found.get("usecases")
    return set() if known is None else (found.get("api", set()) | found.get("pages", set())) - known


def test_there_are_five_services() -> None:
    assert len(services()) == FIVE


@pytest.mark.parametrize("name", services())
def test_a_service_has_the_rooms_of_every_service(name: str) -> None:
    found = rooms(ROOT / "services" / name)
    assert found - MAY_HAVE == ROOMS


@pytest.mark.parametrize("name", services())
def test_a_noun_is_written_alike_in_every_room(name: str) -> None:
    assert two_spellings(ROOT / "services" / name) == []


@pytest.mark.parametrize("name", services())
def test_a_door_shows_what_a_use_case_knows(name: str) -> None:
    assert strangers(ROOT / "services" / name) == set()


def test_there_is_no_junk_drawer() -> None:
    files = [path for path in sources(*PRODUCT, "tests") if path.stem in JUNK_DRAWERS]
    folders = [path for folder in (*PRODUCT, "tests") for path in (ROOT / folder).rglob("*")
               if path.is_dir() and path.name in JUNK_DRAWERS]
    assert [shown(path) for path in (*files, *folders)] == []


def test_a_missing_room_and_a_second_spelling_are_seen(tmp_path: Path) -> None:
    for file in ("domain/offer.py", "usecases/offers.py", "api/offers.py", "api/college.py", "events.py"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    assert rooms(tmp_path) == {"domain", "usecases", "api", "events"}
    assert two_spellings(tmp_path) == [{"offer", "offers"}]
    assert strangers(tmp_path) == {"college"}
