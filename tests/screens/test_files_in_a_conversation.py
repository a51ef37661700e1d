"""Files in the real widgets: picked, dropped, pasted, sent; looked at, played, kept (MSG-4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain import events as e
from desktop.domain.connection import Carrier
from desktop.domain.files import Progress
from desktop.domain.messages import MessageId, ThreadKey
from tests.galleries.files import CARD, FILM, PICTURE, RECEIVED, SOUND, TALL, UNDER_WAY, Shown, message
from tests.galleries.sample import ANNA, LONDON, MARIE, PRIVATE, money
from tests.screens.conftest import Until, focused, show
from ui.models.file_row import size_words
from ui.models.plain import plain
from ui.widgets.bubble import Bubble
from ui.widgets.buttons import IconButton
from ui.widgets.film_bar import FilmBar

COPY = Qt.DropAction.CopyAction


@pytest.fixture
async def shown(qt_app: QApplication, until: Until) -> Shown:
    made = Shown(*RECEIVED)
    made.screen.resize(760, 900)
    show(made.screen)
    await until(lambda: not made.thread.loading)
    return made


def click(shown: Shown, file_id: str) -> None:
    """On the file, where it is drawn."""
    view = shown.screen.messages
    for place in range(len(shown.thread.rows.rows)):
        bubble: Bubble = view._bubble(place)
        for file, box in bubble.parts.boxes:
            if file.file.id == file_id:
                view.scrollTo(shown.thread.rows.index(place, 0))
                top = view._heights.top_of(place) - view._offset()
                at = (box.translated(bubble.parts_at).center() + QPointF(0, top)).toPoint()
                QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
                return
    raise AssertionError(f"{file_id} is not in sight")


def drop(widget: QWidget, mime: QMimeData) -> bool:
    """Whether it was taken."""
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(20, 20), COPY, mime, left, none)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(20, 20), COPY, mime, left, none, QEvent.Type.Drop)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


async def test_what_the_links_cost_stands_beside_the_files(
    shown: Shown, until: Until, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a")
    shown.thread.open(ThreadKey(PRIVATE, ANNA))  # a number in London: seven cents
    shown.sample.store.apply(e.MoneyChanged(money(left=0)))
    await until(lambda: not shown.attaching.why_not)
    shown.attaching.pick([str(tmp_path / "a.txt")] * 2)
    await until(lambda: shown.attaching.sendable == 2)
    assert plain(shown.parts.strip.price.text()) == "2 SMS · €0.14"
    shown.sample.store.apply(e.MoneyChanged(money(credit=10, left=0)))
    assert plain(shown.parts.strip.price.text()) == "2 SMS · €0.14 · your credit is €0.10"
    shown.attaching.clear()
    assert not shown.parts.strip.price.text()


async def test_the_keyboard_stays_among_the_files_while_they_come_and_go(
    shown: Shown, until: Until, tmp_path: Path
) -> None:
    strip = shown.parts.strip

    def names() -> list[str]:
        return [
            plain(each.accessibleName()).removeprefix("Remove ")
            for each in strip.findChildren(IconButton)
            if each.isVisible() and each is not strip.later_button
        ]

    def named() -> str:
        return plain(focused().accessibleName())

    async def pick(name: str) -> None:
        (tmp_path / name).write_text(name)
        shown.attaching.pick([str(tmp_path / name)])
        await until(lambda: all(row.can_be_sent for row in shown.attaching.rows) and name in names())

    await pick("a.txt")
    await pick("b.txt")
    next(each for each in strip.findChildren(IconButton) if each.isVisible()).setFocus()
    await pick("c.txt")
    assert named() == "Remove a.txt"
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    await until(lambda: names() == ["b.txt", "c.txt"])
    assert named() == "Remove b.txt"
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    await until(lambda: names() == ["c.txt"])
    assert named() == "Remove c.txt"
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    await until(lambda: not strip.isVisible())
    assert named() == "Message"


async def test_dropped_files_are_shown_before_they_are_sent(
    shown: Shown, until: Until, tmp_path: Path
) -> None:
    good, empty = tmp_path / "Notes.txt", tmp_path / "empty.txt"
    good.write_text("notes")
    empty.touch()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (good, empty, tmp_path)])
    assert drop(shown.screen.messages.viewport(), mime)
    await until(lambda: shown.attaching.sendable == 1 and len(shown.attaching.rows) == 3)
    await until(lambda: "One moment…" not in [row.detail for row in shown.attaching.rows])
    assert [row.can_be_sent for row in shown.attaching.rows] == [True, False, False]
    assert shown.parts.strip.isVisible()
    assert shown.parts.strip.send_button.text() == "Send 1 file"
    shown.parts.strip.send_button.click()
    await until(lambda: shown.files.sent)
    (thread, files, _bodies) = shown.files.sent[0]
    assert (thread, [file.path for file in files]) == (shown.thread.key, [str(good)])
    assert not shown.parts.strip.isVisible()


async def test_what_lies_elsewhere_is_not_fetched(shown: Shown) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/picture.png")])
    assert not drop(shown.screen.messages.viewport(), mime)
    assert shown.attaching.rows == ()


async def test_a_picture_is_pasted_and_text_stays_text(shown: Shown, until: Until) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    assert shown.parts.drops.paste(mime)
    assert [row.can_be_sent for row in shown.attaching.rows] == [True]
    shown.attaching.send()
    await until(lambda: shown.files.sent)
    (_thread, (file,), bodies) = shown.files.sent[0]
    assert bodies[file.sha256].startswith(b"\x89PNG")
    text = QMimeData()
    text.setText("only words")
    assert not shown.parts.drops.paste(text)


async def test_what_was_picked_does_not_follow_into_another_thread(shown: Shown, until: Until) -> None:
    shown.attaching.paste("a.png", b"x")
    assert shown.attaching.can_send
    shown.thread.open(ThreadKey(LONDON, MARIE))
    await until(lambda: not shown.thread.loading)
    assert shown.attaching.rows == ()
    assert not shown.parts.attach_button.isEnabled()
    assert shown.parts.attach_button.accessibleDescription() == "Only French numbers can send files."
    shown.attaching.paste("a.png", b"x")
    assert (shown.attaching.rows, shown.files.sent) == ((), [])


async def test_a_picture_opens_in_the_window_and_esc_closes_it(qt_app: QApplication, until: Until) -> None:
    shown = Shown(message(1, PICTURE), message(2, TALL))
    shown.screen.resize(760, 900)
    show(shown.screen)
    await until(lambda: not shown.thread.loading)
    click(shown, PICTURE.id)
    viewer = shown.parts.viewer
    assert viewer is not None
    assert viewer.isVisible()
    await until(lambda: (PICTURE.id, 2560) in shown.files.asked)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    await until(lambda: (TALL.id, 2560) in shown.files.asked)
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.row is not None
    assert viewer.row.file.id == TALL.id
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer.zoom > 1
    QTest.keyClick(viewer, Qt.Key.Key_0)
    assert viewer.zoom == 1
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


async def test_a_sound_plays_pauses_and_goes_on(shown: Shown, until: Until) -> None:
    click(shown, SOUND.id)
    await until(lambda: shown.model.second == 3.0)
    assert shown.model.position(SOUND.id) == pytest.approx(3 / 74)
    click(shown, SOUND.id)
    await until(lambda: not shown.model.playing)
    click(shown, SOUND.id)
    await until(lambda: len(shown.files.played) == 2)
    assert shown.files.played == [(SOUND.id, 0.0), (SOUND.id, 3.0)]
    shown.files.ended.set()
    await until(lambda: not shown.model.playing)


async def test_a_card_is_added_only_when_asked_for(shown: Shown, until: Until) -> None:
    before = len(shown.sample.store.state.contacts)
    click(shown, CARD.id)
    await until(lambda: shown.parts.card.isVisible())
    assert "Léa Martin" in shown.parts.card.text
    assert len(shown.sample.store.state.contacts) == before
    shown.parts.card.pressed.emit()
    await until(lambda: len(shown.sample.store.state.contacts) == before + 1)


async def test_an_upload_shows_how_far_it_came_and_is_cancelled(qt_app: QApplication, until: Until) -> None:
    shown = Shown(*UNDER_WAY)
    shown.screen.resize(760, 900)
    show(shown.screen)
    await until(lambda: not shown.thread.loading)
    key = MessageId("f2")
    shown.sample.store.apply(e.UploadsChanged({key: Progress(50, 200)}))
    place = shown.thread.rows.place_of(key)
    assert (shown.thread.rows.row(place).sent, shown.thread.rows.row(place).paused) == (25, False)
    shown.sample.store.apply(e.UploadsChanged({key: Progress(100, 200, paused=True)}))
    assert (shown.thread.rows.row(place).sent, shown.thread.rows.row(place).paused) == (50, True)
    shown.screen.messages.cancel_wanted.emit(key)
    await until(lambda: shown.files.cancelled == [key])
    shown.sample.store.apply(e.UploadsChanged({}))
    assert shown.thread.rows.row(place).sent == -1


async def test_files_are_told_to_a_screen_reader(shown: Shown) -> None:
    spoken = [row.spoken for row in shown.thread.rows.rows[-4:]]
    assert "Picture: \u2068Plage été.png\u2069, 184 kB" in spoken[0]
    assert "Sound: \u2068Message vocal.amr\u2069, 1:14 · 31.4 kB" in spoken[1]


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (999_499, "999 kB"), (104_857_600, "105 MB")],
)
def test_a_size_is_said_in_words(qt_app: QApplication, size: int, words: str) -> None:
    assert size_words(size) == words


async def test_pictures_come_once_the_carrier_is_back(qt_app: QApplication, until: Until) -> None:
    huge = replace(PICTURE, id="huge", size=90_000_000)
    shown = Shown(message(1, PICTURE), message(2, huge))
    shown.files.away = True
    shown.screen.resize(760, 900)
    show(shown.screen)
    await until(lambda: PICTURE.id in shown.model.not_shown)
    shown.files.away = False
    count = len(shown.files.asked)
    shown.sample.store.apply(e.CarrierChanged(Carrier.UP))
    await until(lambda: len(shown.files.asked) > count and not shown.model.not_shown)
    assert {file_id for file_id, _edge in shown.files.asked} == {PICTURE.id}


async def test_a_video_plays_where_it_is_opened(qt_app: QApplication, until: Until) -> None:
    shown = Shown(message(1, PICTURE), message(2, FILM))
    shown.screen.resize(760, 900)
    show(shown.screen)
    await until(lambda: not shown.thread.loading)
    click(shown, FILM.id)
    viewer, film = shown.parts.viewer, shown.model.film
    assert viewer is not None
    assert viewer.film_bar.isVisible()
    assert viewer.film_bar.play_button.accessibleName() == "Pause"
    seen: list[int] = []
    film.picture_changed.connect(lambda picture: seen.append(picture.pixels[0]))
    await until(lambda: film.second > 0.3)
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    assert not film.playing
    stood = film.second
    assert viewer.film_bar.play_button.accessibleName() == "Play"
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    await until(lambda: not film.playing)
    assert film.second == FILM.seconds
    assert shown.files.films == [(FILM.id, 0.0), (FILM.id, stood)]
    assert seen == sorted(seen), "no picture comes before its time"
    assert len(set(seen)) > 10
    viewer.film_bar.slider.setValue(5)
    await until(lambda: shown.files.films[-1] == (FILM.id, 0.5))
    assert not film.playing, "a film that stands is moved, and stands"
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert not viewer.film_bar.isVisible()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    await until(lambda: shown.files.films_closed == 1)


def test_a_screen_reader_is_told_once_where_a_video_is(
    qt_app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt tells it of every name and description that is set, of the same ones too."""
    shown = Shown(message(1, FILM))
    film = shown.model.film
    film.take(FILM)
    bar = FilmBar(film, shown.screen)
    told: list[str] = []
    monkeypatch.setattr(bar.slider, "setAccessibleDescription", told.append)
    monkeypatch.setattr(bar.slider, "accessibleDescription", lambda: told[-1] if told else "")
    monkeypatch.setattr(bar.slider, "setAccessibleName", told.append)
    monkeypatch.setattr(bar.play_button, "setAccessibleName", told.append)
    for tenth in range(20):
        film.second = tenth / 10
        film.changed.emit()
    assert told == ["0:00 of 0:02", "0:01 of 0:02"]


async def test_a_video_that_cannot_be_played_says_so(qt_app: QApplication, until: Until) -> None:
    shown = Shown(message(1, replace(FILM, name="broken.mp4")))
    shown.screen.resize(760, 900)
    show(shown.screen)
    await until(lambda: not shown.thread.loading)
    click(shown, FILM.id)
    await until(lambda: not shown.model.film.playing)
    assert "can't be shown or played" in shown.model.film.problem
