from drf_spectacular.openapi import AutoSchema

from journeys.api.problems import MEDIA_TYPE, ProblemSerializer


class Schema(AutoSchema):
    """Every operation may answer with problem details."""

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        bodies["default"] = self._get_response_for_code(ProblemSerializer, "default", [MEDIA_TYPE], direction)
        return bodies
