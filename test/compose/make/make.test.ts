import { describe, expect, test } from 'vitest';
import { isMakefile, readMakefile } from '#compose/make/make.js';
import { callLines, mentionLines, nothing, textsOf } from '../mention-lines.js';

const PATHS = ['Makefile', 'Dockerfile', 'api/Dockerfile', 'web/Dockerfile', 'web/Makefile', 'mk/docker.mk'];

function builds(text: string, path = 'Makefile'): readonly string[] {
  return mentionLines(readMakefile(path, text, nothing, PATHS));
}

describe('recipes', () => {
  test.each([
    ['build:\n\tdocker build -t app .\n', ['2 build: . -f Dockerfile -t app']],
    ['build: dep ; docker build .\n', ['1 build: . -f Dockerfile']],
    ['build:\n\t@-docker build .\n', ['2 build: . -f Dockerfile']],
    ['build:\n\techo a\n\tdocker build \\\n\t  -t app \\\n\t  api\n', ['3 build: api -f api/Dockerfile -t app']],
    ['build:\n\techo a && \\\n\tdocker build api\n', ['3 build: api -f api/Dockerfile']],
    ['build:\n\tcd api && docker build .\n\tdocker build .\n', ['2 build: api -f api/Dockerfile', '3 build: . -f Dockerfile']],
    ['.ONESHELL:\nbuild:\n\tcd api\n\tdocker build .\n', ['4 build: api -f api/Dockerfile']],
    ['build:\n\tfor s in api web; do docker build $$s; done\n', ['2 build: api -f api/Dockerfile', '2 build: web -f web/Dockerfile']],
    ['# build:\n#\tdocker build .\n', []],
  ])('%j', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });
});

describe('variables', () => {
  test.each([
    ['IMG := app\nTAG ?= 1\nbuild:\n\tdocker build -t $(IMG):${TAG} .\n', ['4 build: . -f Dockerfile -t app:1']],
    ['A = $(B)/Dockerfile\nB = api\nbuild:\n\tdocker build -f $(A) .\n', ['4 build: . -f api/Dockerfile']],
    ['OPTS = -t a\nOPTS += --target prod\nbuild:\n\tdocker build $(OPTS) .\n', ['4 build: . -f Dockerfile --target prod -t a']],
    ['build:\n\tdocker build -t a:$(shell git describe) .\n', ['2 build: . -f Dockerfile -t a:$(shell git describe)']],
    ['build:\n\tdocker build -f $(FILE) .\n', ['2 build: . -f (the Dockerfile ${FILE} cannot be told: the variable FILE, which nothing here sets)']],
    ['DIR = api\nifdef X\nDIR = web\nendif\nbuild:\n\tdocker build $(DIR)\n', ['6 build: (the context $(DIR) cannot be told: the variable DIR, which is set under a condition) -f (the context $(DIR) cannot be told: the variable DIR, which is set under a condition)']],
    ['ROOT := $(dir $(abspath $(CURDIR)/api/x))\nbuild:\n\tdocker build $(ROOT)\n', ['3 build: api -f api/Dockerfile']],
    ['build: TAG = 2\nbuild:\n\tdocker build -t a:$(TAG) .\n', ['3 build: . -f Dockerfile -t a:2']],
    ['define image\ndocker build -t $(1) $(2)\nendef\nbuild:\n\t$(call image,a,api)\n', ['5 build: api -f api/Dockerfile -t a']],
    ['DOCKER ?= podman\nbuild:\n\t$(DOCKER) build -t a api\n', ['3 build: api -f api/Dockerfile -t a']],
    ['SERVICES = api web\nbuild:\n\t$(foreach s,$(SERVICES),docker build $(s);)\n', ['3 build: api -f api/Dockerfile', '3 build: web -f web/Dockerfile']],
    ['A = $(B)\nB = $(A)\nbuild:\n\tdocker build -t $(A) .\n', ['4 build: . -f Dockerfile -t $(A)']],
  ])('%j', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });

  test('a file that is included brings its variables', () => {
    const text = 'include mk/docker.mk\nbuild:\n\tdocker build -t $(IMG) .\n';
    expect(mentionLines(readMakefile('Makefile', text, textsOf({ 'mk/docker.mk': 'IMG = app\n' }), PATHS))).toEqual(['3 build: . -f Dockerfile -t app']);
  });
});

describe('targets', () => {
  test.each([
    ['api web:\n\tdocker build -t $@ $@\n', ['2 api: api -f api/Dockerfile -t api', '2 web: web -f web/Dockerfile -t web']],
    ['all: build-api build-web\nbuild-%:\n\tdocker build $*\n', ['3 build-api: api -f api/Dockerfile', '3 build-web: web -f web/Dockerfile']],
    ['T = build-api build-web\n$(T): build-%:\n\tdocker build $*\n', ['3 build-api: api -f api/Dockerfile', '3 build-web: web -f web/Dockerfile']],
    ['build-%:\n\tdocker build $*\n', ['2 build-%: (the context $* cannot be told: $* of a rule, which only make can tell) -f (the context $* cannot be told: $* of a rule, which only make can tell)']],
    ['image: api/Dockerfile other\n\tdocker build -f $< .\n', ['2 image: . -f api/Dockerfile']],
  ])('%j', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });
});

test('make runs in the folder of its file; one that is included, in the root', () => {
  expect(builds('build:\n\tdocker build .\n', 'web/Makefile')).toEqual(['2 build: web -f web/Dockerfile']);
  expect(builds('build:\n\tdocker build .\n', 'mk/docker.mk')).toEqual(['2 build: . -f Dockerfile']);
});

test('compose files that a target puts together', () => {
  const text = 'F = -f a.yml -f b.yml\nup:\n\tdocker compose $(F) up -d\n';
  expect(callLines(readMakefile('Makefile', text, nothing, PATHS))).toEqual(['3 compose -f a.yml -f b.yml in . up']);
});

test('the make target and the file are the circumstances', () => {
  const [mention] = readMakefile('Makefile', 'prod:\n\tdocker build --push -t a .\n', nothing, PATHS).mentions;
  expect(mention?.circumstances.map(({ kind, text }) => `${kind} ${text}`)).toEqual(['file Makefile', 'target prod', 'push docker build', 'tag a']);
});

test('variables that double from line to line end', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `A${index + 1} = $(A${index})$(A${index})`);
  expect(builds(`A0 = x\n${lines.join('\n')}\nbuild:\n\tdocker build -t $(A200) .\n`)).toHaveLength(1);
});

test.each([['Makefile', true], ['GNUmakefile', true], ['mk/a.mk', true], ['Makefile.am', false], ['src/a.py', false]])('%s: %s', (path, expected) => {
  expect(isMakefile(path)).toBe(expected);
});
