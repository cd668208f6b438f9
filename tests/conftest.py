"""What all tests share: nothing is kept in the user's own folders."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("tenet", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tenet")  # how fast inputs are made is the machine's affair


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield
