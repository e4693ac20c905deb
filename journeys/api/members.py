from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.api.bodies import Body, RevisionField, RowField
from journeys.api.invitations import InvitationSerializer, added, days_field
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Member, Role, Team, User
from journeys.services.members import (
    FACTS,
    LONGEST,
    add_contact,
    add_team,
    change_member,
    change_role,
    remove_member,
)


class MemberSerializer(serializers.ModelSerializer):
    """A person, contact or team of the journey. Owners are named by this id."""

    class Meta:
        model = Member
        fields = ["id", "user", "team", "name", "email", "organisation", "title", "role", "added_at"]


def text_field(name: str, **options) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST[name], required=False, allow_blank=True, **options)


class MemberAdd(Body):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices)
    organisation = text_field("organisation")
    title = text_field("title", help_text="What they do there")
    days = days_field()


class TeamAsMemberAdd(Body):
    team = RowField(
        rows=lambda context: Team.objects.filter(space=context["journey"].space_id),
        missing="There is no such team in the space of this journey.",
        help_text="Id of a team of the journey's space",
    )
    role = serializers.ChoiceField(choices=Role.choices)


class ContactAdd(Body):
    name = serializers.CharField(max_length=LONGEST["name"])
    email = serializers.EmailField(max_length=LONGEST["email"], required=False, allow_blank=True)
    organisation = text_field("organisation")
    title = text_field("title", help_text="What they do there")


class MemberChange(ContactAdd):
    """Any of these; what is left out stays as it is. Name and address of an account are changed there."""

    name = serializers.CharField(max_length=LONGEST["name"], required=False)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    base_revision = RevisionField(
        required=False, help_text="Revision that the change was written from: what others changed since stays"
    )


class MemberViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "create": "member.manage",
        "contacts": "member.manage",
        "teams": "member.manage",
        "partial_update": "member.manage",
        "destroy": "member.manage",
    }
    serializer_class = MemberSerializer
    queryset = Member.objects.none()

    def list(self, request, journey_id):
        """The people of the journey by name."""
        return self.answer_page(self.journey.members.order_by("name", "pk"))

    @extend_schema(request=MemberAdd, responses={201: MemberSerializer, 202: InvitationSerializer})
    def create(self, request, journey_id):
        """Add someone whom the space of the journey knows (201); everyone else is invited by mail (202)."""
        return added(MemberSerializer, self.journey, request.user, self.asked(MemberAdd))

    @extend_schema(request=TeamAsMemberAdd, responses={201: MemberSerializer})
    @action(detail=False, methods=["post"])
    def teams(self, request, journey_id):
        """Add a team of the journey's space: each of its people has its role."""
        asked = self.asked(TeamAsMemberAdd, context={"journey": self.journey})
        member = add_team(journey=self.journey, by=request.user, **asked)
        return Response(MemberSerializer(member).data, status=201)

    @extend_schema(request=ContactAdd, responses={201: MemberSerializer})
    @action(detail=False, methods=["post"])
    def contacts(self, request, journey_id):
        """Add someone who has no account."""
        member = add_contact(journey=self.journey, by=request.user, **self.asked(ContactAdd))
        return Response(MemberSerializer(member).data, status=201)

    @extend_schema(request=MemberChange)
    def partial_update(self, request, journey_id, pk):
        """Change the role, which counts from the person's next request, and what is known of them: all or nothing."""
        member = change(self.member(pk), request.user, self.asked(MemberChange))
        return Response(MemberSerializer(member).data)

    def destroy(self, request, journey_id, pk):
        """Take the person out of the journey; what they own is left without an owner."""
        remove_member(member=self.member(pk), by=request.user)
        return Response(status=204)

    def member(self, pk) -> Member:
        return self.found(self.journey.members, pk)


@transaction.atomic
def change(member: Member, by: User, wanted: dict) -> Member:
    """All that is wanted, through the service for each part of it."""
    if wanted.keys() & set(FACTS):
        facts = {name: value for name, value in wanted.items() if name != "role"}
        member = change_member(member=member, by=by, **facts)
    return change_role(member=member, role=wanted["role"], by=by) if "role" in wanted else member
