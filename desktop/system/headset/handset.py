"""What a headset's reports mean, and the reports that light its lamps: no device, no thread, no clock.

The hook of a headset and the program's calls speak at once, so both echo. After a lamp was lit or put out,
the headset says by its hook what it was just told (within about two seconds): that is not the person. Jabra's
take the hook back where nothing answers to it within that time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.headset import HeadsetKey, Lamps
from desktop.system.headset.descriptor import LED, TELEPHONY, Field, Layout

ECHO = 2.5
"""Seconds within which a hook that says what a lamp was told is an echo."""
LONGEST_PRESS = 0.8
"""Seconds within which a hook that may go back by itself is a key that was let go, and no hook."""
SAME_PRESS = 0.08
"""Seconds within which a key that only says "pressed" is one press told twice."""

HOOK_SWITCH = (TELEPHONY, 0x20)
FLASH = (TELEPHONY, 0x21)
DROP = (TELEPHONY, 0x26)
PHONE_MUTE = (TELEPHONY, 0x2F)
_KEYS = (HOOK_SWITCH, FLASH, DROP, PHONE_MUTE)

_LAMPS = {(LED, 0x17): "off_hook", (LED, 0x18): "ring", (LED, 0x09): "mute", (LED, 0x20): "hold"}


@dataclass(slots=True)
class _Echo:
    value: bool
    until: float


class Handset:
    """One headset as it stands now."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._keys: list[tuple[tuple[int, int], Field]] = [
            (usage, field) for field in layout.inputs for usage in field.usages if usage in _KEYS
        ]
        self._lamps = {
            name: field
            for field in layout.outputs
            for usage in field.usages[:1]
            if not field.is_array and (name := _LAMPS.get(usage))
        }
        self._values: dict[tuple[int, int], bool] = {}
        self._pressed_at: dict[tuple[int, int], float] = {}
        self._hook_is_key = False
        self._taken_up_at = -LONGEST_PRESS
        self._echoes: dict[tuple[int, int], list[_Echo]] = {HOOK_SWITCH: [], PHONE_MUTE: []}
        self._keeps_silent: set[tuple[int, int]] = set()
        """Once it did not say what a lamp told it, it is not expected to."""
        self._shown: Lamps | None = None

    @property
    def is_telephone(self) -> bool:
        """It has a hook or a mute key; without either there is nothing to hear."""
        return any(usage in (HOOK_SWITCH, PHONE_MUTE) for usage, _field in self._keys)

    @property
    def lamps(self) -> frozenset[str]:
        return frozenset(self._lamps)

    # --- what it says -----------------------------------------------------------------------------------
    def read(self, report: bytes, *, now: float) -> list[HeadsetKey]:
        """The keys that `report` tells of; none where it is another's, cut short, or an echo.

        `report` begins with its id where the headset has ids. `now` is monotonic, in seconds.
        """
        report_id, payload = (report[0], report[1:]) if self._layout.has_ids and report else (0, report)
        told: dict[tuple[int, int], tuple[Field, bool]] = {}
        for usage, field in self._keys:
            if field.report_id != report_id:
                continue
            value = _value(field, usage, payload)
            if value is None:
                continue
            # An array has several places for one key: it is pressed where any of them names it.
            told[usage] = (field, value or told.get(usage, (field, False))[1])
        found = [self._key(usage, field, value, now) for usage, (field, value) in told.items()]
        return [key for key in found if key is not None]

    def _key(self, usage: tuple[int, int], field: Field, value: bool, now: float) -> HeadsetKey | None:
        was, self._values[usage] = self._values.get(usage, False), value
        if usage == HOOK_SWITCH and not (field.is_relative or self._hook_is_key):
            return self._hook(field, was, value, now)
        if usage == PHONE_MUTE and not (field.is_relative or field.is_momentary):
            if self._is_echo(usage, value, now) or value == was:
                return None
            return HeadsetKey.MUTE_ON if value else HeadsetKey.MUTE_OFF
        if not value or (was and not field.is_relative):
            return None
        if now - self._pressed_at.get(usage, -SAME_PRESS) < SAME_PRESS:
            return None
        self._pressed_at[usage] = now
        return {
            HOOK_SWITCH: HeadsetKey.HOOK_PRESSED,
            PHONE_MUTE: HeadsetKey.MUTE_PRESSED,
            DROP: HeadsetKey.DROPPED,
            FLASH: HeadsetKey.FLASHED,
        }[usage]

    def _hook(self, field: Field, was: bool, value: bool, now: float) -> HeadsetKey | None:
        if self._is_echo(HOOK_SWITCH, value, now) or value == was:
            return None
        if value:
            self._taken_up_at = now
            return HeadsetKey.TAKEN_UP
        if field.is_momentary and now - self._taken_up_at < LONGEST_PRESS:
            self._hook_is_key = True
            return None
        return HeadsetKey.PUT_DOWN

    def _is_echo(self, usage: tuple[int, int], value: bool, now: float) -> bool:
        """Whether it only says what a lamp told it. Reports come in order: what was told before has passed,
        and after a word of the person's nothing older is waited for."""
        waiting = self._still_waited_for(usage, now)
        found = next((index for index, echo in enumerate(waiting) if echo.value == value), None)
        self._echoes[usage] = [] if found is None else waiting[found + 1 :]
        return found is not None

    def _still_waited_for(self, usage: tuple[int, int], now: float) -> list[_Echo]:
        waiting = [echo for echo in self._echoes[usage] if echo.until >= now]
        if len(waiting) < len(self._echoes[usage]):
            self._keeps_silent.add(usage)
        return waiting

    # --- what it shows ----------------------------------------------------------------------------------
    def show(self, lamps: Lamps, *, now: float, anew: bool = False) -> list[bytes]:
        """The output reports for `lamps`, each with its id before it (0 where there are none).

        Only those that change, unless `anew`: after a hook that nobody wanted, the headset is told again.
        """
        before, self._shown = self._shown, lamps
        changed = {
            field.report_id
            for name, field in self._lamps.items()
            if anew or before is None or getattr(before, name) != getattr(lamps, name)
        }
        self._expect(HOOK_SWITCH, "off_hook", lamps.off_hook, changed, now)
        self._expect(PHONE_MUTE, "mute", lamps.mute, changed, now)
        return [self._report(report_id, lamps) for report_id in sorted(changed)]

    def _expect(
        self, usage: tuple[int, int], lamp: str, value: bool, changed: Iterable[int], now: float
    ) -> None:
        field = self._lamps.get(lamp)
        if field is None or field.report_id not in changed or self._is_key(usage):
            return
        if self._values.get(usage, False) != value:
            # Whether it answers or not, it stands as it was told.
            self._values[usage] = value
            self._echoes[usage] = self._still_waited_for(usage, now)
            if usage not in self._keeps_silent:
                self._echoes[usage].append(_Echo(value, now + ECHO))

    def _is_key(self, usage: tuple[int, int]) -> bool:
        """It only says that it was pressed, and has no state that a lamp could change."""
        return any(
            field.is_relative
            or (usage == HOOK_SWITCH and self._hook_is_key)
            or (usage == PHONE_MUTE and field.is_momentary)
            for each, field in self._keys
            if each == usage
        )

    def _report(self, report_id: int, lamps: Lamps) -> bytes:
        bits = dict(self._layout.output_bits)[report_id]
        payload = 0
        for name, field in self._lamps.items():
            if field.report_id == report_id and getattr(lamps, name):
                payload |= 1 << field.bit
        return bytes([report_id]) + payload.to_bytes((bits + 7) // 8, "little")


def _value(field: Field, usage: tuple[int, int], payload: bytes) -> bool | None:
    """Whether the key is down; None where the report ends before it."""
    if field.bit + field.size > len(payload) * 8:
        return None
    # Only the bytes around it: a report may be long.
    first, last = field.bit // 8, (field.bit + field.size + 7) // 8
    raw = int.from_bytes(payload[first:last], "little") >> field.bit % 8 & (1 << field.size) - 1
    if not field.is_array:
        return bool(raw)
    place = raw - field.minimum
    return 0 <= place < len(field.usages) and field.usages[place] == usage
