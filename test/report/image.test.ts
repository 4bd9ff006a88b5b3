import { expect, test } from 'vitest';
import { imagesJson, type ShownImage } from '#report/image-json.js';
import { imageText } from '#report/image.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import { loadAll, type Files } from '../workspace.js';
import { faults, unknownFields } from './schema.js';

/** Every build of a workspace as `slimify image` is asked for it. */
function imagesIn(files: Files): readonly ShownImage[] {
  const { snapshot } = loadAll(files);
  const { services, builds, purposes } = workspaceServices(snapshot);
  const { imageOf } = workspaceImages(snapshot);
  return builds.map((build) => ({
    build,
    purpose: purposes.get(build) ?? { kind: 'production', because: '', at: null },
    services: services.filter(({ images }) => images.some((one) => one.build === build)).map(({ name }) => name),
    image: imageOf(build),
  }));
}

function textOf(files: Files, width?: number): string {
  return imagesIn(files).map((image) => imageText(image, width === undefined ? {} : { width })).join('\n');
}

test('the first line names the services, and says what the image is for and why', () => {
  const files = { 'Dockerfile': 'FROM scratch\nCMD ["a"]\n', 'compose.yaml': 'services:\n  web:\n    build: .\n  worker:\n    build: .\n    command: b\n' };
  expect(textOf(files)).toBe(`web, worker: production, because nothing says otherwise (compose.yaml:3)
Dockerfile   context .
  base         scratch   Dockerfile:1
  user         root
  workdir      /
  command      ["a"]   Dockerfile:2

layers
  none: the image is its base

files
  none of the workspace
`);
});

test('a build that cannot be made is shown with the reason', () => {
  const files = { 'Dockerfile': 'FROM scratch AS run\n', 'compose.yaml': 'services:\n  api:\n    build: { context: ., target: runn }\n' };
  expect(textOf(files).split('\n').slice(0, 3)).toEqual([
    'Dockerfile --target runn: production, because nothing says otherwise (compose.yaml:3)',
    'Dockerfile   context .   target runn',
    'not known: Dockerfile: the target stage runn is not in the Dockerfile, which has run',
  ]);
});

test('long lines are broken at spaces and go on further in; a path stays whole', () => {
  const packages = Array.from({ length: 20 }, (_, index) => `package-number-${index}`);
  const path = `/srv/${'folder/'.repeat(12)}x`;
  const text = textOf({ 'Dockerfile': `FROM debian:bookworm-slim\nRUN apt-get install -y --no-install-recommends ${packages.join(' ')}\nCOPY --from=busybox /x ${path}\n` }, 80);
  const lines = text.split('\n');
  expect(lines.filter((line) => line.length > 80).map((line) => line.trim())).toEqual([path]);
  const first = lines.findIndex((line) => line.includes('apt-get install'));
  expect(lines.slice(first, first + 2)).toEqual([
    '  Dockerfile:2  RUN  apt-get install package-number-0 package-number-1',
    '      package-number-2 package-number-3 package-number-4 package-number-5',
  ]);
  expect(packages.every((name) => text.includes(name))).toBe(true);
});

const RICH = {
  'Dockerfile': [
    'FROM python:3.12-slim AS build',
    'COPY requirements.txt constraints.txt ./',
    'COPY lib /lib',
    'RUN pip wheel -w /wheels -r requirements.txt -c constraints.txt /lib[x]',
    'FROM python:3.12-slim',
    'ARG DEV',
    'ENV A=$DEV',
    'WORKDIR /app',
    'USER app',
    'COPY --from=build /wheels /wheels',
    'RUN pip install --no-index --find-links /wheels /wheels/*.whl && rm -rf /wheels',
    'RUN if [ -f x ]; then pip install flask==3.0 https://example.org/a.whl; fi',
    'RUN if [ "$DEV" = 1 ]; then pip install pytest; fi',
    'RUN sed -i s/a/b/ requirements.txt; pip install -r requirements.txt',
    'RUN apt-get update && apt-get install -y curl',
    'RUN curl -o /x https://example.org/x && python -m spacy download en_core_web_sm',
    'COPY --chown=app lib /app/lib',
    'RUN chown -R app /app',
    'ADD data.tar.gz /data',
    'COPY <<EOF /etc/motd',
    'hello',
    'EOF',
    'RUN make',
    'EXPOSE 80',
    'VOLUME /data',
    'HEALTHCHECK CMD true',
    'ENTRYPOINT ["run"]',
    'CMD go',
    '',
  ].join('\n'),
  'requirements.txt': 'flask\n',
  'constraints.txt': 'flask<4\n',
  'lib/pyproject.toml': '[project]\nname = "lib"\nversion = "1"\n',
  'lib/lib.py': '',
  'data.tar.gz': '',
  'none/Dockerfile': 'FROM acme/base\nHEALTHCHECK NONE\n',
  'broken/compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: nowhere }\n',
};

test('--json follows the published schema, which names every field', () => {
  const report = JSON.parse(imagesJson(imagesIn(RICH))) as { images: { layers: { contents: { kind: string }[] }[] }[] };
  expect(faults('image', report)).toBeNull();
  expect(unknownFields('image', report)).toBeNull();
  const kinds = report.images.flatMap(({ layers }) => layers).flatMap(({ contents }) => contents).map(({ kind }) => kind);
  expect([...new Set(kinds)].toSorted()).toEqual(['archive', 'command', 'download', 'duplicate', 'heredoc', 'install', 'model', 'removal', 'stage', 'system', 'workspace']);
});

test('the schema refuses an image without what is fixed', () => {
  const { images } = JSON.parse(imagesJson(imagesIn(RICH))) as { images: Record<string, unknown>[] };
  for (const field of Object.keys(images[0] ?? {})) {
    const [first, ...rest] = structuredClone(images);
    delete first?.[field];
    expect(faults('image', { version: 1, images: [first, ...rest] }), field).not.toBeNull();
  }
});
