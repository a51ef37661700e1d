"""What is said to the person: one sentence for each outcome, and what to do where there is something to do.

Codes never stand here; they are behind *Details*.
"""

from __future__ import annotations

from typing import assert_never

from desktop.domain.calls import Direction, EndOfCall, Outcome
from desktop.domain.connection import Engine, Readiness
from desktop.domain.errors import Bug, Mendable, Refused, Unanswered
from desktop.domain.messages import LARGEST_GROUP, MessageFailure, MessageStatus
from desktop.services.dialling import Verdict
from ui.i18n import _, ngettext


def why_call_ended(end: EndOfCall, *, name: str, number: str) -> str:
    """`name` is the other side, `number` the name of mine; both isolated already."""
    match end:
        case EndOfCall.HUNG_UP:
            return _("Call ended.")
        case EndOfCall.REMOTE_HUNG_UP:
            return _("{name} hung up.").format(name=name)
        case EndOfCall.CANCELLED:
            return _("The call was given up before an answer.")
        case EndOfCall.DECLINED:
            return _("The call was declined.")
        case EndOfCall.BUSY:
            return _("{name} is on another call.").format(name=name)
        case EndOfCall.NO_ANSWER:
            return _("{name} did not answer.").format(name=name)
        case EndOfCall.UNREACHABLE:
            return _("{name} can't be reached: the phone is off or has no network.").format(name=name)
        case EndOfCall.WRONG_NUMBER:
            return _("This number is not in service. Check it and try again.")
        case EndOfCall.ANSWERED_ELSEWHERE:
            return _("Answered on another of your devices.")
        case EndOfCall.MOVED:
            return _("Moved to another of your devices.")
        case EndOfCall.CALL_OVER:
            return _("This call is over already.")
        case EndOfCall.PREMIUM_RATE:
            return _("Premium-rate numbers can't be called.")
        case EndOfCall.NUMBER_OFF:
            return _("{number} is switched off. Switch it on to call with it.").format(number=number)
        case EndOfCall.NUMBER_EXPIRED:
            return _("{number} has expired. Renew it to call with it.").format(number=number)
        case EndOfCall.NOT_VERIFIED:
            return _("{number} is not verified yet. Verify it to call with it.").format(number=number)
        case EndOfCall.NO_CREDIT:
            return _("There is no credit left for this call. Add some to your account.")
        case EndOfCall.EMERGENCY_NOT_SUPPORTED:
            return _("Emergency numbers can't be reached from here. Use a mobile or a landline.")
        case EndOfCall.NOT_REGISTERED:
            return _("The carrier can't be reached from here. Check your connection.")
        case EndOfCall.SESSION_ENDED:
            return _("You were signed out, and the call ended.")
        case EndOfCall.TRANSFERRED:
            return _("{name} was transferred.").format(name=name)
        case EndOfCall.ENGINE_STOPPED:
            return _("The sound part of the program stopped and was started again. You can call again.")
        case EndOfCall.SILENCE:
            return _("Nothing was heard for half a minute: the connection was lost.")
        case EndOfCall.TECHNICAL:
            return _("Something went wrong on the way. Try again in a moment.")
        case _:
            assert_never(end)


def why_call_failed_briefly(end: EndOfCall) -> str:
    """For a row of the history; empty where the outcome says it all."""
    match end:
        case EndOfCall.HUNG_UP | EndOfCall.REMOTE_HUNG_UP | EndOfCall.CANCELLED | EndOfCall.DECLINED:
            return ""
        case EndOfCall.BUSY:
            return _("Busy")
        case EndOfCall.NO_ANSWER:
            return _("No answer")
        case EndOfCall.UNREACHABLE:
            return _("Could not be reached")
        case EndOfCall.WRONG_NUMBER:
            return _("Not in service")
        case EndOfCall.ANSWERED_ELSEWHERE:
            return _("Answered elsewhere")
        case EndOfCall.MOVED:
            return _("Moved to another device")
        case EndOfCall.CALL_OVER:
            return _("Over already")
        case EndOfCall.PREMIUM_RATE:
            return _("Premium rate, refused")
        case EndOfCall.NUMBER_OFF:
            return _("Number switched off")
        case EndOfCall.NUMBER_EXPIRED:
            return _("Number expired")
        case EndOfCall.NOT_VERIFIED:
            return _("Number not verified")
        case EndOfCall.NO_CREDIT:
            return _("No credits left")
        case EndOfCall.EMERGENCY_NOT_SUPPORTED:
            return _("Emergency numbers are not supported")
        case EndOfCall.NOT_REGISTERED:
            return _("Carrier out of reach")
        case EndOfCall.SESSION_ENDED:
            return _("Signed out")
        case EndOfCall.TRANSFERRED:
            return _("Transferred")
        case EndOfCall.ENGINE_STOPPED:
            return _("Sound part stopped")
        case EndOfCall.SILENCE:
            return _("Connection lost")
        case EndOfCall.TECHNICAL:
            return _("Technical trouble")
        case _:
            assert_never(end)


