"""``/<service>/style``: every piece that pages are built of, in every state. To look at, and for tests to measure."""

from datetime import timedelta

from shared.web.access import public
from shared.web.blueprint import PageBlueprint
from shared.web.door import receipt
from shared.web.layout import Until
from shared.web.pages import page

LEFT = (timedelta(minutes=8, seconds=12), timedelta(hours=5, minutes=3), timedelta(days=3, hours=2), timedelta(0))
WRONG = [
    {"field": "wrong_text", "message": "请填写姓名。"}, {"field": "wrong_choice", "message": "请选择考生类别。"},
    {"field": "wrong_file", "message": "文件过大，最多5 MB。"}, {"field": "main", "message": "志愿填报已截止。"},
]


def pieces_blueprint() -> PageBlueprint:
    """The page, made anew for each app."""
    blueprint = PageBlueprint("pieces", __name__, template_folder=None)

    @blueprint.get("/style")
    @public
    def style() -> str:
        now = receipt()
        return page("pieces.html", wrong=WRONG, deadlines=[Until(now + left, now) for left in LEFT])

    return blueprint
