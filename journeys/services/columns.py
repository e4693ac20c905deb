"""Rows as JSON can hold them, and back."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ForeignKey, Model

Columns = dict[str, Any]


def columns_of(row: Model) -> Columns:
    """The values of a row by the names of its columns."""
    return {column.attname: as_json(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def row_with(model: type[Model], columns: Columns) -> Any:
    """An unsaved row of `model` with these values."""
    return model(**{name: read_column(model, name, value) for name, value in columns.items()})


def read_column(model: type[Model], attname: str, value: Any) -> Any:
    column = next(each for each in model._meta.concrete_fields if each.attname == attname)
    return value if isinstance(column, ForeignKey) else column.to_python(value)
