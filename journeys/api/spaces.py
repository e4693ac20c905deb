"""Spaces and teams, and who is in them."""

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from journeys.access import SIGNED_IN, may_create_space, space_for, spaces_for, team_for
from journeys.api.bodies import Body
from journeys.api.invitations import InvitationSerializer, added
from journeys.api.people import PersonSerializer
from journeys.api.viewsets import DeclaredViewSet
from journeys.models import Space, SpaceMember, Team, TeamMember, User
from journeys.queries.spaces import role_row_of
from journeys.services import spaces as service
from journeys.services import teams as team_service
from journeys.services.spaces import LONGEST_NAME

Roles = SpaceMember.Role


class SpaceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Space
        fields = ["id", "name", "created_at"]


class SpaceMemberSerializer(serializers.ModelSerializer):
    """A person, or a team, with a role in the space."""

    name = serializers.SerializerMethodField()

    class Meta:
        model = SpaceMember
        fields = ["id", "user", "team", "name", "role"]

    def get_name(self, member: SpaceMember) -> str:
        return str(member.user or member.team)


class TeamSerializer(serializers.ModelSerializer):
    role = serializers.SerializerMethodField(help_text="In the space; empty for none")

    class Meta:
        model = Team
        fields = ["id", "space", "name", "role", "created_at"]

    def get_role(self, team: Team) -> str:
        member = role_row_of(team)
        return member.role if member else ""


class TeamMemberSerializer(serializers.ModelSerializer):
    user = PersonSerializer()

    class Meta:
        model = TeamMember
        fields = ["user", "added_at"]


class SpaceBody(Body):
    name = serializers.CharField(max_length=LONGEST_NAME)


class SpaceMemberAdd(Body):
    email = serializers.EmailField(max_length=254, help_text="Of a person who has an account")
    role = serializers.ChoiceField(choices=Roles.choices)


class SpaceMemberChange(Body):
    role = serializers.ChoiceField(choices=Roles.choices)


class TeamAdd(SpaceBody):
    role = serializers.ChoiceField(choices=[("", "none"), *Roles.choices], required=False, help_text="In the space")


class TeamChange(TeamAdd):
    """Any of these; what is left out stays as it is."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)


class TeamMemberAdd(Body):
    email = serializers.EmailField(max_length=254, help_text="Of a person who has an account")


class SpaceViewSet(DeclaredViewSet):
    """The spaces that you belong to: where you can start journeys."""

    needs = {
        "list": SIGNED_IN,
        "create": SIGNED_IN,
        "retrieve": "space.view",
        "partial_update": "space.change",
        "destroy": "space.change",
    }
    serializer_class = SpaceSerializer
    queryset = Space.objects.none()

    def list(self, request) -> Response:
        return self.answer_page(spaces_for(request.user).order_by("name", "pk"))

    @extend_schema(request=SpaceBody, responses={201: SpaceSerializer})
    def create(self, request) -> Response:
        """Create a space, whose admin you are then. For who runs a space already."""
        if not may_create_space(request.user):
            raise PermissionDenied("Only who runs a space already creates another.")
        space = service.create_space(by=request.user, **self.asked(SpaceBody))
        return Response(SpaceSerializer(space).data, status=201)

    def retrieve(self, request, pk) -> Response:
        return Response(SpaceSerializer(self.space(pk)).data)

    @extend_schema(request=SpaceBody)
    def partial_update(self, request, pk) -> Response:
        space = service.rename_space(space=self.space(pk), by=request.user, **self.asked(SpaceBody))
        return Response(SpaceSerializer(space).data)

    def destroy(self, request, pk) -> Response:
        """Delete it with its people and teams. Journeys and playbooks of its own are in the way."""
        service.delete_space(space=self.space(pk), by=request.user)
        return Response(status=204)

    def space(self, pk: str) -> Space:
        return space_for(self.request.user, int(pk), self.needs[self.action])


class InSpaceViewSet(DeclaredViewSet):
    """For what is inside the space of the URL: `self.space`, once the access table let the person in."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.space = space_for(request.user, int(kwargs["space_id"]), self.needs[self.action])


