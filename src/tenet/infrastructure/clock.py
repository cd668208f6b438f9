"""The machine's clock."""

import time
from datetime import UTC, date, datetime


class SystemClock:
    def today(self) -> date:
        return datetime.now(UTC).date()

    def seconds(self) -> float:
        return time.monotonic()
