"""The RACI matrix: its rows with their letters, and its roles."""

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from journeys.api.bodies import Body, Filters, IdField, RevisionField, RowField
from journeys.api.people import OwnerSerializer
from journeys.api.viewsets import JourneyViewSet
from journeys.models import Journey, Letter, RaciRole, Side, User
from journeys.queries import raci as raci_query
from journeys.services import raci as raci_service

MOST_CELLS = 5000
ROW_HELP = "The row: module:4 or task:12"


class RaciRowSerializer(serializers.Serializer):
    """A module, or a task that is no subtask, with its letters and the rules that it breaks."""

    row = serializers.CharField(source="key", help_text=ROW_HELP)
    title = serializers.CharField()
    phase = serializers.CharField()
    module = serializers.CharField()
    in_scope = serializers.BooleanField()
    letters = serializers.DictField(
        child=serializers.ChoiceField(choices=Letter.choices), help_text="By the id of the role"
    )
    broken = serializers.ListField(child=serializers.ChoiceField(choices=raci_query.Rule.choices))


class RaciRoleSerializer(serializers.ModelSerializer):
    """A column of the matrix, and who hold the role."""

    members = OwnerSerializer(many=True)

    class Meta:
        model = RaciRole
        fields = ["id", "name", "side", "members"]


class RaciFilters(Filters):
    phase = IdField(required=False)
    broken = serializers.ChoiceField(
        choices=[("any", "Any rule"), *raci_query.Rule.choices],
        required=False,
        help_text="Only rows that break any rule, or this one",
    )
    out_of_scope = serializers.BooleanField(required=False, help_text="With the rows that are out of scope")


class CellBody(Body):
    row = serializers.CharField(max_length=40, help_text=ROW_HELP)
    role = IdField(help_text="Id of a role of the matrix")
    letter = serializers.ChoiceField(choices=Letter.choices, allow_blank=True, help_text="Empty clears the cell")
    before = serializers.ChoiceField(
        choices=Letter.choices,
        allow_blank=True,
        required=False,
        help_text="What you saw there: refused when it is something else now",
    )


class LettersBody(Body):
    """All of the cells, or none."""

    letters = CellBody(many=True, allow_empty=False, max_length=MOST_CELLS)


class LettersAnswer(serializers.Serializer):
    changed = serializers.IntegerField(help_text="How many cells hold another letter now")


class RaciRoleBody(Body):
    name = serializers.CharField(max_length=raci_service.LONGEST_NAME)
    side = serializers.ChoiceField(choices=Side.choices)


class RaciRoleChange(Body):
    """Any of these; what is left out stays as it is."""

    name = serializers.CharField(max_length=raci_service.LONGEST_NAME, required=False)
    side = serializers.ChoiceField(choices=Side.choices, required=False)
    base_revision = RevisionField(required=False, help_text="Revision that name and side were written from")
    members = serializers.ListField(
        child=RowField(
            rows=lambda context: context["journey"].members, missing="There is no such member of this journey."
        ),
        required=False,
        help_text="Ids of all who hold it",
    )
    before = RowField(
        rows=lambda context: context["journey"].raci_roles,
        missing="There is no such role in this journey.",
        required=False,
        allow_null=True,
        help_text="Id of the role of its side to stand in front of; null for the last place",
    )

    def validate(self, attrs):
        if attrs.keys() & {"name", "side"} and "base_revision" not in attrs:
            raise ValidationError({"base_revision": "Say which revision the name was written from."})
        return attrs


class RaciViewSet(JourneyViewSet):
    needs = {"list": "journey.view", "letters": "register.change"}
    serializer_class = RaciRowSerializer
    queryset = RaciRole.objects.none()

    @extend_schema(parameters=[RaciFilters])
    def list(self, request, journey_id):
        """The rows of the matrix in the outline's order, with their letters."""
        filters = raci_query.Filters(**self.filters(RaciFilters))
        return self.answer_page([row for row in raci_query.rows_of(self.journey) if filters.let_through(row)])

    @extend_schema(request=LettersBody, responses=LettersAnswer)
    @action(detail=False, methods=["post"])
    def letters(self, request, journey_id):
        """Set letters in many cells at once: all of them, or none."""
        asked = self.asked(LettersBody)["letters"]
        changed = raci_service.set_letters(journey=self.journey, cells=cells_of(self.journey, asked), by=request.user)
        return Response({"changed": changed})


class RaciRoleViewSet(JourneyViewSet):
    needs = {
        "list": "journey.view",
        "retrieve": "journey.view",
        "create": "register.change",
        "partial_update": "register.change",
        "destroy": "register.change",
    }
    serializer_class = RaciRoleSerializer
    queryset = RaciRole.objects.none()

    def list(self, request, journey_id):
        """The roles in the order of the columns: the customer's, then those of AWS, then the partner's."""
        return self.answer_page(raci_query.roles_of(self.journey))

    def retrieve(self, request, journey_id, pk):
        return self.answer(pk)

    @extend_schema(request=RaciRoleBody, responses={201: RaciRoleSerializer})
    def create(self, request, journey_id):
        """Add a role, behind those of its side."""
        role = raci_service.add_role(journey=self.journey, by=request.user, **self.asked(RaciRoleBody))
        return self.answer(role.pk, status=201)

    @extend_schema(request=RaciRoleChange)
    def partial_update(self, request, journey_id, pk):
        """Change name, side, place or people: all of what is sent, or nothing of it."""
        role = self.role(pk)
        change(role, request.user, self.asked(RaciRoleChange, context={"journey": self.journey}))
        return self.answer(pk)

    @extend_schema(responses={204: None})
    def destroy(self, request, journey_id, pk):
        """Take the role out of the matrix, with its letters."""
        raci_service.remove_role(role=self.role(pk), by=request.user)
        return Response(status=204)

    def role(self, pk) -> RaciRole:
        return self.found(raci_query.roles_of(self.journey), pk)

    def answer(self, pk, status: int = 200) -> Response:
        return Response(RaciRoleSerializer(self.role(pk)).data, status=status)


@transaction.atomic
def change(role: RaciRole, by: User, wanted: dict) -> None:
    """All that is wanted, through the service for each part of it."""
    if wanted.keys() & {"name", "side"}:
        facts = {name: wanted.get(name, getattr(role, name)) for name in ("name", "side")}
        role = raci_service.change_role(role=role, by=by, base_revision=wanted["base_revision"], **facts)
    if "before" in wanted:
        raci_service.place_role(role=role, before=wanted["before"], by=by)
    if "members" in wanted:
        raci_service.set_members(role=role, members=wanted["members"], by=by)


def cells_of(journey: Journey, asked: list[dict]) -> list[raci_service.Cell]:
    roles = {role.pk: role for role in journey.raci_roles.all()}
    rows = raci_query.find_rows(journey, {cell["row"] for cell in asked})
    for cell in asked:
        if cell["row"] not in rows or cell["role"] not in roles:
            words = f"There is no cell for {cell['row']} and role {cell['role']} in this matrix."
            raise ValidationError({"letters": words})
    return [
        raci_service.Cell(roles[cell["role"]], rows[cell["row"]], cell["letter"], cell.get("before")) for cell in asked
    ]
