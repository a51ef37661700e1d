"""The same behaviour on PostgreSQL: the tests that race or depend on order, against a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from carrier.settings import Settings
from carrier.signals import Signals
from carrier.store.database import Database
from carrier.store.metadata import Base
from carrier.voicemail.visit import EndOfTake, Take
from tests.carrier.later.conftest import anna, ben, hers  # noqa: F401
from tests.carrier.later.test_files_that_wait import (  # noqa: F401
    test_cancelled_its_bytes_are_gone_at_once,
    test_each_of_a_group_gets_a_link_of_their_own_to_the_same_bytes,
    test_files_that_wait_do_not_count_as_unsent,
    test_the_link_is_made_when_it_leaves_and_lives_from_then_on,
)
from tests.carrier.later.test_leaving import (  # noqa: F401
    desk,
    test_a_change_that_comes_while_it_leaves_is_made_or_told_that_it_left,
    test_after_a_longer_outage_it_stays_and_its_writer_may_send_it,
    test_nothing_leaves_before_its_time_and_it_is_known_how_long_that_is,
    test_several_carriers_send_everything_once_and_each_persons_in_order,
    test_what_may_no_longer_be_sent_is_not_and_its_writer_is_told,
)
from tests.carrier.later.test_scheduling import (  # noqa: F401
    test_asked_again_with_the_same_id_one_waits,
    test_sent_now_it_leaves_once_and_can_no_longer_be_changed_or_cancelled,
    test_what_is_due_leaves_by_itself_under_its_own_id_and_arrives_once,
)
from tests.carrier.postgresql import binaries, postgresql
from tests.carrier.running import QUICK, RunningCarrier
from tests.carrier.sip.sounding import until as edge_until
from tests.carrier.test_account import (  # noqa: F401 (run here too)
    test_a_contact_is_kept_changed_and_forgotten,
    test_a_number_is_renamed_recoloured_and_moved,
    test_missed_calls_are_new_until_they_were_seen,
)
from tests.carrier.test_bad_input import (  # noqa: F401
    device,
    test_any_text_comes_back_as_it_was_sent,
    test_no_json_breaks_a_route,
    test_no_recipient_breaks_sending,
)
from tests.carrier.test_ending_sessions import (  # noqa: F401
    test_the_others_of_the_account_hear_that_the_devices_changed,
    test_the_sip_secret_dies_with_the_session,
)
from tests.carrier.test_events import (  # noqa: F401
    test_a_cursor_that_is_too_old_resets_the_reader,
    test_events_of_writers_that_race_come_through_in_order,
    test_the_stream_goes_on_strictly_after_the_cursor,
)
from tests.carrier.test_messages import (  # noqa: F401
    test_a_message_between_ones_own_numbers_stands_in_both_threads,
    test_a_message_between_two_accounts_arrives_and_its_writer_is_told,
    test_asked_again_with_the_same_id_nothing_is_sent_twice,
    test_robin_texts_back,
    test_the_same_key_with_another_body_is_a_conflict,
)
from tests.carrier.test_refresh_tokens import (  # noqa: F401
    test_a_lost_answer_signs_nobody_out,
    test_an_old_token_that_comes_again_after_its_successor_was_used_ends_the_session,
    test_refreshes_that_race_leave_the_session_alive,
)
from tests.carrier.test_signing_in import (  # noqa: F401
    test_several_wrong_passwords_lock_the_account_and_the_right_one_is_no_use_then,
)
from tests.carrier.test_threads import (  # noqa: F401
    test_pages_cover_everything_once,
    test_reading_up_to_a_message_leaves_the_later_ones_unread,
)
from tests.carrier.test_three_devices import (  # noqa: F401
    test_a_lost_answer_to_a_ticket_is_given_again_to_the_same_key,
    test_never_a_fourth_device_however_200_sign_ins_race,
    test_never_a_fourth_device_however_tickets_race,
)
from tests.carrier.test_voicemails import (  # noqa: F401
    test_pages_go_from_the_newest_to_the_oldest_of_all_numbers_or_one,
    test_sound_in_the_database_is_heard_before_and_after_it_moved,
    test_those_of_a_number_that_is_deleted_go_with_it,
    test_what_was_deleted_is_taken_back_as_it_was_with_what_was_heard_meanwhile,
)
from tests.carrier.voicemail.finishing import SAID, Office
from tests.carrier.voicemail.test_greetings import (  # noqa: F401
    owner,
    test_a_given_file_speaks_at_once_and_every_device_is_told,
    test_deleted_the_default_speaks_again_and_deleting_twice_is_no_mistake,
    test_that_for_an_absence_speaks_between_its_dates,
)

SERVER = binaries()
pytestmark = pytest.mark.skipif(SERVER is None, reason="no PostgreSQL server under /usr/lib/postgresql")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    assert SERVER is not None
    with postgresql(SERVER) as url:
        yield url


@pytest.fixture(scope="module")
def running(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCarrier]:
    settings = Settings(data=tmp_path_factory.mktemp("carrier"), database_url=url, demo=True, **QUICK)
    carrier = RunningCarrier(settings)
    yield carrier
    carrier.stop()


def test_the_migrations_make_what_the_tables_say(running: RunningCarrier) -> None:
    with running.carrier.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_recording_becomes_a_voicemail_once(url: str, running: RunningCarrier, tmp_path: Path) -> None:
    office = Office(tmp_path, Database(url, Signals()))
    office.open()
    left = [office.visit(SAID) for _ in range(3)]

    async def finish_twice_at_once() -> None:
        both = office.finishing(), office.finishing()
        jobs = [asyncio.create_task(each.run()) for each in both]
        for each in both:
            for visit_id in left:
                each.took(Take(visit_id, 1.6, EndOfTake.HASH))
        await edge_until(lambda: not office.visits() and not list(office.spools.iterdir()))
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    asyncio.run(finish_twice_at_once())
    told = [str(each.voicemail.id) for each in office.told()]
    assert sorted(each for each in told if each in left) == sorted(left)
    assert set(left) <= office.voicemails().keys()
    office.database.close()


def test_a_second_worker_hears_what_the_first_commits(
    url: str, running: RunningCarrier, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = RunningCarrier(Settings(data=tmp_path_factory.mktemp("other"), database_url=url, **QUICK))
    try:
        person = running.person()
        here = running.sign_in(person)
        there = other.sign_in(person)
        with there.events(there.get("/v1/me")["event_cursor"]) as events:
            here.ask("PATCH", f"/v1/numbers/{person.number_ids[0]}", {"name": "Told"})
            assert next(events).data["numbers"][0]["name"] == "Told"
    finally:
        other.stop()
