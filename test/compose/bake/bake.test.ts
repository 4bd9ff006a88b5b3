import { describe, expect, test } from 'vitest';
import { bakeFiles, isBakeFile, readBake, type BakeInvocation } from '#compose/bake/bake.js';
import type { BuildFile, BuildMention } from '#compose/types.js';

type Texts = Readonly<Record<string, string>>;

function bake(files: Texts): BuildFile {
  return readBake(Object.keys(files), (path) => files[path] ?? null);
}

function target(text: string, name: string): BuildMention {
  const found = bake({ 'docker-bake.hcl': text }).mentions.find((one) => one.name === name);
  if (!found) throw new Error(`no target ${name}`);
  return found;
}

function reasons(text: string): readonly string[] {
  return bake({ 'docker-bake.hcl': text }).problems.map(({ at, reason }) => `${at.line} ${reason}`);
}

// Each value here was compared with what buildx 0.19.3 makes of the same files.
describe('bake targets', () => {
  test('variables, templates, conditions, and a Dockerfile in the context', () => {
    const api = target(
      `variable "TAG" { default = "v1" }
variable "GPU" { default = false }
group "default" { targets = ["api"] }
target "api" {
  context = "services/api"
  dockerfile = "Dockerfile.prod"
  target = GPU ? "gpu" : "cpu"
  args = { TAG = TAG, "N" = 2 * 3, KEEP = "$\${x}" }
  tags = ["ghcr.io/org/api:\${TAG}"]
  platforms = ["linux/amd64"]
  contexts = { base = "target:other" }
  output = ["type=registry"]
}
`,
      'api',
    );
    expect(api).toMatchObject({
      source: 'bake',
      at: { path: 'docker-bake.hcl', line: 4 },
      context: { ok: true, value: 'services/api' },
      dockerfile: { ok: true, value: 'services/api/Dockerfile.prod' },
      target: { ok: true, value: 'cpu' },
      args: new Map([['TAG', 'v1'], ['N', '6'], ['KEEP', '${x}']]),
      contexts: new Map([['base', 'target:other']]),
      images: ['ghcr.io/org/api:v1'],
      platforms: ['linux/amd64'],
    });
    expect(api.circumstances.map(({ kind, text, at }) => `${kind} ${text} ${at.line}`)).toEqual([
      'file docker-bake.hcl 4',
      'target api 4',
      'target cpu 7',
      'group default 4',
      'tag ghcr.io/org/api:v1 9',
      'push type=registry 12',
    ]);
  });

  test('of what is inherited the later wins, maps are merged, lists replaced', () => {
    const text = `target "_one" {
  args = { A = "one", B = "one" }
  tags = ["one"]
  dockerfile = "one.Dockerfile"
}
target "_two" {
  args = { A = "two" }
}
target "app" {
  inherits = ["_one", "_two"]
  args = { C = "own" }
  tags = ["own"]
}
`;
    expect(target(text, 'app')).toMatchObject({ args: new Map([['A', 'two'], ['B', 'one'], ['C', 'own']]), images: ['own'], dockerfile: { ok: true, value: 'one.Dockerfile' } });
  });

  test('a target that others inherit and that says nothing of its own build is none', () => {
    const text = 'target "_common" {\n  platforms = ["linux/amd64"]\n}\ntarget "app" {\n  inherits = ["_common"]\n}\n';
    expect(bake({ 'docker-bake.hcl': text }).mentions.map(({ name, platforms }) => [name, platforms])).toEqual([['app', ['linux/amd64']]]);
  });

  test('a matrix is a target for each combination', () => {
    const text = `group "default" { targets = ["multi"] }
target "multi" {
  name = "multi-\${item.name}-\${py}"
  matrix = {
    item = [{ name = "a", dir = "da" }, { name = "b", dir = "db" }]
    py = ["310", "311"]
  }
  context = item.dir
  args = { PY = py }
}
`;
    const { mentions, problems } = bake({ 'docker-bake.hcl': text });
    expect(problems).toEqual([]);
    expect(mentions.map(({ name, context, args }) => [name, context.ok && context.value, args.get('PY')])).toEqual([
      ['multi-a-310', 'da', '310'],
      ['multi-a-311', 'da', '311'],
      ['multi-b-310', 'db', '310'],
      ['multi-b-311', 'db', '311'],
    ]);
    expect(mentions[0]?.circumstances).toContainEqual({ kind: 'group', text: 'default', at: { path: 'docker-bake.hcl', line: 2 } });
  });

  test('a context that is the stage of that name from the same Dockerfile is no context of its own', () => {
    const own = `target "base" { target = "build" }
target "app" { contexts = { build = "target:base", other = "target:base" } }
target "gpu" {
  args = { CUDA = "12" }
  contexts = { build = "target:cuda-base" }
}
target "cuda-base" {
  target = "build"
  args = { CUDA = "11" }
}`;
    expect([...target(own, 'app').contexts]).toEqual([['other', 'target:base']]);
    expect([...target(own, 'gpu').contexts]).toEqual([['build', 'target:cuda-base']]);
  });

  test('a Dockerfile in a heredoc loses the indentation that its lines share', () => {
    const text = 'variable "N" { default = 3 }\ntarget "a" {\n  dockerfile-inline = <<-EOT\n    FROM python:${N}\n    RUN echo \\\n      && true\n  EOT\n}\n';
    expect(target(text, 'a').dockerfile).toEqual({ inline: 'FROM python:3\nRUN echo \\\n  && true\n', at: { path: 'docker-bake.hcl', line: 4 }, keepsLines: true });
  });

  test('an override is laid over the file, in JSON too', () => {
    const found = bake({
      'docker-bake.json': '{"variable": {"V": {"default": "1"}}, "target": {"app": {"args": {"V": "${V}"}, "tags": ["app:${V}"]}}}',
      'docker-bake.override.json': '{"variable": {"V": {"default": "2"}},\n "target": {"app": {"target": "dev"}}}',
    });
    expect(found.mentions).toMatchObject([{ at: { path: 'docker-bake.json' }, args: new Map([['V', '2']]), images: ['app:2'], target: { ok: true, value: 'dev' } }]);
  });
});

