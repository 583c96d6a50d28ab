"""Errors of the HTTP door itself, and the one body in which every error leaves.

Codes are a public interface: ``docs/problems.md`` lists them all, a test holds them, none is used twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.kernel import Conflict, Forbidden, LongmenError, NotFound
from shared.web.translation import N_

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: N_("请求有误"),
    401: N_("需要登录"),
    403: N_("没有权限"),
    404: N_("没有找到"),
    405: N_("不支持此操作"),
    409: N_("与当前状态冲突"),
    411: N_("缺少长度"),
    412: N_("内容已被更新"),
    413: N_("内容过大"),
    415: N_("不支持此格式"),
    422: N_("内容未通过检查"),
    428: N_("缺少版本标识"),
    429: N_("操作过于频繁"),
    500: N_("系统出错"),
    503: N_("暂时无法使用"),
}


class BadRequest(LongmenError):
    """The request could not be understood."""

    code = "bad_request"
    message = "请求无法识别，请检查后重试。"
    status = 400


class MalformedJson(BadRequest):
    """The body is not JSON."""

    code = "malformed_json"
    message = "请求内容不是有效的 JSON。"


class BadCursor(BadRequest):
    """A cursor not given by us, or given for another list."""

    code = "bad_cursor"
    message = "翻页标识无效，请从第一页重新开始。"


class MethodNotAllowed(LongmenError):
    """The address exists, the method does not."""

    code = "method_not_allowed"
    message = "此地址不支持该操作。"
    status = 405


class LengthWanted(LongmenError):
    """A body sent in chunks: limits are checked before reading, so its length must be said first."""

    code = "length_wanted"
    message = "请求须带 Content-Length。"
    status = 411


class VersionPassed(LongmenError):
    """``If-Match`` names a version that is no longer the present one."""

    code = "version_passed"
    message = "内容已被更新，请重新打开后再修改。"
    status = 412


class TooLarge(LongmenError):
    """The body is larger than this route takes."""

    code = "too_large"
    message = "提交的内容过大，此处最多 {limit}。"
    status = 413


class UnsupportedType(LongmenError):
    """The body's media type is not one of those that this route takes."""

    code = "unsupported_type"
    message = "不支持此内容格式，可用的格式：{types}。"
    status = 415


class InvalidInput(LongmenError):
    """One or more fields are not as they should be: ``errors`` lists each."""

    code = "invalid_input"
    message = "填写的内容有误，请按提示修改。"
    status = 422

    def __init__(self, errors: Sequence[tuple[str, str]] = (), **params: Any) -> None:
        super().__init__(**params)
        self.errors = tuple(errors)


class KeyReused(LongmenError):
    """The same ``Idempotency-Key`` came with another request."""

    code = "idempotency_key_reused"
    message = "同一个 Idempotency-Key 已用于另一个请求。"
    status = 422


class KeyBusy(Conflict):
    """A request with the same ``Idempotency-Key`` is being handled at this moment."""

    code = "idempotency_key_busy"
    message = "相同的请求正在处理，请稍后重试。"


class VersionWanted(LongmenError):
    """This resource is changed only with ``If-Match``."""

    code = "version_wanted"
    message = "修改此内容须带 If-Match。"
    status = 428


class TooMany(LongmenError):
    """Too often: ``retry_after`` seconds until the next try."""

    code = "too_many"
    message = "操作过于频繁，请在{wait}后重试。"
    status = 429


class CrossSite(Forbidden):
    """A write that another site made the browser send."""

    code = "cross_site"
    heading = "请求已拒绝"
    message = "请求不是从本站页面发出的，已拒绝。"


class FormExpired(Forbidden):
    """The form's token is missing, too old, or of another session."""

    code = "form_expired"
    heading = "页面已过期"
    message = "页面已过期，请返回上一页刷新后重新提交。"


def field_errors(error: LongmenError) -> list[dict[str, str]]:
    """Every field that hurts, with its message."""
    listed: Sequence[tuple[str, str]] = getattr(error, "errors", ())
    if not listed and error.field:
        listed = [(error.field, error.text)]
    return [{"field": field, "message": message} for field, message in listed]


def body_of(error: LongmenError, *, trace_id: str) -> dict[str, Any]:
    """The problem+json body (RFC 9457). An error's ``members`` mapping adds extension members."""
    body: dict[str, Any] = {
        "type": f"urn:longmen:problem:{error.code}",
        "title": TITLES.get(error.status, TITLES[500]),
        "status": error.status,
        "code": error.code,
        "detail": error.text,
        "errors": field_errors(error),
        "trace_id": trace_id,
    }
    members: Mapping[str, Any] = getattr(error, "members", {})
    return {**members, **body}


__all__ = ["MEDIA_TYPE", "TITLES", "NotFound", "body_of", "field_errors"]
