import pytest

from journeys.services.errors import Refusal
from journeys.services.sealing import seal, unseal


def test_what_is_sealed_is_not_readable_and_comes_back():
    sealed = seal("KEY OF ANA")
    assert "ANA" not in sealed
    assert unseal(sealed) == "KEY OF ANA"


def test_another_key_opens_nothing(settings):
    sealed = seal("KEY OF ANA")
    settings.SECRET_KEY = "another"
    with pytest.raises(Refusal, match="key of this installation was changed"):
        unseal(sealed)
