from concurrent.futures import ThreadPoolExecutor

from migops import keyfile


def test_the_key_is_made_once_and_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "data" / "secret-key"
    key = keyfile.read_or_make(path)
    assert len(key) >= 50
    assert keyfile.read_or_make(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


def test_those_who_start_together_read_the_same_key(tmp_path):
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(keyfile.read_or_make, [path] * 8))
    assert keys == {path.read_text()}
    assert list(tmp_path.iterdir()) == [path]
