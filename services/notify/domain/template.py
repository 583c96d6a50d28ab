"""A template: one thing that people are told, worded once for every channel it travels by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

SMS_MOST = 67
"""Characters of one SMS, its signature included: longer ones are split, charged and delivered in parts."""
SIGNATURE_MOST = 10
"""Characters of the longest signature that every text leaves room for; with a longer one an SMS may have two parts."""
VARIABLE_MOST = 20
"""Characters that carriers let one variable of an approved template have."""

DATE = len("12月31日23:59")
"""Characters of the longest instant."""


class TextUnfit(ValueError):
    """A text cannot be made as its template promises: a variable is missing or too long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """``variables``: name to the most characters it has in an SMS; ``long``: those that only mails and entries use. A
    channel without a text cannot carry it.

    ``title`` heads the entry and the mail. A ``secret`` one opens something: nothing of it is kept once it is settled.
    """

    key: str
    title: str
    sms: str | None = None
    mail: str | None = None
    entry: str | None = None
    variables: Mapping[str, int] = field(default_factory=dict)
    long: frozenset[str] = frozenset()
    secret: bool = False
    urgent: bool = False

    def names(self) -> frozenset[str]:
        """Every variable that any of the texts uses."""
        texts = (self.title, self.sms, self.mail, self.entry)
        return frozenset(name for text in texts if text for _, name, _, _ in Formatter().parse(text) if name)

    def fits(self, params: Mapping[str, str]) -> bool:
        """Whether these values can fill it."""
        return all(len(params.get(name, "x" * (most + 1))) <= most for name, most in self.variables.items())


def filled(template: Template, text: str | None, params: Mapping[str, str]) -> str:
    """One of a template's texts with its variables, however long. Raises :class:`TextUnfit`."""
    if text is None:
        raise TextUnfit(f"{template.key} has no text for this channel")
    try:
        return text.format_map(params)
    except KeyError as error:
        raise TextUnfit(f"{template.key}: no {error}") from error


def sms_text(template: Template, params: Mapping[str, str], *, signature: str) -> str:
    """The SMS as it is sent: ``【signature】`` and the text. Raises :class:`TextUnfit`."""
    text = filled(template, template.sms, params)
    if not template.fits(params):
        raise TextUnfit(f"{template.key}: a variable is too long")
    return f"【{signature}】{text}"
