from django.db.models import Q
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from journeys.access import SIGNED_IN, journey_for, journeys_for, spaces_for
from journeys.api.bodies import Body, Filters, IdField, RowField
from journeys.api.viewsets import DeclaredViewSet
from journeys.models import Journey, Playbook, Policy, Role
from journeys.queries.progress import Figures, figures_by_journey
from journeys.services.dates import TaskDates
from journeys.services.journeys import change_journey, start_journey

STATES = {
    "open": Q(locked_at=None, archived_at=None),
    "locked": Q(locked_at__isnull=False),
    "archived": Q(archived_at__isnull=False),
}


# For rules that are never passed over in silence.
STRICT_POLICIES = [(policy.value, policy.label) for policy in (Policy.WARN, Policy.REFUSE)]


class FiguresSerializer(serializers.Serializer):
    """Counts of tasks, subtasks included. Those by state are of the in-scope work only."""

    total = serializers.IntegerField()
    completed = serializers.IntegerField()
    in_scope = serializers.IntegerField()
    completed_in_scope = serializers.IntegerField()
    planned = serializers.IntegerField()
    in_progress = serializers.IntegerField()
    blocked = serializers.IntegerField()
    overdue = serializers.IntegerField()
    percent_in_scope = serializers.IntegerField(help_text="Progress of the in-scope work")
    percent_of_all = serializers.IntegerField(help_text="Progress of all work, out-of-scope included")


class SpaceNameSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class PlaybookNameSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    version = serializers.CharField()


class JourneySerializer(serializers.ModelSerializer):
    """A journey, what you are to it, and how far it is."""

    space = SpaceNameSerializer()
    playbook = PlaybookNameSerializer(allow_null=True)
    role = serializers.ChoiceField(choices=Role.choices, help_text="Yours")
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Journey
        fields = [
            "id", "title", "space", "playbook", "role", "starts_on", "due_on", "open_items_policy",
            "dependencies_policy", "evidence_policy", "time_zone", "created_at", "changed_at", "revision", "is_locked",
            "lock_reason", "is_archived", "figures",
        ]  # fmt: skip

    @extend_schema_field(FiguresSerializer)
    def get_figures(self, journey):
        return FiguresSerializer(self.context["figures"].get(journey.pk, Figures())).data


class JourneyFilters(Filters):
    space = IdField(required=False)
    text = serializers.CharField(required=False, help_text="Part of the title")
    state = serializers.ChoiceField(choices=list(STATES), required=False)


class JourneyStart(Body):
    title = serializers.CharField(max_length=200)
    space = RowField(
        rows=lambda context: spaces_for(context["user"], "journey.create"),
        missing="There is no such space, or you do not belong to it.",
        help_text="A space that you belong to",
    )
    playbook = RowField(
        rows=lambda context: Playbook.objects.visible_to(context["user"]),
        missing="There is no such playbook, or it is not shared with you.",
        required=False,
        allow_null=True,
        help_text="Without one the journey starts empty",
    )
    starts_on = serializers.DateField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)


class JourneyChange(Body):
    """Any of these; what is left out stays as it is."""

    title = serializers.CharField(max_length=200, required=False)
    starts_on = serializers.DateField(required=False, allow_null=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    open_items_policy = serializers.ChoiceField(choices=STRICT_POLICIES, required=False)
    dependencies_policy = serializers.ChoiceField(choices=STRICT_POLICIES, required=False)
    evidence_policy = serializers.ChoiceField(choices=Policy.choices, required=False)
    time_zone = serializers.CharField(max_length=64, required=False, allow_null=True)
    task_dates = serializers.ChoiceField(
        choices=[choice.value for choice in TaskDates],
        required=False,
        help_text="What becomes of the dates of open tasks when the start moves",
    )
    seen = serializers.CharField(
        max_length=64, required=False, help_text="With `task_dates` all or planned: what `dates` said would follow"
    )


class JourneysViewSet(DeclaredViewSet):
    """The journeys that you may see."""

    needs = {
        "list": SIGNED_IN,
        "create": SIGNED_IN,
        "retrieve": "journey.view",
        "partial_update": "journey.change",
    }
    serializer_class = JourneySerializer
    queryset = Journey.objects.none()

    @extend_schema(parameters=[JourneyFilters])
    def list(self, request):
        """Your journeys by title."""
        wanted = self.filters(JourneyFilters)
        rows = journeys_for(request.user).select_related("space", "playbook").order_by("title", "pk")
        if "space" in wanted:
            rows = rows.filter(space=wanted["space"])
        if "text" in wanted:
            rows = rows.filter(title__icontains=wanted["text"])
        if "state" in wanted:
            rows = rows.filter(STATES[wanted["state"]])
        return self.answer_page(rows)

    def answer_page(self, rows):
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.shown(page, many=True))

    def shown(self, journeys, many=False):
        ids = [journey.pk for journey in journeys] if many else [journeys.pk]
        figures = figures_by_journey(ids, localdate())
        return JourneySerializer(journeys, many=many, context={"figures": figures}).data

    @extend_schema(request=JourneyStart, responses={201: JourneySerializer})
    def create(self, request):
        """Start a journey: you become its first admin."""
        journey = start_journey(by=request.user, **self.asked(JourneyStart, context={"user": request.user}))
        return Response(self.shown(journey_for(request.user, journey.pk, "journey.view")), status=201)

    def retrieve(self, request, pk):
        return Response(self.shown(journey_for(request.user, int(pk), self.needs["retrieve"])))

    @extend_schema(request=JourneyChange, responses=JourneySerializer)
    def partial_update(self, request, pk):
        """Change settings. Where dates could follow another start, this asks first (409): say `task_dates`, then."""
        journey = journey_for(request.user, int(pk), self.needs["partial_update"])
        change_journey(journey=journey, by=request.user, **self.asked(JourneyChange))
        return self.retrieve(request, pk)
