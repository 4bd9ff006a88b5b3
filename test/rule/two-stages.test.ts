import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import multiStage from '../../rules/dockerfile/multi-stage/rule.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { runParts } from '#dockerfile/run.js';
import { planFiles, textAfter } from '../plan/plan-files.js';

function parse(text: string): DockerfileDocument {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(`${parsed.reason}:\n${text}`);
  return parsed.value;
}

const OTHERS = { 'requirements.txt': 'flask==3.0.3\n', 'app.py': 'import flask\n', 'start.sh': '#!/bin/sh\nexec python app.py\n', 'notes.txt': 'one\r\ntwo' };

const APT = fc.record({
  words: fc.shuffledSubarray(['build-essential', 'gcc', 'libpq-dev', 'curl', 'tini', 'git'], { minLength: 1 }),
  form: fc.constantFrom('one line', 'a line each', 'set -eux', 'with a user', 'two RUNs'),
  comment: fc.boolean(),
}).map(({ words, form, comment }) => {
  const above = comment ? '# what the wheels need, and curl for the check\n' : '';
  const rm = 'rm -rf /var/lib/apt/lists/*';
  if (form === 'one line') return `${above}RUN apt-get update && apt-get install -y ${words.join(' ')} && ${rm}\n`;
  if (form === 'a line each') return `${above}RUN apt-get update && apt-get install -y \\\n${words.map((word) => `    ${word} \\\n`).join('')}    && ${rm}\n`;
  if (form === 'set -eux') return `${above}RUN set -eux; \\\n  apt-get update; \\\n  apt-get install -y --no-install-recommends ${words.join(' ')}; \\\n  ${rm}\n`;
  if (form === 'two RUNs') return `${above}RUN apt-get update\nRUN apt-get install -y ${words.join(' ')}\n`;
  return `${above}RUN apt-get update && apt-get install -y \\\n        ${words.join(' \\\n        ')} \\\n    && ${rm} \\\n    # the number is that of the volume\n    && useradd --uid 7 shop\n`;
});

const PARTS = fc.record({
  head: fc.constantFrom('', '# syntax=docker/dockerfile:1\n', '# the shop\n', 'ARG V=3.12\n'),
  base: fc.constantFrom('python:3.12-slim-bookworm', 'python:3.12-slim', 'python:3.12-bookworm'),
  name: fc.constantFrom('', ' AS web', ' as builder'),
  before: fc.subarray(['ENV PYTHONUNBUFFERED=1\n', 'ENV A=1 \\\n    B=2\n', 'ARG INDEX\n', 'SHELL ["/bin/sh", "-c"]\n', 'LABEL a=b\n', '\n# where it lies\nWORKDIR /app\n']),
  apt: APT,
  copy: fc.constantFrom('COPY requirements.txt .\n', 'COPY . .\n', '# the list\nCOPY requirements.txt /tmp/\n'),
  install: fc.constantFrom('RUN pip install --no-cache-dir -r requirements.txt\n', 'RUN pip install -r requirements.txt && mkdir -p /data\n', 'RUN --mount=type=cache,target=/root/.cache/pip \\\n    pip install -r requirements.txt\n', 'RUN pip install --user flask==3.0.3\n'),
  after: fc.subarray(['COPY app.py start.sh ./\n', '\nRUN mkdir -p /srv && chown 7 /srv\n', 'USER 7\n', 'EXPOSE 80\n', 'HEALTHCHECK CMD curl -f http://localhost/ || exit 1\n', 'VOLUME /data\n']),
  command: fc.constantFrom('CMD ["python", "app.py"]\n', 'ENTRYPOINT ["sh", "start.sh"]\n', 'CMD python app.py'),
  newline: fc.constantFrom('\n', '\n', '\r\n'),
});

const DOCKERFILE = PARTS.map(({ head, base, name, before, apt, copy, install, after, command, newline }) =>
  `${head}FROM ${base}${name}\n${before.join('')}${apt}${copy}${install.replace('requirements.txt', copy.includes('/tmp/') ? '/tmp/requirements.txt' : 'requirements.txt')}${after.join('')}${command}`.replaceAll('\n', newline),
);

/** Commands, as the shell sees them: what a RUN is made of. */
function commandsIn(document: DockerfileDocument): readonly string[] {
  return document.instructions.flatMap((instruction) => {
    const parts = instruction.keyword === 'RUN' ? runParts(document, instruction) : null;
    return parts?.ok ? parts.value.commands.map(({ command }) => command.words.map(({ text }) => text).join(' ')) : [];
  });
}

const KEPT = /^(?:USER|VOLUME|EXPOSE|CMD|ENTRYPOINT|HEALTHCHECK|LABEL)$/;

describe('a Dockerfile in two stages', () => {
  test('has every instruction and every command of the one, parses, names stages that are there, and stays as it is', async () => {
    let converted = 0;
    await fc.assert(fc.asyncProperty(DOCKERFILE, async (text) => {
      const plan = await planFiles({ ...OTHERS, Dockerfile: text }, [multiStage]);
      expect(plan.changes.every(({ path }) => path === 'Dockerfile')).toBe(true);
      expect(plan.findings.filter(({ status }) => status === 'rejected').map((finding) => JSON.stringify(finding))).toEqual([]);
      const after = textAfter(plan, 'Dockerfile');
      if (after === undefined || after === null) return;
      converted += 1;
      const [old, now] = [parse(text), parse(after)];
      expect(now.stages).toHaveLength(2);
      const names = new Set(now.stages.map(({ name }) => name));
      for (const { flags } of now.instructions) for (const { name, value } of flags) if (name === 'from') expect(names).toContain(value);
      // What the image says of itself stands there once, as it was.
      const said = (document: DockerfileDocument): readonly string[] => document.instructions.flatMap(({ keyword, joined }) => (KEPT.test(keyword) ? [joined] : []));
      expect(said(now)).toEqual(said(old));
      // What only says how things are may be repeated, and is never lost.
      for (const { keyword, joined } of old.instructions) if (/^(?:ENV|ARG|WORKDIR|SHELL|COPY)$/.test(keyword)) expect(now.instructions.map((one) => one.joined)).toContain(joined);
      const commands = commandsIn(now);
      for (const command of commandsIn(old)) {
        if (/^apt-get|^rm -rf \/var\/lib|^set -/.test(command)) continue;
        expect(commands.filter((one) => one === command.replace(' --user', ''))).toHaveLength(1);
      }
      // Every package is asked for somewhere, and every comment stands there once.
      const packages = (list: readonly string[]): readonly string[] => list.filter((one) => one.startsWith('apt-get install')).flatMap((one) => one.split(' ').slice(2)).filter((word) => !word.startsWith('-'));
      expect(packages(commands)).toEqual(expect.arrayContaining([...packages(commandsIn(old))]));
      for (const comment of text.match(/^\s*#.*$/gm) ?? []) if (!comment.includes('where it lies') && !comment.includes('the list')) expect(after.split(comment.trim()).length - 1).toBe(1);
      expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
      const again = await planFiles({ ...OTHERS, Dockerfile: after }, [multiStage]);
      expect(again.changes).toEqual([]);
      expect(again.findings).toEqual([]);
    }), { numRuns: 80, seed: 7 });
    expect(converted).toBeGreaterThan(40);
  }, 120_000);
});
