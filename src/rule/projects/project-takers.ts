import { assumed, incomplete, row } from '#answer/answer.js';
import type { ProjectDocument } from '#pyproject/document.js';
import { developerGroup } from '#pyproject/edit/developer-group.js';
import { defaultGroups } from '#pyproject/select.js';
import type { ProjectTool } from '#pyproject/types.js';
import { workspaceServices } from '#services/workspace-services.js';
import { lineAt, lineTable } from '#text/lines.js';
import { folderOf, isWithin } from '#text/paths.js';
import { outsideUnits, type OutsideUnit } from '../outside-files.js';
import { around, containerUses, installsByName, outsideUses, useIn, type OutsideUse } from '../outside-uses.js';
import type { Requirement } from '../requirement.js';
import type { OutsideTaker, RequirementsList } from '../requirements-list.js';
import { kindsOf, listOf, type World } from '../requirements-list-subject.js';
import { toolUse } from '../tool-words.js';

/**
 * What runs these lines outside of images and installs the project without its part for developers: CI with `pip install -e .`, or
 * `uv sync --no-dev`, or one of the `lists` that are compiled from it. What the tool of the project installs by itself has the
 * developers' groups.
 */
export function projectTakers(world: World, document: ProjectDocument, lines: readonly Requirement[], lists: readonly string[] = []): ReturnType<RequirementsList['takersOutside']> {
  const { snapshot } = world;
  const { path } = document;
  const kinds = kindsOf(world, path);
  const { services } = workspaceServices(snapshot);
  const own = services.filter((service) => service.images.some(({ build }) => kinds.has(build.id)));
  const names = [...new Set(own.flatMap((service) => [service.name, ...service.runsAs.map((one) => one.name)]))];
  const alone = own.length === 1 && services.filter(({ images }) => images.length > 0).length === 1;
  const installing = outsideUnits(snapshot).flatMap((unit) => {
    const install = path === unit.path ? null : installWithout(unit, document);
    return install ? [{ unit, install }] : [];
  });
  const found = new Map<string, OutsideTaker & { readonly names: string[]; readonly mild: boolean }>();
  for (const { name } of lines) {
    const tool = toolUse(name);
    const outside = installing.flatMap(({ unit, install }): readonly OutsideUse[] => {
      const use = unit.page ? useIn(unit, tool) : around(snapshot, unit).map((one) => useIn(one, tool)).find((one) => one !== null);
      if (!use || installsByName(unit, name)) return [];
      return [{ text: `${install.text} leaves out what is for developers, and ${use.at.path}:${use.at.line} runs ${use.word}`, at: install.at, mild: unit.page, installs: path }];
    });
    for (const use of [...outside, ...lists.flatMap((list) => outsideUses(snapshot, list, tool, path)), ...containerUses(snapshot, names, alone, tool)]) {
      const key = `${use.at.path}:${use.at.line}`;
      const before = found.get(key);
      if (before) before.names.push(name);
      else found.set(key, { ...use, names: [name] });
    }
  }
  const value = [...found.values()];
  const doubt = value.find(({ mild, installs }) => !mild || installs === null);
  const evidence = value.map(({ text, at }) => row('source', text, at));
  if (doubt) return incomplete(value, `${doubt.at.path}:${doubt.at.line}: ${doubt.text}`, evidence);
  return assumed(value, `no CI, Makefile or script was found that installs ${path} without its part for developers and runs ${listOf(lines)}`, evidence);
}

const INSTALL = /\b(?:(uv)\s+(?:sync|export)|(poetry)\s+(?:install|sync|export)|(pdm)\s+(?:install|sync|export)|(?:uv\s+)?(pip)3?\s+install)\b((?:\\\r?\n|[^\n;&|]){0,1000})/g;

/** The first install of a unit that takes the project and not its part for developers; null: it has none. */
function installWithout(unit: OutsideUnit, document: ProjectDocument): { readonly text: string; readonly at: { readonly path: string; readonly line: number } } | null {
  const folder = folderOf(document.path);
  // What runs elsewhere in the repository names the folder, or it installs another project.
  const near = unit.folders.some((one) => one === folder || isWithin(folder, one)) && (folder === '' || unit.folders.includes(folder) || unit.text.includes(folder));
  if (!near) return null;
  for (const match of unit.text.matchAll(INSTALL)) {
    const [whole, uv, poetry, pdm, pip, words = ''] = match;
    const tool: ProjectTool = uv ? 'uv' : poetry ? 'poetry' : pdm ? 'pdm' : 'pip';
    if (pip && !/(?:^|[\s"'=])(?:\.{1,2}|\.?\/?[\w./-]*\/)(?:\[[^\]]*\])?["']?(?=\s|$)/.test(words)) continue;
    if (takesGroup(document, tool, words)) continue;
    return { text: whole.replace(/\s+/g, ' ').trim().slice(0, 80), at: { path: unit.path, line: unit.line + lineAt(lineTable(unit.text), match.index) - 1 } };
  }
  return null;
}

function takesGroup({ project, ...rest }: ProjectDocument, tool: ProjectTool, words: string): boolean {
  const { keys, exists } = developerGroup({ project, ...rest });
  const name = (keys.at(-1) === 'dependencies' || keys.at(-1)?.endsWith('dev-dependencies') ? keys.at(-2) : keys.at(-1)) ?? 'dev';
  const group = name === 'poetry' || name === 'uv' ? 'dev' : name;
  const named = new RegExp(`(?:--(?:group|with|extra|extras|only|only-group)[\\s=]|-[GE]\\s|,)\\s*["']?(?:[\\w-]+,)*${group}\\b|\\[[^\\]]*\\b${group}\\b[^\\]]*\\]`).test(words) || /--all-groups|--all-extras/.test(words);
  if (named) return true;
  if (tool === 'pip' || keys[1] === 'optional-dependencies') return false;
  if (/--(?:no-dev|prod|production|no-default-groups|only[\s=]+main)\b/.test(words) || new RegExp(`--(?:without|no-group)[\\s=]["']?(?:[\\w-]+,)*${group}\\b`).test(words)) return false;
  // A group that the move makes is one that the tool takes by itself: uv `dev`, Poetry and PDM all.
  return exists ? defaultGroups(project, tool).includes(group) : true;
}
