import { normalizeName } from '#pep/name.js';
import { collect, type Collected } from './requirement.js';
import { tomlAt, tomlEntries, tomlItems, tomlText, tomlTexts, type TomlNode, type Written } from './toml.js';
import type { RequirementGroup } from './types.js';

/** `[dependency-groups]` (PEP 735), and the older tables of uv and PDM for development. */
export function readGroups(root: TomlNode, found: Collected): readonly RequirementGroup[] {
  const groups: RequirementGroup[] = [];
  for (const { key, line, value } of tomlEntries(tomlAt(root, 'dependency-groups'))) {
    const name = normalizeName(key);
    collect(found, tomlTexts(value), { kind: 'group', name });
    groups.push({ kind: 'group', name, line, includes: includesOf(value, found), optional: false });
  }
  const uv = tomlAt(root, 'tool', 'uv', 'dev-dependencies');
  if (uv) {
    collect(found, tomlTexts(uv), { kind: 'dev', name: 'dev' });
    groups.push({ kind: 'dev', name: 'dev', line: uv.line, includes: [], optional: false });
  }
  for (const { key, line, value } of tomlEntries(tomlAt(root, 'tool', 'pdm', 'dev-dependencies'))) {
    const name = normalizeName(key);
    const written = tomlTexts(value);
    // PDM takes `-e file:///${PROJECT_ROOT}/lib#egg=lib` here: an option and an address, no requirement.
    const local = written.filter(({ text }) => /^-e\s/.test(text));
    collect(found, written.filter((one) => !local.includes(one)), { kind: 'dev', name });
    for (const one of local) found.problems.push({ line: one.line, reason: `an editable requirement that is not read: ${one.text}` });
    groups.push({ kind: 'dev', name, line, includes: [], optional: false });
  }
  return groups;
}

function includesOf(group: TomlNode, found: Collected): readonly Written[] {
  return tomlItems(group).flatMap((item) => {
    if (item.kind === 'scalar') return [];
    const included = tomlText(tomlAt(item, 'include-group'));
    if (included === null) found.problems.push({ line: item.line, reason: 'a member of a dependency group that is neither a requirement nor an include' });
    return included === null ? [] : [{ text: included, line: item.line }];
  });
}
