import type { Place } from '#answer/answer.js';
import { scalarLines } from '#compose/scalar-lines.js';
import { yamlAt, yamlText, type YamlNode, type YamlScalar } from '#compose/yaml.js';
import { field, inherited, type Job, type Pipeline } from './pipeline.js';

/** `!reference` inside of what is referred to (docs.gitlab.com/ci/yaml/yaml_optimization: up to 10 levels). */
const MAX_DEPTH = 11;
/** Lists and lines of one script. */
const MAX_PARTS = 5_000;

/** The script of a job. */
export interface Script {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
  /** It is too long, and its end is left out. */
  readonly cut: boolean;
}

/** `before_script` and `script` run in one shell; each entry keeps its own lines. */
export function scriptOf(pipeline: Pipeline, job: Job): Script {
  const { scalars: entries, parts } = scalarsOf(pipeline, [field(pipeline, job, 'before_script'), field(pipeline, job, 'script'), inherited(pipeline, job, 'after_script')]);
  const texts = entries.map(({ text }) => text.trimEnd());
  const starts: number[] = [];
  texts.reduce((at, text) => {
    starts.push(at);
    return at + text.length + 1;
  }, 0);
  const owners = entries.map((scalar) => pipeline.owners.get(scalar) ?? job.part);
  const lines = entries.map((scalar, index) => scalarLines(scalar, texts[index] ?? '', (owners[index] ?? job.part).text));
  return {
    text: texts.join('\n'),
    cut: parts > MAX_PARTS,
    placeOf: (offset) => {
      const index = Math.max(0, starts.findLastIndex((start) => start <= offset));
      return { path: (owners[index] ?? job.part).path, line: lines[index]?.(offset - (starts[index] ?? 0)) ?? job.line };
    },
  };
}

function scalarsOf(pipeline: Pipeline, nodes: readonly (YamlNode | null)[]): Gathering {
  const into: Gathering = { pipeline, scalars: [], parts: 0 };
  for (const node of nodes) gather(into, node, 0);
  return into;
}

interface Gathering {
  readonly pipeline: Pipeline;
  readonly scalars: YamlScalar[];
  parts: number;
}

function gather(into: Gathering, node: YamlNode | null, depth: number): void {
  if (!node || depth > MAX_DEPTH || ++into.parts > MAX_PARTS) return;
  if (node.kind === 'scalar' && node.type !== 'null') into.scalars.push(node);
  if (node.kind !== 'list') return;
  if (node.tag !== '!reference') {
    for (const item of node.items) gather(into, item, depth + 1);
    return;
  }
  const [name, ...keys] = node.items.flatMap((item) => yamlText(item) ?? []);
  const job = into.pipeline.jobs.get(name ?? '');
  const target = job ? inherited(into.pipeline, job, keys[0] ?? '') : null;
  gather(into, keys.length > 1 ? yamlAt(target, ...keys.slice(1)) : target, depth + 1);
}
