"""What notify tells: that a person was told."""

from datetime import datetime

from shared.contracts import Event, Kind, event


@event("notify.notice_settled.v1", Kind.FACT)
class NoticeSettled(Event):
    """A notice came to its end on one channel. Key: ``notify/notice/<notice>``.

    ``source`` is the key of what the notice is about (``registration/code/<code_id>`` …); ``outcome``:
    ``delivered`` | ``expired`` | ``failed``.
    """

    notice: str
    intake: str | None
    account: str | None
    source: str
    channel: str
    outcome: str
    settled_at: datetime


@event("notify.season_adopted.v1", Kind.STATE)
class SeasonAdopted(Event):
    """Notify's own copy is at this version. Key: ``notify/adopted/<season>``."""

    intake: str
    season: str
    season_version: int
