import { normalizeName } from '#pep/name.js';
import { readGeneratedToml } from '#pyproject/locks/generated-toml.js';
import { tomlAt, tomlItems, tomlText, type TomlNode } from '#pyproject/toml.js';
import { baseName } from '#text/paths.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { SizeRow } from '#knowledge/package-sizes.js';

/** What one lock file tells of wheels. */
export interface LockedWheels {
  /** By `name==version`, the name normalised. */
  readonly rows: Readonly<Record<string, SizeRow>>;
  /** Versions left out: from another index, or without a wheel whose size is told. */
  readonly left: number;
}

interface Wheel {
  readonly tag: string;
  readonly abi: string;
  readonly platforms: readonly string[];
  readonly bytes: number;
}

type Arch = 'x86_64' | 'aarch64';

/** Whose wheels are taken, best first: one figure stands for the wheels of all Pythons, which differ little. */
const TAGS = ['cp312', 'cp311', 'cp313', 'cp310', 'cp314', 'cp39', 'cp38'];

/**
 * Wheel sizes of a uv.lock or pylock.toml, of the public index alone: what other indexes call by a name is
 * something else. poetry.lock, pdm.lock and Pipfile.lock tell no sizes.
 */
export function lockedWheels(path: string, text: string): Read<LockedWheels> {
  const name = baseName(path);
  if (name !== 'uv.lock' && !/^pylock\.(?:[^.]+\.)?toml$/.test(name)) return unreadable(`${name} tells no sizes`);
  const root = readGeneratedToml(text);
  if (!root.ok) return root;
  const rows: Record<string, SizeRow> = {};
  let left = 0;
  for (const item of [...tomlItems(tomlAt(root.value, 'package')), ...tomlItems(tomlAt(root.value, 'packages'))]) {
    const [given, version] = [tomlText(tomlAt(item, 'name')), tomlText(tomlAt(item, 'version'))];
    const row = ofPublicIndex(item) ? rowOf(wheelsOf(item)) : null;
    if (given === null || version === null || row === null) left += 1;
    else rows[`${normalizeName(given)}==${version}`] = row;
  }
  return read({ rows, left });
}

function ofPublicIndex(item: TomlNode): boolean {
  const index = tomlText(tomlAt(item, 'source', 'registry')) ?? tomlText(tomlAt(item, 'index'));
  return index !== null && /^https:\/\/pypi\.org\/simple\/?$/.test(index);
}

function wheelsOf(item: TomlNode): readonly Wheel[] {
  return tomlItems(tomlAt(item, 'wheels')).flatMap((wheel) => {
    const file = tomlText(tomlAt(wheel, 'name')) ?? baseName(tomlText(tomlAt(wheel, 'url')) ?? '');
    const size = tomlAt(wheel, 'size');
    const bytes = size?.kind === 'scalar' && size.type === 'number' ? Number(size.text) : 0;
    // name-version[-build]-python-abi-platform.whl
    const parts = file.replace(/\.whl$/, '').split('-');
    if (!file.endsWith('.whl') || parts.length < 5 || !Number.isSafeInteger(bytes) || bytes <= 0) return [];
    const [tag = '', abi = '', platform = ''] = parts.slice(-3);
    return [{ tag, abi, platforms: platform.split('.'), bytes }];
  });
}

function rowOf(wheels: readonly Wheel[]): SizeRow | null {
  const any = wheels.find(({ platforms }) => platforms.includes('any'));
  const [x86, arm] = [bestFor(wheels, 'x86_64'), bestFor(wheels, 'aarch64')];
  const musl = (['x86_64', 'aarch64'] as const).filter((arch) => wheels.some(({ platforms }) => platforms.some((one) => one.startsWith('musllinux') && one.endsWith(`_${arch}`))));
  const native = x86 !== null || arm !== null || musl.length > 0;
  if (!native && any === undefined) return null;
  return {
    ...(any === undefined ? null : { any: any.bytes }),
    ...(x86 === null ? null : { x86_64: x86 }),
    ...(arm === null ? null : { aarch64: arm }),
    ...(native ? { musl } : null),
  };
}

function bestFor(wheels: readonly Wheel[], arch: Arch): number | null {
  const fitting = wheels.filter(({ platforms }) => platforms.some((one) => /^(?:many)?linux/.test(one) && one.endsWith(`_${arch}`)));
  const rank = ({ tag, abi }: Wheel): number => {
    if (/^cp\d+t$/.test(abi)) return 1_000;
    const at = TAGS.indexOf(tag);
    return at === 0 ? 0 : abi === 'abi3' || tag.startsWith('py') ? 1 : at === -1 ? 100 : 1 + at;
  };
  return fitting.toSorted((a, b) => rank(a) - rank(b))[0]?.bytes ?? null;
}
