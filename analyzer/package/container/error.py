"""What a person is told when a workbook cannot be opened or edited."""

from analyzer.language import Text


class PackageError(Exception):
    """A workbook that cannot be opened or edited; `reason` says why in one plain sentence."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class TruncatedError(PackageError):
    """A zip archive whose directory is missing or points outside the file."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "文件不完整，可能没有下载完或复制完，请重新获取这个文件",
                "The file is incomplete, probably cut off while it was copied; please get it again",
            )
        )


def damaged(part: str) -> PackageError:
    """The error for a part of the package whose content cannot be read."""
    return PackageError(
        Text(
            f"工作簿内部的 {part} 已损坏，请用 Excel 或 WPS 打开后另存一份",
            f"{part} inside the workbook is damaged; please open it in Excel or WPS and save it again",
        )
    )
