import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { CONSTRUCTS, type Capabilities, type Construct } from './capabilities.js';

export interface Use {
  readonly construct: Construct;
  /** As a person would write it. */
  readonly shape: string;
  /** 1-based. */
  readonly line: number;
}

const FLAGS: readonly { readonly construct: Construct; readonly keywords: readonly string[]; readonly flag: string }[] = [
  { construct: 'link', keywords: ['COPY', 'ADD'], flag: 'link' },
  { construct: 'parents', keywords: ['COPY'], flag: 'parents' },
  { construct: 'exclude', keywords: ['COPY', 'ADD'], flag: 'exclude' },
  { construct: 'chmod', keywords: ['COPY', 'ADD'], flag: 'chmod' },
  { construct: 'checksum', keywords: ['ADD'], flag: 'checksum' },
  { construct: 'start-interval', keywords: ['HEALTHCHECK'], flag: 'start-interval' },
];

/** The late constructs of a Dockerfile, each where it first occurs. */
export function lateConstructs(document: DockerfileDocument): readonly Use[] {
  const uses = [...syntaxUse(document), ...document.instructions.flatMap((instruction) => usesIn(instruction.trigger ?? instruction, instruction.lines.first))];
  return uses.filter((use, index) => uses.findIndex(({ construct }) => construct === use.construct) === index);
}

/** The constructs of a Dockerfile that an engine cannot build; empty: it can be built. */
export function beyond(document: DockerfileDocument, capabilities: Capabilities): readonly Use[] {
  return lateConstructs(document).filter(({ construct }) => capabilities[construct] !== null);
}

/** What an engine cannot build at all, for a list that a person reads. */
export function missingShapes(capabilities: Capabilities): readonly string[] {
  return CONSTRUCTS.filter((construct) => capabilities[construct] !== null).map((construct) => SHAPES[construct]);
}

const SHAPES: Readonly<Record<Construct, string>> = {
  heredoc: 'here-documents',
  link: 'COPY --link',
  parents: 'COPY --parents',
  exclude: 'COPY --exclude',
  chmod: 'COPY --chmod',
  checksum: 'ADD --checksum',
  'start-interval': 'HEALTHCHECK --start-interval',
  syntax: '# syntax=',
};

function syntaxUse({ directives, text }: DockerfileDocument): readonly Use[] {
  const directive = directives.find(({ name }) => name === 'syntax');
  if (!directive) return [];
  return [{ construct: 'syntax', shape: SHAPES.syntax, line: text.slice(0, directive.span.start).split('\n').length }];
}

function usesIn({ keyword, flags, heredocs }: Instruction, line: number): readonly Use[] {
  const found = FLAGS.filter(({ keywords, flag }) => keywords.includes(keyword) && flags.some(({ name }) => name === flag)).map(({ construct }) => construct);
  if (heredocs.length > 0) found.push('heredoc');
  return found.map((construct) => ({ construct, shape: SHAPES[construct], line }));
}
