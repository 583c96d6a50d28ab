"""An announcement that officers write: how long it may be."""

TITLE_MOST = 60
TEXT_MOST = 5000
TEMPLATE = "announcement"
