"""Pictures, sounds and videos that came from outside, decoded in a process of their own.

A decoder that is led astray ends a process that holds nothing: no cache, no token, no window.
"""
