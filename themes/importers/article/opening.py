"""Opens an article that somebody gave, in a limited process.

Run as a program, with a file or with pasted words on its standard input; answers with JSON.
"""

import contextlib
import json
import sys

from themes.importers.article.decoding import decode, read_pasted
from themes.importers.article.drafts import ArticleError
from themes.importers.article.reading import read_article


def open_article(kind: str, given: bytes) -> dict[str, str]:
    try:
        text = decode(given) if kind == "file" else read_pasted(given.decode(errors="surrogatepass"))
    except ArticleError as error:
        return {"problem": str(error)}
    # The portal reads the text again whenever it shows it: a text that takes too long ends here, once.
    with contextlib.suppress(ArticleError):
        read_article(text)
    return {"text": text}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(open_article(sys.argv[1], sys.stdin.buffer.read())))
