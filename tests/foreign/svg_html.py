"""The page and the drawing: read by parsers of the standards, and found to need nothing from outside."""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import html5lib

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from checks import must, plan, run

FETCHING = {"link", "script", "img", "image", "use", "iframe", "object", "embed", "source", "video", "audio", "track"}
ADDRESS = ("src", "href", "srcset", "data", "poster", "{http://www.w3.org/1999/xlink}href")
STYLE_FETCH = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)
LANG = {"en": "en", "zh": "zh"}


def name_of(element):
    """The name without its namespace."""
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


def fetched(tree):
    """What a browser would load by itself: an address that is not a part of the page."""
    for element in tree.iter():
        if name_of(element) in FETCHING:
            for key in ADDRESS:
                address = (element.get(key) or "").strip()
                if address and not address.startswith(("#", "data:")):
                    yield f"<{name_of(element)} {key.rsplit('}', 1)[-1]}={address!r}>"
    for element in tree.iter():
        style = (element.text or "") if name_of(element) == "style" else element.get("style", "")
        if STYLE_FETCH.search(style or ""):
            yield f"<{name_of(element)}> with a style that loads something"


class Page:
    """The checks of the page in one language."""

    def __init__(self, lang):
        self.lang = lang
        self.data = None
        self.tree = None

    def written(self):
        self.data = plan("--format", "html", "--lang", self.lang).decode("utf-8")
        must(self.data.lower().startswith("<!doctype html>"), "the page does not start with <!doctype html>")

    def well_formed(self):
        self.tree = html5lib.HTMLParser(strict=True).parse(self.data)

    def self_contained(self):
        found = list(fetched(self.tree))
        must(not found, f"loaded from outside: {found[:3]}")

    def no_script(self):
        names = [name_of(element) for element in self.tree.iter()]
        handlers = [key for element in self.tree.iter() for key in element.keys() if key.lower().startswith("on")]
        must("noscript" not in names, "a <noscript> means that a script is needed")
        must(not handlers, f"event handlers in attributes: {handlers[:3]}")
        text = "".join(part for element in self.tree.iter() if name_of(element) not in {"script", "style"} for part in [element.text or "", element.tail or ""])
        must(re.search(r"20\d\d-\d\d-\d\d", text), "no date stands in the page as text")

    def language(self):
        root = next(element for element in self.tree.iter() if name_of(element) == "html")
        must((root.get("lang") or "").startswith(LANG[self.lang]), f"lang of <html> is {root.get('lang')!r}")
        metas = [element for element in self.tree.iter() if name_of(element) == "meta"]
        must(any(element.get("name") == "viewport" for element in metas), "there is no viewport for small screens")
        must(any((element.get("charset") or "").lower() == "utf-8" for element in metas), "the character set is not declared")

    def all(self):
        return [
            (f"html-{self.lang}-{name}", check)
            for name, check in [
                ("is-written", self.written),
                ("is-well-formed", self.well_formed),
                ("loads-nothing", self.self_contained),
                ("needs-no-script", self.no_script),
                ("names-its-language", self.language),
            ]
        ]


def drawing(lang):
    tree = ElementTree.fromstring(plan("--format", "svg", "--lang", lang))
    must(name_of(tree) == "svg" and tree.tag.startswith("{http://www.w3.org/2000/svg}"), f"the root is {tree.tag}")
    must(tree.get("viewBox"), "there is no viewBox, so that the drawing cannot be scaled")
    must(any(name_of(element) == "title" and (element.text or "").strip() for element in tree.iter()), "there is no <title> to read out")
    must(not list(fetched(tree)), f"loaded from outside: {list(fetched(tree))[:3]}")
    must(not any(name_of(element) in {"script", "foreignobject"} for element in tree.iter()), "there is a script or a foreign object")


run(
    [
        *Page("en").all(),
        *Page("zh").all(),
        ("svg-en-is-a-drawing-of-its-own", lambda: drawing("en")),
        ("svg-zh-is-a-drawing-of-its-own", lambda: drawing("zh")),
    ]
)
