"""People, as they stand in other things."""

from rest_framework import serializers

from journeys.api.bodies import RowField


class PersonSerializer(serializers.Serializer):
    """A person with an account."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class OwnerSerializer(serializers.Serializer):
    """A member of the journey, by the member's id."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ThroughSerializer(serializers.Serializer):
    """The upload link of a contact, who has no account."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Of the contact, as it was when the link was made")


class OwnerField(RowField):
    """A member of the journey, by id; null is nobody."""

    def __init__(self, **options):
        super().__init__(
            rows=lambda context: context["journey"].members,
            missing="There is no such member of this journey.",
            allow_null=True,
            help_text="Id of a member of the journey; null for nobody",
            **options,
        )
