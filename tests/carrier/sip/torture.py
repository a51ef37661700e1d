# ruff: noqa: E501 - messages are easier to read in long lines
"""The 49 messages of RFC 4475 and those of RFC 5118, by their names there, addressed to this carrier's domain.

Each keeps the twist that it has in the RFC. `good` says whether our reader takes it; it is stricter than the RFCs in a few
places, where a refusal is safe: those are marked.
"""

from __future__ import annotations

from dataclasses import dataclass

HERE = "fiveline.test"
SDP = (
    b"v=0\r\no=mhandley 29739 7272939 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    b"m=audio 49217 RTP/AVP 0 12\r\nm=video 3227 RTP/AVP 31\r\na=rtpmap:31 LPC\r\n"
)


@dataclass(frozen=True, slots=True)
class Torture:
    name: str
    data: bytes
    good: bool


def _message(first: str, *headers: str, body: bytes = b"", length: str | None = None) -> bytes:
    """Headers in the order given, Content-Length last unless it is given."""
    lines = [first, *headers]
    if length is None:
        lines.append(f"l: {len(body)}")
    elif length:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _plain(
    name: str,
    method: str = "OPTIONS",
    *,
    uri: str = f"sip:user@{HERE}",
    first: str = "",
    to: str = f"sip:user@{HERE}",
    sender: str = "sip:caller@example.net;tag=33242",
    via: str = "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKkdjuw{name}",
    cseq: str = "",
    hops: str = "70",
    more: tuple[str, ...] = (),
    body: bytes = b"",
    length: str | None = None,
    contact: str = "<sip:caller@host5.example.net>",
) -> bytes:
    headers = [
        f"Via: {via.format(name=name)}",
        f"To: {to}",
        f"From: {sender}",
        f"Call-ID: {name}.0ha0isndaksdj",
    ]
    headers += [f"CSeq: {cseq or f'8 {method}'}", f"Max-Forwards: {hops}", *more]
    if method in ("INVITE", "REGISTER") and contact:
        headers.append(f"Contact: {contact}")
    if body:
        headers.append("Content-Type: application/sdp")
    return _message(first or f"{method} {uri} SIP/2.0", *headers, body=body, length=length)


def _response(name: str, first: str, *more: str, cseq: str = "35 INVITE", body: bytes = b"") -> bytes:
    return _message(
        first,
        f"Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK{name}",
        *more,
        f"Call-ID: {name}.asdof3uj203",
        f"CSeq: {cseq}",
        "From: <sip:user@example.com>;tag=39ansfi3",
        "To: <sip:user@example.edu>;tag=902jndnke3",
        body=body,
    )


_LONG = "long" * 60
WSINV = (
    b"INVITE sip:vivekg@fiveline.test;unknownparam SIP/2.0\r\nTO :\r\n sip:vivekg@fiveline.test ;   tag    = 1918181833n\r\n"
    b'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\nMaX-fOrWaRdS: 0068\r\n'
    b"Call-ID: wsinv.ndaksdj@192.0.2.1\r\nContent-Length   : 150\r\ncseq: 0009\r\n  INVITE\r\n"
    b"Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\ns :\r\nNewFangledHeader:   newfangled value\r\n"
    b" continued newfangled value\r\nUnknownHeaderWithUnusualValue: ;;,,;;,;\r\nContent-Type: application/sdp\r\n"
    b"Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
    b"v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n"
    b" SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n"
    b'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33\r\n\r\n'
) + SDP
_STRANGE = "!interesting-Method0123456789_*+`.%indeed'~"
INTMETH = (
    f"{_STRANGE} sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@{HERE}"
    " SIP/2.0\r\nVia: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~\r\n"
    f'To: "BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@{HERE}>\r\n'
    "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"работающий\";"
    "tag=_token~1'+`*%!-.\r\nCall-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n"
    f"CSeq: 139122385 {_STRANGE}\r\nMax-Forwards: 255\r\nextensionHeader-!.%*+_`'~:\ufeff大停電\r\nContent-Length: 0\r\n\r\n"
).encode()
_MULTI = _message(
    f"INVITE sip:user@{HERE} SIP/2.0",
    "Contact: <sip:caller@host25.example.net>",
    "Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdjuw",
    "Max-Forwards: 70",
    "CSeq: 5 INVITE",
    "Call-ID: multi01.98asdh@192.0.2.1",
    "CSeq: 59 INVITE",
    "Call-ID: multi01.98asdh@192.0.2.2",
    "From: sip:caller@example.com;tag=3413415",
    f"To: sip:user@{HERE}",
    "To: sip:other@example.net",
    "From: sip:caller@example.net;tag=2923420123",
    "Content-Type: application/sdp",
    "Contact: <sip:caller@host36.example.net>",
    "Max-Forwards: 5",
    body=SDP,
)
_LONG_VIAS = tuple(f"{'vViIaA'[n % 2]}: SIP/2.0/TCP sip{n}.example.com" for n in range(33, 0, -1))
_LONGREQ = _message(
    f"INVITE sip:user@{HERE} SIP/2.0",
    f'To: "I have a user name of {"extreme" * 40} proportion"<sip:user@{HERE}:6000;unknownparam1={_LONG};{_LONG}=x>',
    f"F: sip:{'amazinglylongcallername' * 5}@example.net;tag={'12982' * 20};unknownheaderparam{_LONG}name={_LONG}",
    f"Call-ID: longreq.one{'really' * 20}longcallid",
    "CSeq: 3882340 INVITE",
    f"Unknown-{'Long' * 20}-Name: unknown-{_LONG}-value; unknown-{_LONG}-parameter-name = {_LONG}",
    *(via.replace("V:", "Via:") if via[0] in "vV" else via.replace("i:", "v:", 1) for via in _LONG_VIAS),
    f"Via: SIP/2.0/TCP host.example.com;received=192.0.2.5;branch=very{_LONG}branchvalue",
    "Max-Forwards: 70",
    f"Contact: <sip:{'amazinglylongcallername' * 5}@host5.example.net>",
    "Content-Type: application/sdp",
    body=SDP,
)

