"""The broker of an embedded installation: kombu's folder of message files, but whole files only.

kombu writes a message under its final name, so that a reader can take it half written, and takes it by way of the
system's temporary folder. Here both steps are renames inside one folder: a message is whole, and one reader gets it.
A message is gone once taken: who loses one to a crash finds the work in the database again (see CELERY_BEAT_SCHEDULE).
"""

import os
import time
from pathlib import Path
from queue import Empty
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

NOTICE_SECONDS = 0.2


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        path = Path(self.data_folder_out) / f"{time.time_ns()}_{uuid4()}.{queue}.msg"
        draft = path.with_suffix(".draft")
        draft.write_text(dumps(payload))
        draft.rename(path)

    def _get(self, queue):
        names = os.listdir(self.data_folder_in)  # noqa: PTH208 - thousands of names can lie here, one path is needed
        for name in sorted(name for name in names if name.partition(".")[2] == f"{queue}.msg"):
            path = Path(self.data_folder_in) / name
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
            except FileNotFoundError:  # another reader was quicker
                continue
            payload = taken.read_text()
            taken.unlink()
            return loads(payload)
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel

    def __init__(self, client, **kwargs):
        for folder in ("data_folder_in", "data_folder_out", "control_folder"):
            Path(client.transport_options[folder]).mkdir(parents=True, exist_ok=True)
        super().__init__(client, **kwargs)

    def drain_events(self, connection, timeout=None):
        # A worker looks whether it is asked to end only between two calls, and would wait two seconds here.
        return super().drain_events(connection, timeout=min(timeout or NOTICE_SECONDS, NOTICE_SECONDS))
