"""The workflow to copy: it runs the tests under coverage and then Tenet, with no more permission than that takes."""

INSTALL = {
    "uv": "pip install uv\n          uv sync --all-extras --all-groups",
    "poetry": "pip install poetry\n          poetry install --all-extras",
    "requirements": "pip install -r requirements.txt pytest pytest-cov",
    "project": "pip install -e . pytest pytest-cov",
    "none": "pip install pytest pytest-cov",
}
RUN = {"uv": "uv run --with pytest-cov pytest", "poetry": "poetry run pytest"}

TEMPLATE = """\
# Written by `tenet init`. Replace OWNER, and make the two steps for the tests those of this repository.
name: Tenet

on:
  pull_request:
    types: [opened, synchronize, reopened, edited, labeled, ready_for_review]

# One run for each pull request: a newer push ends the older run.
concurrency:
  group: tenet-${{ github.event.pull_request.number }}
  cancel-in-progress: true

permissions: {}

jobs:
  tenet:
    name: Tenet
    runs-on: ubuntu-latest
    permissions:
      contents: read # the code
      pull-requests: write # the review and its comments
      checks: write # the check run
    steps:
      - name: Check out the merge commit with both its parents
        uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 2
          persist-credentials: false

      - name: Set up Python
        uses: actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0
        with:
          python-version: "3.13"

      - name: Install@FOLDER@
        run: |
          @INSTALL@

      # The report has to lie inside the workspace: nothing else of the job is visible to the action.
      - name: Run the tests under coverage@FOLDER@
        run: @RUN@ --cov --cov-branch --cov-report=xml:@REPORT@

      # A release's full commit SHA in the place of v1 keeps it from changing unseen.
      - name: Review
        if: ${{ !cancelled() }}
        uses: OWNER/tenet@v1
        with:
          github-token: ${{ github.token }}
          coverage: @PATH@
"""


def init_workflow(installer: str, report: str, folder: str) -> str:
    """The workflow as text. `installer` is how the repository's dependencies are installed, in `folder` (empty for the
    root), and the tests write `report` there; both are plain paths.
    """
    values = {
        "INSTALL": INSTALL.get(installer, INSTALL["none"]),
        "RUN": RUN.get(installer, "pytest"),
        "REPORT": report,
        "PATH": f"{folder}/{report}" if folder else report,
        "FOLDER": f"\n        working-directory: {folder}" if folder else "",
    }
    text = TEMPLATE
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