def why_transfer_failed(end: EndOfCall) -> str:
    """In the middle of a sentence."""
    match end:
        case EndOfCall.BUSY:
            return _("busy")
        case EndOfCall.DECLINED:
            return _("declined")
        case EndOfCall.NO_ANSWER:
            return _("no answer")
        case EndOfCall.UNREACHABLE | EndOfCall.NOT_REGISTERED:
            return _("can't be reached")
        case EndOfCall.WRONG_NUMBER:
            return _("not in service")
        case _:
            return _("it was refused on the way")


def outcome_words(outcome: Outcome, direction: Direction) -> str:
    match outcome:
        case Outcome.ANSWERED:
            return _("Incoming call") if direction is Direction.INCOMING else _("Outgoing call")
        case Outcome.MISSED:
            return _("Missed call")
        case Outcome.DECLINED:
            return _("Declined")
        case Outcome.ANSWERED_ELSEWHERE:
            return _("Answered elsewhere")
        case Outcome.CANCELLED:
            return _("Cancelled")
        case Outcome.BUSY:
            return _("Busy")
        case Outcome.NO_ANSWER:
            return _("No answer")
        case Outcome.FAILED:
            return _("Failed")
        case Outcome.BLOCKED:
            return _("Blocked")
        case _:
            assert_never(outcome)


def why_message_failed(failure: MessageFailure | None) -> str:
    match failure:
        case MessageFailure.UNREACHABLE:
            return _("Not delivered: the phone can't be reached.")
        case MessageFailure.WRONG_NUMBER:
            return _("Not delivered: this number is not in service.")
        case MessageFailure.PREMIUM_RATE:
            return _("Not sent: premium-rate numbers can't be messaged.")
        case MessageFailure.NOT_CAPABLE:
            return _("Not sent: this number is for calls and voicemail only.")
        case MessageFailure.NUMBER_OFF:
            return _("Not sent: the number is switched off.")
        case MessageFailure.NUMBER_EXPIRED:
            return _("Not sent: the number has expired.")
        case MessageFailure.NOT_VERIFIED:
            return _("Not sent: the number is not verified yet.")
        case MessageFailure.NO_CREDIT:
            return _("Not sent: no credits left.")
        case MessageFailure.TOO_LONG:
            return _("Not sent: the message is too long.")
        case MessageFailure.BLOCKED:
            return _("Not sent: you blocked this number.")
        case MessageFailure.TOO_LATE:
            return _("Not sent: the carrier was away at its time, and for three hours after.")
        case MessageFailure.DUE_IN_THE_PAST:
            return _("Not sent: this computer was offline until after its time.")
        case MessageFailure.TOO_FAR_AHEAD:
            return _("Not kept: a message can wait for a year at most.")
        case MessageFailure.TOO_MANY_WAITING:
            return _("Not kept: too many messages wait already.")
        case MessageFailure.UNKNOWN_ZONE:
            return _("Not kept: the carrier does not know this time zone.")
        case MessageFailure.NUMBER_DELETED:
            return _("Not sent: the number was deleted.")
        case MessageFailure.PLAN_ENDED:
            return _("Not sent: Premium had ended.")
        case MessageFailure.FILE_GONE:
            return _("Not sent: the file is no longer where it was.")
        case MessageFailure.FILE_CHANGED:
            return _("Not sent: the file was changed meanwhile. Attach it again.")
        case MessageFailure.FILE_EXPIRED:
            return _("Not sent: the file is no longer there.")
        case MessageFailure.NO_ROOM:
            return _("Not sent: too many files are stored for you. They go by themselves after 30 days.")
        case MessageFailure.UNCONFIRMED:
            return _("Sent. Nobody knows whether it arrived.")
        case MessageFailure.TECHNICAL | None:
            return _("Not sent: something went wrong on the way.")
        case _:
            assert_never(failure)


def status_words(status: MessageStatus) -> str:
    match status:
        case MessageStatus.WAITING:
            return _("Waiting for the network. It will leave by itself.")
        case MessageStatus.QUEUED:
            return _("Sending")
        case MessageStatus.SENT:
            return _("Sent")
        case MessageStatus.DELIVERED:
            return _("Delivered")
        case MessageStatus.FAILED:
            return _("Failed")
        case MessageStatus.RECEIVED:
            return _("Received")
        case _:
            assert_never(status)


