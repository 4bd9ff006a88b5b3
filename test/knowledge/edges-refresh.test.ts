import { describe, expect, it } from 'vitest';
import type { EdgesFile } from '#knowledge/edges.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import { mergeEdges, type SourcedLock } from '../corpus/edges-merge.js';
import { edgesText } from '../corpus/edges-write.js';

const EMPTY: EdgesFile = { $schema: './schema/edges.schema.json', sources: {} };

function lockOf(source: string, text: string, checked = '2026-11-22'): SourcedLock {
  const lock = readLock(source.slice(source.indexOf(':') + 1), text);
  if (!lock.ok) throw new Error(lock.reason);
  return { source, checked, lock: lock.value };
}

const UV = lockOf('acme/shop@0123abcd:uv.lock', `version = 1

[[package]]
name = "shop"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "uvicorn" }]

[[package]]
name = "torch"
version = "2.9.1+cpu"
source = { registry = "https://download.pytorch.org/whl/cpu" }

[[package]]
name = "uvicorn"
version = "0.30.1"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "h11" },
    { name = "click" },
]

[package.optional-dependencies]
standard = [{ name = "httptools", marker = "sys_platform == 'linux'" }]
dev = [{ name = "pytest" }]

[[package]]
name = "forked"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "onnxruntime-gpu", marker = "extra == 'extra-4-shop-gpu'" }]
`);

function poetry(version: string, dependencies: string): SourcedLock {
  return lockOf(`acme/mail@89abcdef:${version}/poetry.lock`, `[[package]]
name = "uvicorn"
version = "${version}"
python-versions = ">=3.8"

[package.dependencies]
${dependencies}

[metadata]
lock-version = "2.0"
`);
}

describe('what a refresh adds', () => {
  it('releases of the public index, without extras for work on them, and without edges that a project\'s own extras decide', () => {
    expect(edgesText(mergeEdges(EMPTY, [UV]))).toBe(`{
  "$schema": "./schema/edges.schema.json",
  "sources": {
    "acme/shop@0123abcd:uv.lock": {
      "kind": "uv", "checked": "2026-11-22",
      "distributions": {
      "uvicorn==0.30.1": {"requires":["click","h11"],"extras":{"standard":["httptools; sys_platform == 'linux'"]}}
      }
    }
  }
}
`);
  });

  it('of a split resolution, only what has no markers: they may be those of the part', () => {
    const forked = lockOf('acme/both@0123abcd:uv.lock', `version = 1
resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12'"]

[[package]]
name = "aiosignal"
version = "1.4.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "frozenlist", marker = "python_full_version >= '3.12'" }]

[[package]]
name = "requests"
version = "2.32.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "urllib3" }]
`);
    expect(Object.values(mergeEdges(EMPTY, [forked]).sources).map(({ distributions }) => Object.keys(distributions))).toEqual([['requests==2.32.0']]);
  });

  it('of two uv locks, the record with more edges stays: the other project needs none for old Pythons', () => {
    const uv = (source: string, dependencies: string): SourcedLock => lockOf(source, `version = 1
[[package]]
name = "aiosignal"
version = "1.4.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [${dependencies}]
`);
    const locks = [uv('acme/a@0123abcd:uv.lock', '{ name = "frozenlist" }'), uv('acme/b@0123abcd:uv.lock', '{ name = "frozenlist" }, { name = "typing-extensions", marker = "python_full_version < \'3.13\'" }')];
    expect(Object.keys(mergeEdges(EMPTY, locks).sources)).toEqual(['acme/b@0123abcd:uv.lock']);
  });

  it('the more complete record of a version stays', () => {
    const once = mergeEdges(EMPTY, [UV, poetry('0.30.1', 'click = "*"\nh11 = "*"\ntyping-extensions = { version = "*", markers = "python_version < \\"3.11\\"" }')]);
    expect(Object.values(once.sources)).toEqual([{
      kind: 'poetry', checked: '2026-11-22', distributions: { 'uvicorn==0.30.1': { requires: ['click', 'h11', "typing-extensions; python_version < '3.11'"] } },
    }]);
    expect(edgesText(mergeEdges(once, [UV]))).toBe(edgesText(once));
  });

  it('an older version of the same line stays where it differs, and goes where it says the same', () => {
    const [older, same, newest] = [poetry('0.30.0', 'click = "*"'), poetry('0.30.1', 'click = "*"\nh11 = "*"'), poetry('0.30.2', 'click = "*"\nh11 = "*"')];
    const keys = (file: EdgesFile): readonly string[] => Object.values(file.sources).flatMap(({ distributions }) => Object.keys(distributions)).sort();
    expect(keys(mergeEdges(EMPTY, [older, same, newest]))).toEqual(['uvicorn==0.30.0', 'uvicorn==0.30.2']);
  });

  it('the order of the locks does not matter, nor doing it twice', () => {
    const locks = [UV, poetry('0.29.0', 'click = "*"'), poetry('0.30.1', 'h11 = "*"')];
    const text = edgesText(mergeEdges(EMPTY, locks));
    expect(edgesText(mergeEdges(EMPTY, locks.toReversed()))).toBe(text);
    expect(edgesText(mergeEdges(JSON.parse(text) as EdgesFile, locks))).toBe(text);
  });

  it('a record of extras alone stays beside the requirements of other versions', () => {
    const file: EdgesFile = { $schema: '', sources: { 'acme/old@0123abcd:poetry.lock': { kind: 'poetry', checked: '2026-11-01', distributions: { 'uvicorn==0.30.1': { extras: { standard: ['httptools'] } } } } } };
    const locks = [poetry('0.30.0', 'click = "*"'), poetry('0.30.1', 'click = "*"'), poetry('0.30.2', 'click = "*"')];
    const once = mergeEdges(file, locks);
    expect(Object.values(once.sources).map(({ distributions }) => distributions)).toEqual([{ 'uvicorn==0.30.2': { requires: ['click'] } }, { 'uvicorn==0.30.1': { extras: { standard: ['httptools'] } } }]);
    expect(edgesText(mergeEdges(once, locks))).toBe(edgesText(once));
  });

  it('a lock that does not tell edges is refused', () => {
    const pipfile = lockOf('acme/shop@0123abcd:Pipfile.lock', '{"default": {"a": {"version": "==1"}}}');
    expect(() => mergeEdges(EMPTY, [pipfile])).toThrow('a pipfile lock does not tell who requires whom');
  });
});
