from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Member, Role
from journeys.services.members import add_member, change_role, remove_member


class MemberSerializer(serializers.ModelSerializer):
    """A person of the journey. Owners are named by this id."""

    class Meta:
        model = Member
        fields = ["id", "user", "name", "email", "organisation", "role", "added_at"]


class MemberAdd(Body):
    email = serializers.EmailField(max_length=254, help_text="Of a person who has an account")
    role = serializers.ChoiceField(choices=Role.choices)
    organisation = serializers.CharField(max_length=150, required=False, allow_blank=True)


class RoleChange(Body):
    role = serializers.ChoiceField(choices=Role.choices)


class MemberViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "create": "member.manage",
        "partial_update": "member.manage",
        "destroy": "member.manage",
    }
    serializer_class = MemberSerializer
    queryset = Member.objects.none()

    def list(self, request, journey_id):
        """The people of the journey by name."""
        return self.answer_page(self.journey.members.order_by("name", "pk"))

    @extend_schema(request=MemberAdd, responses={201: MemberSerializer})
    def create(self, request, journey_id):
        """Add the person whose account has this address."""
        member = add_member(journey=self.journey, by=request.user, **self.asked(MemberAdd))
        return Response(MemberSerializer(member).data, status=201)

    @extend_schema(request=RoleChange)
    def partial_update(self, request, journey_id, pk):
        """Change the role; it counts from the person's next request."""
        member = change_role(member=self.member(pk), by=request.user, **self.asked(RoleChange))
        return Response(MemberSerializer(member).data)

    def destroy(self, request, journey_id, pk):
        """Take the person out of the journey; what they own is left without an owner."""
        remove_member(member=self.member(pk), by=request.user)
        return Response(status=204)

    def member(self, pk) -> Member:
        return self.found(self.journey.members, pk)
