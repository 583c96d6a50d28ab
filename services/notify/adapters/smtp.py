"""Mail by SMTP. Every try of a notice has the same Message-ID, so that a mailbox can show one that came twice once."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.notify.domain.notice import CarrierAway, Letter, Refused
from shared.kernel import in_beijing

TIMEOUT = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """Where mail is handed over. ``security``: ``starttls``, ``tls`` or ``none``."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = ""


class SmtpCarrier:
    """Hands letters to a mail server, over one connection as long as there are any."""

    knows_repeats = False

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def carry(self, letter: Letter) -> str:
        """Hand over one letter; the Message-ID is its id. 5xx is a refusal for good, 4xx or a line that breaks one for
        now: a letter that makes a server hang up must not look like a server that is away."""
        message = self._message(letter)
        line = self._line = self._line or self._connected()
        try:
            line.send_message(message, from_addr=self._server.sender, to_addrs=[letter.address])
        except (smtplib.SMTPException, OSError) as error:
            self._forget()
            raise _refusal(error) from None  # the original names the address
        return str(message["Message-ID"])

    def finish(self) -> None:
        """Say good-bye."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
            self._line = None

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._open()
        except (smtplib.SMTPException, OSError) as error:
            raise CarrierAway(type(error).__name__) from error

    def _open(self) -> smtplib.SMTP:
        where = self._server
        context = ssl.create_default_context()
        if where.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(where.host, where.port, timeout=TIMEOUT, context=context)
        else:
            line = smtplib.SMTP(where.host, where.port, timeout=TIMEOUT)
        try:
            if where.security == "starttls":
                line.starttls(context=context)
            if where.user:
                line.login(where.user, where.password)
        except BaseException:
            line.close()
            raise
        return line

    def _forget(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["Message-ID"] = f"<{letter.notice}@{self._server.sender.rpartition('@')[2]}>"
        message["Date"] = format_datetime(in_beijing(letter.at))
        message["From"] = self._server.sender
        message["To"] = letter.address
        message["Subject"] = letter.subject
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _refusal(error: smtplib.SMTPException | OSError) -> Refused:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    else:  # the line broke, or the server cannot write such an address at all
        return Refused(type(error).__name__, for_good=isinstance(error, smtplib.SMTPNotSupportedError))
    return Refused(f"smtp {code}", for_good=code >= 500)
