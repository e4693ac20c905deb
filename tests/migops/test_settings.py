import ast

import pytest
import yaml

from tests.migops.processes import ROOT, manage

PRODUCTION = {
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/test",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "MIGOPS_URL": "https://migops.example.org",
    "MIGOPS_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
SHAPES = {"unset": {}, "embedded": {"MIGOPS_URL": "http://127.0.0.1:8000"}, "production": PRODUCTION}


def check(data, **settings):
    return manage("check", "--deploy", "--fail-level", "WARNING", MIGOPS_DATA=str(data), **settings)


@pytest.mark.parametrize("shape", SHAPES)
def test_djangos_check_for_production_finds_nothing(shape, tmp_path):
    found = check(tmp_path, **SHAPES[shape])
    assert found.returncode == 0, found.stderr


def test_plain_http_for_other_machines_is_warned_about(tmp_path):
    found = check(tmp_path, MIGOPS_URL="http://intranet")
    assert found.returncode == 1
    assert "security.W012" in found.stderr


@pytest.mark.parametrize("missing", ["MIGOPS_SECRET_KEY", "REDIS_URL"])
def test_production_does_not_start_half_set(missing, tmp_path):
    found = check(tmp_path, **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert found.returncode == 1
    assert missing in found.stderr


OPENID = {
    "MIGOPS_OIDC_ISSUER": "https://login.example.org/realms/main",
    "MIGOPS_OIDC_CLIENT_ID": "migops",
    "MIGOPS_OIDC_CLIENT_SECRET": "s3cret",
}


@pytest.mark.parametrize("missing", OPENID)
def test_an_openid_provider_is_set_whole_or_not_at_all(missing, tmp_path):
    found = check(tmp_path, **{name: value for name, value in OPENID.items() if name != missing})
    assert (found.returncode, "or none of them" in found.stderr) == (1, True)


def test_only_postgresql_is_taken_as_database_url(tmp_path):
    found = check(tmp_path, **PRODUCTION | {"DATABASE_URL": "sqlite:///other.sqlite3"})
    assert found.returncode == 1
    assert "DATABASE_URL must start with postgres://" in found.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    found = check(tmp_path / "file" / "data")
    assert found.returncode == 1
    assert "MIGOPS_DATA" in found.stderr


def names_read() -> set[str]:
    """Every setting that the project asks the environment for."""
    calls = (
        node
        for file in (ROOT / "migops").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.")
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_the_readme_lists_every_setting_and_no_other():
    rows = (ROOT / "README.md").read_text().partition("## Settings")[2].partition("\n## ")[0].splitlines()
    listed = {word.strip(" `") for row in rows if row.startswith("| `") for word in row.split("|")[1].split(",")}
    assert listed == names_read()


def test_the_compose_file_hands_on_settings_that_exist():
    environment = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]["environment"]
    assert set(environment) <= names_read()
