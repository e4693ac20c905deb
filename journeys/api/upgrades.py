"""Taking a journey to another version of its playbook."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from journeys.api.bodies import Body, RowField
from journeys.api.journeys import PlaybookNameSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.playbooks.comparing import FIELDS
from journeys.playbooks.merging import WHATS
from journeys.queries.upgrades import compare_with, versions_for
from journeys.services.upgrading import upgrade_journey


class ChangeSerializer(serializers.Serializer):
    """One thing that the version does to the journey."""

    id = serializers.CharField(help_text="To take it over")
    what = serializers.ChoiceField(choices=WHATS)
    noun = serializers.ChoiceField(choices=[noun for noun in FIELDS if noun != "playbook"])
    title = serializers.CharField()
    place = serializers.ListField(child=serializers.CharField(), help_text="The titles above it")
    field = serializers.CharField(help_text="That is changed; parent or order of what is moved")
    before = serializers.CharField(help_text="In the version that the journey follows")
    ours = serializers.CharField(help_text="In the journey")
    after = serializers.CharField(help_text="In the other version")
    is_conflict = serializers.BooleanField(help_text="The team changed the same")
    stays = serializers.BooleanField(help_text="Removed from the version, but work was done on it: it leaves the scope")
    comes_back = serializers.BooleanField(help_text="Into the scope, which it left by an upgrade")
    is_choice = serializers.BooleanField(help_text="False for settled checklist items: they stay")


class ComparisonSerializer(serializers.Serializer):
    stamp = serializers.CharField(help_text="Of these changes; to be sent with what is taken over of them")
    changes = ChangeSerializer(many=True)


class UpgradeSerializer(serializers.Serializer):
    playbook = PlaybookNameSerializer(allow_null=True, help_text="That the journey follows")
    revision = serializers.IntegerField()


class UpgradeAsk(Body):
    playbook = RowField(
        rows=lambda context: versions_for(context["journey"], context["user"]),
        missing="This is no other version of the journey’s playbook.",
        help_text="Another version of the journey’s playbook",
    )
    stamp = serializers.CharField(max_length=64)
    take = serializers.ListField(
        child=serializers.CharField(max_length=16), max_length=50_000, help_text="The ids of the changes to take over"
    )


class UpgradeViewSet(JourneyViewSet):
    """Other versions of the playbook that the journey follows, and what they would change in it."""

    needs = {"list": "journey.change", "retrieve": "journey.change", "create": "journey.change"}
    serializer_class = PlaybookNameSerializer

    @extend_schema(responses=PlaybookNameSerializer(many=True))
    def list(self, request, journey_id):
        """The other versions, the newest first."""
        return self.answer_page(versions_for(self.journey, request.user))

    @extend_schema(responses=ComparisonSerializer)
    def retrieve(self, request, journey_id, pk):
        """What this version would change. Nothing is changed by asking."""
        playbook = self.found(versions_for(self.journey, request.user), pk)
        merge, _ = compare_with(self.journey, playbook)
        return Response(ComparisonSerializer(merge).data)

    @extend_schema(request=UpgradeAsk, responses={200: UpgradeSerializer})
    def create(self, request, journey_id):
        """Take changes over, all at once; you can undo it: see `undo`. 409 when they are others by now."""
        asked = self.asked(UpgradeAsk, context={"journey": self.journey, "user": request.user})
        chosen = asked.pop("take")
        journey = upgrade_journey(journey=self.journey, by=request.user, chosen=chosen, **asked)
        return Response(UpgradeSerializer(journey).data)
