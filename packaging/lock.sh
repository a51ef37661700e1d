#!/bin/sh
# Makes packaging/requirements.lock from requirements.in: all systems and both Pythons, hashes, no index named.
# Needs uv (`pip install uv`).
set -eu
cd "$(dirname "$0")"
uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-emit-find-links --no-annotate --no-header -q requirements.in -o requirements.lock
uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-emit-find-links --no-annotate --no-header --no-deps -q requirements-tests.in -o requirements-tests.lock
