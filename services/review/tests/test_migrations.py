"""What the migrations make is what the tables say."""

from shared.testing.house import Home


def test_the_migrations_make_the_declared_tables(bare: Home) -> None:
    assert bare.services["review"].migrations.drift() == []
