import type { FileChange, Plan } from '#plan/types.js';
import { byRule, compose } from './compose.js';
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
 * before, or one for all. The same plan gives the same bytes: there is no date (`git am` then takes
 * the current time) and no commit id.
 */
export function patchSeries(plan: Plan, by: 'rule' | 'one', options: SeriesOptions = {}): readonly PatchFile[] {
  const words = options.rules ?? new Map<string, RuleWords>();
  const groups = (by === 'rule' ? byRule(plan.steps) : [plan.steps])
    .map((steps) => ({ steps, changes: compose(steps) }))
    .filter(({ changes }) => changes.length > 0);
  return groups.map(({ steps, changes }, index) => {
    const rule = steps[0]?.rule ?? 'slimify';
    const number = String(index + 1).padStart(4, '0');
    const label = by === 'one' ? 'slimify' : rule.replace(/[^A-Za-z0-9._-]+/g, '-');
    return {
      name: `${number}-${label}.patch`,
      text: mail({
        part: `${index + 1}/${groups.length}`,
        subject: subjectOf(plan, steps, words.get(rule)),
        body: bodyOf(plan, steps, words),
        diff: diffOf(changes, options.pathPrefix ?? ''),
      }),
    };
  });
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
