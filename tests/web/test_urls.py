"""Cheap guards over every page: each declares its action, and none opens without signing in unless it says so."""

import pytest
from django.urls import reverse

from journeys.access import ALLOWED, ANYBODY, SIGNED_IN, SPACE_ALLOWED
from journeys.web.urls import urlpatterns

# Those that open for anybody. Whoever adds one says here what keeps it safe.
OPEN = {
    "upload_page": "its token is a secret of one contact, and shows what is theirs and nothing else",
    "welcome": "its token is on the terminal of whoever started the server, and good once",
    "unsubscribe_page": "its token is signed; all that it does is to end mails to the person whom it names",
    "invitation": "its token is in the mail to the one address that it is for, and its hash alone is kept",
}


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_every_page_declares_its_action(pattern):
    action, arguments = pattern.callback.action, pattern.pattern.converters
    assert (action in ALLOWED) == ("journey_id" in arguments and pattern.name != "journey_bring_back")
    assert (action in SPACE_ALLOWED) == bool({"space_id", "team_id"} & {*arguments})
    assert action in {*ALLOWED, *SPACE_ALLOWED, SIGNED_IN, ANYBODY}
    assert (action == ANYBODY) == (pattern.name in OPEN)


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_what_is_not_open_leads_to_the_sign_in_page(db, client, pattern):
    address = reverse(pattern.name, kwargs=dict.fromkeys(pattern.pattern.converters, 1))
    for answer in (client.get(address), client.post(address)):
        if pattern.name in OPEN:
            assert answer.status_code != 302
        else:
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("account_login"))
