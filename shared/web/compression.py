"""Pages go out packed: what a telephone at the edge of a village loads is a third of it.

A form token differs from one second to the next, and the session's cookie comes with no request that another site makes
in the background (``SameSite=Lax``): that a page's length tells of its content serves nobody (docs/decisions/0029).
"""

import gzip

from flask import Response

from shared.web.assets import takes_gzip

WORTH_IT = 1024
LEVEL = 6


def pack(response: Response) -> None:
    """Pack a page, if it is one, is long enough, and who asks can unpack it."""
    if response.mimetype != "text/html" or response.direct_passthrough:
        return
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) > WORTH_IT and takes_gzip() and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(body, compresslevel=LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
