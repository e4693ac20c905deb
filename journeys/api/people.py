"""People, as they stand in other things."""

from rest_framework import serializers

from journeys.api.bodies import IdField


class PersonSerializer(serializers.Serializer):
    """A person with an account."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class OwnerSerializer(serializers.Serializer):
    """A member of the journey, by the member's id."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class OwnerField(IdField):
    """A member of `context["journey"]`, by id; null is nobody."""

    def __init__(self, **options):
        super().__init__(allow_null=True, help_text="Id of a member of the journey; null for nobody", **options)

    def to_internal_value(self, data):
        member = self.context["journey"].members.filter(pk=super().to_internal_value(data)).first()
        if member is None:
            raise serializers.ValidationError("There is no such member of this journey.")
        return member
