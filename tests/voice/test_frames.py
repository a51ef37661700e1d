"""Frames over the pipe: every command and event survives, nothing else is one."""

from __future__ import annotations

import io
import typing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.voice import frames, wire


def any_of(kind: type) -> st.SearchStrategy[typing.Any]:
    plain: dict[typing.Any, st.SearchStrategy[typing.Any]] = {
        int: st.integers(-(2**63), 2**63 - 1),
        float: st.floats(allow_nan=False),
    }
    if kind is wire.Devices:
        plain[tuple[wire.Device, ...]] = st.lists(any_of(wire.Device), max_size=3).map(tuple)
    fields = typing.get_type_hints(kind)
    return st.builds(kind, **{name: plain[form] for name, form in fields.items() if form in plain})


@pytest.mark.parametrize("kind", typing.get_args(wire.AnyCommand))
@settings(max_examples=15)
@given(data=st.data())
def test_every_command_survives_the_pipe(kind: type, data: st.DataObject) -> None:
    command = data.draw(any_of(kind))
    pipe = io.BytesIO(frames.pack(command) * 2)
    assert list(frames.read_commands(pipe)) == [command, command]


@pytest.mark.parametrize("kind", typing.get_args(wire.AnyEvent))
@settings(max_examples=15)
@given(data=st.data())
def test_every_event_survives_the_pipe(kind: type, data: st.DataObject) -> None:
    event = data.draw(any_of(kind))
    assert frames.event_of(frames.pack(event)[frames.HEAD_BYTES :]) == event


def test_a_pipe_that_ends_in_a_frame_ends() -> None:
    whole = frames.pack(wire.Ping(1))
    assert list(frames.read_commands(io.BytesIO(whole + whole[:-1]))) == [wire.Ping(1)]
    assert list(frames.read_commands(io.BytesIO(whole + whole[:2]))) == [wire.Ping(1)]


@given(st.binary(max_size=200))
def test_nonsense_is_no_frame(data: bytes) -> None:
    for read in (frames.command_of, frames.event_of):
        try:
            read(data)
        except frames.BadFrame:
            pass


def test_a_frame_has_a_greatest_length() -> None:
    with pytest.raises(frames.BadFrame):
        frames.length_of(b"\xff\xff\xff\xff")
    with pytest.raises(frames.BadFrame):
        frames.pack(wire.Dial(call_id="x" * 300_000, to="", number=""))


def test_what_no_pipe_can_carry_is_refused() -> None:
    for wrong in (wire.Ping(2**70), wire.Dial(call_id="", to="\ud800", number="")):
        with pytest.raises(frames.BadFrame):
            frames.pack(wrong)
