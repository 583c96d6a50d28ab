"""``season check FILE`` and ``season show FILE``: need no database. Exit 0 if the file is a season, 1 if it is not."""

from pathlib import Path

import click

from shared.kernel import in_beijing
from shared.season.file import SeasonFaults, read
from shared.season.model import Season
from shared.season.moments import moments
from shared.season.paths import shown
from shared.season.whole import pieces
from shared.season.words import Grounded

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def season() -> None:
    """赛季文件：检查、查看。"""


@season.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """检查赛季文件；每个错误一行：文件:行: 路径: 说明。"""
    found = _read(file)
    click.echo(f"{file}: 合格，{found.code}，{len(moments(found))}个时刻")


@season.command()
@click.argument("file", type=_FILE)
def show(file: Path) -> None:
    """按时间列出赛季的时刻，再逐条列出规则及其依据。"""
    found = _read(file)
    click.echo(f"{found.title}（{found.code}，报名库 {found.intake}）")
    for moment in moments(found):
        click.echo(f"{in_beijing(moment.instant):%Y-%m-%d %H:%M}  {moment.name:<36}{moment.title}")
    for path, piece in pieces(found):
        if isinstance(piece, Grounded):
            click.echo(f"\n{shown(path)}{_mark(found, piece)}")
            for sentence in piece.sentences:
                click.echo(f"    {sentence}")


def _mark(found: Season, piece: Grounded) -> str:
    source = found.ground(piece)
    named = f"  〔{source.number or source.title}〕" if source else ""
    return named + ("  ［样例］" if piece.sample else "")


def _read(file: Path) -> Season:
    try:
        return read(file)
    except SeasonFaults as error:
        for fault in error.faults:
            click.echo(f"{file}:{fault.line}: {fault.path}: {fault.message}")
        raise SystemExit(1) from None