describe('what of a bake file cannot be told', () => {
  test('a variable without a default is of the environment, and tags stay as written', () => {
    const app = target('variable "TAG" {}\nvariable "DIR" {}\ntarget "app" {\n  context = DIR\n  args = { T = TAG }\n  tags = ["org/app:${TAG}"]\n}\n', 'app');
    const reason = 'the variable DIR has no default; bake takes it from the environment';
    expect(app).toMatchObject({ context: { ok: false, reason, line: 4 }, dockerfile: { ok: false, reason }, args: new Map([['T', null]]), images: ['org/app:${TAG}'] });
  });

  test('functions are not evaluated, and a list of them is a problem', () => {
    const text = 'target "app" {\n  dockerfile = lower("A")\n  tags = [for x in ["a"]: "b:${x}"]\n  args = { A = upper("x") }\n}\n';
    expect(target(text, 'app')).toMatchObject({ dockerfile: { ok: false, reason: 'the function lower is not evaluated' }, images: [], args: new Map([['A', null]]) });
    expect(reasons(text)).toEqual(['3 tags cannot be told: a for expression is not evaluated']);
  });

  test.each([
    ['a target that inherits what is not there', 'target "a" {\n  inherits = ["gone"]\n}\n', ['2 a inherits gone, and there is no such target']],
    ['targets that inherit each other', 'target "a" {\n  inherits = ["b"]\n}\ntarget "b" {\n  inherits = ["a"]\n}\n', ['1 targets inherit each other: a, then b, then a']],
    ['a matrix of a function', 'target "a" {\n  name = "x-${v}"\n  matrix = { v = split(",", "1,2") }\n}\n', ['3 the matrix of a cannot be told']],
    ['text that is not HCL', 'target "a" {\n  context = \n}\n', ['2 a value is missing before ""']],
    ['a block that is not closed', 'target "a" {\n', ['2 a block that is not closed']],
    ['two attributes on one line', 'target "a" {\n  context = "a" target = "b"\n}\n', ['2 a new line is missing before "target = \\"b\\"\\n}\\n"']],
  ])('%s is one problem', (_, text, expected) => {
    expect(reasons(text)).toEqual(expected);
  });

  test.each([
    ['brackets', `a = ${'['.repeat(100_000)}`],
    ['templates', `a = ${'"${'.repeat(50_000)}`],
    ['signs', `a = ${'!'.repeat(100_000)}`],
    ['blocks', 'a {\n'.repeat(50_000)],
  ])('%s without end are refused', (_, text) => {
    expect(reasons(text)).toEqual([expect.stringMatching(/more than 100 values inside each other/)]);
  });

  test('variables that double each other, and that name each other, end', () => {
    const doubling = Array.from({ length: 60 }, (_, at) => `variable "V${at}" { default = ${at === 0 ? '"xxxxxxxxxx"' : `"\${V${at - 1}}\${V${at - 1}}"`} }`).join('\n');
    expect(target(`${doubling}\ntarget "a" {\n  context = V59\n}\n`, 'a').context).toMatchObject({ ok: false, reason: 'a text that grows too long' });
    expect(target('variable "A" { default = B }\nvariable "B" { default = A }\ntarget "a" {\n  context = A\n}\n', 'a').context).toMatchObject({ ok: false, reason: 'the variable A refers to itself' });
  });

  test('targets that inherit in diamonds are each resolved once', () => {
    const diamonds = Array.from({ length: 40 }, (_, at) => `target "l${at}" {\n  inherits = [${at > 0 ? `"l${at - 1}", "r${at - 1}"` : ''}]\n}\ntarget "r${at}" {\n  inherits = [${at > 0 ? `"r${at - 1}", "l${at - 1}"` : ''}]\n}`);
    expect(reasons(diamonds.join('\n'))).toEqual([]);
  });
});

