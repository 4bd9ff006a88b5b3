import { parseDockerfile } from '#dockerfile/parse.js';
import type { DockerfileDocument, Instruction, Stage } from '#dockerfile/types.js';
import { callsOf } from './asked.js';

function documentOf(text: string | null): DockerfileDocument | null {
  const document = text === null ? null : parseDockerfile('Dockerfile', text);
  return document?.ok ? document.value : null;
}

/** How many stages start from an Alpine image. */
export function countAlpine(text: string | null): number {
  return (documentOf(text)?.stages ?? []).filter(({ from }) => /alpine|musl/i.test(from.image.text)).length;
}

/** How many stages there are, and whether the last one only copies what others install. */
export function stagesOf(text: string | null): { readonly count: number; readonly lean: boolean } {
  const document = documentOf(text);
  const last = document?.stages.at(-1);
  if (!document || !last) return { count: 0, lean: false };
  const installs = callsOf(document, last.instructions).some(({ subcommand }) => /install|sync/.test(subcommand));
  return { count: document.stages.length, lean: !installs && last.instructions.some(copiesFromElsewhere) };
}

function copiesFromElsewhere({ keyword, flags }: Instruction): boolean {
  return keyword === 'COPY' && flags.some(({ name }) => name === 'from');
}

/** How many instructions put something into /root of a stage that ends as another user. */
export function countRootCopies(text: string | null): number {
  const stages = documentOf(text)?.stages ?? [];
  return stages
    .filter((stage) => !/^(?:root|0)(?::|$)/.test(userOf(stage, stages)))
    .flatMap(({ instructions }) => instructions.filter(({ keyword, words }) => /^(?:COPY|ADD)$/.test(keyword) && /^\/root(?:\/|$)/.test(words.at(-1)?.text ?? ''))).length;
}

/** The user at the end of a stage, through the stages that it builds on; root where none is named. */
function userOf(stage: Stage, stages: readonly Stage[]): string {
  const own = stage.instructions.findLast(({ keyword }) => keyword === 'USER')?.words[0]?.text;
  if (own !== undefined) return own;
  const parent = stages.slice(0, stage.index).findLast(({ name }) => name !== null && name.toLowerCase() === stage.from.image.text.toLowerCase());
  return parent ? userOf(parent, stages) : 'root';
}

/** What COPY and ADD take from the build context, as written; patterns, variables and addresses left out. */
export function contextSources(text: string | null): readonly string[] {
  const copies = (documentOf(text)?.instructions ?? []).filter((one) => /^(?:COPY|ADD)$/.test(one.keyword) && !copiesFromElsewhere(one));
  return copies.flatMap(({ words }) => words.slice(0, -1).map((word) => word.text)).filter((source) => !/[*?[\]$]|<<|:\/\//.test(source));
}
