"""The account, its numbers and its people."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from carrier.api import schemas
from carrier.api.describing import problems
from carrier.api.routes.sessions import IdempotencyKey
from carrier.api.services import Ask, Who

router = APIRouter(prefix="/v1", tags=["account"])


@router.get("/me", responses=problems(401), summary="The account, and where its events stand")
def me(services: Ask, who: Who) -> schemas.Me:
    return services.numbers.me(who)


@router.post(
    "/me/ring-check",
    status_code=202,
    responses=problems(401, 403, 404, 409, 429),
    summary="Call this device, and no other, to see whether it rings",
)
async def check_ring(
    wanted: schemas.RingCheckWanted, services: Ask, who: Who, key: IdempotencyKey = None
) -> schemas.RingCheckStarted:
    del key  # the id in the body says the same
    return await services.ring_checks.begin(who, wanted)


@router.get("/numbers", responses=problems(401), summary="My numbers")
def numbers(services: Ask, who: Who) -> schemas.Numbers:
    return services.numbers.numbers(who)


@router.patch("/numbers/{number_id}", responses=problems(401, 404), summary="Rename, recolour, reorder")
def change_number(number_id: UUID, wanted: schemas.NumberChange, services: Ask, who: Who) -> schemas.Number:
    return services.numbers.change(who, number_id, wanted)


@router.get("/contacts", responses=problems(401), summary="People")
def contacts(services: Ask, who: Who) -> schemas.Contacts:
    return services.contacts.contacts(who)


@router.put("/contacts/{contact_id}", responses=problems(401, 404), summary="Keep a person")
def save_contact(contact_id: UUID, wanted: schemas.ContactBody, services: Ask, who: Who) -> schemas.Contact:
    return services.contacts.save(who, contact_id, wanted)


@router.delete(
    "/contacts/{contact_id}", status_code=204, responses=problems(401, 404), summary="Forget a person"
)
def delete_contact(contact_id: UUID, services: Ask, who: Who) -> None:
    services.contacts.delete(who, contact_id)
