"""What people of the demo are asked: to sign something off, and, without an account, to say what they know."""

from journeys.models import ChecklistItem, Journey, Member, Task, User
from journeys.services.approvals import approve, ask, send_back
from journeys.services.demo_story import BEN, CY
from journeys.services.items import assign_item
from journeys.services.members import add_contact
from journeys.services.upload_links import make_link

FOR_THE_CARRIER = "The telephony carrier is scheduled to forward the main number to Amazon Connect."


def tell_answers(journey: Journey, by: User) -> None:
    """An approval in each state, and a contact with an upload link for what waits for them."""
    ben, cy = (Member.objects.get(journey=journey, name=name) for name in (BEN.name, CY.name))
    assert ben.user, "people of the demo have accounts"
    assert cy.user, "people of the demo have accounts"
    ask(thing=task(journey, "Discovery workshop"), of=cy, words="Is this what your teams need?", by=by)
    signed = ask(thing=task(journey, "Understand all decision makers"), of=cy, by=by)
    approve(approval=signed, words="Good: all four sites are in it.", by=cy.user)
    costs = ask(thing=task(journey, "Create a directional TCO report"), of=ben, by=by)
    send_back(approval=costs, words="The price of the new lines is missing.", by=ben.user)
    # Without an address: no mail goes to somebody who is made up.
    desk = add_contact(journey=journey, name="Jo Falk", organisation="Carrier", title="Porting desk", by=by)
    item = (
        ChecklistItem.objects.filter(task__journey=journey, text=FOR_THE_CARRIER).select_related("task").earliest("pk")
    )
    assign_item(item=item, owner=desk, by=by)
    make_link(member=desk, by=by)


def task(journey: Journey, title: str) -> Task:
    return journey.tasks.get(title=title)
