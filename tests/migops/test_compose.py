"""docker-compose.yml and Dockerfile, as far as they can be read without Docker."""

import re

import pytest
import yaml

from tests.migops.processes import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_the_services_of_production():
    assert set(SERVICES) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_no_secret_has_a_default(name):
    environment = SERVICES[name]["environment"]
    assert environment["MIGOPS_SECRET_KEY"].startswith("${MIGOPS_SECRET_KEY:?Set MIGOPS_SECRET_KEY")
    assert ":${POSTGRES_PASSWORD:?Set POSTGRES_PASSWORD" in environment["DATABASE_URL"]
    assert environment["MIGOPS_EMAIL_PASSWORD"] == "${MIGOPS_EMAIL_PASSWORD:-}"


def test_postgres_has_no_default_password():
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_database_is_migrated(name):
    after = SERVICES[name]["depends_on"]
    assert after["prepare"] == {"condition": "service_completed_successfully"}
    assert after["redis"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", ["worker", "postgres", "redis"])
def test_health_is_checked(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_web_is_checked_by_the_image_and_reached_through_a_proxy_alone():
    assert "healthcheck" not in SERVICES["web"]
    assert re.search(r"HEALTHCHECK .*\\\n.*/healthz", DOCKERFILE)
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("name", OURS)
def test_our_processes_have_no_rights_of_root(name):
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "user" not in SERVICES[name]
    assert re.findall(r"^USER (.+)", DOCKERFILE, re.M) == ["migops"]


def test_data_lie_in_named_volumes():
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert mounted == set(COMPOSE["volumes"])