class SpaceMemberViewSet(InSpaceViewSet):
    needs = {
        "list": "space.view",
        "create": "space.change",
        "partial_update": "space.change",
        "destroy": "space.change",
    }
    serializer_class = SpaceMemberSerializer
    queryset = SpaceMember.objects.none()

    def list(self, request, space_id) -> Response:
        """Who has a role in the space: people, and teams for all of theirs."""
        return self.answer_page(self.space.members.select_related("user", "team").order_by("pk"))

    @extend_schema(request=SpaceMemberAdd, responses={201: SpaceMemberSerializer, 202: InvitationSerializer})
    def create(self, request, space_id) -> Response:
        """Add someone whom the space knows (201); everyone else is invited by mail (202)."""
        return added(SpaceMemberSerializer, self.space, request.user, self.asked(SpaceMemberAdd))

    @extend_schema(request=SpaceMemberChange)
    def partial_update(self, request, space_id, pk) -> Response:
        """Change the role, which counts from the next request. The last admin stays one."""
        member = self.found(self.space.members, pk)
        changed = service.change_space_role(member=member, by=request.user, **self.asked(SpaceMemberChange))
        return Response(SpaceMemberSerializer(changed).data)

    def destroy(self, request, space_id, pk) -> Response:
        """Take the role of a person or a team away; in journeys they stay."""
        service.remove_from_space(member=self.found(self.space.members, pk), by=request.user)
        return Response(status=204)


class SpaceTeamViewSet(InSpaceViewSet):
    needs = {"list": "space.view", "create": "team.change"}
    serializer_class = TeamSerializer
    queryset = Team.objects.none()

    def list(self, request, space_id) -> Response:
        """The teams of the space by name."""
        return self.answer_page(self.space.teams.select_related("space_membership").order_by("name", "pk"))

    @extend_schema(request=TeamAdd, responses={201: TeamSerializer})
    def create(self, request, space_id) -> Response:
        """Make a team, without people yet."""
        team = team_service.create_team(space=self.space, by=request.user, **self.asked(TeamAdd))
        return Response(TeamSerializer(team).data, status=201)


class TeamViewSet(DeclaredViewSet):
    needs = {"retrieve": "team.view", "partial_update": "team.change", "destroy": "team.change"}
    serializer_class = TeamSerializer
    queryset = Team.objects.none()

    def retrieve(self, request, pk) -> Response:
        return Response(TeamSerializer(self.team(pk)).data)

    @extend_schema(request=TeamChange)
    def partial_update(self, request, pk) -> Response:
        """Rename it, or give it another role in its space: all or nothing."""
        team = change(self.team(pk), request.user, self.asked(TeamChange))
        return Response(TeamSerializer(Team.objects.get(pk=team.pk)).data)

    def destroy(self, request, pk) -> Response:
        """Delete it. Refused while it is a member of a journey."""
        team_service.delete_team(team=self.team(pk), by=request.user)
        return Response(status=204)

    def team(self, pk: str) -> Team:
        return team_for(self.request.user, int(pk), self.needs[self.action])


@transaction.atomic
def change(team: Team, by: User, wanted: dict) -> Team:
    if "name" in wanted:
        team_service.rename_team(team=team, name=wanted["name"], by=by)
    if "role" in wanted:
        team_service.set_team_role(team=team, role=wanted["role"], by=by)
    return team


class TeamMemberViewSet(DeclaredViewSet):
    needs = {"list": "team.view", "create": "team.change", "destroy": "team.change"}
    serializer_class = TeamMemberSerializer
    queryset = TeamMember.objects.none()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.team = team_for(request.user, int(kwargs["team_id"]), self.needs[self.action])

    def list(self, request, team_id) -> Response:
        """The people of the team by name."""
        return self.answer_page(self.team.members.select_related("user").order_by("user__name", "pk"))

    @extend_schema(request=TeamMemberAdd, responses={201: TeamMemberSerializer, 202: InvitationSerializer})
    def create(self, request, team_id) -> Response:
        """Add someone whom the space knows (201); everyone else is invited by mail (202)."""
        return added(TeamMemberSerializer, self.team, request.user, self.asked(TeamMemberAdd))

    def destroy(self, request, team_id, pk) -> Response:
        """Take the person with this id out of the team."""
        member = self.team.members.filter(user=pk).first()
        if member is None:
            raise Http404("There is no such person in this team.")
        team_service.remove_from_team(member=member, by=request.user)
        return Response(status=204)
