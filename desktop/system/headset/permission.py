"""How an administrator lets a person open one headset on Linux (udev's `uaccess`)."""

from __future__ import annotations


def udev_rule(vendor: int, product: int) -> str:
    """One line for /etc/udev/rules.d/70-fiveline-headsets.rules; for this model only."""
    return (
        f'KERNEL=="hidraw*", SUBSYSTEM=="hidraw", KERNELS=="*:{vendor:04X}:{product:04X}.*", TAG+="uaccess"'
    )
