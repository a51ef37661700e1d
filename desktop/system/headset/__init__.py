"""Headsets with telephone keys (HID telephony page), and the only door to hidapi."""
