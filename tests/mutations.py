"""The ways in which `tests.fuzz` spoils a workbook; each takes its bytes and a source of chance."""

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]
MUTATIONS: dict[str, Mutation] = {}

NUMBERS = (
    "0",
    "-1",
    "1e308",
    "-1e308",
    "nan",
    "inf",
    "1e-320",
    "4294967296",
    "9" * 40,
    "0x10",
    "",
    " 7 ",
    "1,5",
    "٣",
)
TEXTS = (
    "",
    " ",
    "—",
    "合计",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "\u202e\u0000",
    "é\u0301" * 50,
    "万元" * 9000,
    "100%",
    "2024-02-30",
)
REFERENCES = (
    "A0",
    "A1",
    "XFD1048576",
    "AAAA1",
    "1A",
    "",
    "a1",
    "$A$1",
    "A1:B2",
    "B4",
    "D9999999",
    "R1C1",
    "Z99",
)
TYPES = ("s", "str", "inlineStr", "b", "e", "d", "n", "zz", "")
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#SPILL!", "#WAT", "")
FORMULAS = ("SUM(A1:A9)", "A1", "1/0", "", "'x y'!A1&amp;\"&lt;\"", "IF(" * 60 + "1" + ")" * 60)
ENTITIES = (
    "&amp;",
    "&bogus;",
    "&#0;",
    "&#x110000;",
    "&#20013;",
    "<![CDATA[x<y]]>",
    "<!-- c -->",
    "<?pi?>",
    "\0",
    "\xff",
)
NAMES = (
    "../x.xml",
    "C:/x",
    "",
    "a" * 3000,
    "xl/worksheets/sheet2.xml",
    "xl/",
    "\u202e",
    "/xl/workbook.xml",
    "xl\\styles.xml",
)


def mutation(function: Mutation) -> Mutation:
    """Take part under the function's own name."""
    MUTATIONS[function.__name__] = function
    return function


