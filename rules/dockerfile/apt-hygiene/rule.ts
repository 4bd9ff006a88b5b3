import { defineRule } from 'slimify';
import type { Dockerfile, Edit, Finding, Instruction, Proposal, Stage, SystemInstall } from 'slimify';
import { listReaders, recommendedBy } from 'slimify/knowledge';
import type { Fallen } from 'slimify/knowledge';

type Message = 'lists' | 'update' | 'recommends';

const REMOVAL = 'rm -rf /var/lib/apt/lists/*';

/** Recommended packages below this size (in kB) are nothing to change a file for. */
const WORTH_A_FIX = 1_000;

/** Where nothing can be changed without a person, only this much (in kB) is worth being told. */
const WORTH_A_WORD = 20_000;

export default defineRule({
  meta: {
    name: 'dockerfile/apt-hygiene',
    scope: 'dockerfile',
    summary: 'Leave neither package lists nor unasked packages of apt in a layer',
    why: "apt's package lists take 20 MB or more of a layer, and recommended packages come along that nobody asked for.",
    safety: 'safe',
    messages: {
      lists: '`{call}` leaves the package lists in the image',
      update: '`{call}` has a layer of its own: a cached one serves old lists to a changed install',
      recommends: '`{call}` brings up to {size} MB of packages along that are only recommended',
    },
  },
  *check(dockerfile, { edit }) {
    const { stages } = dockerfile;
    const shipped = stages.filter((stage) => stage.ships().value);
    const joined = shipped.flatMap((stage) => loneUpdates(stage, edit));
    yield* joined;
    // A RUN that an update was joined to may leave lists that nobody could blame on it before.
    if (joined.length > 0) return;
    // What is asked on the way lowers what comes behind it: the surest first.
    for (const stage of shipped) yield* listsLeft(stage, dockerfile, edit);
    for (const stage of shipped) yield* unasked(stage, stages, edit, (programs) => dockerfile.runs(programs));
  },
});

function* listsLeft(stage: Stage, dockerfile: Dockerfile, edit: Edit): Iterable<Proposal<Message>> {
  for (const run of stage.instructions) {
    const [first, ...others] = aptCalls(run, 'update').filter((call) => call.lists().value === 'left');
    if (first === undefined) continue;
    const { more, atMost } = wantedLater(dockerfile, stage);
    const proposal = {
      findings: [{ message: 'lists', data: { call: called(first) }, at: first, evidence: [first.lists(), ...others.map((call) => call.lists()), stage.ships(), ...more] }],
      unless: [dockerfile.listsUsedBy()],
      ...(atMost === undefined ? {} : { atMost }),
    } as const;
    if (ONLY_UPDATE.test(run.text)) {
      yield {
        ...proposal,
        fix: {
          title: 'Drop an update of the package lists that nothing uses',
          changes: [edit.remove(run)],
          effects: [{ images: 'all', alters: ['caches', 'commands'] }],
        },
      };
      continue;
    }
    const sudo = first.words.includes('sudo');
    const later = loneRemoval(stage, run);
    const append = edit.appendCommand(run, sudo ? `sudo ${REMOVAL}` : REMOVAL);
    yield {
      ...proposal,
      fix: {
        title: 'Remove the package lists in the layer that brings them',
        changes: later === null ? [append] : [append, edit.remove(later)],
        effects: [{ images: 'all', alters: sudo ? ['caches', 'commands'] : ['caches'] }],
      },
    };
  }
}

/** What may want the lists in a running container: texts that ask apt there, packages that read them, people who develop in it. */
function wantedLater(dockerfile: Dockerfile, stage: Stage): { readonly more: readonly Finding<Message>['evidence'][number][]; readonly atMost?: 'review' | 'suggestion' } {
  const calls = dockerfile.stages.flatMap(({ instructions }) => instructions.flatMap((run) => aptCalls(run, 'install')));
  const readers = listReaders(calls.flatMap(({ packages }) => packages));
  const purpose = dockerfile.purpose();
  // What a build may put in place of the base is not what was looked at.
  const more: Finding<Message>['evidence'][number][] = [dockerfile.aptAtRunTime(), ...basesOf(stage, dockerfile.stages)];
  if (readers.value.length > 0) more.push(readers);
  if (purpose.value === 'development') more.push(purpose);
  return readers.value.length > 0 || purpose.value === 'development' ? { more, atMost: 'review' } : { more };
}

/** A RUN that only removes the lists, where they are those of one other RUN: its layer hides them, no more. */
function loneRemoval({ instructions }: Stage, run: Instruction): Instruction | null {
  const removal = instructions.findIndex(({ text }) => /^RUN\s+(?:apt-get\s+(?:auto)?clean\s*&&\s*)?rm\s+-[rf]+\s+\/var\/lib\/apt\/lists(?:\/\*?)?$/i.test(text));
  const found = instructions[removal];
  if (found === undefined || removal < instructions.indexOf(run)) return null;
  return instructions.slice(0, removal).every((other) => other === run || aptCalls(other, 'update').length === 0) ? found : null;
}

