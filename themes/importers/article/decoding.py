"""The bytes of an uploaded file as text, or a clear word on why they are none."""

import codecs
import re

from themes.importers.article.drafts import ArticleError

MAX_BYTES = 2_000_000  # the longest article with comments that we know has 16 kB

_HOW_TO = "Copy the article’s text into a plain text file (UTF-8) and import that."
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word document, or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"II*\x00", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format", "a database"),
)
# The longer mark first: UTF-32 begins as UTF-16 does.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WEB_PAGE = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<head|<body)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The text of a file, with "\\n" line ends and no byte-order mark. Raises ArticleError.

    UTF-8, and UTF-16 with a byte-order mark; anything else that is text is taken for Windows-1252.
    """
    if len(data) > MAX_BYTES:
        raise ArticleError(
            f"The file has more than the {MAX_BYTES:,} bytes that an article may have. Import the article alone."
        )
    if not data.strip():
        raise ArticleError("The file is empty.")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ArticleError(f"The file seems to be {kind}, not text. {_HOW_TO}")
    text = _decoded(data)
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) // 100:
        raise ArticleError(f"The file seems to be binary, not text. {_HOW_TO}")
    if _WEB_PAGE.match(text):
        raise ArticleError(f"The file seems to be a web page’s source. {_HOW_TO}")
    text = with_plain_line_ends(_CONTROL.sub("", text))
    if not text.strip():
        raise ArticleError("The file is empty.")
    return text


def with_plain_line_ends(text: str) -> str:
    """Windows and old Mac line ends as "\\n", and no byte-order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    encodings = [encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)][:1]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArticleError(f"The file seems to be binary, or text in an unknown encoding. {_HOW_TO}")