@mutation
def bytes_flipped(content: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


@mutation
def cut(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return chance.choice(
        (content[:at], content[at:], content[:at] + content[at + chance.randrange(1, 500) :])
    )


@mutation
def header_spoiled(content: bytes, chance: random.Random) -> bytes:
    """A number in a zip header: sizes, offsets, methods, flags, lengths, counts."""
    signature = chance.choice((b"PK\1\2", b"PK\1\2", b"PK\3\4", b"PK\5\6"))
    places = [found.start() for found in re.finditer(re.escape(signature), content)]
    if not places:
        return content
    spoiled = bytearray(content)
    at = chance.choice(places) + chance.randrange(
        4, {b"PK\3\4": 28, b"PK\1\2": 44, b"PK\5\6": 20}[signature], 2
    )
    value = chance.choice((0, 1, 8, 0xFFFF, 0x7FFF, chance.randrange(65536)))
    spoiled[at : at + 2] = struct.pack("<H", value)
    return bytes(spoiled)


def repacked(content: bytes, change: Callable[[list[tuple[str, bytes]]], None]) -> bytes:
    """The archive written again with its list of members changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        members = [(info.filename, whole.read(info)) for info in whole.infolist()]
    change(members)
    made = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # of names that are there twice
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name, part in members:
            archive.writestr(zipfile.ZipInfo(name or "x"), part)
    return made.getvalue()


@mutation
def members_changed(content: bytes, chance: random.Random) -> bytes:
    def change(members: list[tuple[str, bytes]]) -> None:
        at = chance.randrange(len(members))
        name, part = members[at]
        match chance.randrange(6):
            case 0:
                del members[at]
            case 1:
                members[at] = chance.choice(NAMES), part
            case 2:
                members.append((chance.choice(NAMES), chance.randbytes(chance.randrange(400))))
            case 3:
                members[at] = (
                    name,
                    chance.choice((b"", part * 2, part[: len(part) // 2], chance.randbytes(300))),
                )
            case 4:
                members[at] = name, members[chance.randrange(len(members))][1]
            case _:
                members[at] = name.upper(), part

    return repacked(content, change)


def in_part(content: bytes, chance: random.Random, wanted: str, change: Callable[[str], str]) -> bytes:
    """With the text of one part, whose name matches `wanted`, changed."""

    def changed(members: list[tuple[str, bytes]]) -> None:
        places = [at for at, (name, _) in enumerate(members) if re.search(wanted, name)]
        if places:
            at = chance.choice(places)
            name, part = members[at]
            members[at] = (
                name,
                change(part.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"),
            )

    return repacked(content, changed)


def at_one_of(pattern: str, text: str, chance: random.Random, by: Callable[[re.Match[str]], str]) -> str:
    """With one match of the pattern replaced."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + by(match) + text[match.end() :]


@mutation
def attribute_changed(content: bytes, chance: random.Random) -> bytes:
    def by(match: re.Match[str]) -> str:
        value = chance.choice((*NUMBERS, *REFERENCES, "&lt;", "true", "hidden", match[2] * 2, match[2][:-1]))
        return chance.choice(
            ("", f" {match[1]}='{value}'", f' {match[1]}="{value}"', match[0] * 2, f' x{match[1]}="1"')
        )

    return in_part(
        content, chance, r"\.(xml|rels)$", lambda text: at_one_of(r' ([\w:]+)="([^"]*)"', text, chance, by)
    )


@mutation
def tag_changed(content: bytes, chance: random.Random) -> bytes:
    def by(match: re.Match[str]) -> str:
        return chance.choice(
            ("", match[0] * 2, f"<a>{match[0]}", f"<x:{match[0][1:]}", "<a>" * 300 + match[0], match[0][:-1])
        )

    return in_part(
        content, chance, r"\.(xml|rels)$", lambda text: at_one_of(r"</?\w[^<>]*>", text, chance, by)
    )


@mutation
def element_moved(content: bytes, chance: random.Random) -> bytes:
    def by(match: re.Match[str]) -> str:
        return chance.choice(("", match[0] * 2, match[0] * 40, f"<{match[1]}>{match[0]}</{match[1]}>"))

    return in_part(
        content,
        chance,
        r"\.(xml|rels)$",
        lambda text: (
            at_one_of(r"<(\w+)\b[^<>]*>[^<>]*</\1>|<(\w+)\b[^<>]*/>", text, chance, by)
            .replace("<None>", "")
            .replace("</None>", "")
        ),
    )


@mutation
def text_changed(content: bytes, chance: random.Random) -> bytes:
    def by(match: re.Match[str]) -> str:
        return f">{chance.choice((*NUMBERS, *TEXTS, *ENTITIES))}<"

    return in_part(content, chance, r"\.(xml|rels)$", lambda text: at_one_of(r">([^<>]+)<", text, chance, by))


@mutation
def entities_added(content: bytes, chance: random.Random) -> bytes:
    declared = '<!DOCTYPE a [<!ENTITY b "cccccccc"><!ENTITY d SYSTEM "file:///etc/hostname">]>'

    def change(text: str) -> str:
        head, end, rest = text.partition("?>")
        return (
            head
            + end
            + declared
            + at_one_of(r">([^<>]+)<", rest, chance, lambda m: f">&{chance.choice('bd')};<")
        )

    return in_part(content, chance, r"\.(xml|rels)$", change)


@mutation
def cells_changed(content: bytes, chance: random.Random) -> bytes:
    def cell(match: re.Match[str]) -> str:
        reference = chance.choice((match[1], match[1], match[1], chance.choice(REFERENCES)))
        style = chance.choice(("", ' s="1"', ' s="99999"', ' s="-1"', f' s="{chance.randrange(40)}"'))
        kind = chance.choice(TYPES)
        value = chance.choice((*NUMBERS, *ERRORS, str(chance.randrange(60)), str(chance.uniform(-1e6, 1e6))))
        formula = chance.choice(
            (
                "",
                "",
                f"<f>{chance.choice(FORMULAS)}</f>",
                '<f t="shared" si="0"/>',
                '<f t="array" ref="A1:C9">1</f>',
            )
        )
        inline = f"<is><t>{chance.choice(TEXTS[:6] + TEXTS[7:])}</t></is>" if kind == "inlineStr" else ""
        typed = f' t="{kind}"' if kind else ""
        return f'<c r="{reference}"{style}{typed}>{formula}<v>{value}</v>{inline}</c>'

    def change(text: str) -> str:
        for _ in range(chance.choice((1, 4, 25))):
            text = at_one_of(r'<c r="(\w+)"[^<>]*?(?:/>|>.*?</c>)', text, chance, cell)
        return text

    return in_part(content, chance, r"sheet[1-4]\.xml$", change)


@mutation
def rows_changed(content: bytes, chance: random.Random) -> bytes:
    def by(match: re.Match[str]) -> str:
        row = match[0]
        return chance.choice(
            (
                "",
                row * 2,
                re.sub(r'^<row r="\d+"', "<row", row),
                re.sub(r'^<row r="\d+"', f'<row r="{chance.choice(NUMBERS)}"', row),
                row.replace("<row ", '<row hidden="1" ', 1),
                re.sub(r' r="[A-Z]+\d+"', "", row),
                row + '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
            )
        )

    return in_part(
        content, chance, r"sheet[1-4]\.xml$", lambda text: at_one_of(r"<row\b.*?</row>", text, chance, by)
    )


@mutation
def shared_text_changed(content: bytes, chance: random.Random) -> bytes:
    def by(match: re.Match[str]) -> str:
        said = chance.choice((*TEXTS, *NUMBERS, match[1] * 3, match[1] + "（万元）", "负" + match[1]))
        return (
            f"<t>{said}</t>".replace("&", "&amp;")
            if chance.random() < 0.9
            else f"<t>{chance.choice(ENTITIES)}</t>"
        )

    def change(text: str) -> str:
        for _ in range(chance.choice((1, 5, 40))):
            text = at_one_of(r"<t\b[^<>]*>([^<>]*)</t>", text, chance, by)
        return text

    return in_part(content, chance, "sharedStrings", change)
