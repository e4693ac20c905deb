from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """A list comes in pages of 100; `page_size` asks for up to 200."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 200
