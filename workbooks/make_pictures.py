"""Draw the pictures of the README: `python workbooks/make_pictures.py`.

The faulty sample is examined and its annotated copy drawn as an accountant sees it: copy.png shows 预算 with
its note open, results.png the sheet 审核结果, analysis.png the sheet 执行分析. Besides the program it
needs LibreOffice (`soffice`), poppler (`pdftoppm`, `pdftotext`) and Pillow, and a Chinese font.
"""

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops

from analyzer import __version__
from analyzer.annotate import annotate
from analyzer.reading import read_batch, read_source
from analyzer.report import Provenance, report
from analyzer.rules import NATIONAL, catalogue, judge

HERE = Path(__file__).parent
SAMPLE = HERE / "澧县2020-有误.xlsx"
PICTURES = {"项目支出预算表": "copy.png", "审核结果": "results.png", "执行分析": "analysis.png"}
DOTS_PER_INCH = 150
MARGIN, WIDTH = 16, 1500  # pixels


def annotated_sample() -> bytes:
    """The annotated copy of the faulty sample, as of today."""
    content = SAMPLE.read_bytes()
    judgement = judge(read_batch([read_source(content)]), catalogue(), NATIONAL)
    [found] = report(judgement, [SAMPLE.name], "zh")
    made = Provenance(f"analyzer {__version__}", f"{len(catalogue())} 条", NATIONAL.name, date.today())
    return annotate(content, found, made, "zh").content


def with_notes_open(content: bytes) -> bytes:
    """The copy with its notes shown without pointing at their cells."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            part = old.read(member)
            if member.filename.endswith(".vml"):
                part = part.replace(b"visibility:hidden", b"visibility:visible")
                part = part.replace(b"</x:ClientData>", b"<x:Visible/></x:ClientData>")
            new.writestr(member.filename, part)
    return written.getvalue()


def drawn(content: bytes, folder: Path) -> Iterator[tuple[str, Image.Image]]:
    """The text and the picture of each printed page of a workbook."""
    workbook = folder / "workbook.xlsx"
    workbook.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(workbook),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    pdf = str(workbook.with_suffix(".pdf"))
    subprocess.run(["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), pdf, str(folder / "page")], check=True)
    for number, page in enumerate(sorted(folder.glob("page-*.png")), start=1):
        only = ["-f", str(number), "-l", str(number)]
        text = subprocess.run(["pdftotext", *only, pdf, "-"], check=True, capture_output=True, text=True)
        yield text.stdout.strip(), Image.open(page).convert("RGB")


def trimmed(page: Image.Image) -> Image.Image:
    """The page without the white around it and the number at its foot, as wide as the README shows it."""
    sheet = page.crop((0, 0, page.width, page.height * 93 // 100))
    inked = ImageChops.difference(sheet, Image.new("RGB", sheet.size, "white")).getbbox()
    left, top, right, bottom = inked or (0, 0, *sheet.size)
    wide, high = sheet.size
    cut = sheet.crop(
        (max(left - MARGIN, 0), max(top - MARGIN, 0), min(right + MARGIN, wide), min(bottom + MARGIN, high))
    )
    return cut.resize((WIDTH, cut.height * WIDTH // cut.width), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the pictures beside this file: of each sheet its first page."""
    wanted = dict(PICTURES)
    with tempfile.TemporaryDirectory() as folder:
        for text, page in drawn(with_notes_open(annotated_sample()), Path(folder)):
            title = next((title for title in wanted if text.startswith(title)), None)
            if title is not None:
                trimmed(page).quantize(128).save(HERE / wanted.pop(title), optimize=True)
    if wanted:
        raise SystemExit(f"no page begins with {', '.join(wanted)}")


if __name__ == "__main__":
    main()
