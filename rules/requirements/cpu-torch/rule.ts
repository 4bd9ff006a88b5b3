import { defineRule, listed, type Change, type Edit, type TorchInstall } from 'slimify';

interface Options {
  readonly indexUrl: string;
}

export default defineRule({
  meta: {
    name: 'requirements/cpu-torch',
    scope: 'workspace',
    summary: 'Take torch for the CPU where there is no GPU',
    why: 'The torch of PyPI for Linux is built for CUDA and brings gigabytes of libraries of NVIDIA along, which do nothing in a container without a GPU.',
    safety: 'review',
    messages: {
      pinned: '{written} comes from PyPI in the build for CUDA: with the index for the CPU the same version comes without the libraries of NVIDIA',
      open: '{written} comes from PyPI in the build for CUDA: {means}',
      along: '{chain} brings {names} along, in the build for CUDA: {means}',
    locked: '{written} comes from PyPI, in the build for CUDA: {means}',
      luck: '{written} has an index for the CPU as an extra one: the build for CUDA comes as soon as PyPI has a newer version',
      ignored: '{written} names the index for the CPU where pip does not read it: the build for CUDA comes',
      later: '{names} comes in the build for CUDA, over a torch for the CPU, and does not work with it',
    },
    options: {
      schema: {
        type: 'object',
        properties: { indexUrl: { type: 'string', pattern: '^(?:https?|file)://\\S+$', description: 'The index of torch for the CPU' } },
        additionalProperties: false,
      },
      defaults: { indexUrl: 'https://download.pytorch.org/whl/cpu' } satisfies Options,
    },
  },
  *check(workspace, { edit, options }) {
    for (const one of workspace.torchInstalls(options.indexUrl)) {
      const { names, chain, written, looks, images, means, surplus } = one;
      const accelerators = one.accelerators();
      const data = { written: written ?? chain[0] ?? '', names: listed(names), chain: chain.slice(0, -1).join(' -> '), means: wordsFor(means) };
      const finding = { message: messageFor(one), data, at: one.at, packages: names, evidence: [one.comes(), accelerators] } as const;
      const unless = [accelerators, one.against()];
      const [first, ...others] = changesFor(one, edit);
      if (!first) {
        yield { findings: [finding], unless };
        continue;
      }
      yield {
        findings: [finding],
        unless,
        fix: {
          title: `Take ${listed(names)} for the CPU${looks === 'luck' ? ' in any case' : ''}${written === null ? `, which ${chain[0] ?? ''} brings along` : ''}`,
          changes: [first, ...others],
          effects: [
            { images: 'all', alters: ['index'] },
            { images, ...(surplus.length > 0 ? { removes: surplus.map(({ name }) => name) } : {}), ...(means.kind === 'before' ? { adds: names, alters: ['versions', 'commands'] } : means.kind === 'project' ? { adds: means.added, alters: ['versions'] } : { alters: ['versions'] }) },
          ],
          afterwards: one.commands,
        },
      };
    }
  },
});

function messageFor({ looks, written, means }: TorchInstall): 'pinned' | 'open' | 'along' | 'locked' | 'luck' | 'ignored' | 'later' {
  if (looks !== null && written !== null) return looks;
  if (looks === 'later') return looks;
  if (written === null) return 'along';
  if (means.kind === 'project') return 'locked';
  return means.kind === 'file' || (means.kind === 'option' && means.option.startsWith('--extra')) ? 'pinned' : 'open';
}

function changesFor({ means, surplus }: TorchInstall, edit: Edit): readonly Change[] {
  const gone = surplus.map((line) => edit.remove(line));
  switch (means.kind) {
    case 'none':
      return [];
    case 'file':
      return [edit.addFileOption(means.option, means.beside), ...gone];
    case 'option':
      return [means.word ? edit.replaceWord(means.install, means.word.from, means.word.to) : edit.addOption(means.install, means.option), ...gone];
    case 'project':
      return [edit.takeFromIndex(means)];
    case 'before':
      return [edit.insert(means.text, { before: means.before }), ...gone];
  }
}

function wordsFor({ kind }: TorchInstall['means']): string {
  if (kind === 'before') return 'an install of its own before puts the one for the CPU there, which stays';
  if (kind === 'project') return 'from an index that the project asks for it alone the build for the CPU comes, once the lock is made anew';
  return kind === 'none' ? 'nothing safe could be written here' : 'with the index for the CPU it comes without the libraries of NVIDIA';
}
