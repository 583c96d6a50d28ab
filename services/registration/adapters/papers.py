"""Files that candidates hand in as evidence: looked at, and made anew before anything of them is kept."""

import io
import zipfile

from services.registration.adapters.drawings import Endless
from services.registration.adapters.images import NOT_A_PICTURE, TooManyPixels, redrawn
from services.registration.adapters.pdfs import (
    MOST_PAGES,
    NOT_A_PDF,
    Acting,
    Locked,
    Loose,
    TooLarge,
    rewritten,
    set_limits,
)
from services.registration.adapters.scans import Unseen
from services.registration.domain.evidence import LARGEST, MIB, PDF, Clean, EvidenceUnfit, media_of

ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
"""What those who unpack look for anywhere in a file; of a ZIP it is its end."""


class Papers:
    """Makes files anew. Slow for a large one: called outside any transaction."""

    def __init__(self) -> None:
        set_limits()

    def cleaned(self, name: str, content: bytes) -> Clean:
        """What may be kept of a file. Raises EvidenceUnfit with the reason, naming the file."""
        if not content:
            raise _unfit(name, "文件是空的。")
        if len(content) > LARGEST:
            raise _unfit(name, f"文件过大，最大{LARGEST // MIB}MB。")
        media = media_of(content)
        if media is None:
            raise _unfit(name, "只接收PNG、JPEG图片和PDF文件，且文件内容须与格式一致。")
        clean = _pdf(name, content) if media == PDF else _picture(name, content, media)
        if len(clean.content) > LARGEST:
            raise _unfit(name, f"文件内容过大，请降低清晰度后重新上传，最大{LARGEST // MIB}MB。")
        if _is_archive_too(clean.content):
            raise _unfit(name, "文件中夹带了压缩包，请重新拍摄或打印成普通PDF后上传。")
        return clean


def _is_archive_too(content: bytes) -> bool:
    """What its pixels or pages are packed with may let an archive through as it was."""
    return zipfile.is_zipfile(io.BytesIO(content)) or any(mark in content for mark in ARCHIVES)


def _picture(name: str, content: bytes, media: str) -> Clean:
    try:
        return redrawn(content, media)
    except TooManyPixels as error:
        raise _unfit(name, "图片像素过多，请缩小后重新上传。") from error
    except NOT_A_PICTURE as error:
        raise _unfit(name, "图片不完整或已损坏，请重新拍摄或另存后上传。") from error


def _pdf(name: str, content: bytes) -> Clean:
    try:
        return rewritten(content)
    except Locked as error:
        raise _unfit(name, "文件设有密码，请取消密码后上传。") from error
    except (TooLarge, Endless) as error:
        raise _unfit(name, f"文件页数或内容过多，最多{MOST_PAGES}页，请扫描成普通PDF后上传。") from error
    except Acting as error:
        raise _unfit(name, "文件中含有脚本、动作或附件，请打印成普通PDF后上传。") from error
    except Loose as error:
        raise _unfit(name, "文件中填写的内容或批注没有固定在页面上，请打印成普通PDF后上传。") from error
    except Unseen as error:
        raise _unfit(name, "文件中的扫描图片无法核查，请把文件另存为照片或普通PDF后再上传。") from error
    except NOT_A_PDF as error:
        raise _unfit(name, "文件不完整或已损坏，请打印成普通PDF后上传。") from error


def _unfit(name: str, reason: str) -> EvidenceUnfit:
    return EvidenceUnfit(field="file", name=name, reason=reason)