def verdict_words(verdict: Verdict) -> str:
    """Under the number being dialled; empty where nothing need be said."""
    match verdict:
        case Verdict.EMPTY | Verdict.VALID | Verdict.INCOMPLETE:
            return ""
        case Verdict.SHORT:
            return _("Short number")
        case Verdict.TOLL_FREE:
            return _("Free of charge")
        case Verdict.PREMIUM_RATE:
            return _("Premium-rate numbers can't be called.")
        case Verdict.EMERGENCY:
            return _("Emergency numbers can't be reached from here. Use a mobile or a landline.")
        case Verdict.TOO_LONG:
            return _("This is too long for a telephone number.")
        case Verdict.NOT_A_NUMBER:
            return _("This is not a telephone number.")
        case _:
            assert_never(verdict)


def engine_words(engine: Engine) -> str:
    """Empty while the voice engine is well."""
    match engine:
        case Engine.RUNNING | Engine.STOPPED:
            return ""
        case Engine.STARTING:
            return _("Getting calls ready…")
        case Engine.RESTARTING:
            return _("The sound part of the program stopped. It is being started again…")
        case Engine.BROKEN:
            return _("Calls don't work right now. The program keeps trying.")
        case _:
            assert_never(engine)


def why_no_calls(readiness: Readiness) -> str:
    """Why a call can't begin now; empty where it can be tried."""
    match readiness:
        case Readiness.READY:
            return ""
        case Readiness.CONNECTING:
            return _("Connecting to the carrier…")
        case Readiness.NO_CALLS:
            return _("Calls don't work right now. Messages do.")
        case Readiness.AWAY:
            return _("The carrier can't be reached. Check your connection.")
        case Readiness.SIGNED_OUT:
            return _("You are signed out.")
        case _:
            assert_never(readiness)


def sentence_for(error: Exception) -> str:
    """What went wrong, for the place where it happened."""
    match error:
        case Mendable(word="premium-rate"):
            return _("Premium-rate numbers can't be called or messaged.")
        case Mendable(word="emergency"):
            return _(
                "Emergency services don't read messages from here. Call from a mobile or a landline phone."
            )
        case Mendable(word="links-not-changed"):
            return _("The system did not let this be changed.")
        case Mendable(word="no-speaker"):
            return _("No loudspeaker was found on this computer.")
        case Mendable(word="not-a-number"):
            return _("This is not a telephone number.")
        case Mendable(word="cannot-call"):
            return _("Calls can't be made from this number.")
        case Mendable(word="cannot-message"):
            return _("Messages can't be sent from this number.")
        case Mendable(word="too-many-calls"):
            return _("There are too many calls already. End one first.")
        case Mendable(word="in-a-call"):
            return _("This can be tried when no call goes on.")
        case Mendable(word="cannot-transfer"):
            return _("This call can't be transferred right now.")
        case Mendable(word="too-long"):
            return _("This message is too long.")
        case Mendable(word="cannot-send-files"):
            return _("Only French numbers can send files.")
        case Mendable(word="file-folder"):
            return _("A folder can't be sent. Choose the files in it.")
        case Mendable(word="file-empty"):
            return _("This file is empty.")
        case Mendable(word="file-too-large"):
            return _("This file is too large: 100 MB at most.")
        case Mendable(word="file-gone"):
            return _("This file is no longer there.")
        case Mendable(word="file-unreadable"):
            return _("This file can't be read.")
        case Mendable(word="file-too-much"):
            return _("This is too large to be shown or played here. It can be saved.")
        case Mendable(word="file-not-shown"):
            return _("This can't be shown or played here. It can be saved.")
        case Mendable(word="file-not-saved"):
            return _("The file can't be saved there.")
        case Refused(word="file-expired"):
            return _("This file is no longer at the carrier.")
        case Mendable(word="empty"):
            return _("There is nothing to send yet.")
        case Mendable(word="past"):
            return _("This time has passed. Choose a later one.")
        case Mendable(word="too-far-ahead"):
            return _("A message can wait for a year at most.")
        case Mendable(word="nobody"):
            return _("Add somebody first.")
        case Mendable(word="too-many-people"):
            return ngettext(
                "The same message goes to {count} person at most.",
                "The same message goes to {count} people at most.",
                LARGEST_GROUP,
            ).format(count=LARGEST_GROUP)
        case Mendable(word="too-many-waiting"):
            return _("Too many messages wait already. Cancel one, or send it now.")
        case Mendable(word="already-sent"):
            return _("This message has left already.")
        case Mendable():
            return _("That can't be done this way.")
        case Refused():
            return _("The carrier refused this.")
        case Unanswered(captive_portal=True):
            return _("This network wants you to sign in first. Open a web page to do so.")
        case Unanswered():
            return _("The carrier can't be reached. Check your connection.")
        case Bug():
            return _("This is a fault of the program. Nothing was lost.")
        case _:
            return _("Something went wrong in the program. Nothing was lost.")
