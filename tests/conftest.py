"""What holds for every test: long ones are left out unless asked for, and nothing is logged unseen."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator

import pytest
from _pytest.runner import runtestprotocol

_BESIDE_OTHERS = {"journeys", "voice", "services", "carrier"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long soak and fuzz tests too")
    parser.addoption("--once", action="store_true", help="tell nothing a second time: what fails, fails")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    kept = [item for item in items if item.get_closest_marker("long") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Tests with other programs beside them (desktops, carriers, engines, other makers' phones) are told a
    second time where they fail, and said to have been: on a busy machine these stumble over each other in
    ways that are not the product's. What fails twice has failed.
    """
    if item.config.getoption("--once") or not _BESIDE_OTHERS & set(item.path.parts):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if any(report.failed for report in reports):
        sys.stderr.write(f"\ntold a second time: {item.nodeid}\n")
        for report in reports:
            if report.failed:
                sys.stderr.write(f"{report.longreprtext[-1500:]}\n")
        item._initrequest()  # type: ignore[attr-defined]
        item._report_sections.clear()  # what the first telling printed is the first's alone
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


class _Unexpected(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def unexpected_log_lines_fail(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning or error that a test did not announce fails it: `@pytest.mark.logs("part of the line")`."""
    marker = request.node.get_closest_marker("logs")
    expected: tuple[str, ...] = marker.args if marker else ()
    handler = _Unexpected()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    strange = [line for line in handler.lines if not any(part in line for part in expected)]
    assert not strange, f"unexpected log lines: {strange}"
