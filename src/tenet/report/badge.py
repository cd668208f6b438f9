"""The coverage badge (`--badge`): a picture that needs nothing from elsewhere, or what shields.io makes one of.

Source of the JSON: shields.io, "Endpoint Badge".
"""

import json

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from tenet.domain.coverage import CoverageFigure, show_percent

LABEL = "coverage"
COLOURS = {True: ("#3fb950", "brightgreen"), False: ("#e05d44", "red")}
"""By whether the target is met: as the picture has it, and as shields.io calls it."""
UNKNOWN = ("#9f9f9f", "lightgrey")
CHARACTER = 7
"""What a character takes of the picture's width: its text is stretched to just that, whatever font there is."""
PADDING = 10


def render_badge(figure: CoverageFigure | None) -> str:
    """The picture, as SVG. `figure` is None where nothing was measured."""
    message = _message(figure)
    left, right = (len(text) * CHARACTER + PADDING for text in (LABEL, message))
    environment = Environment(
        loader=PackageLoader("tenet.report"), autoescape=select_autoescape(default=True), undefined=StrictUndefined, trim_blocks=True
    )
    page = environment.get_template("badge.svg.jinja")
    return page.render(label=LABEL, message=message, left=left, right=right, padding=PADDING, colour=_colours(figure)[0])


def render_badge_json(figure: CoverageFigure | None) -> str:
    document = {"schemaVersion": 1, "label": LABEL, "message": _message(figure), "color": _colours(figure)[1]}
    return json.dumps(document, indent=2) + "\n"


def _message(figure: CoverageFigure | None) -> str:
    if figure is None or figure.percent is None:
        return "unknown"
    return f"{show_percent(figure.percent, figure.target)} %"


def _colours(figure: CoverageFigure | None) -> tuple[str, str]:
    return UNKNOWN if figure is None or figure.percent is None else COLOURS[figure.meets_target]
