"""A Word document (.docx) as a web page, pictures left out; looked at before anything of it is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from xml.parsers.expat import ExpatError

import mammoth

from themes.importers.article.drafts import ArticleError

MAX_UNPACKED = 60_000_000  # bytes of all parts together, pictures included
MAX_WORDS = 1_500_000  # bytes of the parts that are read, in five seconds at worst; an article has 200 kB
MAX_PARTS = 2_000

_HOW_TO = "Copy the article’s words from Word and paste them."
_DAMAGED = f"The file seems to be a Word document, and is damaged: it cannot be read. {_HOW_TO}"
_PROTECTED = f"The Word document is protected by a password. Save it without one, or do this: {_HOW_TO}"
_MACROS = f"The Word document holds macros. Save it as a plain Word document (.docx), or do this: {_HOW_TO}"
_OTHER_ZIP = f"The file is zipped and is not a Word document. {_HOW_TO}"
_TOO_LARGE = f"The Word document unpacks to more than an article may have. {_HOW_TO}"

# What zipfile, the parser and mammoth raise for a document that is not built as Word does.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, ExpatError, OSError, EOFError, NotImplementedError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError),
)


def convert_document(data: bytes) -> str:
    """Its HTML, headings and lists kept. Raises ArticleError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _refuse_unsuitable(parts)
        return mammoth.convert_to_html(
            io.BytesIO(data), convert_image=lambda image: [], include_embedded_style_map=False
        ).value
    except ArticleError:
        raise
    except (RecursionError, MemoryError) as error:
        raise ArticleError(_TOO_LARGE) from error
    except _BROKEN as error:
        raise ArticleError(_DAMAGED) from error


def _refuse_unsuitable(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise ArticleError(_PROTECTED)
    # No more is unpacked than is stated here: zipfile stops there, and then refuses the sum.
    texts = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    is_too_large = _add_sizes(entries) > MAX_UNPACKED or _add_sizes(texts) > MAX_WORDS
    if is_too_large or len(entries) > MAX_PARTS:
        raise ArticleError(_TOO_LARGE)
    _refuse_other_contents({entry.filename for entry in entries})
    # Word writes none; entities that stand for others could unpack once more.
    if any(b"<!" in parts.read(entry).replace(b"<![CDATA[", b"") for entry in texts):
        raise ArticleError(_DAMAGED)


def _refuse_other_contents(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ArticleError(_MACROS)
    if "word/document.xml" not in names:
        is_word = "[Content_Types].xml" in names and any("word/" in name for name in names)
        raise ArticleError(_DAMAGED if is_word else _OTHER_ZIP)


def _add_sizes(entries: Iterable[zipfile.ZipInfo]) -> int:
    return sum(entry.file_size for entry in entries)
