"""How a file gets from a form into its sealed file: Django's upload handler, which keeps nothing anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from joinedup.service.supplies import arriving

AT_A_TIME = 1 << 16


class SealingHandler(FileUploadHandler):
    """Seals the first file of a form into an arrival, piece by piece. `size`: the bytes that have come."""

    chunk_size = AT_A_TIME

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._open = ExitStack()
        self._sealing: arriving.Sealing | None = None
        self.size = 0
        self.too_large = False

    def new_file(self, *told: Any, **more: Any) -> None:
        """The first file is sealed, others are not read."""
        super().new_file(*told, **more)
        if self._sealing is not None:
            raise SkipFile
        self._sealing = self._open.enter_context(arriving.sealing(self._key))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal it; no other handler gets it."""
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_BYTES:
            self.too_large = True
            raise StopUpload(connection_reset=True)
        if self._sealing is not None:
            self._sealing.add(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """It is whole. What stands for it in the form is empty: the content is sealed."""
        self.close()
        return UploadedFile(BytesIO(), name="file", size=file_size)

    def upload_interrupted(self) -> None:
        """Let go of it; what has come stays sealed."""
        self.close()

    def close(self) -> None:
        """Let go of it however the upload ended: Django tells no handler when a file is too large or a line breaks."""
        self._open.close()


def body(request: HttpRequest, most: int) -> Iterator[bytes]:
    """The body of a request in small pieces, at most so many bytes, kept nowhere."""
    left = min(int(request.headers.get("Content-Length") or 0), most)
    while left > 0:
        piece = request.read(min(AT_A_TIME, left))
        if not piece:
            return
        left -= len(piece)
        yield piece
