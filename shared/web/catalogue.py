"""The catalogues of English: every Chinese text of templates, views and errors, per package.

``python -m shared.web.catalogue`` brings ``translations/en.po`` of shared/ and of each service up to date: new texts
come in untranslated, texts that are gone go. What was translated stays.
"""

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from shared.web.translation import ENGLISH

ROOT = Path(__file__).resolve().parents[2]
SAID = {"_", "N_", "gettext", "ngettext", "common"}
TITLED = "Template"
"""What people are told, whose title heads it on pages: a domain names no gettext."""
OF_ERRORS = {"message", "heading"}
OPTIONS = {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}
Text = str | tuple[str, str]


@dataclass(frozen=True)
class Package:
    """A part of the house with a catalogue of its own."""

    folder: str
    catalogue: Path


def packages(root: Path = ROOT) -> list[Package]:
    """shared/, and each service."""
    services = sorted(path for path in (root / "services").iterdir() if (path / "app.py").exists())
    own = [Package(f"services/{path.name}", path / "translations" / "en.po") for path in services]
    return [Package("shared", root / "shared/web/translations/en.po"), *own]


def texts(folder: Path) -> list[Text]:
    """Every text of a package, in the order of its files."""
    found: dict[Text, None] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".py", ".html"} or {"tests", "testing", "migrations"} & set(path.parts):
            continue
        found |= dict.fromkeys(_of_python(path) if path.suffix == ".py" else _of_template(path))
    return list(found)


def renewed(package: Package, root: Path = ROOT) -> Catalog:
    """The package's catalogue with the texts of today and the English that it has."""
    template = Catalog()
    for text in texts(root / package.folder):
        template.add(text)
    catalogue = _kept(package.catalogue)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """As the file holds it: no dates and no places, which would differ with every change of anything."""
    held = io.BytesIO()
    write_po(held, catalogue, width=0, omit_header=True, no_location=True, sort_output=False)
    return held.getvalue()


def untranslated(package: Package, root: Path = ROOT) -> list[str]:
    """The texts that have no English yet."""
    return [str(message.id) for message in renewed(package, root) if message.id and not _is_said(message.string)]


def _is_said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _kept(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=ENGLISH)
    with path.open("rb") as file:
        return read_po(file, locale=ENGLISH)


def _of_template(path: Path) -> Iterator[Text]:
    with path.open("rb") as file:
        for _, _, message, _ in babel_extract(file, sorted(SAID), [], OPTIONS):
            if isinstance(message, tuple):
                plain = [part for part in message if isinstance(part, str)]
                yield (plain[0], plain[1]) if len(plain) > 1 else plain[0]
            elif message:
                yield message


def _of_python(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
            plain = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if plain:
                yield (plain[0], plain[1]) if node.func.id == "ngettext" and len(plain) > 1 else plain[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == TITLED:
            yield from (str(one.value.value) for one in node.keywords if one.arg == "title" and _is_chinese(one.value))
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node)


def _is_chinese(node: ast.expr) -> TypeGuard[ast.Constant]:
    """A text of its own: one that is all parameter has nothing to be said otherwise."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isascii()


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    """The messages that an error class writes beside its code."""
    for line in node.body:
        if not isinstance(line, ast.Assign | ast.AnnAssign):
            continue
        targets = line.targets if isinstance(line, ast.Assign) else [line.target]
        is_message = any(isinstance(target, ast.Name) and target.id in OF_ERRORS for target in targets)
        if is_message and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
            yield line.value.value


@click.command()
def main() -> None:
    """Bring every catalogue up to date."""
    for package in packages():
        package.catalogue.parent.mkdir(exist_ok=True)
        package.catalogue.write_bytes(written(renewed(package)))
        click.echo(f"{package.folder}: {len(untranslated(package))} without English")


if __name__ == "__main__":
    main()
