import type { Place } from '#answer/answer.js';
import { readBakeJson } from './json.js';
import { type BakeValue, evaluate, type Names, untold } from './values.js';
import { readHcl } from '#compose/hcl/hcl.js';
import type { HclAttribute, HclBlock, HclBody } from '#compose/hcl/syntax.js';
import type { ReadText } from '#compose/types.js';

/** A block of a bake file with the file that it stands in. */
export interface BakeBlock {
  readonly name: string;
  readonly at: Place;
  readonly attributes: readonly HclAttribute[];
}

/** All files of one `docker buildx bake`, in their order; blocks of one name are laid over each other. */
export interface BakeConfig {
  readonly targets: readonly BakeBlock[];
  readonly groups: readonly BakeBlock[];
  readonly names: Names;
}

/** Reads bake files in HCL or JSON (by their name); a file that cannot be read is a problem, the others stand. */
export function readBakeConfig(files: readonly string[], readText: ReadText, problem: (at: Place, reason: string) => void): BakeConfig {
  const bodies: { path: string; body: HclBody }[] = [];
  for (const path of files) {
    const text = readText(path);
    if (text === null) problem({ path, line: 1 }, `${path} is not in the workspace, or cannot be read`);
    else {
      const body = path.endsWith('.json') ? readBakeJson(text) : readHcl(text);
      if (body.ok) bodies.push({ path, body: body.value });
      else problem({ path, line: body.line ?? 1 }, body.reason);
    }
  }
  const blocksOf = (type: string) => bodies.flatMap(({ path, body }) => body.blocks.filter((block) => block.type === type).map((block) => placed(block, path)));
  return { targets: blocksOf('target'), groups: blocksOf('group'), names: namesOf(bodies.map(({ body }) => body)) };
}

function placed({ labels, line, body }: HclBlock, path: string): BakeBlock {
  return { name: labels[0] ?? '', at: { path, line }, attributes: body.attributes };
}

/**
 * Variables by their defaults and the file's own values. Whoever runs bake may set a variable in the
 * environment; the default is what the workspace says. A variable without a default is the
 * environment's alone.
 */
function namesOf(bodies: readonly HclBody[]): Names {
  const written = new Map<string, HclAttribute | null>();
  for (const body of bodies) {
    for (const block of body.blocks) {
      const [name] = block.labels;
      if (block.type === 'variable' && name !== undefined) written.set(name, block.body.attributes.find((one) => one.name === 'default') ?? null);
    }
    for (const attribute of body.attributes) written.set(attribute.name, attribute);
  }
  const known = new Map<string, BakeValue>();
  const names: Names = (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const attribute = written.get(name);
    if (attribute === undefined) return undefined;
    known.set(name, untold(`the variable ${name} refers to itself`, name));
    const value = attribute === null ? untold(`the variable ${name} has no default; bake takes it from the environment`, name) : evaluate(attribute.value, names);
    known.set(name, value);
    return value;
  };
  return names;
}
