"""Settings of a process: read once from its environment, checked whole, then a frozen dataclass.

``LONGMEN_<SERVICE>_<NAME>`` gives a value, ``LONGMEN_<SERVICE>_<NAME>_FILE`` the file that holds it. Whatever begins
with the service's prefix and is no setting of it is an error: a typing mistake never means "the default".
A service adds its own by subclassing :class:`Config`::

    @dataclass(frozen=True, kw_only=True)
    class RegistrationConfig(Config):
        code_tries: int = setting(fields.Integer(validate=Range(min=1)), default=5, help="wrong codes before …")
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from marshmallow import Schema, ValidationError, fields, validate

PREFIX = "LONGMEN"
C = TypeVar("C", bound="Config")
Faults = dict[str, str]


class ConfigFaults(Exception):
    """The settings cannot be used. ``faults``: variable to what is wrong with it; never the value of a secret."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{variable}: {fault}" for variable, fault in sorted(faults.items())))
        self.faults = dict(faults)


class PathField(fields.String):
    """A path; ``~`` is the home folder."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return Path(super()._deserialize(value, attr, data, **kwargs)).expanduser()


def setting(kind: fields.Field[Any], *, help: str, default: Any = dataclasses.MISSING, secret: bool = False) -> Any:  # noqa: A002
    """One setting: how its text is read, and what it is for. Without a default it must be given.

    A text default may name ``{service}`` and ``{var}``; a secret appears in no listing.
    """
    kind.required = default is dataclasses.MISSING
    kind.error_messages["required"] = "must be given"
    return dataclasses.field(default=default, repr=not secret, metadata={"kind": kind, "help": help})


@dataclass(frozen=True, kw_only=True)
class Config:
    """What every service must know of the place where it runs."""

    service: str = ""
    database_url: str = setting(
        fields.String(),
        default="sqlite:///{var}/{service}.db",
        secret=True,
        help="where this service's data is: `postgresql+psycopg://…` or `sqlite:///path`",
    )
    bus_url: str = setting(
        fields.String(),
        default="local:",
        secret=True,
        help="the broker (`amqp://…`, `amqps://…`); `local:` joins the services of this process",
    )
    bus_admin_url: str = setting(
        fields.String(),
        default="",
        secret=True,
        help="the broker's management interface, `http://administrator:…@host:15672`; only `migrate` needs it",
    )
    keyring_file: Path = setting(
        PathField(),
        default="{var}/{service}.keyring",
        help="the keys that personal data is sealed with, mode 0600; made on first use",
    )
    season_key: str = setting(
        fields.String(),
        default="",
        help="public half of admission's season key (base64url); a season signed by another is refused",
    )
    public_url: str = setting(
        fields.Url(require_tld=False, schemes={"http", "https"}),
        default="http://127.0.0.1:8080",
        help="the address that people see, without a path",
    )
    var_dir: Path = setting(PathField(), default="var", help="where files, logs and embedded databases are kept")
    log_level: str = setting(
        fields.String(validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])),
        default="INFO",
        help="DEBUG, INFO, WARNING or ERROR",
    )
    epoch: int = setting(
        fields.Integer(validate=validate.Range(min=1)),
        default=1,
        help="raise it by one after restoring a backup: later versions then count as newer",
    )
    rehearsal_only: bool = setting(
        fields.Boolean(),
        default=True,
        help="take rehearsals only; a real intake needs `false` here and an https public address",
    )
    bind: str = setting(fields.String(), default="127.0.0.1:8080", help="where the web process listens")
    threads: int = setting(
        fields.Integer(validate=validate.Range(min=1, max=256)),
        default=4,
        help="requests at once in a web process, and connections to its database",
    )
    behind_gateway: bool = setting(
        fields.Boolean(),
        default=False,
        help="believe the gateway's headers for address, scheme and time of receipt; it must overwrite them",
    )

    @property
    def embedded(self) -> bool:
        """Whether all services share one process, and so one clock, one lock and one bus."""
        return self.bus_url.startswith("local:")

    @property
    def secure(self) -> bool:
        """Whether people reach us over https."""
        return urlsplit(self.public_url).scheme == "https"

    def faults(self) -> Iterator[tuple[str, str]]:
        """(field, what is wrong) where settings do not fit together. Subclasses add theirs."""
        if not self.rehearsal_only and not self.secure:
            yield "rehearsal_only", "a real intake needs an https PUBLIC_URL"


@dataclass(frozen=True)
class Row:
    """A setting as the README table shows it."""

    variable: str
    kind: str
    default: str
    help: str


def load(kind: type[C], environ: Mapping[str, str], *, service: str, given: Mapping[str, str] | None = None) -> C:
    """Read a service's settings. ``given`` (text by field name) replaces defaults, for embedding; ``environ`` wins."""
    settings = {field.name: field for field in dataclasses.fields(kind) if "kind" in field.metadata}
    variables = {name: f"{PREFIX}_{service.upper()}_{name.upper()}" for name in settings}
    texts, faults = _texts(environ, variables, prefix=f"{PREFIX}_{service.upper()}_")
    texts = _with_defaults({**(given or {}), **texts}, settings, service)
    values: dict[str, Any] = {}
    try:
        values = Schema.from_dict({name: field.metadata["kind"] for name, field in settings.items()})().load(texts)
    except ValidationError as error:
        said = {variables.get(name, name): " ".join(map(str, why)) for name, why in dict(error.messages_dict).items()}
        faults = {**said, **faults}
    if faults:
        raise ConfigFaults(faults)
    config = kind(service=service, **values)
    if misfits := {variables[name]: fault for name, fault in config.faults()}:
        raise ConfigFaults(misfits)
    return config


