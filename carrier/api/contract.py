"""`python -m carrier.api.contract` writes `carrier/openapi.yaml` anew, as /v1/openapi.json tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from carrier.api.application import make_application

CONTRACT = Path(__file__).resolve().parents[1] / "openapi.yaml"


def contract() -> dict[str, Any]:
    return make_application(None).openapi()


def contract_text() -> str:
    text: str = yaml.safe_dump(contract(), sort_keys=False, allow_unicode=True, width=100)
    return "# Written by `python -m carrier.api.contract`; change carrier/api/ instead.\n" + text


if __name__ == "__main__":
    CONTRACT.write_text(contract_text(), encoding="utf-8")
