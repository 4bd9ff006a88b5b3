import { baseName, folderOf } from '#text/paths.js';
import { readHcl } from '#compose/hcl/hcl.js';
import type { HclBlock, HclBody, HclExpression } from '#compose/hcl/syntax.js';
import { container, NO_DEPLOYMENTS, type DeployedContainer, type DeployedVariable, type DeployedWords, type DeploymentFile } from './types.js';

export function isNomadFile(path: string): boolean {
  return /\.nomad(?:\.hcl)?(?:\.tpl)?$/.test(baseName(path));
}

/**
 * The tasks of a Nomad job whose driver runs images: `command` and `args` of `config` are the arguments of the image's
 * ENTRYPOINT, which `entrypoint` replaces (https://developer.hashicorp.com/nomad/docs/deploy/task-driver/docker).
 */
export function readNomad(path: string, text: string): DeploymentFile {
  const read = readHcl(text);
  if (!read.ok) return NO_DEPLOYMENTS;
  const containers: DeployedContainer[] = [];
  for (const block of read.value.blocks) tasks(block, [], path, containers);
  return { ...NO_DEPLOYMENTS, containers };
}

function tasks(block: HclBlock, within: readonly string[], path: string, found: DeployedContainer[]): void {
  const [label] = block.labels;
  if (block.type === 'task') {
    found.push(...taskOf(block, within, path));
    return;
  }
  for (const inner of block.body.blocks) tasks(inner, label === undefined ? within : [label, ...within].slice(0, 5), path, found);
}

function taskOf({ labels, line, body }: HclBlock, within: readonly string[], path: string): readonly DeployedContainer[] {
  return body.blocks.flatMap((config) => {
    if (config.type !== 'config') return [];
    const image = textOf(valueOf(config.body, 'image'));
    const command = textOf(valueOf(config.body, 'command'));
    const args = listOf(valueOf(config.body, 'args'));
    const words = [...(command === null ? [] : [command]), ...args];
    const environment = body.blocks.flatMap((block) => (block.type === 'env' ? variables(block.body, path) : [])).concat(objectOf(valueOf(body, 'env'), path));
    return [container({
      at: { path, line }, because: 'Nomad job', folder: folderOf(path), images: image === null ? [] : [image], name: labels[0] ?? null, within,
      entrypoint: placed(listOf(valueOf(config.body, 'entrypoint')), config.body, path, 'entrypoint'),
      command: placed(words, config.body, path, command === null ? 'args' : 'command'),
      environment, workingDir: textOf(valueOf(config.body, 'work_dir')),
    })];
  });
}

function valueOf({ attributes }: HclBody, name: string): HclExpression | null {
  return attributes.find((one) => one.name === name)?.value ?? null;
}

function placed(words: readonly string[], { attributes }: HclBody, path: string, name: string): DeployedWords | null {
  return words.length === 0 ? null : { words, at: { path, line: attributes.find((one) => one.name === name)?.line ?? 1 } };
}

/** A text; what only a run can fill in stands as written. */
function textOf(value: HclExpression | null): string | null {
  if (value === null) return null;
  if (value.kind === 'literal') return value.value === null ? null : String(value.value);
  if (value.kind === 'template') return value.parts.map((part) => (typeof part === 'string' ? part : `\${${part.source}}`)).join('');
  return `\${${value.source}}`;
}

function listOf(value: HclExpression | null): readonly string[] {
  return value?.kind === 'list' ? value.items.slice(0, 500).flatMap((item) => textOf(item) ?? []) : [];
}

function variables({ attributes }: HclBody, path: string): readonly DeployedVariable[] {
  return attributes.map(({ name, line, value }) => ({ name, value: literal(value), at: { path, line } }));
}

function objectOf(value: HclExpression | null, path: string): readonly DeployedVariable[] {
  if (value?.kind !== 'object') return [];
  return value.entries.flatMap((entry) => {
    const name = entry.key.kind === 'name' ? entry.key.name : textOf(entry.key);
    return name === null ? [] : { name, value: literal(entry.value), at: { path, line: entry.value.line } };
  });
}

function literal(value: HclExpression): string | null {
  return value.kind === 'literal' || (value.kind === 'template' && value.parts.every((part) => typeof part === 'string')) ? textOf(value) : null;
}
