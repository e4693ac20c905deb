import pytest
from django.core.exceptions import ImproperlyConfigured

from migops import env


def test_text_comes_from_the_variable_or_from_the_file_it_names(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("NAME", " from the variable ")
    assert env.text("NAME") == "from the variable"
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "secret"))
    assert env.text("NAME") == "from the file"


def test_a_file_that_is_missing_stops_the_start(monkeypatch, tmp_path):
    monkeypatch.setenv("NAME_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="NAME_FILE"):
        env.text("NAME")


@pytest.mark.parametrize(("value", "expected"), [("", True), ("true", True), ("false", False)])
def test_flags(monkeypatch, value, expected):
    monkeypatch.setenv("NAME", value)
    assert env.flag("NAME", default=True) is expected


@pytest.mark.parametrize("value", ["1", "True", "yes", "0"])
def test_only_true_and_false_are_flags(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured, match='Say "true" or "false"'):
        env.flag("NAME", default=False)


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "²"])
def test_numbers_are_whole(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured, match="Say a whole number"):
        env.number("NAME", 7)


def test_unset_means_the_default(monkeypatch):
    monkeypatch.delenv("NAME", raising=False)
    assert (env.number("NAME", 7), env.words("NAME"), env.choice("NAME", "a", ("a", "b"))) == (7, [], "a")


def test_words_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("NAME", "one, two,,three ")
    assert env.words("NAME") == ["one", "two", "three"]


def test_a_choice_is_one_of_those_allowed(monkeypatch):
    monkeypatch.setenv("NAME", "c")
    with pytest.raises(ImproperlyConfigured, match="Say one of: a, b"):
        env.choice("NAME", "a", ("a", "b"))


@pytest.mark.parametrize("value", ["https://migops.example.org", "http://[::1]:8000", "https://migops.example.org/"])
def test_addresses(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    assert env.url("NAME", "") == value.rstrip("/")


@pytest.mark.parametrize(
    "value", ["migops.example.org", "ftp://x", "https://", "https://x/path", "http://x:y", "http://["]
)
def test_what_is_no_address_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured, match="Say an address"):
        env.url("NAME", "")


@pytest.mark.parametrize(
    "value", ["https://login.example.org", "https://login.example.org/realms/main/", "http://localhost:9400", ""]
)
def test_openid_providers(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    assert env.issuer("NAME") == value.rstrip("/")


@pytest.mark.parametrize(
    "value", ["login.example.org", "http://login.example.org", "https://", "https://x/?a=b", "http://["]
)
def test_providers_that_could_be_listened_to_stop_the_start(monkeypatch, value):
    monkeypatch.setenv("NAME", value)
    with pytest.raises(ImproperlyConfigured, match="Say an address"):
        env.issuer("NAME")
