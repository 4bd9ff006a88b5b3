import { withLf } from '#files/git-endings.js';
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
  /** Files that git keeps with LF though they have CRLF on the disk: the commits that the patches stand on have LF. */
  readonly stored?: ReadonlySet<string>;
  /** By fix: other git repositories that it changes files of. */
  readonly beside?: ReadonlyMap<string, readonly string[]>;
  /** False: there is no git to take them, and `git apply` or `patch -p1` reads them as they stand. Not given: they are mails for `git am`. */
  readonly mails?: boolean;
}

export interface PatchFile {
  /** `0001-requirements-backport.patch`. */
  readonly name: string;
  readonly text: string;
}

/**
 * The plan as a series for `git am`, in mbox format: one patch per rule, each on top of the one
 * before; one for all; or one per service, each on top of the shared ones and of nothing else. The
 * same plan gives the same bytes: there is no date (`git am` then takes the current time) and no
 * commit id.
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
        body: bodyOf(plan, steps, words, options.beside),
        diff: diffOf(changes, options),
        mails: options.mails ?? true,
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
  const number = (count: number): string => String(count).padStart(4, '0');
  if (by === 'one') return `${number(index + 1)}-slimify`;
  if (by === 'rule') return `${number(index + 1)}-${plain(rule)}`;
  const width = String(shared).length;
  return service === SHARED ? `0000-shared-${String(index + 1).padStart(width, '0')}-${plain(rule)}` : `${number(index - shared + 1)}-${plain(service)}`;
}

/** Characters of a file's name that are kept of a rule's or a service's: file systems take 255 bytes. */
const MOST_CHARACTERS = 80;

/** A name as it may stand in the name of a file. */
export function plain(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, MOST_CHARACTERS);
}

function diffOf(changes: readonly FileChange[], { pathPrefix = '', stored }: SeriesOptions): string {
  return changes.map((change) => unifiedDiff(stored?.has(change.path) ? asStored(change) : change, pathPrefix)).join('');
}

function asStored({ path, before, after }: FileChange): FileChange {
  return { path, before: before === null ? null : withLf(before), after: after === null ? null : withLf(after) };
}

interface Mail {
  readonly part: string;
  readonly subject: string;
  readonly body: string;
  readonly diff: string;
  readonly mails: boolean;
}

/**
 * git mailsplit takes the CR of a line's end away (as `git am` runs it), but not out of an encoded mail. Encoded as well is
 * what would steer the terminal of who looks at the patch: control characters and bidirectional overrides in a file's lines.
 */
const ENCODED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function mail({ part, subject, body, diff, mails }: Mail): string {
  const content = `${body}${body === '' ? '' : '\n'}---\n\n${diff}-- \nslimify\n\n`;
  const encoded = mails && ENCODED.test(content);
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
