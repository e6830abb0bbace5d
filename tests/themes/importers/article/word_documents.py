"""Word documents, whole and broken."""

import io
import struct
import zipfile
import zlib

import docx
from docx.enum.style import WD_STYLE_TYPE

from tests.themes.importers.article.article_pages import PLAN


def make_word_document(write=None) -> bytes:
    document = docx.Document()
    if write:
        write(document)
    else:
        document.add_heading(PLAN.title, 1)
        for theme in PLAN.themes:
            document.add_heading(theme.title, 2)
            for findings, pages in theme.groups:
                for finding in findings:
                    closing = f" (pg {pages})" if finding is findings[-1] else ""
                    document.add_paragraph(finding + closing, style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def write_runs(*runs: tuple[str, dict]) -> bytes:
    def write(document):
        document.add_heading("On safeguarding", 1)
        document.add_heading("Ropes", 2)
        struck = document.styles.add_style("Struck", WD_STYLE_TYPE.CHARACTER)
        struck.font.strike = True
        document.styles.add_style("Gone", WD_STYLE_TYPE.CHARACTER).base_style = struck
        document.styles.add_style("Raised", WD_STYLE_TYPE.CHARACTER).font.superscript = True
        paragraph = document.add_paragraph(style="List Bullet")
        for words, look in runs:
            run = paragraph.add_run(words, style=look.get("style"))
            for name, value in look.items():
                if name != "style":
                    setattr(run.font, name, value)

    return make_word_document(write)


def make_picture() -> bytes:
    """The smallest PNG there is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\x00\x00")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def replace_part(
    name: str, content: bytes, *, instead: str | None = None, data: bytes | None = None
) -> bytes:
    """A Word document with one part more, or with one replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or make_word_document())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename != (instead or name):
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return file.getvalue()


def make_protected() -> bytes:
    """As a zip program would protect it: the flag set for its first part, here and in the list at the end."""
    data = bytearray(make_word_document())
    data[6] |= 1
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    return bytes(data)


def make_zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        new.writestr(name, b"x")
    return file.getvalue()
