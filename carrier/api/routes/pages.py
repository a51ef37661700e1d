"""The pages that the desktop opens in a browser: where Premium is taken out, and a password is reset.

There is no shop behind them yet: they say what it costs, and what staff can do meanwhile.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} – Fiveline</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}}
code{{display:block;overflow-x:auto;padding:.8rem 1rem;border:1px solid;border-radius:.5rem}}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>"""

_PREMIUM = _FRAME.format(
    title="Premium",
    body="<p>Premium costs 3.49 EUR a month, for the whole account. It brings Fiveline to your computer, "
    "and 750 minutes and 750 SMS on your French numbers.</p><p>This carrier takes no cards. Whoever runs "
    "it can switch Premium on:</p><code>fiveline-carrier admin --data DIR set-plan E-MAIL premium</code>"
    "<p>Then go back to Fiveline and sign in again.</p>",
)
_RESET = _FRAME.format(
    title="New password",
    body="<p>This carrier sends no mail. Whoever runs it can set a new password, which unlocks the account "
    "and signs its devices out:</p><code>fiveline-carrier admin --data DIR set-password E-MAIL</code>",
)
_HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


@router.get("/premium")
async def premium() -> HTMLResponse:
    return HTMLResponse(_PREMIUM, headers=_HEADERS)


@router.get("/reset")
async def reset() -> HTMLResponse:
    return HTMLResponse(_RESET, headers=_HEADERS)
