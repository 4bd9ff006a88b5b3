import type { Evidence } from '#answer/answer.js';
import type { Plan, PlannedFinding, PlannedFix, Step } from '#plan/types.js';
import { listed } from '#text/listed.js';
import { visible } from '#text/visible.js';

const WIDTH = 72;

/** What a rule says of itself, as far as a commit message needs it. */
export interface RuleWords {
  readonly summary: string;
  readonly why: string;
}

/** The subject of a commit that holds these steps: the fix's title, or what the rule is for. */
export function subjectOf(plan: Plan, steps: readonly Step[], words: RuleWords | undefined): string {
  const titles = new Set(fixesOf(plan, steps).map(({ title }) => title));
  const rules = new Set(steps.map(({ rule }) => rule));
  const [title] = titles;
  if (titles.size === 1 && title !== undefined) return visible(title);
  if (rules.size > 1) return `Apply ${steps.length} fixes of slimify`;
  const [rule = 'slimify'] = rules;
  return visible(words?.summary ?? `${rule}: ${steps.length} fixes`);
}

/** Why, then each finding with its evidence and safety, then what a person has to do afterwards. */
export function bodyOf(plan: Plan, steps: readonly Step[], words: ReadonlyMap<string, RuleWords>, beside?: ReadonlyMap<string, readonly string[]>): string {
  const fixes = fixesOf(plan, steps);
  const findings = new Map(plan.findings.map((finding) => [finding.id, finding]));
  const paragraphs: string[] = [];
  for (const rule of new Set(steps.map((step) => step.rule))) {
    const why = words.get(rule)?.why;
    if (why !== undefined) paragraphs.push(wrap(visible(why)));
    const own = fixes.filter((fix) => fix.rule === rule).flatMap((fix) => fix.findings);
    for (const id of new Set(own)) {
      const finding = findings.get(id);
      if (finding) paragraphs.push(findingText(finding));
    }
  }
  const elsewhere = [...new Set(steps.flatMap(({ fix }) => beside?.get(fix) ?? []))];
  if (elsewhere.length > 0) paragraphs.push(wrap(`It belongs together with changes in other git repositories, which have patches of their own: ${listed(elsewhere.map((root) => visible(root)))}.`));
  const next = [...new Set(fixes.flatMap(({ afterwards }) => afterwards))];
  if (next.length > 0) paragraphs.push(['Next:', ...next.map((step) => `  ${visible(step)}`)].join('\n'));
  return paragraphs.map(guard).join('\n\n');
}

function fixesOf(plan: Plan, steps: readonly Step[]): readonly PlannedFix[] {
  const byId = new Map(plan.fixes.map((fix) => [fix.id, fix]));
  return [...new Set(steps.map(({ fix }) => fix))].flatMap((id) => byId.get(id) ?? []);
}

function findingText(finding: PlannedFinding): string {
  const head = `${place(finding.path, finding.line)}: ${visible(finding.message)}`;
  const safety = finding.safetyReason === null ? finding.safety : `${finding.safety}: ${visible(finding.safetyReason)}`;
  return [wrap(head), ...evidenceLines(finding.evidence), wrap(`Rule ${finding.rule}, ${safety}`, '  ')].join('\n');
}

/** Each text once: with its place, or with the first one and how many more there are. */
function evidenceLines(evidence: readonly Evidence[]): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const { text, path, line } of evidence) {
    const known = places.get(text) ?? new Set();
    if (path !== null) known.add(place(path, line));
    places.set(text, known);
  }
  return [...places].map(([text, [first, ...more]]) => {
    const where = first === undefined ? '' : ` (${first}${more.length > 0 ? ` and ${more.length} more` : ''})`;
    return wrap(`- ${visible(text)}${where}`, '  ', '    ');
  });
}

function place(path: string, line: number | null): string {
  return line === null ? visible(path) : `${visible(path)}:${line}`;
}

/** Breaks at spaces only, so that no path or command is cut; a longer word stands alone. */
function wrap(text: string, first = '', rest = first): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const empty = line === first || line === rest;
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest + word;
    } else {
      line += empty ? word : ` ${word}`;
    }
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n');
}

/**
 * `git am` ends the message at a line that begins like a diff or a separator, mailsplit begins a new
 * mail at `From `, mailinfo takes `Subject:` and its kin in the first lines as headers (git's
 * mailinfo.c patchbreak and check_inbody_header, mailsplit.c is_from_line), and an interactive
 * rebase drops lines that begin with `#`. One space disarms them all.
 */
function guard(paragraph: string): string {
  return paragraph.replace(/^(?=>*From |diff |Index: |---|\[PATCH\]|#|(?:From|Subject|Date|Author):)/gim, ' ');
}
