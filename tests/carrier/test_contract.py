from __future__ import annotations

import yaml

from carrier.api.contract import CONTRACT, contract_text
from tests.carrier.running import RunningCarrier


def test_the_contract_in_the_repository_is_the_one_that_is_served(running: RunningCarrier) -> None:
    kept = CONTRACT.read_text(encoding="utf-8")
    assert kept == contract_text(), "run `python -m carrier.api.contract`"
    assert running.http.get("/v1/openapi.json").json() == yaml.safe_load(kept)


def test_the_contract_names_every_event_and_the_problems(running: RunningCarrier) -> None:
    components = running.http.get("/v1/openapi.json").json()["components"]["schemas"]
    kinds = components["Event"]["discriminator"]["mapping"]
    assert {"message.changed", "call.changed", "session.ended", "reset"} <= set(kinds)
    for reference in kinds.values():
        assert reference.rpartition("/")[2] in components
    assert "type" in components["Problem"]["properties"]


def test_every_route_tells_of_its_problems(running: RunningCarrier) -> None:
    contract = running.http.get("/v1/openapi.json").json()
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            refusals = [code for code in operation["responses"] if code.startswith("4")]
            assert refusals, f"{method} {path}"
            for code in refusals:
                assert "application/problem+json" in operation["responses"][code]["content"]


def test_no_reference_leads_nowhere(running: RunningCarrier) -> None:
    contract = running.http.get("/v1/openapi.json").json()
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                found.append(reference)
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(contract)
    assert found
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in contract["components"]["schemas"]
