def test_your_spaces(api, cast):
    listed = api("stranger", "GET", "spaces").json()["results"]
    assert [space["name"] for space in listed] == ["Elsewhere"]
    assert api("viewer", "GET", "spaces").json()["results"] == []
    assert api("nobody", "GET", "spaces").status_code == 401
