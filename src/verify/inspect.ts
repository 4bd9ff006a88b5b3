import { read, unreadable, type Read } from '#text/read.js';
import { docker, jsonLines } from './docker-command.js';
import type { Engine, ImageConfig, ImageLayer } from './types.js';

/** An image's configuration and the history of its layers. */
export async function inspect(engine: Engine, image: string): Promise<Read<ImageConfig>> {
  const answer = await docker(engine, ['image', 'inspect', '--format', '{{json .}}', image]);
  if (!answer.ok) return answer;
  const values = jsonLines(answer.value.stdout);
  if (!values.ok) return values;
  const [value] = values.value;
  const config = isRecord(value) && isRecord(value['Config']) ? value['Config'] : null;
  if (!isRecord(value) || config === null) return unreadable(`${image}: docker described no image`);
  const layers = await history(engine, image);
  if (!layers.ok) return layers;
  return read({
    id: text(value['Id']),
    environment: variables(strings(config['Env']) ?? []),
    user: text(config['User']),
    workdir: text(config['WorkingDir']),
    entrypoint: strings(config['Entrypoint']),
    cmd: strings(config['Cmd']),
    ports: isRecord(config['ExposedPorts']) ? Object.keys(config['ExposedPorts']).sort() : [],
    labels: textValues(config['Labels']),
    size: Number(value['Size'] ?? 0),
    layers: layers.value,
    digests: isRecord(value['RootFS']) ? (strings(value['RootFS']['Layers']) ?? []) : [],
  });
}

async function history(engine: Engine, image: string): Promise<Read<readonly ImageLayer[]>> {
  const answer = await docker(engine, ['history', '--no-trunc', '--human=false', '--format', '{{json .}}', image]);
  if (!answer.ok) return answer;
  const rows = jsonLines(answer.value.stdout);
  if (!rows.ok) return rows;
  const layers = rows.value.filter(isRecord).map((row) => ({ createdBy: text(row['CreatedBy']), size: Number(row['Size'] ?? 0) }));
  return read(layers.toReversed());
}

function variables(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

function textValues(value: unknown): Readonly<Record<string, string>> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, text(one)])) : {};
}

function strings(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.map(text) : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