MESSAGES = (
    # RFC 4475, 3.1.1: valid
    Torture("wsinv", WSINV, True),
    Torture("intmeth", INTMETH, True),
    Torture(
        "esc01",
        _plain(
            "esc01",
            "INVITE",
            uri=f"sip:sips%3Auser%40example.com@{HERE}",
            to=f"sip:%75se%72@{HERE}",
            sender="<sip:I%20have%20spaces@example.net>;tag=938",
            contact="<sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>",
            body=SDP,
        ),
        True,
    ),
    Torture(
        "escnull",
        _plain(
            "escnull",
            "REGISTER",
            uri=f"sip:{HERE}",
            to=f"sip:null-%00-null@{HERE}",
            sender=f"sip:null-%00-null@{HERE};tag=839923423",
            contact="<sip:%00@host5.example.com>\r\nContact: <sip:%00%00@host5.example.com>",
        ),
        True,
    ),
    Torture(
        "esc02",
        _plain(
            "esc02",
            "RE%47IST%45R",
            uri=f"sip:{HERE}",
            to=f'"%Z%45" <sip:resource@{HERE}>',
            sender='"%Z%45" <sip:resource@example.com>;tag=f232jadfj23',
            more=("Contact: <sip:alias1@host1.example.com>", "C%6Fntact: <sip:alias2@host2.example.com>"),
        ),
        True,
    ),
    Torture("lwsdisp", _plain("lwsdisp", sender="caller<sip:caller@example.com>;tag=323"), True),
    Torture("longreq", _LONGREQ, True),
    Torture(
        "dblreq",
        _plain("dblreq", "REGISTER", uri=f"sip:{HERE}", length="0") + _plain("dbl2", "INVITE", body=SDP),
        True,
    ),
    Torture("semiuri", _plain("semiuri", uri=f"sip:user;par=u%40example.net@{HERE}"), True),
    Torture(
        "transports",
        _plain(
            "transports",
            more=tuple(
                f"Via: SIP/2.0/{t} t.example.com;branch=z9hG4bK{t}" for t in ("SCTP", "TLS", "UNKNOWN", "TCP")
            ),
        ),
        True,
    ),
    Torture(
        "mpart01",
        _plain("mpart01", "MESSAGE", more=("Content-Type: multipart/mixed;boundary=7a9cbec0",), length="40")
        + b"--7a9cbec0\r\n\r\n0\x82\x01\x52\x06\x09\x2a\x86\x48\x00 \xff\xfe--7a9cbec0--"
        + b"\0" * 8,
        True,
    ),
    Torture(
        "unreason",
        _response("unreason", "SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое", body=SDP),
        True,
    ),
    Torture("noreason", _response("noreason", "SIP/2.0 100 "), True),
    # 3.1.2: invalid
    Torture("badinv01", _plain("badinv01", "INVITE", via="SIP/2.0/UDP 192.0.2.15;;,;,,", body=SDP), False),
    Torture("clerr", _plain("clerr", "INVITE", body=SDP, length="9999"), False),
    Torture("ncl", _plain("ncl", "INVITE", body=SDP, length="-999"), False),
    Torture(
        "scalar02",
        _plain(
            "scalar02",
            "REGISTER",
            uri=f"sip:{HERE}",
            cseq="36893488147419103232 REGISTER",
            hops="300",
            more=(f"Expires: 1{'0' * 100}",),
            contact="<sip:user@host129.example.com>\r\n  ;expires=280297596632815",
        ),
        False,
    ),
    Torture(
        "scalarlg",
        _response(
            "scalarlg",
            "SIP/2.0 503 Service Unavailable",
            "Retry-After: 949302838503028349304023988",
            'Warning: 1812 overture "In Progress"',
            cseq="9292394834772304023312 OPTIONS",
        ),
        False,
    ),
    Torture("quotbal", _plain("quotbal", "INVITE", to=f'"Mr. J. User <sip:j.user@{HERE}>', body=SDP), False),
    Torture("ltgtruri", _plain("ltgtruri", "INVITE", uri=f"<sip:user@{HERE}>", body=SDP), False),
    Torture("lwsruri", _plain("lwsruri", "INVITE", uri=f"sip:user@{HERE}; lr", body=SDP), False),
    Torture(
        "lwsstart", _plain("lwsstart", "INVITE", first=f"INVITE  sip:user@{HERE}  SIP/2.0", body=SDP), False
    ),
    Torture("trws", _plain("trws", first=f"OPTIONS sip:user@{HERE} SIP/2.0  "), False),
    Torture(
        "escruri",
        _plain("escruri", "INVITE", uri=f"sip:user@{HERE}?Route=%3Csip:example.com%3E", body=SDP),
        True,
    ),
    # Date is nothing to us
    Torture(
        "baddate", _plain("baddate", "INVITE", more=("Date: Fri, 01 Jan 2010 16:00:00 EST",), body=SDP), True
    ),
    Torture(
        "regbadct",
        _plain(
            "regbadct",
            "REGISTER",
            uri=f"sip:{HERE}",
            contact="sip:user@example.com?Route=%3Csip:sip.example.com%3E",
        ),
        True,
    ),
    Torture(
        "badaspec",
        _plain(
            "badaspec",
            to=f'"Watson, Thomas" < sip:t.watson@{HERE} >',
            sender='"Bell" <sip:a.g.bell@example.com>;tag=43',
        ),
        False,
    ),
    Torture("baddn", _plain("baddn", sender="Bell, Alexander <sip:a.g.bell@example.com>;tag=43"), False),
    Torture(
        "badvers",
        _plain("badvers", first=f"OPTIONS sip:user@{HERE} SIP/7.0", via="SIP/7.0/UDP c.example.com"),
        False,
    ),
    Torture("mismatch01", _plain("mismatch01", cseq="8 INVITE"), False),
    Torture("mismatch02", _plain("mismatch02", "NEWMETHOD", cseq="8 INVITE", body=SDP), False),
    Torture("bigcode", _response("bigcode", "SIP/2.0 4294967301 better not break the receiver"), False),
    # 3.2: transaction layer
    Torture("badbranch", _plain("badbranch", via="SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"), False),
    # 3.3: application layer
    Torture(
        "insuf",
        _message(
            f"INVITE sip:user@{HERE} SIP/2.0",
            "CSeq: 193942 INVITE",
            "Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKk",
            body=SDP,
        ),
        False,
    ),
    Torture("unkscm", _plain("unkscm", uri="nobodyKnowsThisScheme:totallyopaquecontent"), True),
    Torture("novelsc", _plain("novelsc", uri="soap.beep://192.0.2.103:3002"), True),
    Torture(
        "unksm2",
        _plain(
            "unksm2",
            "REGISTER",
            uri=f"sip:{HERE}",
            to="isbn:2983792873",
            sender="<http://www.example.com>;tag=3234233",
            contact="<name:John_Smith>",
        ),
        True,
    ),
    Torture(
        "bext01",
        _plain(
            "bext01", more=("Require: nothingSupportsThis, norThis", "Proxy-Require: noProxiesSupportThis")
        ),
        True,
    ),
    Torture(
        "invut",
        _plain("invut", "INVITE", more=("Content-Type: application/unknownformat",), length="9")
        + b"<audio/>\n",
        True,
    ),
    Torture(
        "regaut01",
        _plain(
            "regaut01",
            "REGISTER",
            uri=f"sip:{HERE}",
            more=("Authorization: NoOneKnowsThisScheme opaque-data=here",),
        ),
        True,
    ),
    Torture("multi01", _MULTI, False),
    Torture(
        "mcl01",
        _plain("mcl01", more=("Content-Length: 13", "Content-Type: text/plain"), length="5") + b"x" * 65,
        False,
    ),
    Torture(
        "bcast",
        _response(
            "bcast", "SIP/2.0 200 OK", "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23", body=SDP
        ),
        True,
    ),
    Torture("zeromf", _plain("zeromf", hops="0"), True),
    Torture(
        "cparam01",
        _plain(
            "cparam01", "REGISTER", uri=f"sip:{HERE}", contact="sip:+19725552222@gw1.example.net;unknownparam"
        ),
        True,
    ),
    Torture(
        "cparam02",
        _plain(
            "cparam02",
            "REGISTER",
            uri=f"sip:{HERE}",
            contact="<sip:+19725552222@gw1.example.net;unknownparam>",
        ),
        True,
    ),
    Torture(
        "regescrt",
        _plain(
            "regescrt",
            "REGISTER",
            uri=f"sip:{HERE}",
            contact="<sip:user@example.com?Route=%3Csip:sip.example.com%3E>",
        ),
        True,
    ),
    Torture("sdp01", _plain("sdp01", "INVITE", more=("Accept: text/nobodyKnowsThis",), body=SDP), True),
    # 3.4: backward compatibility
    Torture(
        "inv2543",
        _message(
            f"INVITE sip:UserB@{HERE} SIP/2.0",
            "Via: SIP/2.0/UDP iftgw.example.com",
            "From: <sip:+13035551111@ift.client.example.net;user=phone>",
            "Record-Route: <sip:UserB@example.com;maddr=ss1.example.com>",
            f"To: sip:+16505552222@{HERE};user=phone",
            "Call-ID: inv2543.1717@ift.client.example.com",
            "CSeq: 56 INVITE",
            "Content-Type: application/sdp",
            body=SDP,
            length="",
        ),
        True,
    ),
)

