"""What a test process keeps works for whichever test comes first."""

from pathlib import Path

from shared.db import open_engine
from shared.testing import kept


def test_an_engine_knows_its_servers_version_before_it_has_connected(tmp_path: Path) -> None:
    engines = [kept.know_statements(open_engine(f"sqlite:///{tmp_path / name}.db", durable=False)) for name in "ab"]
    versions = [getattr(each.dialect, "server_version_info", None) for each in engines]
    for each in engines:
        each.dispose()
    assert versions[0] == versions[1] is not None
