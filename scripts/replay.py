"""Replays the last changes of a clone: each first-parent commit against its parent. Prints what was said, by rule.

    python scripts/replay.py CLONE [--last N] [--policy FILE] [--out FILE.jsonl]

A crash is an exit status other than 0 or 1. Nothing is written into the clone.
"""

import argparse
import collections
import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def commits(clone: str, last: int) -> list[str]:
    command = ["git", "-C", clone, "rev-list", "--first-parent", f"--max-count={last}", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def check(clone: str, commit: str, policy: str | None) -> dict[str, object]:
    command = [sys.executable, "-m", "tenet", "check", clone, "--base", f"{commit}^", "--head", commit, "--format", "json"]
    start = time.perf_counter()
    done = subprocess.run(
        [*command, *(["--policy", policy] if policy else [])], capture_output=True, text=True, check=False, env=os.environ
    )
    seconds = time.perf_counter() - start
    result = json.loads(done.stdout) if done.returncode in (0, 1) else None
    return {"commit": commit, "status": done.returncode, "seconds": seconds, "error": done.stderr[-2000:], "result": result}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clone")
    parser.add_argument("--last", type=int, default=300)
    parser.add_argument("--policy")
    parser.add_argument("--out")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with ThreadPoolExecutor(given.jobs) as pool:
        rows = list(pool.map(lambda commit: check(given.clone, commit, given.policy), commits(given.clone, given.last)))
    if given.out:
        with Path(given.out).open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    crashed = [row for row in rows if row["result"] is None]
    said: collections.Counter[str] = collections.Counter()
    unknown: collections.Counter[str] = collections.Counter()
    for row in rows:
        result = row["result"]
        if isinstance(result, dict):
            said.update({finding["rule"] for finding in result["findings"]})
            unknown.update({each["rule"] for each in result["unknown"]})
    seconds = sorted(float(str(row["seconds"])) for row in rows)
    pace = f"median {statistics.median(seconds):.2f} s, slowest {seconds[-1]:.2f} s"
    print(f"{given.clone}: {len(rows)} commits, {len(crashed)} crashes, {pace}")
    print(f"  commits with findings: {dict(said.most_common())}")
    print(f"  commits with unknown: {dict(unknown.most_common())}")
    for row in crashed[:20]:
        print(f"  crashed at {row['commit']} (status {row['status']}): {str(row['error']).strip().splitlines()[-1:]}")
    return int(bool(crashed))


if __name__ == "__main__":
    sys.exit(main())
