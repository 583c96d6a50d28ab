"""Settings are read whole or refused whole, each fault by the name of its variable."""

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import pytest
from marshmallow import fields, validate

from shared.config import Config, ConfigFaults, load, rows, setting


@dataclass(frozen=True, kw_only=True)
class NotifyConfig(Config):
    """A service's settings, as a service writes them."""

    smtp_password: str = setting(fields.String(), default="", secret=True, help="password of the mail server")
    attempts: int = setting(fields.Integer(validate=validate.Range(min=1)), default=5, help="tries per notice")
    sender: str = setting(fields.Email(), help="address that mail comes from")
    outbox_dir: Path | None = setting(fields.String(allow_none=True), default=None, help="where mail is kept")

    def faults(self) -> Iterator[tuple[str, str]]:
        yield from super().faults()
        if self.smtp_password and not self.secure:
            yield "smtp_password", "no password without https"


def read(**environ: str) -> NotifyConfig:
    given = {"SENDER": "longmen@example.cn", **environ}
    return load(NotifyConfig, {f"LONGMEN_NOTIFY_{name}": value for name, value in given.items()}, service="notify")


def test_defaults_fit_the_service_and_its_folder() -> None:
    config = read()
    assert config.service == "notify"
    assert config.database_url == "sqlite:///var/notify.db"
    assert config.keyring_file == Path("var/notify.keyring")
    assert (config.epoch, config.attempts, config.rehearsal_only, config.outbox_dir) == (1, 5, True, None)
    assert config.embedded
    assert read(VAR_DIR="/srv/x").database_url == "sqlite:////srv/x/notify.db"


def test_what_is_given_is_read_by_its_kind() -> None:
    config = read(EPOCH="3", REHEARSAL_ONLY="false", PUBLIC_URL="https://zsb.example.cn", BUS_URL="amqp://x")
    assert (config.epoch, config.rehearsal_only, config.secure, config.embedded) == (3, False, True, False)


def test_a_secret_may_come_from_a_file_and_shows_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("opensesame\n")
    config = read(SMTP_PASSWORD_FILE=str(secret), PUBLIC_URL="https://x.cn", DATABASE_URL="postgresql://a:hidden@b/c")
    assert config.smtp_password == "opensesame"
    assert "opensesame" not in repr(config)
    assert "hidden" not in repr(config)


def test_the_variables_of_other_services_and_of_the_machine_are_not_ours() -> None:
    environ = {"LONGMEN_NOTIFY_SENDER": "a@b.cn", "LONGMEN_REVIEW_NONSENSE": "x", "HOME": "/root", "LONGMEN": "1"}
    assert load(NotifyConfig, environ, service="notify").sender == "a@b.cn"


FAULTS = {
    "EPOCH": "three",
    "ATTEMPTS": "0",
    "LOG_LEVEL": "LOUD",
    "PUBLIC_URL": "zsb.example.cn",
    "REHEARSAL_ONLY": "perhaps",
    "SENDER": "nobody",
    "SMTP_PASWORD": "opensesame",
    "SMTP_PASSWORD_FILE": "/nowhere/secret",
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_names_its_variable(name: str) -> None:
    with pytest.raises(ConfigFaults) as refused:
        read(**{name: FAULTS[name]})
    assert list(refused.value.faults) == [f"LONGMEN_NOTIFY_{name}"]
    assert "opensesame" not in str(refused.value)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(ConfigFaults) as refused:
        read(**FAULTS)
    assert set(refused.value.faults) == {f"LONGMEN_NOTIFY_{name}" for name in FAULTS}


def test_a_mistyped_name_is_told_the_right_one() -> None:
    with pytest.raises(ConfigFaults, match="no such setting; is LONGMEN_NOTIFY_SMTP_PASSWORD meant"):
        read(SMTP_PASWORD="x")


def test_a_setting_without_default_must_be_given() -> None:
    with pytest.raises(ConfigFaults, match="LONGMEN_NOTIFY_SENDER: must be given"):
        load(NotifyConfig, {}, service="notify")


def test_value_and_file_together_are_ambiguous(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("y")
    with pytest.raises(ConfigFaults, match="SENDER_FILE: LONGMEN_NOTIFY_SENDER is given too"):
        read(SENDER_FILE=str(tmp_path / "x"))


def test_a_setting_whose_own_name_ends_in_file_is_a_path() -> None:
    assert read(KEYRING_FILE="/etc/longmen/ring").keyring_file == Path("/etc/longmen/ring")


@pytest.mark.parametrize(("environ", "variable"), [
    ({"REHEARSAL_ONLY": "false"}, "REHEARSAL_ONLY"),
    ({"SMTP_PASSWORD": "x"}, "SMTP_PASSWORD"),
])
def test_settings_that_do_not_fit_together_are_refused(environ: dict[str, str], variable: str) -> None:
    with pytest.raises(ConfigFaults) as refused:
        read(**environ)
    assert list(refused.value.faults) == [f"LONGMEN_NOTIFY_{variable}"]


def test_embedding_gives_other_defaults_and_the_environment_wins() -> None:
    given = {"var_dir": "/demo", "sender": "demo@x.cn", "epoch": "7"}
    config = load(NotifyConfig, {"LONGMEN_NOTIFY_EPOCH": "8"}, service="notify", given=given)
    assert (config.sender, config.epoch, config.database_url) == ("demo@x.cn", 8, "sqlite:////demo/notify.db")


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        read().epoch = 2  # type: ignore[misc]


def test_the_table_lists_every_setting_once_and_shows_no_value() -> None:
    table = {row.variable: row for row in rows(NotifyConfig, service="notify")}
    assert table["LONGMEN_NOTIFY_SENDER"].default == "(required)"
    assert table["LONGMEN_NOTIFY_SMTP_PASSWORD"].default == "(none)"
    assert table["LONGMEN_NOTIFY_OUTBOX_DIR"].default == "(none)"
    assert table["LONGMEN_NOTIFY_DATABASE_URL"].default == "sqlite:///var/notify.db"
    assert [table[f"LONGMEN_NOTIFY_{name}"].kind for name in ("EPOCH", "REHEARSAL_ONLY", "VAR_DIR", "SENDER")] == [
        "number", "true or false", "path", "text"]
    assert all(row.help for row in table.values())