describe('bake files of a workspace', () => {
  function read(files: Texts, commands: readonly BakeInvocation[] = []): readonly BuildFile[] {
    return bakeFiles({ paths: Object.keys(files), readText: (path) => files[path] ?? null, commands });
  }

  test('those that bake takes by itself are one, another stands alone', () => {
    const one = 'target "app" {\n  target = "one"\n}\n';
    expect(read({ 'docker-bake.hcl': one, 'docker-bake.override.hcl': 'target "app" {\n  target = "two"\n}\n', 'docker-bake.gpu.hcl': one }).map(({ path, mentions }) => [path, mentions[0]?.target])).toEqual([
      ['docker-bake.hcl', { ok: true, value: 'two' }],
      ['docker-bake.gpu.hcl', { ok: true, value: 'one' }],
    ]);
  });

  test('contexts start from the folder that the command runs in', () => {
    const files = { 'docker/docker-bake.hcl': 'target "app" {\n  dockerfile = "docker/app.Dockerfile"\n}\n' };
    const [found] = read(files, [{ files: ['docker/docker-bake.hcl'], at: { path: 'Makefile', line: 3 }, text: 'docker buildx bake -f docker/docker-bake.hcl', folder: '' }]);
    expect(found?.mentions[0]).toMatchObject({ context: { ok: true, value: '' }, dockerfile: { ok: true, value: 'docker/app.Dockerfile' } });
    expect(found?.mentions[0]?.circumstances).toContainEqual({ kind: 'command', text: 'docker buildx bake -f docker/docker-bake.hcl', at: { path: 'Makefile', line: 3 } });
  });

  test('without a command they start from the root where only there the Dockerfiles lie', () => {
    const hcl = 'target "app" {\n  dockerfile = "docker/app.Dockerfile"\n}\n';
    const [inRoot] = read({ 'docker/docker-bake.hcl': hcl, 'docker/app.Dockerfile': 'FROM scratch\n' });
    expect(inRoot?.mentions[0]?.dockerfile).toEqual({ ok: true, value: 'docker/app.Dockerfile' });
    expect(inRoot?.mentions[0]?.circumstances.map(({ kind }) => kind)).toContain('folder');
    const [own] = read({ 'docker/docker-bake.hcl': hcl });
    expect(own?.mentions[0]?.dockerfile).toEqual({ ok: true, value: 'docker/docker/app.Dockerfile' });
  });

  test.each(['docker-bake.hcl', 'a/docker-bake.override.json', 'bake.hcl', 'docker-bake.gpu.hcl', 'images.bake.hcl'])('%s is a bake file by its name', (path) => {
    expect(isBakeFile(path)).toBe(true);
  });

  test.each(['main.hcl', 'bake.json', 'bake.js', 'bakery.hcl'])('%s is none', (path) => {
    expect(isBakeFile(path)).toBe(false);
  });
});
