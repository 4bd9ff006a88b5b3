import type { Place } from '#answer/answer.js';
import { baseName, folderOf } from '#text/paths.js';
import { imageCommand } from '#compose/shell/build-command.js';
import { word } from '#compose/shell/image-command.js';
import { mentionOf } from '#compose/shell/build-mention.js';
import { type FoundBuilds, NOTHING, uniqueBuilds } from './found-builds.js';
import { settleBuilds } from '#compose/shell/settle.js';
import { expandValue, type Field } from '#compose/shell/text.js';
import type { BuildMention, CommandFile, ReadText } from './types.js';
import { unknownVariable } from '#compose/shell/variables.js';
import { inWorkspace, workspaceFiles, workspacePath } from './workspace-folder.js';
import { readYaml, yamlAt, yamlItems, yamlText, type YamlNode } from './yaml.js';

export function isCloudbuildFile(path: string): boolean {
  return /^cloudbuild(?:[.-][\w.-]+)?\.(?:ya?ml|json)$/.test(baseName(path));
}

/**
 * The `docker build` and kaniko steps of a Google Cloud Build file (cloud.google.com/build/docs/build-config-file-schema).
 * Its folder on the builder is what was submitted: the root or the folder of the file. `paths`: all files of the workspace.
 */
export function readCloudbuild(path: string, text: string, _readText: ReadText, paths: readonly string[]): CommandFile {
  const empty = { path, mentions: [], services: [], problems: [], calls: [] };
  const document = readYaml(text);
  if (!document.ok) return { ...empty, problems: [{ at: { path, line: document.line ?? 1 }, reason: document.reason }] };
  const { root } = document.value;
  const files = workspaceFiles(paths);
  const folders = [...new Set(['', folderOf(path)])];
  const readings = folders.map((folder) => (): FoundBuilds => {
    const mentions = yamlItems(yamlAt(root, 'steps')).flatMap((step): readonly BuildMention[] => {
      const words = stepWords(root, step);
      const command = imageCommand(words);
      if (command?.kind !== 'build') return [];
      const at: Place = { path, line: step.line };
      const inside = workspacePath(inWorkspace(folder), yamlText(yamlAt(step, 'dir')) ?? '.');
      return [mentionOf(command, { source: 'script', at, name: yamlText(yamlAt(step, 'id')), folder: inside.ok ? inWorkspace(inside.value) : null, files, circumstances: [{ kind: 'file', text: path, at }] })];
    });
    return uniqueBuilds([{ ...NOTHING, mentions }]);
  });
  return { ...empty, ...settleBuilds(readings, files) };
}

/** The builder's name stands for its program. */
function stepWords(root: YamlNode | null, step: YamlNode): readonly Field[] {
  const name = yamlText(yamlAt(step, 'name')) ?? '';
  const program = /kaniko-project\/executor/.test(name) ? 'kaniko' : /(?:^|\/)docker(?::|$)/.test(name) ? 'docker' : null;
  const entry = yamlText(yamlAt(step, 'entrypoint'));
  if (program === null || (entry !== null && entry !== program)) return [];
  return [word(program), ...yamlItems(yamlAt(step, 'args')).map((item) => filled(root, yamlText(item) ?? ''))];
}

function filled(root: YamlNode | null, text: string): Field {
  const field = expandValue(text.replaceAll(/["'`\\]/g, '\\$&'), {
    variable: (name) => {
      const value = yamlText(yamlAt(root, 'substitutions', name));
      return value === null ? unknownVariable(`the substitution ${name}`) : { kind: 'text', text: value };
    },
    output: () => unknownVariable('a command'),
  });
  return { ...field, text };
}
