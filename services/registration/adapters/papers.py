"""Files that candidates hand in as evidence: looked at, and made anew before anything of them is kept."""

from services.registration.adapters.images import NOT_A_PICTURE, TooManyPixels, redrawn
from services.registration.adapters.pdfs import MOST_PAGES, NOT_A_PDF, Acting, Locked, TooLarge, rewritten, set_limits
from services.registration.domain.evidence import LARGEST, MIB, PDF, Clean, EvidenceUnfit, media_of


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
        return clean


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
    except TooLarge as error:
        raise _unfit(name, f"文件页数或内容过多，最多{MOST_PAGES}页，请扫描成普通PDF后上传。") from error
    except Acting as error:
        raise _unfit(name, "文件中含有脚本、动作或附件，请打印成普通PDF后上传。") from error
    except NOT_A_PDF as error:
        raise _unfit(name, "文件不完整或已损坏，请打印成普通PDF后上传。") from error


def _unfit(name: str, reason: str) -> EvidenceUnfit:
    return EvidenceUnfit(field="file", name=name, reason=reason)
