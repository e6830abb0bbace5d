"""Files sent to us, taken as they come: kept where there is room, and no more of them than anybody may send."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from reviews.documents.reading import MOST_BYTES, DocumentError, refuse_size


class UploadHandler(TemporaryFileUploadHandler):
    """Django's for large files. What cannot be taken is left out, and `get_problem` tells the view why.

    The rest of what was sent is read and thrown away, so that the browser shows our answer.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._stop(f"It cannot be kept: {error.strerror}. Nothing was kept.", error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            if start + len(raw_data) > MOST_BYTES:
                refuse_size(max(start + len(raw_data), self._get_sent_size()))
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._stop(f"It cannot be kept: {error.strerror}. Nothing was kept.", error)
        except DocumentError as error:
            self._stop(str(error), error)

    def _get_sent_size(self) -> int:
        """The size of all that is sent, hardly more than that of the file."""
        length = self.request.META.get("CONTENT_LENGTH", "") if self.request else ""
        return int(length) if length.isdecimal() else 0

    def _stop(self, problem: str, error: Exception) -> None:
        if hasattr(self, "file"):
            self.file.close()
        assert self.request is not None  # noqa: S101
        self.request.upload_problem = problem  # type: ignore[attr-defined]
        raise StopUpload(connection_reset=False) from error


def get_problem(request: HttpRequest) -> str:
    """Why a file of this request could not be taken, if one could not."""
    request.FILES  # noqa: B018 (only then are they read)
    return getattr(request, "upload_problem", "")
