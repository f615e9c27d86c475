"""Draws a report: a program of its own that reads JSON and writes PNG, on its standard input and output.

It knows nothing of a desk, and nothing of ours imports it: what matplotlib takes of memory and of the
processor ends with it, and the bot beside goes on. `handlers.picture` says what it is given.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import MaxNLocator

# 1080 points across: a phone's width without scaling, and 16 points of type are eleven on its screen.
WIDTH, DPI, FONT, EDGE, HEAD = 7.2, 150, 16, 0.2, 0.5  # inches but for DPI and FONT
COLOURS = {"registered": "#4477aa", "resolved": "#55a868", "breached": "#cc3333"}
GREY = "#ececec"
Block = dict[str, Any]


def room(block: Block) -> tuple[float, float, float]:
    """Inches that a block wants: for itself, for what stands to the left of it, and for what stands below."""
    match block["sort"]:
        case "bars":
            most = max(n for one in block["series"] for n in one["counted"])
            return 1.75, 0.22 + 0.14 * len(str(most)), 0.75 if block["legend"] else 0.4
        case "terms":
            return 0.72 * len(block["rows"]), 0, 0.1
        case "stars":
            return 0.95, 0, 0.4
    return 0.33 * len(block["people"]), 1.65, 0.4


def drawn(told: dict[str, Any], to: Any) -> None:
    """The picture of what is told, one block under another."""
    blocks = [(block, *room(block)) for block in told["blocks"]]
    height = 0.3 + 0.4 * len(told["title"]) + sum(HEAD + own + below for _, own, _, below in blocks)
    # DejaVu comes with matplotlib and has Cyrillic, wherever the bot runs.
    with rc_context({"font.family": "DejaVu Sans", "font.size": FONT}):
        figure = Figure(figsize=(WIDTH, height), dpi=DPI)
        FigureCanvasAgg(figure)
        y = height - 0.15

        def write(line: str, limit: int, size: int, weight: str, down: float) -> None:
            where = (EDGE / WIDTH, (y - down) / height)
            text = figure.text(*where, shown(line, limit), va="top", fontsize=size, fontweight=weight)
            text.set_parse_math(False)  # a dollar in a name is a dollar

        for line in told["title"]:
            write(line, 34, FONT + 4, "bold", 0)
            y -= 0.4
        for block, own, left, below in blocks:
            write(block["title"], 44, FONT + 1, "normal", 0.1)
            y -= HEAD + own
            axes = figure.add_axes(
                (
                    (EDGE + left) / WIDTH,
                    y / height,
                    (WIDTH - 2 * EDGE - left) / WIDTH,
                    own / height,
                )
            )
            {"bars": bars, "terms": terms, "stars": stars, "load": load}[block["sort"]](axes, block)
            y -= below
        figure.savefig(to, format="png")


def bars(axes: Any, block: Block) -> None:
    """Bars beside each other for each key, with their numbers over them where there is room."""
    keys, most = block["keys"], max(n for one in block["series"] for n in one["counted"])
    step, wide = 0.84 / len(block["series"]), WIDTH * 0.85 / len(keys)
    size = min(FONT - 2, 95 * step * wide / len(str(most)))
    for place, one in enumerate(block["series"]):
        spots = [at + (place - (len(block["series"]) - 1) / 2) * step for at in range(len(keys))]
        drawn = axes.bar(
            spots, one["counted"], width=step * 0.94, color=COLOURS[one["sort"]], label=one["name"]
        )
        if size >= 9:
            axes.bar_label(drawn, labels=[str(n) if n else "" for n in one["counted"]], fontsize=size)
    every = -(-len(keys) // 10)
    axes.set_xticks(
        range(0, len(keys), every), keys[::every], fontsize=FONT - 2 if len(keys) < 7 else FONT - 4
    )
    axes.set_xlim(-0.6, len(keys) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.tick_params(axis="y", labelsize=FONT - 4)
    axes.margins(y=0.15)
    axes.set_ylim(bottom=0)
    axes.grid(axis="y", color=GREY)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    if block["legend"]:
        axes.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3, frameon=False, fontsize=FONT - 2,
            handlelength=1, columnspacing=1.2, handletextpad=0.4,
        )  # fmt: skip


def terms(axes: Any, block: Block) -> None:
    """How much was within its term, and how long it took."""
    for place, row in enumerate(reversed(block["rows"])):
        kept = row["kept"] or 0
        axes.barh(place, 100, color=COLOURS["breached"] if row["kept"] is not None else GREY, height=0.42)
        axes.barh(place, kept, color=COLOURS["resolved"], height=0.42)
        axes.text(0, place + 0.28, row["name"], va="bottom", fontsize=FONT - 1)
        axes.text(100, place + 0.28, row["percent"], va="bottom", ha="right", fontweight="bold")
        axes.text(2, place, row["spans"], va="center", fontsize=FONT - 4, color="w")
    axes.set_xlim(0, 100)
    axes.set_ylim(-0.35, len(block["rows"]) - 0.3)
    axes.axis("off")


def stars(axes: Any, block: Block) -> None:
    """How often each rating was given, the best first."""
    counted = block["counted"]
    axes.bar(
        range(5), counted[::-1], color=["#55a868", "#8cbf6b", "#d8b648", "#dd8452", "#cc3333"], width=0.7
    )
    for place, n in enumerate(counted[::-1]):
        axes.text(place, n, str(n), ha="center", va="bottom", fontsize=FONT - 2)
    axes.set_xticks(range(5), [f"{n} ★" for n in range(5, 0, -1)])
    axes.set_ylim(0, max(counted) * 1.3)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def load(axes: Any, block: Block) -> None:
    """Who did how much at which hour: the darker, the more."""
    table, hours = block["table"], block["hours"]
    most = max(map(max, table))
    axes.imshow(table, cmap="Blues", aspect="auto", vmin=0)
    size = FONT - 4 if len(hours) <= 11 else FONT - 6
    for y, row in enumerate(table):
        for x, n in enumerate(row):
            if n and len(hours) <= 15 and most < 1000:
                axes.text(
                    x, y, n, ha="center", va="center", fontsize=size, color="w" if n > most / 2 else "k"
                )
    every = 1 if len(hours) <= 15 else 2
    axes.set_xticks(range(0, len(hours), every), [str(hour) for hour in hours[::every]], fontsize=FONT - 4)
    axes.set_yticks(range(len(table)), [shown(name, 13) for name in block["people"]], fontsize=FONT - 3)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def shown(text: str, limit: int) -> str:
    """Somebody's words in letters that the font has, cut to their room: a picture shows no boxes."""
    known = get_font(findfont("DejaVu Sans")).get_charmap()
    words = "".join(c for c in " ".join(text.split()) if ord(c) in known and c.isprintable())
    plain = " ".join(words.split())
    return (plain if len(plain) <= limit else f"{plain[: limit - 1].rstrip()}…") or "—"


if __name__ == "__main__":
    drawn(json.load(sys.stdin.buffer), sys.stdout.buffer)