def rows(kind: type[Config], *, service: str) -> Iterator[Row]:
    """The README table of a service's settings, common ones first."""
    for field in dataclasses.fields(kind):
        if "kind" not in field.metadata:
            continue
        reader = field.metadata["kind"]
        default = {dataclasses.MISSING: "(required)", None: "(none)", "": "(none)"}.get(field.default, field.default)
        variable = f"{PREFIX}_{service.upper()}_{field.name.upper()}"
        yield Row(variable, _kind_name(reader), str(default).format(service=service, var="var"), field.metadata["help"])


def _texts(environ: Mapping[str, str], variables: Mapping[str, str], *, prefix: str) -> tuple[dict[str, str], Faults]:
    """What the environment gives, by field name, and what is wrong with it."""
    fields_of = {variable: name for name, variable in variables.items()}
    texts: dict[str, str] = {}
    faults: Faults = {}
    for variable in sorted(name for name in environ if name.startswith(prefix)):
        plain = variable.removesuffix("_FILE")
        if variable in fields_of:
            texts[fields_of[variable]] = environ[variable]
        elif plain in fields_of and plain in environ:
            faults[variable] = f"{plain} is given too; give one of the two"
        elif plain in fields_of:
            try:
                texts[fields_of[plain]] = Path(environ[variable]).read_text().strip()
            except (OSError, UnicodeDecodeError) as error:
                faults[variable] = f"cannot read {environ[variable]}: {error}"
        else:
            near = get_close_matches(variable, fields_of, n=1)
            faults[variable] = "no such setting" + (f"; is {near[0]} meant?" if near else "")
    return texts, faults


def _with_defaults(texts: Mapping[str, str], settings: Mapping[str, Any], service: str) -> dict[str, str]:
    names = {"service": service, "var": texts.get("var_dir", settings["var_dir"].default)}
    defaults = {
        name: str(field.default).format(**names)
        for name, field in settings.items()
        if field.default not in (dataclasses.MISSING, None)
    }
    return {**defaults, **texts}


def _kind_name(reader: fields.Field[Any]) -> str:
    return {"Boolean": "true or false", "Integer": "number", "Float": "number", "PathField": "path"}.get(
        type(reader).__name__, "text"
    )
