"""Articles as somebody gives them, opened in a limited process: whatever is in them, the portal goes on."""

import json

from reviews.limited_process.running import Excess, Limits, ProcessStopped, run_limited
from themes.importers.article.drafts import ArticleError

# The longest that we know takes half a second, most of it to start; answers are at most six bytes for each character.
LIMITS = Limits(memory=500_000_000, processor_seconds=15, seconds=40, answer=15_000_000)

_HOW_TO = "Open it where you can read it, mark the article’s words alone, copy them and paste them."
_EXCESSES = {
    Excess.MEMORY: f"Reading this needs more memory than an article may take. {_HOW_TO}",
    Excess.TIME: f"Reading this takes longer than an article may take. {_HOW_TO}",
    Excess.ANSWER: f"This has far more words than an article may have. {_HOW_TO}",
    Excess.UNKNOWN: f"Reading this broke off: it is damaged, or needs more than an article may take. {_HOW_TO}",
}


def read_given_file(content: bytes) -> str:
    """The words of a file, as `decoding.decode` reads them. Raises ArticleError, also for what takes too much."""
    return _open("file", content)


def read_given_words(words: str) -> str:
    """The words of what was pasted, which may be the source of a web page. Raises ArticleError."""
    return _open("words", words.encode(errors="surrogatepass"))


def _open(kind: str, given: bytes) -> str:
    try:
        answer = json.loads(run_limited("themes.importers.article.opening", kind, limits=LIMITS, given=given))
    except ProcessStopped as stopped:
        raise ArticleError(_EXCESSES[stopped.excess]) from stopped
    if problem := answer.get("problem"):
        raise ArticleError(problem)
    return answer["text"]
