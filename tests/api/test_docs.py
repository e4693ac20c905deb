import re

import pytest
import yaml
from django.core.management import call_command
from django.test import Client


def test_the_schema_has_no_warning(tmp_path):
    file = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    schema = yaml.safe_load(file.read_text())
    answers = schema["paths"]["/api/v1/journeys/{journey_id}/items/{id}/settle/"]["post"]["responses"]
    assert set(answers) == {"200", "default"}
    assert "application/problem+json" in answers["default"]["content"]


@pytest.mark.parametrize("query", ["", "?version=%0Ax", "?lang=x&format=yaml"])
def test_the_schema_is_for_the_signed_in(api, cast, query):
    assert api("viewer", "GET", f"schema{query}").json()["info"]["title"] == "MigOps"
    assert api("nobody", "GET", "schema").status_code == 401


def test_the_page_is_for_the_signed_in_and_needs_no_other_site(client_of):
    answer = Client().get("/api/v1/docs/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/api/v1/docs/")
    page = client_of("viewer").get("/api/v1/docs/")
    html = page.content.decode()
    assert "//" not in "".join(re.findall(r'(?:src|href)="([^"]*)"', html))
    assert "<style" not in html
    assert not re.findall(r"<script(?![^>]*\bsrc=)", html)
    script = client_of("viewer").get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/schema" in script.content.decode()
