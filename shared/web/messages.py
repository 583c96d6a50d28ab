"""Marshmallow's own messages in Chinese. Messages that our schemas give are Chinese already and pass unchanged."""

import re

EXACT = {
    "Missing data for required field.": "必填。",
    "Field may not be null.": "不能为空。",
    "Unknown field.": "没有这个字段。",
    "Invalid input type.": "格式不正确。",
    "Invalid type.": "格式不正确。",
    "Invalid value.": "取值不正确。",
    "Not a valid string.": "须为文字。",
    "Not a valid utf-8 string.": "须为 UTF-8 文字。",
    "Not a valid integer.": "须为整数。",
    "Not a valid number.": "须为数字。",
    "Number too large.": "数字过大。",
    "Special numeric values (nan or infinity) are not permitted.": "须为数字。",
    "Not a valid boolean.": "须为 true 或 false。",
    "Not a valid list.": "须为列表。",
    "Not a valid mapping type.": "须为键值对。",
    "Not a valid date.": "日期格式不正确，例如 2024-03-19。",
    "Not a valid time.": "时间格式不正确，例如 09:00。",
    "Not a valid datetime.": "时间格式不正确。",
    "Not a valid email address.": "电子邮箱格式不正确。",
    "Not a valid URL.": "网址格式不正确。",
    "Not a valid UUID.": "标识格式不正确。",
    "Not a valid file.": "请选择文件。",
    "Shorter than minimum length 1.": "不能为空。",
    "String does not match expected pattern.": "格式不正确。",
}

PATTERNS = (
    (r"Shorter than minimum length (\d+)\.", r"至少 \1 个字符。"),
    (r"Longer than maximum length (\d+)\.", r"最多 \1 个字符。"),
    (r"Length must be between (\d+) and (\d+)\.", r"须为 \1 至 \2 个字符。"),
    (r"Length must be (\d+)\.", r"须为 \1 个字符。"),
    (r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.", r"须在 \1 与 \2 之间。"),
    (r"Must be greater than or equal to (\S+)\.", r"不得小于 \1。"),
    (r"Must be less than or equal to (\S+)\.", r"不得大于 \1。"),
    (r"Must be greater than (\S+)\.", r"须大于 \1。"),
    (r"Must be less than (\S+)\.", r"须小于 \1。"),
    (r"Must be one of: (.+)\.", r"须为以下之一：\1。"),
    (r"Not a valid (.+)\.", "格式不正确。"),
)


def in_chinese(message: str) -> str:
    """The message for a person who fills in a form."""
    if message in EXACT:
        return EXACT[message]
    for pattern, chinese in PATTERNS:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, chinese, message)
    return message
