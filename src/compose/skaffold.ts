import type { Place } from '#answer/answer.js';
import { baseName, folderOf } from '#text/paths.js';
import { word } from '#compose/shell/image-command.js';
import { mentionOf } from '#compose/shell/build-mention.js';
import type { Field } from '#compose/shell/variables.js';
import type { BuildFile, BuildMention, Circumstance, ReadText } from './types.js';
import { inWorkspace, workspaceFiles, type WorkspaceFiles } from './workspace-folder.js';
import { readYamlDocuments, yamlAt, yamlEntries, yamlEntry, yamlItems, yamlText, type YamlNode } from './yaml.js';

export function isSkaffoldFile(path: string): boolean {
  return /^skaffold(?:[.-][\w.-]+)?\.ya?ml$/.test(baseName(path));
}

/**
 * The artifacts of a skaffold.yaml and of its profiles (skaffold.dev/docs/references/yaml, v1 to v4):
 * `docker` and `kaniko` builds. Contexts are seen from the file, Dockerfiles from their context.
 * `paths`: all files of the workspace.
 */
export function readSkaffold(path: string, text: string, _readText: ReadText, paths: readonly string[]): BuildFile {
  const files = workspaceFiles(paths);
  const mentions: BuildMention[] = [];
  const problems: { at: Place; reason: string }[] = [];
  for (const document of readYamlDocuments(text)) {
    if (!document.ok) {
      problems.push({ at: { path, line: document.line ?? 1 }, reason: document.reason });
      continue;
    }
    const { root } = document.value;
    mentions.push(...artifactsOf(path, root, null, files));
    for (const profile of yamlItems(yamlAt(root, 'profiles'))) mentions.push(...artifactsOf(path, profile, yamlText(yamlAt(profile, 'name')), files));
  }
  return { path, mentions, services: [], problems };
}

function artifactsOf(path: string, node: YamlNode | null, profile: string | null, files: WorkspaceFiles): readonly BuildMention[] {
  return yamlItems(yamlAt(node, 'build', 'artifacts')).flatMap((artifact) => artifactMention(path, artifact, profile, files) ?? []);
}

/** Builders that read no Dockerfile. */
const OTHERS = ['bazel', 'jib', 'jibMaven', 'jibGradle', 'buildpack', 'buildpacks', 'ko', 'custom'];

function artifactMention(path: string, artifact: YamlNode, profile: string | null, files: WorkspaceFiles): BuildMention | null {
  if (OTHERS.some((key) => yamlEntry(artifact, key) !== null)) return null;
  const builder = yamlAt(artifact, 'docker') ?? yamlAt(artifact, 'kaniko');
  const image = yamlText(yamlAt(artifact, 'image')) ?? yamlText(yamlAt(artifact, 'imageName'));
  const context = yamlText(yamlAt(artifact, 'context')) ?? yamlText(yamlAt(artifact, 'workspace')) ?? '.';
  const file = yamlText(yamlAt(builder, 'dockerfile')) ?? yamlText(yamlAt(builder, 'dockerfilePath')) ?? 'Dockerfile';
  const target = yamlText(yamlAt(builder, 'target'));
  const at = { path, line: artifact.line };
  const circumstances: Circumstance[] = [{ kind: 'file', text: path, at }];
  if (profile !== null) circumstances.push({ kind: 'profile', text: profile, at });
  const command = {
    kind: 'build',
    tool: 'skaffold',
    context: field(context),
    file: field(file),
    fileFrom: 'context',
    defaults: ['Dockerfile'],
    target: target === null ? null : field(target),
    args: yamlEntries(yamlAt(builder, 'buildArgs')).map(({ key, value }) => argument(key, yamlText(value))),
    tags: image === null ? [] : [word(image)],
    platforms: yamlItems(yamlAt(artifact, 'platforms')).flatMap((one) => (yamlText(one) === null ? [] : [word(yamlText(one) ?? '')])),
    contexts: [],
    push: false,
    load: false,
    untold: [],
    output: null,
  } as const;
  return mentionOf(command, { source: 'skaffold', at, name: image, folder: inWorkspace(folderOf(path)), files, circumstances });
}

/** `{{.ENV}}` is filled in by skaffold when it runs. */
function field(text: string): Field {
  return text.includes('{{') ? { value: null, reason: `the template ${text}`, text, several: false } : word(text);
}

function argument(name: string, value: string | null): Field {
  if (value === null) return word(name);
  return value.includes('{{') ? { value: null, reason: `the template ${value}`, text: `${name}=${value}`, several: false } : word(`${name}=${value}`);
}
