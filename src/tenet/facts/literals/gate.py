"""Which lines may hold a literal that is configuration: told by their text, so that most files need not be parsed."""

import re
from collections.abc import Iterable

SECRET_LINE = (
    r"AKIA|ASIA|_live_|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|AIza|SG\.|\bsk-|eyJ|PRIVATE KEY-|"
    r"(?:pass|pwd|PASS|PWD|Pass|oken|OKEN|ecret|ECRET|[kK]ey|KEY|redential|REDENTIAL)\w*[\"']?\]?\s*(?::[^=\n]{1,60})?[=:]=?\s*\(?\s*[rRbB]?[\"']"
)
PLACE_LINE = r"\w://|\d\.\d{1,3}\.\d|\.internal|\.amazonaws|\.local\b|ort\s*[=(,:]|PORT|[bB]ucket|BUCKET|[\"'](?:/(?:var|etc|opt|usr|home|srv|mnt|data|root|Users)/|[A-Za-z]:[\\/])"
PLACED_LINE = r"connect|bind|(?:staging|stage|stg|prod|production|preprod|uat|qa)[.-]"
MAY_HOLD = re.compile("|".join((SECRET_LINE, PLACE_LINE, PLACED_LINE)))


def may_hold_configuration(lines: Iterable[str]) -> bool:
    return any(MAY_HOLD.search(line) for line in lines)
