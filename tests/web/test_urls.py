"""Cheap guards over every page: each names its action or is listed here, and none opens without signing in."""

import pytest
from django.urls import reverse

from journeys.access import ALLOWED
from journeys.web.urls import urlpatterns

# Pages that belong to no journey, or to a deleted one: each checks in its own view.
WITHOUT_ACTION = {
    "my_work", "account", "account_token", "account_token_revoke", "playbooks", "playbook", "playbook_text", "journeys",
    "playbook_compare", "playbook_delete", "playbook_upload", "playbook_preview", "playbook_found", "playbook_reading",
    "playbook_import", "playbook_read_again", "playbook_discard",
    "journey_new", "journey_bring_back", "demo_load", "demo_remove", "house",
    "house_template", "house_logo", "house_colours", "house_back", "house_sample",
}  # fmt: skip
OPEN = {"welcome"}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_every_page_of_a_journey_names_its_action(pattern):
    if pattern.name in WITHOUT_ACTION | OPEN:
        assert not hasattr(pattern.callback, "action")
    else:
        assert pattern.callback.action in ALLOWED
        assert "journey_id" in pattern.pattern.converters


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_only_the_welcome_page_opens_without_signing_in(db, client, pattern):
    address = reverse(pattern.name, kwargs=dict.fromkeys(pattern.pattern.converters, 1))
    for answer in (client.get(address), client.post(address)):
        if pattern.name in OPEN:
            assert answer.status_code != 302
        else:
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("account_login"))
