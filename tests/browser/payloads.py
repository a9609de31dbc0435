"""Text that attacks pages, by what it tries: the families of DOMPurify's public test set and of the corpus, in words of our own."""

HANDLERS = (
    "<script>alert(1)</script>",
    "<ScRiPt/x>alert(1)</sCrIpT >",
    "<img src=x onerror=alert(1)>",
    '<img src onerror /" \'"= alt=alert(1)//">',
    "<img src=x id/=' onerror=alert(1)//'>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><g onload='alert(1)'></g></svg>",
    "<body onload=alert(1) onscroll=alert(1) oninput=alert(1)>",
    "<input autofocus onfocus=alert(1) onblur=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>a",
    "<textarea autofocus onfocus=alert(1)>a",
    "<details open ontoggle=alert(1)>a",
    "<video><source onerror=alert(1)></video>",
    "<video onerror=alert(1)><source></video>",
    "<audio src=x onerror=alert(1)>",
    "<object data=x onerror=alert(1)></object>",
    "<marquee onstart=alert(1)>a</marquee>",
    "<div onmouseover='alert(1)' onclick=alert(1) x=yscript: n>a</div>",
    "<button onmousedown='javascript:alert(1);' onclick=alert(1) x=1>a",
    "<form onsubmit=alert(1) onmouseover=alert(1)><input name=attributes><input name=parentNode></form>",
    "<p style='animation:x' onanimationstart=alert(1)>a</p>",
    "<b <script>alert(1)//</script>0</script></b>",
    "<b><script<b></b><alert(1)</script </b></b>",
    "<x onclick=alert(1) tabindex=1 onfocus=alert(1) id=x>a</x>",
    '"><svg onload=alert(1)>',
    "'><b onmouseover=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "` onmouseover=`alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "</script><script>alert(1)</script>",
)
"""Elements that run as they are shown, or as somebody touches them; and ways out of the element they are shown in."""

SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    " javascript:",
    "java&#x09;script:",
    "java&NewLine;script:",
    "javascript&colon;",
    "&#106;avascript:",
    "&#xA0;javascript:",
    "&#x1680;javascript:",
    "&#x2028;javascript:",
    "&#x3000;javascript:",
    "\u2028javascript:",
    "vbscript:",
    "view-source:javascript:",
    "data:text/html,<script>",
)
ADDRESSES = (
    *(f"<a href='{scheme}alert(1)'>go</a>" for scheme in SCHEMES),
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>go</a>",
    "<form action='javas&#x0A;cript:alert(1)'><button>go</button></form>",
    "<form id=f></form><button form=f formaction='javascript:alert(1)'>go</button>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=9>go</text></a></svg>",
    "<svg><a xlink:href=?><circle r=400 /><animate attributeName=xlink:href from=javascript:alert(1) to=& /></a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></svg>",
    "<math href='javascript:alert(1)'>go</math>",
    "<math><maction actiontype='statusline#x' xlink:href='javascript:alert(1)'>go</maction></math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<embed src='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>",
    "<object data='javascript:alert(1)'><param name=x value=y></object>",
    "<table background='javascript:alert(1)'><tr><td>a</table>",
    "<base href='javascript:/a/'><base href=//evil.example><a href='/.,alert(1)//#'>go</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='data:,*%7bx:expression(alert(1))%7d'>",
    "javascript:alert(1)",
)
"""Addresses that are programs."""

TURNED = (
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<b><noscript><!-- </noscript><img src=x onerror=alert(1) --></noscript>",
    "<textarea>a</textarea><!--</textarea><img src=x onerror=alert(1)>-->",
    "<listing>&lt;img onerror='alert(1);//' src=x&gt;<t t></listing>",
    "<b><style><style/><img src=x onerror=alert(1)>",
    "<style><img src='</style><img src=x onerror=alert(1)//'>",
    "<xmp><svg><b><style><b title='</style><img src=x onerror=alert(1)>'>",
    "<noembed><svg><b><style><b title='</style><img src=x onerror=alert(1)>'>",
    "<template><s><template><s><img src=x onerror=alert(1)>a</s></template></s></template>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<option><style></option></select><b><img src=x onerror=alert(1)></style></option>",
    "<option><iframe></select><b><script>alert(1)</script>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<![><img src=']><img src=x onerror=alert(1)//'>",
    "<svg><![CDATA[><image xlink:href=']]><img src=x onerror=alert(1)//'></svg>",
    "<? foo='><script>alert(1)</script>'>",
    "</ foo='><script>alert(1)</script>'>",
    "<svg></p><style><a id='</style><img src=x onerror=alert(1)>'>",
    "<svg></p><textarea><title><style></textarea><img src=x onerror=alert(1)></style></title></svg>",
    "<svg><p><style><g title='</style><img src=x onerror=alert(1)>'>",
    "<svg><foreignobject><p><style><p title='</style><iframe onload&#x3d;alert(1)<!--'></style>",
    "<math></br><textarea><mtext><template><style></textarea><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><p><style><p title='</style><iframe onload&#x3d;alert(1)<!--'></style>",
    "<form><math><mtext></form><form><mglyph><style><img src=x onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
    "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title='</style><img src onerror=alert(1)>'></style></h1>",
    "a<svg><xss><desc><noscript>&lt;/noscript>&lt;/desc>&lt;style>&lt;a title='&lt;/style>&lt;img src onerror=alert(1)>'>",
)
"""What looks harmless, and turns into something else when it is read a second time."""

OTHERS = (
    "<style>*{color:red}</style><div style='position:fixed;inset:0;background:url(//evil.example)'>a</div>",
    "<img src=x name=cookie><img src=y id=getElementById>",
    "<form id=x><input name=nodeName><input name=children><input name=submit></form>",
    "<a id=location href='#here'>a</a><a id=document name=body href='cid:x'>b</a>",
    "<b is=foo href='javascript:alert(1)' title='javascript:alert(2)'>a</b>",
    "<button command=show-modal commandfor=dialog popovertarget=toasts>a</button>",
    "<div hx-get=/sign-out hx-trigger=load>a</div>",
    "<div hx-on:click='alert(1)' data-hx-post=/profile/leave hx-trigger='load'>a</div>",
    "<meta charset=x-imap4-modified-utf7>&ADz&AGn&AG0&AEf&ACA",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "{{ 7*7 }}{% raw %}{{ config }}${7*7}<%= 7*7 %>",
    "&lt;b&gt;&amp;lt;script&amp;gt;",
    "**<img src=x onerror=alert(1)>** [x](javascript:alert(1)) - [ ] *<svg onload=alert(1)>*",
    '[x](data:text/html,<script>alert(1)</script>) https://x.example/"onmouseover=alert(1)',
    "[x](java\tscript:alert(1)) <javascript:alert(1)> [y]( javascript:alert(1))",
    "[x]: javascript:alert(1)",
)
"""Styles, names that hide what scripts rely on, attributes our own scripts would obey, templates, and marked up text."""

PAYLOADS = HANDLERS + ADDRESSES + TURNED + OTHERS


def bundles(longest: int) -> list[str]:
    """All of them, as many to a text as fit."""
    texts = [""]
    for payload in sorted(PAYLOADS, key=len):
        if len(texts[-1]) + len(payload) >= longest:
            texts.append("")
        texts[-1] = f"{texts[-1]} {payload}".strip()
    return texts
