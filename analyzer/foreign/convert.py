"""Which converter a file needs, and what comes out."""

from dataclasses import dataclass

from analyzer.foreign.losses import sentences
from analyzer.language import Text
from analyzer.package.container.archive import has_signature
from analyzer.package.container.recognise import recognise

_NAME_OF_KIND = b"mimetype"  # the member that says what an OpenDocument file is; its name is never packed


@dataclass(frozen=True)
class Converted:
    """A workbook of another format as .xlsx bytes, with a plain sentence for each thing left behind."""

    content: bytes
    lost: tuple[Text, ...]


def convert(content: bytes) -> Converted | None:
    """The workbook as .xlsx, or None when the bytes are not .xls, .et or .ods, whatever the file's name.

    Raises PackageError with a plain sentence when it is damaged, protected by a password or too large.
    """
    if has_signature(content) and _NAME_OF_KIND not in content:
        return None
    match recognise(content):  # each converter brings a library that hardly any run needs
        case "xls":
            from analyzer.foreign.xls import read_xls

            target = read_xls(content)
        case "ods":
            from analyzer.foreign.ods import read_ods

            target = read_ods(content)
        case _:
            return None
    return Converted(target.content(), sentences(target.losses))
