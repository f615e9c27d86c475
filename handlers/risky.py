"""Files that run something when they are opened: marked for the desk, wherever it meets them."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.context import Words
from storage.conversation import Kept, Said
from storage.files import safe_name

# Programs, scripts, installers, documents with macros, pages and pictures with scripts, disks, links.
_KINDS = frozenset(
    {
        "exe", "com", "scr", "pif", "cpl", "msi", "msp", "msix", "appx", "bat", "cmd", "ps1", "psm1", "vbs",
        "vbe", "js", "jse", "mjs", "ws", "wsf", "wsh", "hta", "sct", "reg", "inf", "lnk", "url", "scf", "jar",
        "jnlp", "class", "apk", "ipa", "app", "dmg", "pkg", "deb", "rpm", "run", "sh", "bash", "py", "pyw",
        "pl", "rb", "php", "html", "htm", "xhtml", "mht", "mhtml", "svg", "docm", "dotm", "xlsm", "xltm",
        "xlam", "xll", "pptm", "potm", "ppam", "ppsm", "one", "chm", "hlp", "iso", "img", "vhd", "vhdx",
        "gadget", "application", "desktop", "workflow", "settingcontent-ms",
    }
)  # fmt: skip
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_SHOWN = 60  # characters of a name


def is_risky(name: str) -> bool:
    """Whether a file of this name may run something: by its ending, also a hidden one, or by disguise."""
    if _TURNING & set(name):
        return True  # «gpj.exe» shown as «exe.jpg»
    parts = safe_name(name, 250).casefold().split(".")[1:]
    return bool(_KINDS & set(parts[-2:]))


def mark(heading: str, saids: Sequence[Said | Kept], words: Words) -> str:
    """The heading (HTML) of what a client sent, with a warning where it needs one."""
    names = [str(said.content.get("name", ""))[:_SHOWN] for said in saids if said.content.get("risky")]
    return f"{heading}\n{words.risky_files(names)}" if names else heading
