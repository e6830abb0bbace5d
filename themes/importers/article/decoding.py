"""Turns what was pasted or uploaded into text, or says why it cannot: plain text, web pages, Word.

Only for the limited process that `given` starts: what is taken apart here may take any time and memory.
"""

import codecs
import html
import re

from themes.importers.article.drafts import MAX_BYTES, MAX_FILE_BYTES, ArticleError
from themes.importers.article.lines import unify_line_ends
from themes.importers.article.webpages import convert_page, is_web_page

_HOW_TO = "Open it, mark the article’s words, copy them and paste them."
_ZIPPED = b"PK\x03\x04"
_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x05\x06", "an empty zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document, or one protected by a password"),
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
# Signs as the source of a web page spells them, where its words were copied out of it: "&bull;", "&#8220;".
_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The words of a file, with "\\n" line ends and no byte-order mark. Raises ArticleError.

    Word documents and web pages become text. Text is UTF-8, or UTF-16 with a byte-order mark; anything else
    that is text is taken for Windows-1252.
    """
    if data.startswith(_ZIPPED):
        # What it needs takes as long to import as everything else, and other articles need none of it.
        from themes.importers.article.word import convert_document

        _refuse_longer(data, MAX_FILE_BYTES)
        return _check_words(convert_page(_remove_control(convert_document(data)), is_document=True))
    _refuse_longer(data, MAX_BYTES)
    if not data.strip():
        raise ArticleError("The file is empty.")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ArticleError(f"The file seems to be {kind}, not text. {_HOW_TO}")
    return read_pasted(_decode_text(data))


def read_pasted(text: str) -> str:
    """The words of a text, which may be the source of a web page. Raises ArticleError."""
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) // 100:
        raise ArticleError(f"This is not text that we can read. {_HOW_TO}")
    text = _remove_control(text)
    return _check_words(convert_page(text) if is_web_page(text) else _ENTITY.sub(_read_entity, text))


def _read_entity(given: re.Match[str]) -> str:
    sign = html.unescape(given[0])
    return given[0] if _CONTROL.search(sign) or len(sign) > 2 else sign


def _refuse_longer(data: bytes, most: int) -> None:
    if len(data) > most:
        raise ArticleError(
            f"The file has more than the {most:,} bytes that an article may have. Import the article alone."
        )


def _remove_control(text: str) -> str:
    # Lone surrogates are no characters either: no file could hold them.
    return _CONTROL.sub("", text).encode(errors="replace").decode()


def _check_words(text: str) -> str:
    text = unify_line_ends(text)
    if not text.strip():
        raise ArticleError("The file is empty.")
    return text


def _decode_text(data: bytes) -> str:
    encodings = [encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)][:1]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArticleError(f"This is not text that we can read. {_HOW_TO}")
