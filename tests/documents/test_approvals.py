from datetime import timedelta

from journeys.documents.approvals import in_words
from journeys.models import Approval
from tests.documents.snapshots import NOW, make_approval

Status = Approval.Status


def test_each_is_a_line_that_says_who_and_when():
    later = NOW + timedelta(days=1)
    approvals = (
        make_approval(),
        make_approval(asked="Network", changes=2),
        make_approval(status=Status.SENT_BACK, answered_at=later, changes=1),
        make_approval(status=Status.WITHDRAWN),
        make_approval(status=Status.WAITING, answered_by="", answered_at=None, revision=None, changes=None),
    )
    assert in_words(approvals).splitlines() == [
        "Approved by Ben, 14 Mar 2027, 15:04",
        "Approved by Ben for Network, 14 Mar 2027, 15:04, 2 changes since",
        "Sent back by Ben, 15 Mar 2027, 15:04, 1 change since",
        "Waits for Ben, asked 14 Mar 2027, 15:04",
    ]


def test_what_nobody_was_asked_about_has_no_words():
    assert in_words(()) == ""
