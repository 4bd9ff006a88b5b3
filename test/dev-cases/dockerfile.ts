import { parseDockerfile } from '#dockerfile/parse.js';
import type { DockerfileDocument, Instruction, Stage } from '#dockerfile/types.js';
import { runParts } from '#dockerfile/run.js';
import { buildPackages } from '#knowledge/build-packages.js';
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

/** Why a builder stage could leave something behind: more than one stage, a full base, packages for builds alone. Null: nothing. */
export function builtIn(text: string | null): string | null {
  const document = documentOf(text);
  const [only, second] = document?.stages ?? [];
  if (!document || !only || second) return 'it is not of one stage';
  if (!/[:-]slim(?:-|$)/.test(only.from.image.text)) return `${only.from.image.text} is no slim base`;
  const steps = document.instructions.flatMap((instruction) => {
    const parts = instruction.keyword === 'RUN' ? runParts(document, instruction) : null;
    return parts?.ok ? parts.value.commands : [];
  });
  const asked = steps.flatMap(({ command }) => aptNames(command.words.map(({ value }) => value ?? '')));
  const [built] = buildPackages(asked, null).value;
  return built ? `${built.name} serves builds alone` : null;
}

/** `apt-get install -y gcc=4:12` asks for gcc. */
function aptNames(words: readonly string[]): readonly string[] {
  const verb = words.some((word) => /^(?:apt|apt-get)$/.test(word)) ? words.indexOf('install') : -1;
  return verb < 0 ? [] : words.slice(verb + 1).filter((word) => !word.startsWith('-')).map((word) => word.replace(/=.*$/, ''));
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
