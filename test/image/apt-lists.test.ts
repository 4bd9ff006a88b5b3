import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '#dockerfile/parse.js';
import { listsFate } from '#image/apt/apt-lists.js';
import { runFacts } from '#image/apt/apt-uses.js';
import { modelOf } from '#image/model.js';

/** The fate of the lists of each `apt-get update` in a Dockerfile, with its reason. */
function fates(text: string): readonly string[] {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(parsed.reason);
  const model = modelOf(parsed.value, () => ({}));
  return model.stages.flatMap(({ stage }, index) =>
    stage.instructions.flatMap((_, at) => {
      const facts = runFacts(model, index, at);
      if (!facts?.ok) return [];
      return facts.value.system.flatMap((call) => {
        if (call.action !== 'update') return [];
        const { value, assumed, complete } = listsFate(model, index, at, call);
        return `${value}${assumed ? ', assumed' : ''}${complete ? '' : ', incomplete'}`;
      });
    }),
  );
}

const BASE = 'FROM debian:bookworm-slim\n';
const UPDATE = 'RUN apt-get update && apt-get install -y curl\n';

describe('in the same RUN', () => {
  test.each([
    ['rm -rf /var/lib/apt/lists/*', 'removed'],
    ['rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*', 'removed'],
    ['rm -r /var/lib/apt/lists', 'removed'],
    ['rm -rf /var/lib/apt/lists/', 'removed'],
    ['sudo rm -rf /var/lib/apt/lists/*', 'removed'],
    ['sh -c "rm -rf /var/lib/apt/lists/*"', 'removed'],
    ['apt-get distclean', 'removed'],
    ['rm -rf /var/lib/apt/lists/partial/*', 'unknown'],
    ['find /var/lib/apt/lists -type f -delete', 'unknown'],
    ['rm -rf /var/lib/{apt,dpkg,cache}/', 'unknown'],
    ['cd /var/lib/apt/lists && rm -rf *', 'removed'],
    ['./cleanup.sh', 'unknown'],
    ['exit 0', 'unknown'],
    ['apt-get clean', 'left'],
    ['rm -rf /var/cache/apt/archives', 'left'],
    ['rm -rf /tmp/*', 'left'],
    ['true', 'left'],
  ])('%s', (command, fate) => {
    expect(fates(`${BASE}RUN apt-get update && apt-get install -y curl && ${command}\n`)).toEqual([fate]);
  });

  test('a script that is followed by an install needs them, and cannot have removed them', () => {
    expect(fates(`${BASE}RUN apt-get update && curl -fsSL https://example.org/setup.sh | bash - && apt-get install -y nodejs\n`)).toEqual(['left']);
  });

  test('what is removed before a second update is not what that one leaves', () => {
    expect(fates(`${BASE}RUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update\n`)).toEqual(['removed', 'left, assumed']);
  });

  test('a removal under a condition of its own', () => {
    expect(fates(`${BASE}RUN apt-get update; if [ -n "$SMALL" ]; then rm -rf /var/lib/apt/lists/*; fi\n`)).toEqual(['unknown']);
  });
});

describe('mounts', () => {
  test.each([
    ['type=cache,target=/var/lib/apt', 'mounted'],
    ['type=cache,target=/var/lib/apt/lists,sharing=locked', 'mounted'],
    ['type=tmpfs,target=/var/lib/apt/lists', 'mounted'],
    ['type=cache,target=/var', 'mounted'],
    ['type=cache,target=/var/cache/apt', 'left'],
    ['type=bind,source=packages.txt,target=/tmp/packages.txt', 'left'],
  ])('%s', (mount, fate) => {
    expect(fates(`${BASE}RUN --mount=${mount} apt-get update && apt-get install -y curl\n`)).toEqual([fate]);
  });
});

describe('a later step', () => {
  test.each([
    ['RUN apt-get install -y git', 'needed'],
    ['RUN apt install ./x.deb', 'needed'],
    ['RUN apt-cache search x', 'unknown'],
    ['RUN apt-get upgrade -y', 'needed'],
    ['RUN apt-get download x', 'needed'],
    ['RUN add-apt-repository ppa:x/y', 'unknown'],
    ['RUN bash setup.sh', 'unknown'],
    ['RUN ./scripts/install', 'unknown'],
    ['RUN curl -s https://example.org | sh', 'unknown'],
    ['RUN $INSTALL git', 'unknown'],
    ['RUN make deps', 'unknown'],
    ['RUN npx playwright install --with-deps', 'unknown'],
    ['ONBUILD RUN apt-get install -y git', 'unknown'],
    ['CMD apt-get install -y $WANTED', 'unknown'],
    ['SHELL ["pwsh", "-c"]\nRUN Install-It', 'unknown'],
    ['RUN make', 'left, assumed'],
    ['RUN frobnicate', 'left, assumed'],
    ['RUN pip install -r requirements.txt', 'left'],
    ['RUN /opt/venv/bin/pip install flask', 'left'],
    ['RUN apt-get remove -y git && apt-get autoremove -y', 'left'],
    ['RUN playwright install chromium', 'left'],
    ['RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*', 'left'],
    ['RUN rm -rf /var/lib/apt/lists/*\nRUN bash setup.sh', 'left'],
  ])('%s', (step, fate) => {
    expect(fates(`${BASE}${UPDATE}${step}\n`)[0]).toBe(fate);
  });

  test('an update that may not run serves nobody for sure', () => {
    expect(fates(`${BASE}${UPDATE}RUN if [ "$X" = y ]; then apt-get update; fi\nRUN apt-get install -y git\n`)[0]).toBe('needed');
  });

  test('an update into a mount leaves nothing for those without it', () => {
    expect(fates(`${BASE}${UPDATE}RUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN apt-get install -y git\n`)[0]).toBe('needed');
  });
});

