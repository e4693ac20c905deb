"""Taking in uploads: how the parts of a multipart form reach the disk."""

from contextlib import suppress
from math import inf
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class ToDisk(TemporaryFileUploadHandler):
    """Streams each file to a temporary one, so that memory stays flat. What can't be kept is counted, not written.

    A file beyond the limit comes out with its true size; one that met a fault of the disk with it as its `failure`.
    `attach` tells the person of either. From someone who is not signed in nothing is written at all, unless the view
    gave the request an `upload_room`: so many bytes that are taken in all.
    """

    file: Any  # a TemporaryUploadedFile, with its `failure`
    taken = 0  # by the files before

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.file.failure = None
        self.limit = min(settings.MAX_UPLOAD_MIB * 1024 * 1024, self.room_left())

    def room_left(self) -> float:
        if (room := getattr(self.request, "upload_room", None)) is not None:
            return room - self.taken
        user = getattr(self.request, "user", None)
        return inf if user and user.is_authenticated else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file.failure or start + len(raw_data) > self.limit:
            return
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError as error:
            self.file.failure = error
            with suppress(OSError):  # it tries to write the rest again; then the temporary file is gone
                self.file.close()

    def file_complete(self, file_size: int):
        self.taken += file_size
        if not self.file.failure:
            return super().file_complete(file_size)
        self.file.size = file_size
        return self.file
