const MODULE = /^(.+?)(?:\.(?:cpython|pypy|abi3|cp)[\w.-]*)?\.(?:py|pyc|so|pyd)$/;
const NAME = /^[^\W\d]\w*$/u;

/**
 * The modules that a RECORD file puts into site-packages (packaging.python.org, Recording installed
 * projects): `requests`, `six`, `_cffi_backend`. A folder without `__init__` of its own is a namespace that
 * others share, so that the names below it are told: `google.cloud.storage`.
 */
export function modulesOfRecord(record: string): readonly string[] {
  const files = record.split('\n').map(pathOf).map(segmentsOf).filter((segments) => segments !== null);
  const packages = new Set(files.filter((segments) => segments.at(-1) === '__init__').map((segments) => segments.slice(0, -1).join('.')));
  const modules = new Set<string>();
  for (const segments of files) {
    const depth = segments.findIndex((_, at) => packages.has(segments.slice(0, at + 1).join('.')));
    const own = depth < 0 ? segments : segments.slice(0, depth + 1);
    modules.add(own.join('.'));
  }
  return [...modules].sort();
}

/** The first field of a line of comma-separated values, quoted where it holds a comma. */
function pathOf(line: string): string {
  if (line.startsWith('"')) return line.slice(1, line.indexOf('"', 1));
  const comma = line.indexOf(',');
  return comma < 0 ? line : line.slice(0, comma);
}

/** `a/b.cpython-312-x86_64-linux-gnu.so` is `a`, `b`; null for what no import finds: data, metadata, programs outside. */
function segmentsOf(path: string): readonly string[] | null {
  if (path.startsWith('../') || path.startsWith('/') || path.includes('__pycache__/')) return null;
  const segments = path.split('/');
  if (segments.length > MOST_SEGMENTS) return null;
  const file = segments.pop() ?? '';
  const module = file.length > LONGEST_NAME ? undefined : MODULE.exec(file)?.[1];
  if (module === undefined) return null;
  const all = [...segments, module];
  return all.every((segment) => NAME.test(segment)) ? all : null;
}

/** Deeper modules than these are not importable in practice; a bound for input made to cost time. */
const MOST_SEGMENTS = 30;

/** File systems end names at 255 bytes. */
const LONGEST_NAME = 255;