_V6 = "[2001:db8::9:1]"
IPV6 = (
    Torture(
        "ipv6-good",
        _plain("v6good", "REGISTER", uri="sip:[2001:db8::10]", via=f"SIP/2.0/UDP {_V6};branch=z9hG4bKas3"),
        True,
    ),
    Torture(
        "ipv6-bad",
        _plain("v6bad", "REGISTER", uri="sip:2001:db8::10", via=f"SIP/2.0/UDP {_V6};branch=z9hG4bKas4"),
        True,
    ),
    Torture(
        "port-ambiguous",
        _plain("v6amb", "REGISTER", uri="sip:[2001:db8::10:5070]", via=f"SIP/2.0/UDP {_V6};branch=z9hG4bKa5"),
        True,
    ),
    Torture(
        "port-unambiguous",
        _plain("v6un", "REGISTER", uri="sip:[2001:db8::10]:5070", via=f"SIP/2.0/UDP {_V6};branch=z9hG4bKa6"),
        True,
    ),
    Torture(
        "via-received-param-with-delim",
        _plain("v6d", via=f"SIP/2.0/UDP {_V6};received=[2001:db8::9:255];branch=z9hG4bKa7"),
        True,
    ),
    # without brackets a received parameter is no token: refused
    Torture(
        "via-received-param-no-delim",
        _plain("v6n", via=f"SIP/2.0/UDP {_V6};received=2001:db8::9:255;branch=z9hG4bKa8"),
        True,
    ),
    Torture(
        "ipv6-in-sdp", _plain("v6s", "INVITE", body=SDP.replace(b"IP4 192.0.2.1", b"IP6 2001:db8::20")), True
    ),
    Torture(
        "mult-ip-in-header",
        _plain("v6m", "BYE", more=("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhj",)),
        True,
    ),
    Torture("mult-ip-in-sdp", _plain("v6t", "INVITE", body=SDP + b"c=IN IP6 2001:db8::1\r\n"), True),
    Torture(
        "ipv4-mapped-ipv6",
        _plain("v6p", "INVITE", via="SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKb1", body=SDP),
        True,
    ),
    Torture(
        "ipv6-bug-abnf-3-colons",
        _plain("v6b", uri="sip:user@[2001:db8:::192.0.2.1]", via=f"SIP/2.0/UDP {_V6};branch=z9hG4bKb2"),
        True,
    ),
)
