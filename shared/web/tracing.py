"""The caller's ``traceparent`` (W3C Trace Context), continued when it is well formed."""

import re
import secrets

_FORM = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?")


def continued(header: str | None) -> str | None:
    """A traceparent of our own in the caller's trace; None where there is none to continue."""
    found = _FORM.fullmatch(header or "")
    return f"00-{found[1]}-{secrets.token_hex(8)}-{found[2]}" if found else None
