"""Which carrier brings what: files for every rehearsal, and for real intakes what the settings name."""

from collections.abc import Mapping

from services.notify.adapters.file import FileCarrier
from services.notify.adapters.smtp import MailServer, SmtpCarrier
from services.notify.config import NotifyConfig
from services.notify.domain.notice import Carrier, Channel


def files_of(config: NotifyConfig) -> dict[Channel, FileCarrier]:
    """Phones and mailboxes below the var folder."""
    return {
        Channel.SMS: FileCarrier(config.var_dir / "phones"),
        Channel.EMAIL: FileCarrier(config.var_dir / "mail"),
    }


def real_carriers(config: NotifyConfig, files: Mapping[Channel, FileCarrier]) -> Mapping[Channel, Carrier]:
    """For real intakes, and for staff. A process that takes rehearsals only has none but the files."""
    if config.mail != "smtp" or config.rehearsal_only:
        return files
    server = MailServer(
        host=config.smtp_host, port=config.smtp_port, security=config.smtp_security, sender=config.mail_from,
        user=config.smtp_user, password=config.smtp_password,
    )
    return {**files, Channel.EMAIL: SmtpCarrier(server)}
