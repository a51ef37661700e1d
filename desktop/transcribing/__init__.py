"""Words of what was said, made in a process of their own.

The library and its model live there: a model that leads it astray ends a process that holds nothing, and
opens no way to anywhere.
"""
