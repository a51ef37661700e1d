"""What every story starts from: one private desktop for all, a carrier for each file, and its windows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.accessibility import AccessibilityBus, Gone
from tests.harness.carrier import CarrierProcess
from tests.harness.desktop import Desktop
from tests.harness.session import Session

NEEDED = (
    "Xvfb",
    "openbox",
    "pulseaudio",
    "gnome-keyring-daemon",
    "xdotool",
    "dbus-daemon",
    "espeak-ng",
    "sox",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.window)


@pytest.fixture(scope="session")
def session() -> Iterator[Session]:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (packaging/debian.py names the packages)")
    session = Session()
    session.open_keyring()
    yield session
    session.close()


@pytest.fixture(scope="session")
def accessibility(session: Session) -> Iterator[AccessibilityBus]:
    bus = AccessibilityBus(session.accessibility_address)
    yield bus
    bus.close()


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CarrierProcess]:
    carrier = CarrierProcess(tmp_path_factory.mktemp("carrier")).start()
    yield carrier
    carrier.close()


MakeDesktop = Callable[..., Desktop]


@pytest.fixture
def make_desktop(
    request: pytest.FixtureRequest,
    session: Session,
    accessibility: AccessibilityBus,
    carrier: CarrierProcess,
    tmp_path: Path,
) -> Iterator[MakeDesktop]:
    """Desktops of this carrier, not started yet. A failed story leaves a picture and the logs behind."""
    desktops: list[Desktop] = []

    def make(name: str = "desk", *, lang: str = "en") -> Desktop:
        desktops.append(
            Desktop(session, accessibility, tmp_path / name, name=name, carrier=carrier, lang=lang)
        )
        return desktops[-1]

    yield make
    if getattr(request.node, "story_failed", False):
        _leave_evidence(session, tmp_path, desktops)
    problems: list[AssertionError] = []
    for desktop in desktops:
        try:
            desktop.close()
        except AssertionError as problem:
            problems.append(problem)
    if problems:
        raise problems[0]


@pytest.fixture
def desktop(make_desktop: MakeDesktop) -> Desktop:
    return make_desktop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call" and report.failed:
        item.story_failed = True  # type: ignore[attr-defined]


def _leave_evidence(session: Session, folder: Path, desktops: list[Desktop]) -> None:
    picture = session.screenshot(folder / "failed.png")
    print(f"\nthe screen: {picture}")  # noqa: T201 (pytest shows it with the failure)
    for desktop in desktops:
        print(f"--- log of {desktop.name}\n{_worth_reading(desktop.logs())}")  # noqa: T201
        if desktop.is_alive:
            try:
                print(desktop.window.drawing())  # noqa: T201
            except Gone as gone:
                print(gone)  # noqa: T201


def _worth_reading(logs: str) -> str:
    """The last of it. On a busy machine the sound system says hundreds of times that it was late."""
    return "".join(line for line in logs.splitlines(keepends=True) if "underrun occurred" not in line)[-8000:]