describe('other stages', () => {
  test('one that starts from it', () => {
    expect(fates(`FROM debian AS base\n${UPDATE}FROM base\nRUN apt-get install -y git\n`)).toEqual(['needed']);
    expect(fates(`FROM debian AS base\n${UPDATE}FROM base AS middle\nFROM middle\nRUN apt-get install -y git\n`)).toEqual(['needed']);
    expect(fates(`FROM debian AS base\n${UPDATE}FROM base\nRUN apt-get update && apt-get install -y git\n`)).toEqual(['left', 'left']);
    expect(fates(`FROM debian AS base\n${UPDATE}FROM debian\nRUN apt-get install -y git\n`)).toEqual(['left']);
  });

  test('one that copies its lists, or mounts them', () => {
    expect(fates(`FROM debian AS base\n${UPDATE}FROM debian\nCOPY --from=base /var/lib/apt /var/lib/apt\nRUN apt-get install -y git\n`)).toEqual(['needed']);
    expect(fates(`FROM debian AS base\n${UPDATE}FROM debian\nCOPY --from=base / /\nRUN apt-get install -y git\n`)).toEqual(['needed']);
    expect(fates(`FROM debian AS base\n${UPDATE}FROM debian\nCOPY --from=base /usr/bin/curl /usr/bin/\nRUN apt-get install -y git\n`)).toEqual(['left']);
  });
});

test('a user who may not remove them, and sudo, which may', () => {
  expect(fates(`${BASE}USER app\nRUN apt-get update\n`)).toEqual(['unknown']);
  expect(fates(`${BASE}USER app\nRUN sudo apt-get update\n`)).toEqual(['left, assumed']);
});

test('a long chain of stages is walked once', () => {
  const many = Array.from({ length: 300 }, (_, index) => `FROM s${index} AS s${index + 1}\nRUN true\n`).join('');
  expect(fates(`FROM debian AS s0\n${UPDATE}${many}`)).toEqual(['left']);
});

describe('lists that somebody may want to keep', () => {
  test.each([
    ['an update behind a removal', `${UPDATE.trimEnd()} && rm -rf /var/lib/apt/lists/*\nRUN apt-get update\n`, ['removed', 'left, assumed']],
    ['the same in one RUN', `${UPDATE.trimEnd()} && rm -rf /var/lib/apt/lists/* && apt-get update\n`, ['removed', 'left, assumed']],
    ['an update that nothing follows', 'RUN apt-get update\n', ['left, assumed']],
    ['a comment above such an update', '# support staff install tools at run time\nRUN apt-get update\n', ['left, incomplete']],
    ['a comment above an install', `# keep the apt lists: the entry command installs plugins\n${UPDATE}`, ['left, incomplete']],
    ['a comment above an install, over an empty line', `# do not remove the lists\n\n${UPDATE}`, ['left, incomplete']],
    ['a comment in the RUN', 'RUN apt-get update && \\\n    # lists are kept for the user\n    apt-get install -y curl\n', ['left, incomplete']],
    ['a comment of another instruction', `# keep the lists\nENV A=1\n${UPDATE}`, ['left']],
    ['a comment about something else', `# update the package lists and install what the build needs\n${UPDATE}`, ['left']],
    ['an update whose install has one of its own', `RUN apt-get update\n${UPDATE}`, ['left', 'left']],
  ])('%s', (_, text, fate) => {
    expect(fates(`${BASE}${text}`)).toEqual(fate);
  });

  test('what stands behind exec never runs', () => {
    expect(fates(`${BASE}RUN apt-get update && exec apt-get install -y curl\n`)).toEqual(['unknown']);
    expect(fates(`${BASE}RUN exec 3>&1 && apt-get update && apt-get install -y curl\n`)).toEqual(['left']);
  });
});
