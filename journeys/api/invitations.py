"""Those who are invited to a journey, a space or a team, and the invitations that you have."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from journeys.access import SIGNED_IN, space_for, team_for
from journeys.api.bodies import Body
from journeys.api.people import PersonSerializer
from journeys.api.viewsets import DeclaredViewSet, JourneyViewSet
from journeys.models import Invitation, Role, SpaceMember, User
from journeys.queries.invitations import invitations_of
from journeys.queries.pending import invitations_to
from journeys.services.invitations import DAYS, MOST_DAYS, Place, accept, add_or_invite, decline, invite, resend, revoke
from journeys.services.members import LONGEST


class InvitationSerializer(serializers.ModelSerializer):
    """Someone who is asked in by mail and has not answered. Once its time is over it can be sent again."""

    invited_by = PersonSerializer()

    class Meta:
        model = Invitation
        fields = ["id", "email", "role", "organisation", "title", "invited_by", "sent_at", "expires_at"]


def added(serializer: type[serializers.ModelSerializer], place: Place, by: User, asked: dict) -> Response:
    """Whoever was added, by `serializer`; else the invitation that went out."""
    row = add_or_invite(place=place, by=by, **asked)
    if isinstance(row, Invitation):
        return Response(InvitationSerializer(row).data, status=202)
    return Response(serializer(row).data, status=201)


def days_field() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=DAYS, help_text="How long it counts")


class InviteToTeam(Body):
    email = serializers.EmailField(max_length=LONGEST["email"])
    days = days_field()


class InviteToSpace(InviteToTeam):
    role = serializers.ChoiceField(choices=SpaceMember.Role.choices)


class InviteToJourney(InviteToTeam):
    role = serializers.ChoiceField(choices=[choice for choice in Role.choices if choice[0] != Role.CONTACT])
    organisation = serializers.CharField(max_length=LONGEST["organisation"], required=False, allow_blank=True)
    title = serializers.CharField(max_length=LONGEST["title"], required=False, allow_blank=True)


class InvitationResend(Body):
    days = days_field()


class InvitationsTo(DeclaredViewSet):
    """Of one place: `self.place`, once the access table let the person in."""

    serializer_class = InvitationSerializer
    queryset = Invitation.objects.none()
    body: ClassVar[type[Body]]
    place: Place

    def list_all(self) -> Response:
        return self.answer_page(invitations_of(self.place))

    def invite(self) -> Response:
        made = invite(place=self.place, by=self.request.user, **self.asked(self.body))
        return Response(InvitationSerializer(made).data, status=201)

    @extend_schema(request=InvitationResend, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request, pk, **place):
        """Send a new mail, with a new link: the one before it counts no more."""
        row = self.found(invitations_of(self.place), pk)
        return Response(
            InvitationSerializer(resend(invitation=row, by=request.user, **self.asked(InvitationResend))).data
        )

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk, **place):
        """Its link counts no more."""
        row = self.found(self.place.invitations.select_related("invited_by"), pk)
        return Response(InvitationSerializer(revoke(invitation=row, by=request.user)).data)


def all_need(action: str) -> dict[str, str]:
    return dict.fromkeys(("list", "create", "resend", "revoke"), action)


class JourneyInvitationViewSet(InvitationsTo, JourneyViewSet):
    needs = all_need("member.manage")
    body = InviteToJourney

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.place = self.journey

    def list(self, request, journey_id):
        """Who is invited to the journey and has not answered, the last first."""
        return self.list_all()

    @extend_schema(request=InviteToJourney, responses={201: InvitationSerializer})
    def create(self, request, journey_id):
        """Invite someone by mail, whether they have an account or not. Who is invited already gets a new mail."""
        return self.invite()


class SpaceInvitationViewSet(InvitationsTo):
    needs = all_need("space.change")
    body = InviteToSpace

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.place = space_for(request.user, int(kwargs["space_id"]), self.needs[self.action])

    def list(self, request, space_id):
        """Who is invited to the space and has not answered, the last first."""
        return self.list_all()

    @extend_schema(request=InviteToSpace, responses={201: InvitationSerializer})
    def create(self, request, space_id):
        """Invite someone by mail, whether they have an account or not. Who is invited already gets a new mail."""
        return self.invite()


class TeamInvitationViewSet(InvitationsTo):
    needs = all_need("team.change")
    body = InviteToTeam

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.place = team_for(request.user, int(kwargs["team_id"]), self.needs[self.action])

    def list(self, request, team_id):
        """Who is invited to the team and has not answered, the last first."""
        return self.list_all()

    @extend_schema(request=InviteToTeam, responses={201: InvitationSerializer})
    def create(self, request, team_id):
        """Invite someone by mail, whether they have an account or not. Who is invited already gets a new mail."""
        return self.invite()


class PlaceSerializer(serializers.Serializer):
    """Where an invitation leads."""

    kind = serializers.CharField(help_text="space, team or journey")
    id = serializers.IntegerField()
    name = serializers.CharField()


class MyInvitationSerializer(InvitationSerializer):
    place = serializers.SerializerMethodField()

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "place"]

    @extend_schema_field(PlaceSerializer)
    def get_place(self, invitation: Invitation) -> dict:
        return {"kind": invitation.kind, "id": invitation.place.pk, "name": str(invitation.place)}


class MyInvitationViewSet(DeclaredViewSet):
    """The invitations to your address that wait for your answer."""

    needs = {"list": SIGNED_IN, "accept": SIGNED_IN, "decline": SIGNED_IN}
    serializer_class = MyInvitationSerializer
    queryset = Invitation.objects.none()

    def list(self, request):
        """Those that still count, the first to end first."""
        return self.answer_page(invitations_to(request.user))

    @extend_schema(request=None, responses=MyInvitationSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request, pk):
        """You get the role; a stronger one that you have stays."""
        row = self.found(invitations_to(request.user), pk)
        accept(invitation=row, by=request.user)
        return Response(MyInvitationSerializer(row).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def decline(self, request, pk):
        """Whoever invited you sees that it is answered."""
        decline(invitation=self.found(invitations_to(request.user), pk), by=request.user)
        return Response(status=204)
