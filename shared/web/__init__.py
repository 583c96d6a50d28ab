"""The HTTP door of every service: one app factory, one guard around every view, one shape of error.

Where to look::

    app.py          make_app(WebParts) -> Flask
    parts.py        WebParts: what a service gives; parts(), adapter(): what a view takes
    blueprint.py    JsonBlueprint (under /<service>/api/v1), PageBlueprint (under /<service>, or at the root)
    access.py       @permits, @public, principal(): who may
    door.py         writing(), reading(), receipt(), season_now(): the transaction and the time of a view
    limits.py       @takes: how large and of which type a body may be
    versions.py     @wants_match, want_version(), tag(): ETag and If-Match
    idempotency.py  Idempotency-Key, for every write of the API
    lists.py        Cursor, page_of(): lists
    schemas.py      Schema, Instant and other fields
    problems.py     errors of the door itself, problem+json, the error page
    forms.py        form tokens (CSRF);  session.py  the cookie
    pages.py        page(): a rendered template, refused(): the form again; fragments.py  the piece htmx asks for
    layout.py       what every page has around it; navigation.py  who finds what in the menu (docs/portal.md)
    translation.py  Chinese and English; language.py  the choice; catalogue.py  python -m shared.web.catalogue
    assets.py       style sheets and scripts, by their content; compression.py  pages packed as they leave
    chinese.py      what stays Chinese on an English page says so
    pieces.py       /<service>/style: every piece of a page
"""
