# The image that the action runs. Plain Dockerfile syntax, so that every builder can build it.
# The release gives the base by digest: --build-arg PYTHON=python:3.13-slim-trixie@sha256:...
ARG PYTHON=python:3.13-slim-trixie

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
# What changes seldom comes first, so that a change of the code installs no package again.
# PyGithub brings cryptography for the keys of GitHub Apps, which are not used here, and works without.
# Compiled unchecked: the files never change, and a start then compares no time stamps.
COPY requirements/build.txt requirements/runtime.txt ./requirements/
RUN python -m venv /build \
    && /build/bin/pip install --no-compile --no-deps --require-hashes --only-binary :all: -r requirements/build.txt \
    && python -m venv --without-pip /opt/tenet \
    && /build/bin/pip --python /opt/tenet/bin/python install --no-compile --no-deps --require-hashes --only-binary :all: -r requirements/runtime.txt \
    && /build/bin/pip --python /opt/tenet/bin/python uninstall --quiet --yes cryptography \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/tenet/lib
COPY pyproject.toml README.md LICENSE ./
COPY policies ./policies
COPY src ./src
RUN /build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /build/bin/pip --python /opt/tenet/bin/python install --no-compile --no-deps --no-index dist/*.whl \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/tenet/lib/python*/site-packages/tenet

FROM ${PYTHON}
LABEL org.opencontainers.image.title="Tenet" \
      org.opencontainers.image.description="Reviews a pull request against the backend principles of its repository" \
      org.opencontainers.image.licenses="MIT"
# Security updates of git are wanted more than one version of it: the release pins the whole image by digest.
# Files in the workspace belong to the runner's user, and git reads them as root: hence safe.directory.
# The base comes without compiled standard library; compiling it here saves that at each start.
# Of git, what fetches and reads is kept: no Perl, no servers, no manual. That is a third of this layer.
# hadolint ignore=DL3008,SC2046
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ca-certificates git \
    && dpkg --purge --force-depends $(dpkg-query --show --showformat='${Package} ' perl 'perl-modules-*' 'libperl5*' liberror-perl git-man) \
    && find /usr/lib/git-core /usr/bin/scalar -type f -size +1M ! -name git-remote-http -delete \
    && ln -s ../../bin/git /usr/lib/git-core/git \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log \
    && git config --system --add safe.directory /github/workspace \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -x '/(site-packages|dist-packages|ensurepip|idlelib|tkinter|turtledemo|pydoc_data|test|lib2to3)/' \
       "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
COPY --from=build /opt/tenet /opt/tenet
# For python beside the entry point, which is isolated and reads no PYTHON variable: hence its -B.
ENV PYTHONDONTWRITEBYTECODE=1
# Where a runner mounts the image read-only, this alone stays writable: commits that the checkout lacks are fetched into it.
VOLUME ["/tmp"]
# Isolated (-I): the current folder is the pull request's, and nothing is imported from it.
ENTRYPOINT ["/opt/tenet/bin/python", "-I", "-B", "-m", "tenet", "action"]
