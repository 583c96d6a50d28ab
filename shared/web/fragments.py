"""Pages stand without scripts; where htmx asks, it asks for a piece of one, and gets that piece alone."""

from flask import has_request_context, request


def is_fragment() -> bool:
    """Whether htmx asks for a piece. A boosted link or a step back in the history wants the whole page."""
    if not has_request_context() or request.headers.get("HX-Request") != "true":
        return False
    return "HX-Boosted" not in request.headers and "HX-History-Restore-Request" not in request.headers
