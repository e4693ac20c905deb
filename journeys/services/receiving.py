"""Taking in uploads: how the parts of a multipart form reach the disk."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class ToDisk(TemporaryFileUploadHandler):
    """Streams each file to a temporary one, so that memory stays flat. What can't be kept is counted, not written.

    A file beyond the limit comes out with its true size; one that met a fault of the disk with it as its `failure`.
    `attach` tells the person of either. From someone who is not signed in nothing is written at all.
    """

    file: Any  # a TemporaryUploadedFile, with its `failure`

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.file.failure = None
        user = getattr(self.request, "user", None)
        self.limit = settings.MAX_UPLOAD_MIB * 1024 * 1024 if user and user.is_authenticated else 0

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
        if not self.file.failure:
            return super().file_complete(file_size)
        self.file.size = file_size
        return self.file
