"""The schema, and a page to read and try it: all from this server."""

from django.contrib.auth.decorators import login_required
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.views import APIView

from journeys.access import SIGNED_IN
from journeys.api.viewsets import AsDeclared, JSONAlways


class SchemaView(SpectacularAPIView):
    needs = {"get": SIGNED_IN}
    permission_classes = [AsDeclared]
    content_negotiation_class = JSONAlways
    renderer_classes = [OpenApiJsonRenderer]
    api_version = "v1"  # else the query says it, and ends up in a header


@method_decorator(login_required, name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    """A page for people: who is not signed in gets to the sign-in page."""

    needs = {"get": SIGNED_IN}
    permission_classes = [AsDeclared]
    url_name = "api:schema"
    template_name = "api/docs.html"


class NothingHere(APIView):
    """Every address under the API's that is none of its own: an error that programs can read."""

    needs: dict[str, str] = {}
    schema = None
    content_negotiation_class = JSONAlways

    def initial(self, request, *args, **kwargs):
        raise NotFound("There is nothing at this address.")
