"""A season file's text as nested dicts, lists and strings, with the line of every path. Every scalar stays text.

YAML would turn ``10:00`` into 600, ``010`` into 8 and ``no`` into false; here they stay what was written. Anchors,
aliases and tags are refused (no file needs them, and a few lines of aliases can grow to gigabytes); size, depth and
count are bounded.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.docinfo import DocInfo
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

Path = tuple[str | int, ...]
Node = str | list["Node"] | dict[str, "Node"]

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
DEEPEST = 12
UNWRITABLE = "含有不能使用的字符"


@dataclass(slots=True)
class Text:
    """What was read: ``tree``, the line (from 1) of each path, and what is wrong with the writing itself.

    ``whole`` is false where reading had to stop: then the tree says nothing.
    """

    tree: Node = ""
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[Path, int, str]] = field(default_factory=list)
    whole: bool = False

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Stop(Exception):
    """Reading on makes no sense."""


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come."""

    node: list[Node] | dict[str, Node]
    path: Path
    key: str | None = None


def parse(source: bytes | str) -> Text:
    """Read the text. Never raises: what is wrong stands in ``faults``."""
    read = Text()
    raw = source.encode() if isinstance(source, str) else source
    if len(raw) > MOST_BYTES:
        read.faults.append(((), 1, f"文件过大：最多{MOST_BYTES // 1024} KiB"))
        return read
    yaml = YAML(typ="safe", pure=True)
    try:
        _build(_events(yaml, raw.decode("utf-8-sig")), read)
        read.whole = True
    except UnicodeDecodeError as error:
        read.faults.append(((), raw[: error.start].count(b"\n") + 1, "文件不是UTF-8编码"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        read.faults.append(((), mark.line + 1 if mark else 1, f"YAML语法有误：{error.problem or error.context}"))
    except YAMLError as error:
        read.faults.append(((), 1, f"YAML语法有误：{str(error).splitlines()[0]}"))
    except (ValueError, OverflowError):  # the reader's own, for a number that it could not convert: \\UFFFFFFFF
        read.faults.append(((), yaml.reader.line + 1, "YAML语法有误：转义字符或版本号超出范围"))
    except _Stop:
        pass
    return read


def _events(yaml: YAML, text: str) -> Iterator[Event]:
    """The events of a text, as by ``YAML.parse``; but the reader keeps its line when it breaks off."""
    yaml.doc_infos.append(DocInfo())
    _, parser = yaml.get_constructor_parser(text)
    while parser.check_event():
        yield parser.get_event()


def _build(events: Iterator[Event], read: Text) -> None:
    stack: list[_Open] = []
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                _stop(read, (), line, "一个文件只能有一份YAML文档")
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            stack.pop()
        elif isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
            if stack and isinstance(stack[-1].node, dict) and stack[-1].key is None:
                _key(event, stack[-1], read)
            else:
                _value(event, stack, read)


def _key(event: Event, top: _Open, read: Text) -> None:
    line = event.start_mark.line + 1
    if not isinstance(event, ScalarEvent) or event.anchor or event.tag:
        _stop(read, top.path, line, "键须为文字，且不得使用锚点、别名或标签")
    if not _is_writable(event.value):
        _stop(read, top.path, line, UNWRITABLE)
    top.key = str(event.value)
    path = (*top.path, top.key)
    if path in read.lines:
        read.faults.append((path, line, f"重复的项：第{read.lines[path]}行已有"))
    else:
        read.lines[path] = line


def _value(event: Event, stack: list[_Open], read: Text) -> None:
    line = event.start_mark.line + 1
    path = _place(stack)
    read.lines.setdefault(path, line)
    if len(read.lines) > MOST_NODES or len(stack) >= DEEPEST:
        _stop(read, path, line, f"嵌套过深或内容过多：最多{DEEPEST}层、{MOST_NODES}项")
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        read.faults.append((path, line, "不得使用锚点、别名或标签"))
    node: Node = ""
    if isinstance(event, MappingStartEvent):
        node = {}
    elif isinstance(event, SequenceStartEvent):
        node = []
    elif isinstance(event, ScalarEvent):
        node = str(event.value)
        if not _is_writable(node):
            read.faults.append((path, line, UNWRITABLE))
    _attach(node, stack, read)
    if isinstance(node, dict | list):
        stack.append(_Open(node=node, path=path))


def _is_writable(text: str) -> bool:
    """Escapes can write what no file, database or SMS can hold: half a pair, or a control character."""
    return all(each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs") for each in text)


def _place(stack: list[_Open]) -> Path:
    if not stack:
        return ()
    top = stack[-1]
    return (*top.path, len(top.node) if isinstance(top.node, list) else top.key or "")


def _attach(node: Node, stack: list[_Open], read: Text) -> None:
    if not stack:
        read.tree = node
    elif isinstance(stack[-1].node, list):
        stack[-1].node.append(node)
    else:
        stack[-1].node.setdefault(stack[-1].key or "", node)
        stack[-1].key = None


def _stop(read: Text, path: Path, line: int, message: str) -> NoReturn:
    read.faults.append((path, line, message))
    raise _Stop
