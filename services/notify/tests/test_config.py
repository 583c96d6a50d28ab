"""Settings: mail by SMTP only where a real intake may be."""

import pytest

from services.notify.config import NotifyConfig
from shared.config import ConfigFaults, load

REAL = {
    "LONGMEN_NOTIFY_REHEARSAL_ONLY": "false", "LONGMEN_NOTIFY_PUBLIC_URL": "https://www.example.cn",
    "LONGMEN_NOTIFY_MAIL": "smtp", "LONGMEN_NOTIFY_SMTP_HOST": "mail.example.cn",
    "LONGMEN_NOTIFY_MAIL_FROM": "noreply@example.cn",
}


def test_mail_stays_in_files_unless_something_else_is_said() -> None:
    assert load(NotifyConfig, {}, service="notify").mail == "file"


def test_smtp_wants_a_server_and_a_sender() -> None:
    assert load(NotifyConfig, REAL, service="notify").mail == "smtp"
    for missing in ("LONGMEN_NOTIFY_SMTP_HOST", "LONGMEN_NOTIFY_MAIL_FROM"):
        with pytest.raises(ConfigFaults, match=missing):
            load(NotifyConfig, {**REAL, missing: ""}, service="notify")


def test_a_process_of_rehearsals_takes_no_smtp() -> None:
    with pytest.raises(ConfigFaults, match="LONGMEN_NOTIFY_MAIL: a process that takes rehearsals only"):
        load(NotifyConfig, {**REAL, "LONGMEN_NOTIFY_REHEARSAL_ONLY": "true"}, service="notify")
