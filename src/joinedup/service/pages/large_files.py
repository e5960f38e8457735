"""Files in a form that are larger than a form may be otherwise: in memory, bounded, and only for who may send them.

Nobody's file is read before it is known who sends it: the form's token is looked for after the door has let somebody
through, and then the file is on its way into memory, not onto a disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from joinedup.engine.errors import error

_AROUND = 200_000  # bytes of a form beside its files
View = Callable[..., HttpResponseBase]


class _InMemory(FileUploadHandler):
    """Keeps the files of a form in memory, all of them together no larger than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._size = most, 0
        self._file: BinaryIO | None = None
        self.too_large = False

    def new_file(self, *told: Any, **more: Any) -> None:
        """One after the other."""
        super().new_file(*told, **more)
        self._file = os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC), "w+b")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Kept; no other handler gets it."""
        self._size += len(raw_data)
        if self._size > self._most:
            self.too_large = True
            raise StopUpload(connection_reset=True)
        assert self._file is not None
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """It is whole. The request closes it."""
        file, self._file = self._file, None
        if file is None:
            return None
        file.seek(0)
        return UploadedFile(file, self.file_name, self.content_type, file_size, self.charset)

    def close(self) -> None:
        """Let go of a file that did not come whole."""
        if self._file is not None:
            self._file.close()


def takes_files(most: int) -> Callable[[View], View]:
    """Declare that a view's form may hold files of so many bytes together. Raises `arrival-too-large`."""

    def declare(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt  # looked for below, when the files go where they should
        @wraps(view)
        def taking(request: HttpRequest, *told: Any, **more: Any) -> HttpResponseBase:
            if request.method != "POST":
                return protected(request, *told, **more)
            if int(request.headers.get("Content-Length") or 0) > most + _AROUND:
                raise error("arrival-too-large", most=most // 1_000_000)
            with closing(_InMemory(most)) as handler:
                request.upload_handlers = [handler]
                request.POST  # noqa: B018 -- read now, so that what is too large is told as that
                if handler.too_large:
                    raise error("arrival-too-large", most=most // 1_000_000)
                return protected(request, *told, **more)

        return taking

    return declare
