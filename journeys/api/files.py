from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def download_of(file: FieldFile, name: str, content_type: str) -> FileResponse:
    """The bytes of a stored file, to be saved and never shown: they come from people."""
    if not file:
        raise Http404("There are no bytes to download: the file was removed, or is not made yet.")
    try:
        response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    except FileNotFoundError as error:
        raise Http404("The file is missing from the server's storage. Tell the people who run MigOps.") from error
    response.block_size = 64 * 1024
    response["Cache-Control"] = "private, no-cache"  # kept, but asked for each time: roles change
    return response
