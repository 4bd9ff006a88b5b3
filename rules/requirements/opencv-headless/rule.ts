import { defineRule, listed, type Edit, type Proposal, type SwapPlace } from 'slimify';

export default defineRule({
  meta: {
    name: 'requirements/opencv-headless',
    scope: 'workspace',
    summary: 'Take OpenCV without windows where none is opened',
    why: 'opencv-python brings Qt along and needs libGL from apt, with all the drivers behind it: hundreds of megabytes for windows that a container never opens.',
    safety: 'review',
    messages: {
      swap: '{written} brings the windows of Qt along: {to} is the same without them',
      both: '{from} stands beside {to}: both write the same files, and the one that comes last wins',
      clash: '{names} are both installed ({chain}): they write the same files, the one that comes last wins, and taking one away breaks the other',
      libraries: '{packages} {were} there for OpenCV with windows: what is left of OpenCV needs none of it',
    },
  },
  *check(workspace, { edit }) {
    for (const place of workspace.swaps('headless')) yield swapProposal(place, edit);
    for (const one of workspace.idleLibraries()) {
      const { install, names, whole, images } = one;
      yield {
        findings: [{ message: 'libraries', data: { packages: listed(names), were: names.length === 1 ? 'was' : 'were' }, at: install, evidence: [one.left()] }],
        unless: [one.neededBy()],
        fix: {
          title: `Drop ${listed(names)}, which OpenCV without windows does not need`,
          changes: [whole ? edit.remove(whole) : edit.removePackages(install, names)],
          effects: [{ images, apt: { removes: names }, alters: whole ? ['commands', 'caches', 'recommends'] : ['commands', 'recommends'] }],
        },
      };
    }
    for (const clash of workspace.clashes('headless')) {
      yield { findings: [{ message: 'clash', data: { names: listed(clash.names), chain: clash.chain }, at: clash.at, evidence: [clash.comes()] }] };
    }
  },
});

function swapProposal(place: SwapPlace, edit: Edit): Proposal<'swap' | 'both'> {
  const { from, to, written, at, means, commands } = place;
  const drops = means.kind === 'drop';
  return {
    findings: [{ message: place.both ? 'both' : 'swap', data: { from, to, written }, at, packages: [from], evidence: [place.counterpart(), place.meant()] }],
    unless: [place.uses(), place.requiredBy(), place.against()],
    fix: {
      title: drops ? `Drop ${from} beside ${to}` : `Take ${to} in place of ${from}`,
      changes: [edit.swap(place)],
      effects: [{ images: 'all', removes: [from], ...(drops ? {} : { adds: [to] }) }],
      afterwards: commands,
    },
  };
}
