import { describe, expect, test } from 'vitest';
import { buildPackages } from '#knowledge/index.js';
import { edit } from '#rule/edit.js';
import type { SurplusKind, SurplusPackages } from '#rule/build-packages/types.js';
import { subjectsOf } from '#rule/subjects.js';
import { applyEdits } from '#text/edits.js';
import { load } from '../../workspace.js';

const CODE = { 'requirements.txt': 'flask==3.0.3\n', 'app.py': 'import flask\n' };

function surplus(text: string, kind: SurplusKind, files: Readonly<Record<string, string>> = {}): SurplusPackages | null {
  const [dockerfile] = subjectsOf(load({ Dockerfile: text, ...CODE, ...files }).snapshot, 'dockerfile');
  return dockerfile?.surplusPackages(kind) ?? null;
}

/** The text without the packages, or why not. */
function without(text: string, kind: SurplusKind, files: Readonly<Record<string, string>> = {}): string {
  const found = surplus(text, kind, files);
  if (found === null) return 'nothing';
  const [hit] = found.refusals().value;
  if (hit) return `held: ${hit.text}`;
  const change = edit.withoutSurplus(found);
  return change.kind === 'edit' ? applyEdits(text, change.edits).text : `impossible: ${change.kind === 'impossible' ? change.reason : ''}`;
}

const BUILDER = 'FROM python:3.12-slim-bookworm AS builder\nCOPY requirements.txt .\nRUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt\nFROM python:3.12-slim-bookworm\nCOPY --from=builder /opt/venv /opt/venv\n';
const END = 'COPY app.py .\nCMD ["python", "app.py"]\n';

describe('packages that only builds need', () => {
  test('leave the stage that ships, and the RUN goes where it did nothing else', () => {
    expect(without(`${BUILDER}RUN apt-get update && apt-get install -y gcc make && rm -rf /var/lib/apt/lists/*\n${END}`, 'tools')).toBe(BUILDER + END);
  });

  test('take updates and clean-ups of apt along, and no other command', () => {
    expect(without(`${BUILDER}RUN apt-get update && apt-get install -y --no-install-recommends make && mkdir /data && apt-get clean\n${END}`, 'tools')).toBe(`${BUILDER}RUN mkdir /data\n${END}`);
  });

  test('are apart: a header is no tool', () => {
    const text = `${BUILDER}RUN apt-get update && apt-get install -y --no-install-recommends make libffi-dev\n${END}`;
    expect([surplus(text, 'tools')?.leaves, surplus(text, 'headers')?.leaves]).toEqual([['make'], ['libffi-dev']]);
  });

  test('stay where something that stays brings them in any case', () => {
    expect(surplus(`${BUILDER}RUN apt-get update && apt-get install -y --no-install-recommends dpkg-dev debhelper\n${END}`, 'tools')?.leaves ?? []).toEqual([]);
  });

  test('are held where code loads a library without a version', () => {
    const files = { 'app.py': 'import ctypes\nLIB = ctypes.CDLL("libffi.so")\n' };
    expect(without(`${BUILDER}RUN apt-get update && apt-get install -y --no-install-recommends libffi-dev\n${END}`, 'headers', files)).toBe('held: `CDLL("libffi.so"` loads a library by name without a version, which only its -dev package has');
  });

  test('leave their library where code loads it by name', () => {
    const files = { 'app.py': 'import ctypes.util\nLIB = ctypes.util.find_library("pq")\n' };
    expect(without(`${BUILDER}RUN apt-get update && apt-get install -y --no-install-recommends libpq-dev\n${END}`, 'headers', files)).toBe(`${BUILDER}RUN apt-get update && apt-get install -y --no-install-recommends libpq5\n${END}`);
  });

  test('are held where another stage brings what may be linked with their libraries', () => {
    const found = surplus(`${BUILDER}COPY --from=builder /usr/lib/tool /usr/lib/tool\nRUN apt-get update && apt-get install -y --no-install-recommends libpq-dev\n${END}`, 'headers');
    expect(found?.adds).toEqual(['libpq5']);
  });

  test('are nothing of a stage that does not ship', () => {
    expect(surplus(`FROM python:3.12-slim AS builder\nRUN apt-get update && apt-get install -y gcc\nRUN python -m venv /opt/venv\nFROM python:3.12-slim\nCOPY --from=builder /opt/venv /opt/venv\n${END}`, 'tools')).toBeNull();
  });

  test('cite the page of the release that is asked about', () => {
    const page = (suite: string | null): string => buildPackages(['libpq-dev'], suite).evidence.map(({ text }) => /https:\S+(?=,)/.exec(text)?.[0]).join();
    expect([page('bookworm'), page('trixie'), page(null)]).toEqual(['https://packages.debian.org/bookworm/libpq-dev', 'https://packages.debian.org/trixie/libpq-dev', 'https://packages.debian.org/libpq-dev']);
  });
});
