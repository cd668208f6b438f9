"""Sources, manifests and specs that are made to keep the rules on flows busy. None ends in a traceback."""

import pytest
from tests.git_repository import GitRepository
from tests.hostile.measured import measured

pytestmark = pytest.mark.untraced

POLICY = "version: 1\ncomponents: {all: {paths: ['**'], spec: [spec.md]}}\nunknown: report\nrules:\n" + "".join(
    f"  {rule}: warning\n" for rule in ("missing-decision", "missing-consistency-model", "missing-cache-strategy", "missing-threat-model")
)
RUNS = "import subprocess\nimport sys\nsubprocess.run(sys.argv[1:])\n"
HOSTILE: dict[str, dict[str, str | bytes]] = {
    "a long chain of calls": {"a.py": "from redis import Redis\nx = Redis()" + ".set('a')" * 900 + "\n"},
    "functions that return one another": {
        "a.py": "import redis\n" + "".join(f"def f{n}(): return f{(n * 7 + 1) % 900}() or f{(n * 3 + 2) % 900}()\n" for n in range(900))
    },
    "names that are one another": {"a.py": "".join(f"a{n} = a{(n + 1) % 3000}\n" for n in range(3000)) + "a0.set('k', 1)\n"},
    "types that are one another": {
        "a.py": "from typing import Union\n" + "".join(f"T{n} = Union[{', '.join(f'T{m}' for m in range(60))}]\n" for n in range(60))
        + "def f(x: T0):\n    x.set('a', 1)\n"
    },
    "dependencies that depend on one another": {
        "a.py": "from fastapi import APIRouter, Depends\nrouter = APIRouter()\n"
        + "".join(f"def d{n}({', '.join(f'a{m}=Depends(d{m})' for m in range(40))}): ...\n" for n in range(40))
        + "@router.get('/a')\ndef g(x=Depends(d0)): ...\n"
    },
    "routers that include one another": {
        "a.py": "from fastapi import APIRouter\n" + "".join(f"r{n} = APIRouter()\n" for n in range(60))
        + "".join(f"r{n}.include_router(r{m})\n" for n in range(60) for m in range(60)) + "@r0.get('/a')\ndef g(): ...\n"
    },
    "bases in a circle": {
        "a.py": "from fastapi import APIRouter\nr = APIRouter()\nclass A(B, C): ...\nclass C(A, B): ...\n"
        "class B(A, C):\n    @r.get('/a')\n    def g(self): ...\n"
    },
    "20,000 dependencies": {
        "pyproject.toml": "[project]\ndependencies = [\n" + "".join(f'  "package-{n}",\n' for n in range(20_000)) + "]\n"
    },
    "20,000 keys": {"pyproject.toml": "[tool.poetry.dependencies]\n" + "".join(f'package-{n} = "*"\n' for n in range(20_000))},
    "20,000 requirements": {"requirements.txt": "".join(f"package-{n}==1 \\\n  --hash=x\n" for n in range(20_000))},
    "files that include one another": {
        f"requirements-{n}.txt": f"-r requirements-{(n + 1) % 200}.txt\n-r more-{n}.lst\n" for n in range(200)
    },
    "a deep manifest": {"pyproject.toml": "a = " + "[" * 50_000 + "]" * 50_000},
    "a deep compose file": {"docker-compose.yml": "services: " + "[" * 50_000 + "]" * 50_000},
    "20,000 services": {"docker-compose.yml": "services:\n" + "".join(f"  s{n}: {{image: redis}}\n" for n in range(20_000))},
    "5,000 packages": {f"p{n}/__init__.py": "" for n in range(5_000)},
    "a long spec": {"spec.md": "# Spec\n\n" + "## Caching\n\nttl CAP consistent\n\n" * 5_000},
}  # fmt: skip


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_made_to_keep_the_rules_busy_is_judged_in_time(repository: GitRepository, files: dict[str, str | bytes]) -> None:
    repository.commit({".github/tenet.yml": POLICY, "spec.md": "# Spec\n", "old.py": "x = 1\n", "requirements.in": "click\n"})
    repository.git("tag", "before")
    repository.commit({**files, "old.py": RUNS})
    ended = measured(repository.path, "check", "--base", "before", "--head", "HEAD")
    assert ended.status in {0, 1}, ended.out
    assert "`subprocess.run()` runs a program" in ended.out or "nested too deeply" in ended.out or "more findings" in ended.out
    assert ended.seconds < 20
    assert ended.peak < 500
