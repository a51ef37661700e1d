"""The page behind a link: what the file is called, how large it is, until when it is there, and a button.

No script, nothing from anywhere else, nothing that tells who sent it; in the reader's language.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from html import escape

from starlette.responses import HTMLResponse

_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}"
    "h1{font-size:1.35rem;overflow-wrap:anywhere}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}"
    "dt{opacity:.7}dd{margin:0}"
    "a{display:inline-block;margin-top:1rem;padding:.6rem 1.4rem;border-radius:.5rem;"
    "background:#1f5fd6;color:#fff;text-decoration:none;font-weight:600}a:focus-visible{outline:3px solid;"
    "outline-offset:3px}small{display:block;margin-top:2rem;opacity:.7}"
)
_STYLE_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Vary": "Accept-Language",
}
_WORDS = {
    "en": {
        "title": "A file for you",
        "size": "Size",
        "until": "Available until",
        "download": "Download",
        "warning": "Open it only if you know who sent you the link.",
        "ended": "This file is no longer there",
        "ended_more": "Its time is over, or its sender took it back. Ask for it again.",
        "none": "There is nothing here",
        "none_more": "Check that the link is complete.",
        "many": "Too many attempts",
        "many_more": "Wait a minute, then open the link again.",
        "units": ("bytes", "kB", "MB", "GB"),
        "point": ".",
    },
    "fr": {
        "title": "Un fichier pour vous",
        "size": "Taille",
        "until": "Disponible jusqu’au",
        "download": "Télécharger",
        "warning": "Ne l’ouvrez que si vous savez qui vous a envoyé le lien.",
        "ended": "Ce fichier n’est plus là",
        "ended_more": "Le délai est passé, ou son expéditeur l’a retiré. Redemandez-le-lui.",
        "none": "Il n’y a rien ici",
        "none_more": "Vérifiez que le lien est complet.",
        "many": "Trop de tentatives",
        "many_more": "Attendez une minute, puis rouvrez le lien.",
        "units": ("octets", "ko", "Mo", "Go"),
        "point": ",",
    },
    "ar": {
        "title": "ملف لك",
        "size": "الحجم",
        "until": "متاح حتى",
        "download": "تنزيل",
        "warning": "لا تفتحه إلا إذا كنت تعرف من أرسل إليك الرابط.",
        "ended": "هذا الملف لم يعد موجودًا",
        "ended_more": "انتهت مدته، أو سحبه مرسله. اطلبه مرة أخرى.",
        "none": "لا يوجد شيء هنا",
        "none_more": "تأكد من أن الرابط كامل.",
        "many": "محاولات كثيرة جدًا",
        "many_more": "انتظر دقيقة ثم افتح الرابط من جديد.",
        "units": ("بايت", "كيلوبايت", "ميغابايت", "غيغابايت"),
        "point": ".",
    },
}
_LONGEST_HEADER = 200


def language_of(accepted: str) -> str:
    """The best of our languages for an `Accept-Language` (RFC 9110, section 12.5.4)."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted[:_LONGEST_HEADER].split(",")):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        name = tag.strip().lower().partition("-")[0]
        if name in _WORDS and quality > 0:
            ranked.append((-quality, place, name))
    return min(ranked)[2] if ranked else "en"


def file_page(*, name: str, size: int, expires_at: datetime, download: str, language: str) -> HTMLResponse:
    words = _WORDS[language]
    day = f"{expires_at:%Y-%m-%d}"
    body = (
        f"<h1><bdi>{escape(name)}</bdi></h1><dl><dt>{words['size']}</dt><dd>{_size(size, language)}</dd>"
        f'<dt>{words["until"]}</dt><dd><time datetime="{day}"><bdi>{day}</bdi></time></dd></dl>'
        f'<a href="{escape(download)}" download rel="noreferrer">{words["download"]}</a>'
        f"<small>{words['warning']}</small>"
    )
    return _page(body, language)


def no_file_page(what: str, *, status: int, language: str) -> HTMLResponse:
    """`what` is "ended", "none" or "many"."""
    words = _WORDS[language]
    return _page(f"<h1>{words[what]}</h1><p>{words[what + '_more']}</p>", language, status=status)


def _page(body: str, language: str, *, status: int = 200) -> HTMLResponse:
    direction = "rtl" if language == "ar" else "ltr"
    html = (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{_WORDS[language]['title']}</title>"
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f'<meta name="robots" content="noindex"><style>{_STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )
    return HTMLResponse(html, status, HEADERS)


def _size(size: int, language: str) -> str:
    units, point = _WORDS[language]["units"], str(_WORDS[language]["point"])
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(units) - 1:
        amount, unit = amount / 1000, unit + 1
    number = f"{amount:.0f}" if unit == 0 or amount >= 100 else f"{amount:.1f}".replace(".", point)
    return f"<bdi>{number}\u00a0{units[unit]}</bdi>"
