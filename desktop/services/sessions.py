"""Signing in and out, and the devices of the account (ACC-2 to ACC-6, ACC-9)."""

from __future__ import annotations

from desktop.domain.session import Device, DeviceId, SignInOutcome


class Sessions:
    async def resume(self) -> None:
        """Go on with the session that the keyring holds, from the cache at once, offline too."""
        raise NotImplementedError

    async def sign_in(self, email: str, password: str) -> SignInOutcome:
        """Sign in. Anything but `SignedIn` says what the person can do."""
        raise NotImplementedError

    async def take_over(self, ticket: str, sign_out: DeviceId) -> SignInOutcome:
        """Sign `sign_out` out and take its place, with the ticket of `DeviceLimitReached`."""
        raise NotImplementedError

    async def allow_without_keyring(self) -> None:
        """The person accepts that nothing is kept after quitting (no trustworthy keyring)."""
        raise NotImplementedError

    async def devices(self) -> tuple[Device, ...]:
        """The devices of the account, asked now. Raises `Unanswered` or `Refused`."""
        raise NotImplementedError

    async def rename_device(self, device_id: DeviceId, name: str) -> None:
        raise NotImplementedError

    async def sign_out_device(self, device_id: DeviceId) -> None:
        raise NotImplementedError

    async def sign_out(self) -> None:
        """End calls, tell the carrier if it can be reached, erase cache and keys."""
        raise NotImplementedError

    async def check_premium_again(self) -> None:
        """From the Premium screen: has the plan changed meanwhile?"""
        raise NotImplementedError
