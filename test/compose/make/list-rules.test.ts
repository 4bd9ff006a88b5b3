import { expect, test } from 'vitest';
import { readMakefile } from '#compose/make/make.js';
import { mentionLines, nothing } from '../mention-lines.js';

const PATHS = ['Makefile', 'apps/api/Dockerfile', 'apps/web/Dockerfile', 'apps/web/main.py', 'apps/README.md'];

function makefile(text: string) {
  return readMakefile('Makefile', text, nothing, PATHS);
}

test.each([
  ['SERVICES := api web\n$(SERVICES):\n\tdocker build -f apps/$@/Dockerfile .\n', ['3 api: . -f apps/api/Dockerfile', '3 web: . -f apps/web/Dockerfile']],
  ['SERVICES := api web\n.PHONY: $(SERVICES)\n$(SERVICES): ; docker build -f apps/$@/Dockerfile .\n', ['3 api: . -f apps/api/Dockerfile', '3 web: . -f apps/web/Dockerfile']],
  ['SERVICES := build-api build-web\n$(SERVICES): build-%: apps/%/Dockerfile\n\tdocker build -f $< -t org/$* .\n', ['3 build-api: . -f apps/api/Dockerfile -t org/api', '3 build-web: . -f apps/web/Dockerfile -t org/web']],
  ['DIRS := apps/api apps/web\n$(DIRS):\n\tdocker build -t org/$(@F) $@\n', ['3 apps/api: apps/api -f apps/api/Dockerfile -t org/api', '3 apps/web: apps/web -f apps/web/Dockerfile -t org/web']],
  // What stands in the workspace is what make finds.
  ['SERVICES := $(patsubst apps/%/Dockerfile,%,$(wildcard apps/*/Dockerfile))\n$(SERVICES):\n\tdocker build apps/$@\n', ['3 api: apps/api -f apps/api/Dockerfile', '3 web: apps/web -f apps/web/Dockerfile']],
  ['SERVICES := $(filter-out %.md,$(notdir $(wildcard apps/*)))\n$(SERVICES):\n\tdocker build -t $(subst b,p,$@) apps/$@\n', ['3 api: apps/api -f apps/api/Dockerfile -t api', '3 web: apps/web -f apps/web/Dockerfile -t wep']],
])('a rule for a list is a rule for each of its targets: %j', (text, expected) => {
  expect(mentionLines(makefile(text))).toEqual(expected);
});

test('what cannot be told is shown as the Makefile has it', () => {
  const text = `SERVICES := $(shell ./services.sh)
$(SERVICES): ; docker build -f apps/$@/Dockerfile -t $(shell git describe)-$@ --build-arg V=$(shell date) $(shell ./options.sh) .
all:
\tdocker build -f '$(shell ./file.sh)/Dockerfile' -t "$(word 2,$(SERVICES))" .
\tfor s in $(SERVICES); do docker compose -f $$s.yml up; done
`;
  const { mentions, problems, calls } = makefile(text);
  const [list] = mentions;
  expect(list).toMatchObject({ name: '$(SERVICES)', images: ['$(shell git describe)-$@'] });
  expect(list?.dockerfile).toMatchObject({ ok: false, reason: expect.stringContaining('apps/$@/Dockerfile') });
  expect(mentions[1]).toMatchObject({ name: 'all', dockerfile: { ok: false }, images: ['$(word 2,$(SERVICES))'] });
  expect(JSON.stringify([mentions, problems, calls])).not.toMatch(/slimify_|\\u0000/);
  expect(problems.map(({ reason }) => reason)).toEqual([expect.stringContaining('$(shell ./options.sh)')]);
});

test('the folder that make runs in has no name that a person could read', () => {
  const { mentions } = makefile('b:\n\tdocker build --build-arg SOURCE=$(CURDIR)/apps -t org/api $(CURDIR)/apps/api\n');
  expect(mentions).toMatchObject([{ context: { ok: true, value: 'apps/api' }, args: new Map([['SOURCE', '<root>/apps']]) }]);
});
