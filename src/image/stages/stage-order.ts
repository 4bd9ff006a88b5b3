import type { Instruction } from '#dockerfile/types.js';
import type { NamedContexts } from '#image/build.js';
import { mountsOf } from '#image/files/mounts.js';
import { contextNamed } from '#image/files/named-contexts.js';
import type { StageModel } from './stages.js';

/** An instruction that takes from a stage, as BuildKit links them: a name is that of the last stage called so in the whole file. */
interface Link {
  /** The stage that takes. */
  readonly user: number;
  readonly to: number;
  readonly by: Instruction;
  readonly written: string;
}

/** Why stages cannot be built, with the line of the instruction. */
export interface Fault {
  readonly line: number;
  readonly because: string;
}

/**
 * Why BuildKit refuses to build these stages for the way they take from one another; null: it does not. Stages that copy
 * or mount from each other in a circle stop any build of the file (validateCircularDependency in BuildKit's
 * validations.go). A stage that is needed and takes from a later one stops its build: the later one is not made yet
 * ("needs to be defined before current stage" in convert.go, "before current command" in convert_runmount.go).
 */
export function stageOrderFault(models: readonly StageModel[], needed: ReadonlySet<number>, contexts: NamedContexts): Fault | null {
  const links = linksOf(models, contexts);
  const circle = circleIn(links);
  if (circle) return told(circle, circle.to === circle.user ? 'takes from its own stage' : 'goes in a circle: the stage that it takes from needs this one');
  for (const [stage, own] of links.entries()) {
    const ahead = needed.has(stage) ? own.find(({ to }) => to >= stage) : undefined;
    if (ahead) return told(ahead, 'takes from a later stage, which needs to be defined before this one');
  }
  return null;
}

function told({ by, written }: Link, reason: string): Fault {
  const what = by.keyword === 'RUN' ? `RUN --mount with from=${written}` : `${by.keyword} --from=${written}`;
  return { line: by.lines.first, because: `${what} ${reason}` };
}

function linksOf(models: readonly StageModel[], contexts: NamedContexts): readonly (readonly Link[])[] {
  const byName = new Map<string, number>();
  for (const [index, { stage }] of models.entries()) if (stage.name !== null) byName.set(stage.name.toLowerCase(), index);
  return models.map(({ stage }, user) =>
    stage.instructions.flatMap((by) => sourcesOf(user, by, byName, models.length).filter(({ to }) => !isReplaced(models[to], contexts))),
  );
}

/** A stage that a named context stands in for is there from the start. */
function isReplaced(model: StageModel | undefined, contexts: NamedContexts): boolean {
  const name = model?.stage.name ?? null;
  return name !== null && contextNamed(contexts, name) !== null;
}

/** `--from` takes no variables, neither of COPY nor of a mount; only COPY takes a number (toCommand, detectRunMount). */
function sourcesOf(user: number, by: Instruction, byName: ReadonlyMap<string, number>, count: number): readonly Link[] {
  const copied = by.keyword === 'COPY' ? by.flags.flatMap(({ name, value }) => (name === 'from' ? (value ?? []) : [])) : [];
  const mounted = by.keyword === 'RUN' ? mountsOf(by).flatMap(({ from }) => from ?? []) : [];
  return [
    ...copied.flatMap((written): readonly Link[] => {
      const to = /^\d+$/.test(written) ? Number(written) : byName.get(written.toLowerCase());
      return to === undefined || to >= count ? [] : [{ user, to, by, written }];
    }),
    ...mounted.flatMap((written): readonly Link[] => {
      const to = byName.get(written.toLowerCase());
      return to === undefined ? [] : [{ user, to, by, written }];
    }),
  ];
}

/** The first link that closes a circle; null: there is none. Without recursion: a file may have many stages. */
function circleIn(links: readonly (readonly Link[])[]): Link | null {
  const state = new Map<number, 'open' | 'done'>();
  for (const start of links.keys()) {
    if (state.has(start)) continue;
    const path: { readonly stage: number; next: number }[] = [{ stage: start, next: 0 }];
    state.set(start, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const link = links[top.stage]?.[top.next];
      top.next += 1;
      if (!link) {
        state.set(top.stage, 'done');
        path.pop();
      } else if (state.get(link.to) === 'open') {
        return link;
      } else if (!state.has(link.to)) {
        state.set(link.to, 'open');
        path.push({ stage: link.to, next: 0 });
      }
    }
  }
  return null;
}
