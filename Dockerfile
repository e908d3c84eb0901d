# presetsync as a command: docker run --rm -v "$PWD:/work:ro" IMAGE plan
# Built from the wheel in dist/, with dependencies locked by hash; scripts/check_image.sh tests it.
ARG PYTHON=python:3.14-slim-trixie@sha256:51dafde81dbdb6ebde285137a295cf18a47ca95234fe388a343719cb97305b3d

FROM ${PYTHON} AS build
COPY .github/requirements/image.txt dist/*.whl /build/
RUN python3 -m venv --without-pip /opt/presetsync \
    && python3 -m pip --python /opt/presetsync install --no-cache-dir --only-binary :all: \
        --disable-pip-version-check --require-hashes -r /build/image.txt \
    && python3 -m pip --python /opt/presetsync install --no-cache-dir --no-deps --no-index \
        --disable-pip-version-check /build/*.whl \
    && python3 -m compileall -q /opt/presetsync

FROM ${PYTHON}
# git for history and for who changed what. The mounted repository belongs to another user, and is
# the only one there: presetsync itself has git run no program that a repository names.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
COPY --from=build /opt/presetsync /opt/presetsync
ENV PATH=/opt/presetsync/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /work
# Nobody in particular; --user with your own id where presetsync is to write into the repository.
USER 10001:10001
ENTRYPOINT ["presetsync"]
CMD ["--help"]
