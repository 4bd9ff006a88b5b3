import type { FileChange, Plan } from '#plan/types.js';
import { byRule, compose } from './compose.js';
import { byService, type ServiceSteps } from './by-service.js';
import { bodyOf, subjectOf, type RuleWords } from './message.js';
import { quotedPrintable } from './quoted-printable.js';
import { unifiedDiff } from './unified-diff.js';

export interface SeriesOptions {
  /** The workspace relative to the git root, with a slash at the end, or ''. */
  readonly pathPrefix?: string;
  /** By rule name: what the messages say about why. */
  readonly rules?: ReadonlyMap<string, RuleWords>;
}

export interface PatchFile {
  /** `0001-requirements-backport.patch`. */
  readonly name: string;
  readonly text: string;
}

/**
 * The plan as a series for `git am`, in mbox format: one patch per rule, each on top of the one
 * before; one for all; or one per service, each on top of the shared ones and of nothing else. The same plan gives the same bytes: there is no date (`git am` then takes
 * the current time) and no commit id.
 */
export function patchSeries(plan: Plan, by: 'rule' | 'service' | 'one', options: SeriesOptions = {}): readonly PatchFile[] {
  const words = options.rules ?? new Map<string, RuleWords>();
  const groups = groupsOf(plan, by)
    .map((group) => ({ ...group, changes: compose(group.steps) }))
    .filter(({ changes }) => changes.length > 0);
  const shared = groups.filter(({ service }) => service === SHARED).length;
  return groups.map(({ steps, changes, service }, index) => {
    const rule = steps[0]?.rule ?? 'slimify';
    return {
      name: `${nameOf(by, rule, service, index, shared)}.patch`,
      text: mail({
        part: `${index + 1}/${groups.length}`,
        subject: subjectOf(plan, steps, words.get(rule)),
        body: bodyOf(plan, steps, words),
        diff: diffOf(changes, options.pathPrefix ?? ''),
      }),
    };
  });
}

/** In place of a service's name: what several services share. */
const SHARED = null;

/** The steps of each patch, with the service that they belong to. */
function groupsOf(plan: Plan, by: 'rule' | 'service' | 'one'): readonly ServiceSteps[] {
  if (by === 'one') return [{ service: SHARED, steps: plan.steps }];
  if (by === 'rule') return byRule(plan.steps).map((steps) => ({ service: SHARED, steps }));
  return byService(plan);
}

/** `0001-requirements-backport`; by service `0000-shared-1-requirements-split`, then `0001-svc-api`. */
function nameOf(by: 'rule' | 'service' | 'one', rule: string, service: string | null, index: number, shared: number): string {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9._-]+/g, '-');
  const number = (count: number): string => String(count).padStart(4, '0');
  if (by === 'one') return `${number(index + 1)}-slimify`;
  if (by === 'rule') return `${number(index + 1)}-${plain(rule)}`;
  const width = String(shared).length;
  return service === SHARED ? `0000-shared-${String(index + 1).padStart(width, '0')}-${plain(rule)}` : `${number(index - shared + 1)}-${plain(service)}`;
}

function diffOf(changes: readonly FileChange[], prefix: string): string {
  return changes.map((change) => unifiedDiff(change, prefix)).join('');
}

interface Mail {
  readonly part: string;
  readonly subject: string;
  readonly body: string;
  readonly diff: string;
}

function mail({ part, subject, body, diff }: Mail): string {
  const content = `${body}${body === '' ? '' : '\n'}---\n\n${diff}-- \nslimify\n\n`;
  // git mailsplit takes the CR of a line's end away (as `git am` runs it), but not out of an encoded mail.
  const encoded = content.includes('\r');
  const head = [
    'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001',
    'From: slimify <slimify@localhost>',
    `Subject: [PATCH ${part}] ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    `Content-Transfer-Encoding: ${encoded ? 'quoted-printable' : '8bit'}`,
  ];
  return `${head.join('\n')}\n\n${encoded ? quotedPrintable(content) : content}`;
}
