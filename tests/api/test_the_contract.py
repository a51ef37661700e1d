"""Both sides hold to `carrier/openapi.yaml`: what we read is promised there, what we send is taken there."""

from __future__ import annotations

import re
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import pytest
import yaml

from desktop.api.wire import account, contacts, events, greetings, history, later, messages, money, sessions
from tests.architecture.imports import ROOT

CONTRACT = yaml.safe_load((ROOT / "carrier" / "openapi.yaml").read_text(encoding="utf-8"))
SHAPES = CONTRACT["components"]["schemas"]

READ: list[tuple[type[msgspec.Struct], str]] = [
    (account.Me, "Me"),
    (account.WireNumber, "Number"),
    (account.WireVoicemailSettings, "VoicemailSettings"),
    (account.Numbers, "Numbers"),
    (contacts.WireContact, "Contact"),
    (contacts.Contacts, "Contacts"),
    (history.WireCall, "Call"),
    (history.CallPage, "Calls"),
    (history.WireActiveCall, "ActiveCall"),
    (history.ActiveCalls, "ActiveCalls"),
    (history.WireCallReport, "CallReport"),
    (history.WireCallDevice, "CallDevice"),
    (history.WireVoicemail, "Voicemail"),
    (history.Voicemails, "Voicemails"),
    (greetings.WireGreetings, "Greetings"),
    (greetings.WireDefaultGreeting, "DefaultGreeting"),
    (greetings.WireOwnGreeting, "OwnGreeting"),
    (greetings.WireAwayGreeting, "AwayGreeting"),
    (money.Balance, "Balance"),
    (money.WireAllowance, "Allowance"),
    (money.Tariff, "Tariff"),
    (money.Rate, "Rate"),
    (later.WireWhen, "When"),
    (later.WireScheduled, "ScheduledMessage"),
    (later.ScheduledPage, "ScheduledMessages"),
    (messages.WireMessage, "Message"),
    (messages.MessagePage, "Messages"),
    (messages.WireConversation, "Conversation"),
    (messages.ConversationPage, "Conversations"),
    (sessions.SessionStarted, "SessionStarted"),
    (sessions.SipAccess, "SipAccess"),
    (sessions.SipPorts, "SipPorts"),
    (sessions.Tokens, "Tokens"),
    (sessions.WireDevice, "Device"),
    (sessions.Devices, "Devices"),
]
KINDS = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array"}


def kinds_of(shape: dict[str, Any]) -> set[str]:
    """The JSON types that a schema allows."""
    if "$ref" in shape:
        return kinds_of(SHAPES[shape["$ref"].rpartition("/")[2]])
    if "anyOf" in shape:
        return set().union(*(kinds_of(each) for each in shape["anyOf"]))
    return {shape["type"]} if "type" in shape else {"string"}


def kinds_we_take(annotation: Any) -> set[str]:
    if get_origin(annotation) in (Union, type(int | str)):
        return set().union(*(kinds_we_take(each) for each in get_args(annotation)))
    if annotation is type(None):
        return {"null"}
    if get_origin(annotation) is Annotated:
        return kinds_we_take(get_args(annotation)[0])
    plain = get_origin(annotation) or annotation
    if plain in KINDS:
        return {KINDS[plain]} | ({"integer"} if plain is float else set())
    return {"object"} if issubclass(plain, msgspec.Struct) else {"string"}


@pytest.mark.parametrize(("ours", "theirs"), READ, ids=[name for _, name in READ])
def test_what_we_read_is_promised(ours: type[msgspec.Struct], theirs: str) -> None:
    shape = SHAPES[theirs]
    for field in msgspec.structs.fields(ours):
        promised = shape["properties"].get(field.encode_name)
        assert promised is not None, f"{theirs} has no {field.encode_name}"
        assert kinds_of(promised) <= kinds_we_take(field.type), f"{theirs}.{field.encode_name}"
        if field.required:
            always = field.encode_name in shape.get("required", []) or "default" in promised
            assert always, f"{theirs}.{field.encode_name} may be missing"


ASKED = [
    ("post", "/v1/sessions"),
    ("post", "/v1/sessions/replace"),
    ("post", "/v1/sessions/refresh"),
    ("get", "/v1/sessions"),
    ("patch", "/v1/sessions/{}"),
    ("delete", "/v1/sessions/{}"),
    ("get", "/v1/me"),
    ("get", "/v1/numbers"),
    ("patch", "/v1/numbers/{}"),
    ("get", "/v1/conversations"),
    ("put", "/v1/conversations/{}/{}/read"),
    ("get", "/v1/messages"),
    ("post", "/v1/messages"),
    ("get", "/v1/messages/{}"),
    ("get", "/v1/scheduled-messages"),
    ("post", "/v1/scheduled-messages"),
    ("patch", "/v1/scheduled-messages/{}"),
    ("delete", "/v1/scheduled-messages/{}"),
    ("post", "/v1/scheduled-messages/{}/send"),
    ("get", "/v1/calls"),
    ("put", "/v1/calls/seen"),
    ("delete", "/v1/calls"),
    ("put", "/v1/calls/restored"),
    ("get", "/v1/voicemails"),
    ("get", "/v1/voicemails/{}/audio"),
    ("put", "/v1/voicemails/{}/heard"),
    ("delete", "/v1/voicemails/{}/heard"),
    ("delete", "/v1/voicemails"),
    ("put", "/v1/voicemails/restored"),
    ("get", "/v1/balance"),
    ("get", "/v1/tariff"),
    ("get", "/v1/contacts"),
    ("put", "/v1/contacts/{}"),
    ("delete", "/v1/contacts/{}"),
    ("get", "/v1/events"),
]


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_what_we_ask_is_in_the_contract(method: str, path: str) -> None:
    known = {re.sub(r"\{[^}]*\}", "{}", each): methods for each, methods in CONTRACT["paths"].items()}
    assert method in known[path]


def test_every_event_of_the_contract_is_known_to_us() -> None:
    promised = {
        shape["properties"]["type"]["const"]
        for shape in SHAPES.values()
        if "const" in shape.get("properties", {}).get("type", {})
    }
    if promised:  # the events stand in the contract where the carrier describes its stream
        assert promised <= events._KINDS
