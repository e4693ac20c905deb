from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from kombu import Connection

import migops.celery  # noqa: F401 - gives the transport its name


@pytest.fixture
def connect(tmp_path):
    folder = str(tmp_path / "queue")
    options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": f"{folder}/control"}
    options["queue"] = str(uuid4())  # kombu remembers for the whole process which queues it declared
    return lambda: Connection("folder://localhost", transport_options=options)


def take_all(connect) -> list[int]:
    taken = []
    with connect() as connection:
        queue = connection.SimpleQueue(connection.transport_options["queue"])
        while True:
            try:
                message = queue.get(block=False)
            except queue.Empty:
                return taken
            message.ack()
            taken.append(message.payload)


def put(connect, numbers) -> None:
    with connect() as connection:
        queue = connection.SimpleQueue(connection.transport_options["queue"])
        for number in numbers:
            queue.put(number)


def test_a_burst_arrives_in_order(connect):
    put(connect, range(50))
    assert take_all(connect) == list(range(50))


def test_each_message_is_taken_once_by_readers_at_work_together(connect):
    put(connect, range(100))
    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(take_all, [connect] * 4))
    assert sorted(number for share in shares for number in share) == list(range(100))


def test_a_message_that_is_being_written_is_not_seen(connect, tmp_path):
    put(connect, [1])
    [message] = (tmp_path / "queue").glob("*.msg")
    message.rename(message.with_suffix(".draft"))
    assert take_all(connect) == []


def test_nothing_is_left_in_the_folder(connect, tmp_path):
    put(connect, range(3))
    take_all(connect)
    assert [path.name for path in (tmp_path / "queue").iterdir()] == ["control"]
