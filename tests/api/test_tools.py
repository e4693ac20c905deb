def test_tools_are_added_changed_and_removed(api, inside, ids):
    at = f"journeys/{ids['journey']}/tools"
    answer = api("contributor", "POST", at, {"task": ids["task"], "url": "https://example.com/flows"})
    tool = answer.json()
    assert (answer.status_code, tool["name"]) == (201, "https://example.com/flows")
    changed = api("contributor", "PATCH", f"{at}/{tool['id']}", {"name": "Flows"}).json()
    assert changed == {"id": tool["id"], "name": "Flows", "url": "https://example.com/flows"}
    answer = api("contributor", "PATCH", f"{at}/{tool['id']}", {"url": "javascript:alert(1)"})
    assert (answer.status_code, answer.json()["detail"][:10]) == (409, "An address")
    assert api("contributor", "DELETE", f"{at}/{tool['id']}").status_code == 204
    assert inside["task"].tools.count() == 1
