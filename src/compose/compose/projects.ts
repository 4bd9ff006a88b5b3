import type { Place } from '#answer/answer.js';
import { composeDocuments, makeReadYaml, type ReadYaml } from './file.js';
import { composeGroups, type ComposeGroup, type ComposeInvocation } from './groups.js';
import { loadProject, type LoadWork, newLoadWork } from './load.js';
import { composeService } from './service.js';
import type { BuildFile, ComposeService, ReadText } from '#compose/types.js';

export interface ComposeFrom {
  /** All files of the workspace, by their workspace paths. */
  readonly paths: readonly string[];
  readonly readText: ReadText;
  /** The commands of other files that name compose files. */
  readonly commands?: readonly ComposeInvocation[];
}

/**
 * Reads all compose projects of a workspace, one result for each set of files that belongs together
 * (`path` is its first file). A file may be in several projects, and its services then are too. A
 * problem is told once, in the first project that meets it. Nothing is taken from the environment of
 * this process: variables come from `.env` beside the project's first file alone, and whoever runs
 * compose may replace them.
 */
export function composeProjects({ paths, readText, commands = [] }: ComposeFrom): readonly BuildFile[] {
  const readYaml = makeReadYaml(readText);
  const groups = composeGroups({ paths, readText, commands, documents: (path) => documentsOf(path, readYaml) });
  const told = new Set<string>();
  const work = newLoadWork();
  return groups.map((group) => readGroup(group, { readText, readYaml, told, work }));
}

interface Readers {
  readonly readText: ReadText;
  readonly readYaml: ReadYaml;
  readonly told: Set<string>;
  readonly work: LoadWork;
}

function readGroup(group: ComposeGroup, { readText, readYaml, told, work }: Readers): BuildFile {
  const problems: { at: Place; reason: string }[] = [];
  function problem(at: Place, reason: string): void {
    const key = `${at.path}\0${at.line}\0${reason}`;
    if (!told.has(key)) problems.push({ at, reason });
    told.add(key);
  }
  const files = group.files.filter((path) => readText(path) !== null);
  for (const path of group.files) if (!files.includes(path)) problem(group.namedAt ?? { path, line: 1 }, `${path} is not in the workspace, or cannot be read`);
  const { services, name } = loadProject(files, group.folder, { readText, readYaml, problem, work });
  const project = { name, files: group.files, because: group.because };
  const read = [...services].map(([own, service]) => withCommand(composeService(own, service, project, problem), group));
  return { path: group.files[0] ?? '', mentions: read.flatMap(({ build }) => (build ? [build] : [])), services: read, problems };
}

/** The command that names the files tells what the build is for. */
function withCommand(service: ComposeService, { command }: ComposeGroup): ComposeService {
  if (command === null || service.build === null) return service;
  const circumstances = [...service.build.circumstances, { kind: 'command', text: command.text, at: command.at }];
  return { ...service, build: { ...service.build, circumstances } };
}

function documentsOf(path: string, readYaml: ReadYaml): ReturnType<typeof composeDocuments> {
  return composeDocuments({ path, folder: '', lookup: () => undefined, problem: () => {} }, readYaml);
}
