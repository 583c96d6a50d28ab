"""Settings of notify."""

from collections.abc import Iterator
from dataclasses import dataclass

from marshmallow import fields, validate

from shared.config import Config, setting


@dataclass(frozen=True, kw_only=True)
class NotifyConfig(Config):
    """Where mail goes, and how often it is tried. A rehearsal's SMS and mail go to files whatever stands here."""

    mail: str = setting(
        fields.String(validate=validate.OneOf(["file", "smtp"])),
        default="file",
        help="`smtp` sends the mail of real intakes and of staff; `file` keeps it in `mail/` below the var folder",
    )
    smtp_host: str = setting(fields.String(), default="", help="the mail server")
    smtp_port: int = setting(fields.Integer(validate=validate.Range(1, 65535)), default=587, help="its port")
    smtp_security: str = setting(
        fields.String(validate=validate.OneOf(["starttls", "tls", "none"])),
        default="starttls",
        help="`starttls`, `tls` from the first byte, or `none`",
    )
    smtp_user: str = setting(fields.String(), default="", help="who signs in there; empty for nobody")
    smtp_password: str = setting(fields.String(), default="", secret=True, help="their password")
    mail_from: str = setting(fields.String(), default="", help="the address that mail comes from")
    tries: int = setting(
        fields.Integer(validate=validate.Range(min=1)),
        default=8,
        help="refusals after which a notice has failed",
    )

    def faults(self) -> Iterator[tuple[str, str]]:
        """A rehearsal reaches no mail server, so a process that takes nothing else has none."""
        yield from super().faults()
        if self.mail == "smtp":
            if self.rehearsal_only:
                yield "mail", "a process that takes rehearsals only sends no real mail"
            if not self.smtp_host:
                yield "smtp_host", "must be given with mail by smtp"
            if "@" not in self.mail_from:
                yield "mail_from", "must be an address with mail by smtp"
