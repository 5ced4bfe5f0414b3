"""What a person is told when the system refuses to read or write a file."""

import errno
from typing import Final

from analyzer.language import Text

_REASONS: Final = {
    errno.ENOENT: Text("文件或文件夹不见了", "the file or folder is not there any more"),
    errno.EACCES: Text("没有权限，或正在 Excel、WPS 中打开", "no permission, or open in Excel or WPS"),
    errno.EPERM: Text("没有权限", "no permission"),
    errno.EROFS: Text("所在的盘只能读", "the disk is read-only"),
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EDQUOT: Text("磁盘配额已满", "the disk quota is used up"),
    errno.ENAMETOOLONG: Text("路径或文件名太长，请缩短", "the path or name is too long; shorten it"),
    errno.ELOOP: Text("链接绕成了圈", "the links lead in a circle"),
    errno.EISDIR: Text("那里已有一个同名文件夹", "a folder of that name is there"),
    errno.ENOTDIR: Text("路径中有一段是文件，不是文件夹", "part of the path is a file, not a folder"),
    errno.EEXIST: Text("那里已有一个同名文件", "a file of that name is there"),
    errno.EIO: Text("磁盘读写出错", "the disk failed"),
    errno.EINVAL: Text("文件名在这个盘上不能用", "the name is not allowed on this disk"),
}


def why(failure: Exception) -> Text:
    """The reason in plain words; the system's own where there are none for it."""
    number = getattr(failure, "errno", None)
    if number in _REASONS:
        return _REASONS[number]
    stated = getattr(failure, "strerror", None) or f"{type(failure).__name__}: {failure}"
    return Text(stated, stated)
