"""What a source college may know of its candidates' filing: filled or not filled, and not in every batch."""

from shared.kernel import Forbidden


class ProgressNotShown(Forbidden):
    """«Who has not filed supplementary» would tell who was not admitted: not shown unless the season says so."""

    code = "progress_not_shown"
    message = "{title}阶段不显示填报进展。"


def check_shown(title: str, *, shown: bool) -> None:
    """Raise unless the season shows progress in this batch."""
    if not shown:
        raise ProgressNotShown(title=title)