/** `RUN apt-get update` alone, with the install that it is for in the next RUN. */
function loneUpdates(stage: Stage, edit: Edit): readonly Proposal<Message>[] {
  return stage.instructions.flatMap((run, at): readonly Proposal<Message>[] => {
    const next = stage.instructions[at + 1];
    if (next === undefined || !ONLY_UPDATE.test(run.text)) return [];
    const [update] = aptCalls(run, 'update');
    const [first] = aptCalls(next);
    const join = edit.joinRuns(run, next);
    // Where they cannot be joined as they stand, two layers are what the author chose.
    if (update === undefined || first?.action !== 'install' || join.kind === 'impossible') return [];
    return [{
      findings: [{ message: 'update', data: { call: called(update) }, at: update, evidence: [run.systemCalls(), next.systemCalls()] }],
      fix: { title: 'Update the package lists in the RUN that installs', changes: [join], effects: [] },
    }];
  });
}

const ONLY_UPDATE = /^RUN\s+(?:--\S+\s+)*(?:sudo\s+)?apt(?:-get|itude)?(?:\s+-\S+)*\s+update(?:\s+-\S+)*$/i;

/** Recommended packages of what is asked for by name. */
function* unasked(stage: Stage, stages: readonly Stage[], edit: Edit, programs: Dockerfile['runs']): Iterable<Proposal<Message>> {
  const calls = stage.instructions.flatMap((run) => aptCalls(run, 'install')).filter(bringsRecommended);
  if (calls.length === 0) return;
  const reference = imageOf(stage, stages);
  if (reference === null) return;
  const bases = basesOf(stage, stages);
  const asked = new Set<string>();
  for (const call of calls) {
    const recommended = recommendedBy(reference, call.packages);
    if (recommended.value === null) continue;
    // Debian's package of the name is not the one that comes.
    if (call.foreign().value.length > 0) continue;
    const { fallen, kilobytes, unknown, decisive } = recommended.value;
    const finding = (more: Finding<Message>['evidence'][number][] = []): Finding<Message> => ({
      message: 'recommends',
      data: { call: called(call), size: megabytes(kilobytes) },
      at: call,
      evidence: [recommended, ...bases, ...more],
    });
    if (unknown.length > 0 || decisive.length > 0) {
      if (kilobytes >= WORTH_A_WORD) yield { findings: [finding()], atMost: 'suggestion' };
      continue;
    }
    if (kilobytes < WORTH_A_FIX) continue;
    const used = call.mentioned(fallen.flatMap(({ commands, signs }) => [...commands, ...signs]));
    const run = programs(fallen.flatMap(({ commands }) => commands));
    const kept = fallen.filter((one) => isNeeded(one, [...used.value, ...run.value]));
    // A name that not every release has would stop the build.
    if (kept.some(({ everywhere }) => !everywhere)) continue;
    const needed = kept.map(({ name }) => name).filter((name) => !asked.has(name)).toSorted();
    for (const name of [...needed, ...call.packages]) asked.add(name);
    const option = edit.addOption(call, '--no-install-recommends');
    yield {
      findings: [finding([used, run])],
      atMost: 'review',
      fix: {
        title: 'Install what is asked for, without recommended packages',
        changes: needed.length === 0 ? [option] : [option, edit.addPackages(call, needed)],
        effects: [{ images: 'all', ...(needed.length === 0 ? {} : { apt: { adds: needed } }), alters: ['recommends'] }],
      },
    };
  }
}

/** An option of its own, a file or a package of its own decides about the others. */
function bringsRecommended(call: SystemInstall): boolean {
  if (call.recommends !== true || call.doubt !== null || call.packages.length === 0) return false;
  if (call.words.some((word) => word === 'build-dep' || /^(?:-t|--target-release|--default-release|-f|--fix-broken)\b/.test(word))) return false;
  return call.words.includes('install') && call.packages.every((name) => /^[a-z0-9][a-z0-9+.-]*$/.test(name) && !name.endsWith('.deb'));
}

function isNeeded({ needed, commands, signs }: Fallen, used: readonly string[]): boolean {
  return needed !== null || [...commands, ...signs].some((word) => used.includes(word));
}

function aptCalls(run: Instruction, action?: SystemInstall['action']): readonly SystemInstall[] {
  if (run.keyword !== 'RUN') return [];
  return run.systemCalls().value.filter((call) => call.manager === 'apt' && call.own && (action === undefined || call.action === action));
}

/** The bases of a stage, and of those that it builds on: the last one is an image. */
function basesOf(stage: Stage, stages: readonly Stage[]): readonly ReturnType<Stage['bases']>[] {
  const bases = stage.bases();
  const below = bases.value.find((base) => base.kind === 'stage' && base.index < stage.index);
  const parent = below?.kind === 'stage' ? stages[below.index] : undefined;
  return parent === undefined ? [bases] : [bases, ...basesOf(parent, stages)];
}

/** The image that a stage builds on, through the stages between. */
function imageOf(stage: Stage, stages: readonly Stage[]): string | null {
  const base = stage.base().value;
  if (base.kind === 'image') return base.reference;
  const parent = base.kind === 'stage' && base.index < stage.index ? stages[base.index] : undefined;
  return parent === undefined ? null : imageOf(parent, stages);
}

/** The words up to the subcommand. */
function called({ words, action }: SystemInstall): string {
  const verb = words.indexOf(action);
  return (verb < 0 ? words : words.slice(0, verb + 1)).join(' ');
}

function megabytes(kilobytes: number): string {
  return kilobytes < 10_000 ? (kilobytes / 1_000).toFixed(1) : String(Math.round(kilobytes / 1_000));
}
