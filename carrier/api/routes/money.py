"""Prices, and what is left to pay them."""

from __future__ import annotations

from fastapi import APIRouter

from carrier.api import schemas
from carrier.api.describing import problems
from carrier.api.services import Ask, Who

router = APIRouter(prefix="/v1", tags=["money"])


@router.get("/balance", responses=problems(401), summary="Credit, and what is left of the month's messages")
def balance(services: Ask, who: Who) -> schemas.Balance:
    return services.billing.balance(who)


@router.get("/tariff", responses=problems(401), summary="What a message costs, by where it goes")
def tariff(services: Ask, who: Who) -> schemas.Tariff:
    return services.billing.tariff()
