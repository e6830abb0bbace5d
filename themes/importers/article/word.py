"""A Word document (.docx) as a web page, pictures left out; looked at before anything of it is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree

from themes.importers.article.drafts import ArticleError
from themes.importers.article.word_comments import STYLE_MAP, W, indent_comments, read_styles

MAX_UNPACKED = 60_000_000  # bytes of all parts together, pictures included
MAX_WORDS = 1_500_000  # bytes of the parts that are read, in five seconds at worst; an article has 200 kB
MAX_PARTS = 2_000
MAX_RUNS = 5_000  # of one paragraph: mammoth takes time that grows with their square; Word's longest have some hundred

_DOCUMENT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_UNSEEN = ("strike", "dstrike", "vanish", "specVanish")

_HOW_TO = "Copy the article’s words from Word and paste them."
_DAMAGED = f"The file seems to be a Word document, and is damaged: it cannot be read. {_HOW_TO}"
_PROTECTED = f"The Word document is protected by a password. Save it without one, or do this: {_HOW_TO}"
_MACROS = f"The Word document holds macros. Save it as a plain Word document (.docx), or do this: {_HOW_TO}"
_OTHER_ZIP = f"The file is zipped and is not a Word document. {_HOW_TO}"
_TOO_MANY_RUNS = f"A paragraph of the Word document consists of more than {MAX_RUNS:,} pieces. {_HOW_TO}"
_TOO_LARGE = f"The Word document unpacks to more than an article may have. {_HOW_TO}"

# Word's own styles for lists within lists, which need no numbering that tells their level.
_INNER_LISTS = [
    f"p[style-name='List {kind} {level}'] => {'ul|ol > li > ' * (level - 1)}{tag} > li:fresh"
    for kind, tag in (("Bullet", "ul"), ("Number", "ol"))
    for level in (2, 3, 4, 5)
]

# What zipfile, the parser and mammoth raise for a document that is not built as Word does.
_BROKEN = (
    *(
        zipfile.BadZipFile,
        zlib.error,
        ExpatError,
        etree.XMLSyntaxError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ),
    *(LookupError, ValueError, TypeError, AttributeError),
)


def convert_document(data: bytes) -> str:
    """Its HTML, headings and lists kept. Raises ArticleError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _refuse_unsuitable(parts)
            shown = _write_shown(parts)
        return mammoth.convert_to_html(
            shown,
            convert_image=lambda image: [],
            include_embedded_style_map=False,
            style_map="\n".join(("p[style-name='Title'] => h1:fresh", *_INNER_LISTS, STYLE_MAP)),
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
    # Word writes none; entities that stand for others could unpack once more. UTF-16 and UTF-32 put noughts between.
    if any(b"<!" in parts.read(entry).replace(b"\0", b"").replace(b"<![CDATA[", b"") for entry in texts):
        raise ArticleError(_DAMAGED)


def _refuse_other_contents(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ArticleError(_MACROS)
    if _DOCUMENT not in names:
        is_word = "[Content_Types].xml" in names and any("word/" in name for name in names)
        raise ArticleError(_DAMAGED if is_word else _OTHER_ZIP)


def _add_sizes(entries: Iterable[zipfile.ZipInfo]) -> int:
    return sum(entry.file_size for entry in entries)


def _write_shown(parts: zipfile.ZipFile) -> io.BytesIO:
    """The document without its pictures and without runs that nobody sees, which mammoth would take for words."""
    shown = io.BytesIO()
    with zipfile.ZipFile(shown, "w") as written:
        for name in parts.namelist():
            if name == _DOCUMENT:
                written.writestr(name, _write_document(parts))
            elif name.endswith((".xml", ".rels")):
                written.writestr(name, parts.read(name))
    return shown


def _write_document(parts: zipfile.ZipFile) -> bytes:
    document = _read_part(parts, _DOCUMENT)
    if document is None:
        raise ArticleError(_DAMAGED)
    if any(len(paragraph.findall(f".//{W}r")) > MAX_RUNS for paragraph in document.iter(f"{W}p")):
        raise ArticleError(_TOO_MANY_RUNS)
    styles = read_styles(_read_part(parts, _STYLES), _read_part(parts, _NUMBERING))
    for run in list(document.iter(f"{W}r")):
        paragraph = next(run.iterancestors(f"{W}p"), None)
        formats = [run, *styles.list_based_on(run, "r"), *styles.list_based_on(paragraph, "p")]
        if any(_is_on(formats, name) for name in _UNSEEN):
            _remove(run)
        elif _is_raised(formats):
            properties = run.find(f"{W}rPr")
            if properties is not None and properties.find(f"{W}vertAlign") is None:
                etree.SubElement(properties, f"{W}vertAlign").set(f"{W}val", "superscript")
    indent_comments(document, styles)
    return etree.tostring(document, encoding="utf-8", xml_declaration=True)


def _read_part(parts: zipfile.ZipFile, name: str) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(parts.read(name), parser) if name in parts.namelist() else None


def _is_on(formats: Iterable[etree._Element], name: str) -> bool:
    """As the nearest says that says anything."""
    values = (one.find(f"{W}rPr/{W}{name}") for one in formats)
    value = next((value for value in values if value is not None), None)
    return value is not None and value.get(f"{W}val", "true") not in {"0", "false", "off"}


def _is_raised(formats: Iterable[etree._Element]) -> bool:
    for look in formats:
        aligned, moved = look.find(f"{W}rPr/{W}vertAlign"), look.find(f"{W}rPr/{W}position")
        if aligned is not None:
            return aligned.get(f"{W}val") == "superscript"
        if moved is not None:
            return not moved.get(f"{W}val", "-").startswith(("-", "0"))
    return False


def _remove(run: etree._Element) -> None:
    parent = run.getparent()
    if parent is not None:
        parent.remove(run)
