from journeys.services.link_tokens import hash_of, new_serial, token_for


def test_a_token_is_the_same_each_time_and_for_one_purpose():
    serial = new_serial()
    assert token_for("invitation", serial) == token_for("invitation", serial)
    assert token_for("invitation", serial) != token_for("upload-link", serial)
    assert token_for("invitation", new_serial()) != token_for("invitation", serial)


def test_neither_serial_nor_hash_is_the_token():
    token = token_for("invitation", "serial")
    assert token not in ("serial", hash_of(token))


def test_the_token_depends_on_the_key_of_the_server(settings):
    token = token_for("invitation", "serial")
    settings.SECRET_KEY = "another"
    assert token_for("invitation", "serial") != token
