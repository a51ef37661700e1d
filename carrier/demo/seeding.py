"""Fills an empty carrier with the demonstration. The same clock gives the same people, words and times."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from uuid import NAMESPACE_DNS, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from carrier.account.opening import find_account, give_number, open_account
from carrier.api import schemas
from carrier.demo import people as p
from carrier.demo.calls import ALEX_CALLS, MARIE_CALLS, DemoCall
from carrier.demo.texts import ALEX_TALKS, MARIE_AND_ALEX, MARIE_TALKS, SMALL_TALK, Talk
from carrier.files.blobs import Blobs
from carrier.files.received import file_of, keep_parts
from carrier.messages.segments import measure
from carrier.messages.sms import Part
from carrier.network.pictures import landscape
from carrier.sessions.passwords import Passwords
from carrier.store.database import Database
from carrier.store.owned import next_voicemail_sequence
from carrier.store.tables import Account, Call, Contact, Message, Number, Voicemail
from carrier.voicemail.encoding import to_flac
from carrier.voicemail.moving import samples_of_wav
from carrier.voicemail.visit import RATE

_NAMESPACE = uuid5(NAMESPACE_DNS, "demo.fiveline.example")


@dataclass(frozen=True, slots=True)
class _Line:
    number: str
    peer: str
    at: datetime
    text: str
    mine: bool
    failed: bool = False
    unread: bool = False


def seed_demo(database: Database, blobs: Blobs, passwords: Passwords, now: datetime) -> None:
    """Nothing where the demonstration is in there already."""
    with database.write() as session:
        if find_account(session, p.ALEX.email) is not None:
            return
        for account in p.DEMO_ACCOUNTS:
            opened = open_account(
                session,
                email=account.email,
                name=account.name,
                password_hash=passwords.hash(account.password),
                plan=schemas.Plan(account.plan),
                now=now - timedelta(days=60),
                account_id=_id("account", account.email),
            )
            for number in account.numbers:
                give_number(
                    session,
                    opened.id,
                    e164=number.e164,
                    name=number.name,
                    now=now,
                    number_id=_id("number", number.e164),
                )
        _keep_contacts(session, p.ALEX, p.ALEX_CONTACTS)
        _keep_contacts(session, p.MARIE, p.MARIE_CONTACTS)
        shared = Talk(p.PRIVATE, p.MARIE_LYON, 0.5, "fr", MARIE_AND_ALEX, small_talk=20)
        mirrored = [
            replace(line, number=p.MARIE_LYON, peer=p.PRIVATE, mine=not line.mine)
            for line in _lines(shared, now)
        ]
        _keep_messages(
            session, p.ALEX, [line for talk in (*ALEX_TALKS, shared) for line in _lines(talk, now)]
        )
        _keep_messages(
            session, p.MARIE, mirrored + [line for talk in MARIE_TALKS for line in _lines(talk, now)]
        )
        _keep_files(session, blobs)
        _keep_calls(session, p.ALEX, ALEX_CALLS, now)
        _keep_calls(session, p.MARIE, MARIE_CALLS, now)
        _keep_voicemails(session, blobs, now)


def recording(speaker: str) -> bytes:
    """A spoken message (made by `voicemails/make.sh`): 16-bit mono WAV at 16 kHz."""
    return files("carrier.demo.voicemails").joinpath(f"{speaker}.wav").read_bytes()


def _lines(talk: Talk, now: datetime) -> Iterator[_Line]:
    """A thread in time, oldest first: lines come in bursts, most of them in the last weeks."""
    dice = random.Random(f"{talk.number}{talk.peer}")  # noqa: S311 (variety, not secrecy)
    said = [
        (f">{text}" if dice.random() < 0.5 else text)
        for text in (dice.choice(SMALL_TALK[talk.language]) for _ in range(talk.small_talk))
    ] + list(talk.lines)
    at = now - timedelta(days=talk.days_ago)
    times: list[datetime] = []
    for _ in said:
        times.append(at)
        pause = timedelta(minutes=dice.uniform(1, 25))
        if dice.random() < 0.25:
            pause = timedelta(hours=dice.uniform(6, 70))
        at -= pause
    incoming_left = [not text.startswith((">", "!")) for text in said]
    unread = set(
        [i for i, incoming in enumerate(incoming_left) if incoming][-talk.unread :] if talk.unread else []
    )
    for index, (text, when) in enumerate(zip(said, reversed(times), strict=True)):
        yield _Line(
            number=talk.number,
            peer=talk.peer,
            at=when,
            text=text.lstrip(">!"),
            mine=not incoming_left[index],
            failed=text.startswith("!"),
            unread=index in unread,
        )


def _keep_messages(session: Session, account: p.DemoAccount, lines: list[_Line]) -> None:
    row = _account(session, account)
    for sequence, line in enumerate(sorted(lines, key=lambda each: (each.at, each.peer)), start=1):
        session.add(
            Message(
                account_id=row.id,
                id=str(_id("message", account.email, sequence)),
                number_id=_number(session, line.number),
                peer=line.peer,
                direction="outgoing" if line.mine else "incoming",
                text=line.text,
                created_at=line.at,
                status=("failed" if line.failed else "delivered") if line.mine else "received",
                failure="unreachable" if line.failed else None,
                segments=measure(line.text).segments,
                sequence=sequence,
                read=not line.unread,
                origin=None,
                due_at=None,
            )
        )
    row.last_sequence = len(lines)


def _keep_files(session: Session, blobs: Blobs) -> None:
    """Some of what came was an MMS: on French numbers."""
    parts = (
        (p.CAMILLE.address, 1, Part("Plage.png", landscape(0))),
        (p.CAMILLE.address, 2, Part("Message vocal.wav", recording("ines"))),
        (p.LAYLA.address, 2, Part("صورة.png", landscape(1, 320, 420))),
    )
    account = _account(session, p.ALEX)
    for peer, back, part in parts:
        message = session.scalars(
            select(Message)
            .where(Message.account_id == account.id, Message.peer == peer, Message.direction == "incoming")
            .order_by(Message.sequence.desc())
            .offset(back)
            .limit(1)
        ).one()
        (kept,) = keep_parts(blobs, "", (part,))
        session.add(
            file_of(
                kept,
                file_id=str(_id("file", message.id)),
                account_id=account.id,
                number_id=message.number_id,
                message_id=message.id,
                came_at=message.created_at,
            )
        )


def _keep_contacts(session: Session, account: p.DemoAccount, people: tuple[p.Person, ...]) -> None:
    row = _account(session, account)
    assigned = {p.OLIVER.address: p.LONDON, p.PRIYA.address: p.LONDON, p.DANIEL.address: p.AGENCY}
    for person in people:
        number = assigned.get(person.address) if account is p.ALEX else None
        session.add(
            Contact(
                account_id=row.id,
                id=str(_id("contact", account.email, person.address)),
                name=person.name,
                phones=[{"address": person.address, "label": person.label}],
                assigned_number=_number(session, number) if number else None,
            )
        )


def _keep_calls(session: Session, account: p.DemoAccount, calls: tuple[DemoCall, ...], now: datetime) -> None:
    row = _account(session, account)
    for sequence, call in enumerate(sorted(calls, key=lambda each: -each.days_ago), start=1):
        session.add(
            Call(
                account_id=row.id,
                id=str(_id("call", account.email, sequence)),
                number_id=_number(session, call.number),
                peer=call.peer,
                direction=call.direction,
                outcome=call.outcome,
                reason=call.reason,
                started_at=now - timedelta(days=call.days_ago),
                duration_seconds=call.seconds,
                answered_by=None,
                seen=call.seen,
                sequence=sequence,
            )
        )
    row.last_call = len(calls)


def _keep_voicemails(session: Session, blobs: Blobs, now: datetime) -> None:
    for account, number, peer, speaker, days_ago, heard in (
        (p.ALEX, p.STOCKHOLM, p.ASTRID.address, "astrid", 8.4, True),
        (p.MARIE, p.MARIE_LYON, p.INES.address, "ines", 1.1, False),
        (p.ALEX, p.LONDON, p.OLIVER.address, "oliver", 0.31, False),
    ):
        samples = samples_of_wav(recording(speaker))
        content = to_flac(samples)
        blob = blobs.keep(content)
        owner, received_at = _account(session, account), now - timedelta(days=days_ago)
        call = session.scalars(
            select(Call).where(Call.account_id == owner.id, Call.peer == peer, Call.started_at == received_at)
        ).one()
        call.to_voicemail = True
        session.add(
            Voicemail(
                id=str(_id("voicemail", account.email, peer)),
                account_id=owner.id,
                number_id=_number(session, number),
                peer=peer,
                received_at=received_at,
                duration_seconds=len(samples) / 2 / RATE,
                heard=heard,
                sequence=next_voicemail_sequence(session, owner.id),
                call_id=call.id,
                blob=blob.name,
                key=blob.key,
                size=len(content),
            )
        )


def _account(session: Session, account: p.DemoAccount) -> Account:
    found = find_account(session, account.email)
    assert found is not None
    return found


def _number(session: Session, e164: str) -> str:
    return session.scalars(select(Number.id).where(Number.e164 == e164)).one()


def _id(kind: str, *parts: object) -> UUID:
    return uuid5(_NAMESPACE, f"{kind}/{'/'.join(str(part) for part in parts)}")
