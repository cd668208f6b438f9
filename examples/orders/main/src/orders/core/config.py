"""Settings, from the environment."""

import os
from functools import lru_cache

from pydantic import BaseModel


class Settings(BaseModel):
    database_url: str = "sqlite:///orders.db"


@lru_cache
def settings() -> Settings:
    return Settings.model_validate({name.removeprefix("ORDERS_").lower(): value for name, value in os.environ.items() if name.startswith("ORDERS_")})
