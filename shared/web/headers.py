"""Headers on every answer that tell a browser what this site does not do."""

from flask import Response, g, request

CSP = (
    "default-src 'self'; img-src 'self' data:; "  # the ticks and arrows of form fields stand in the style sheet
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DOCS_CSP = CSP + "; style-src 'self' 'unsafe-inline'"  # Swagger UI writes styles into its page
FRAMED_CSP = (
    "default-src 'none'; img-src 'self' data:; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"  # a browser's own viewer of PDFs writes styles
)

STATIC = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def put_headers(response: Response, *, is_https: bool) -> None:
    """Set them all. Answers are not kept by anybody unless a view said otherwise."""
    response.headers.extend(STATIC)
    is_docs = request.path.endswith("/api/docs")
    response.headers["Content-Security-Policy"] = DOCS_CSP if is_docs else CSP
    if g.get("framed"):
        response.headers["Content-Security-Policy"] = FRAMED_CSP
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers.setdefault("Cache-Control", "no-store")
    if is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def allow_frame() -> None:
    """This answer is a paper that our own page shows inside itself; whatever it holds, it runs nothing."""
    g.framed = True
