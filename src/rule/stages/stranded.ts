import { known, row, type Answer, type Hit, type Hits } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { endingOf, indentOf } from '#dockerfile/edit-blocks.js';
import type { Instruction as Written } from '#dockerfile/types.js';
import { copyTransfer } from '#image/files/transfers.js';
import { FOREIGN } from '#rule/change.js';
import type { DockerfileModel } from '#image/model.js';
import { stageNamed } from '#image/stages/ships.js';
import type { Dockerfile, Instruction } from '#rule/dockerfile.js';
import type { Change } from '#rule/types.js';
import type { TextEdit } from '#text/edits.js';

/** What `pip install --user` of root installed, copied to root's home for somebody who may not look into it. */
export interface StrandedInstalls {
  /** The COPY. */
  readonly at: Instruction;
  readonly user: string;
  /** Where it comes to lie instead. */
  readonly folder: string;
  proof(): Answer<string>;
  refusals(): Hits;
}

/** A place that everybody can read, and that Python is told of (PYTHONUSERBASE, docs.python.org/3/using/cmdline.html). */
const FOLDER = '/opt/python';

const ROOTS = '/root/.local';

interface Source {
  readonly model: DockerfileModel;
  readonly copy: Written;
  readonly path: Written | null;
}

const sources = new WeakMap<StrandedInstalls, Source>();

/** The home of root is open to root alone in Debian's images (mode 0700), so that another USER finds no module below it. Null: nothing of the sort. */
export function strandedInstalls(dockerfile: Dockerfile, model: DockerfileModel): StrandedInstalls | null {
  const last = model.stages.at(-1);
  const stage = dockerfile.stages.at(-1);
  const user = last?.end.user?.split(':')[0] ?? null;
  if (!last || !stage || user === null || user === 'root' || user === '0' || last.base.kind !== 'image' || !/(?:^|\/)python:/.test(last.base.reference) || /alpine/.test(last.base.reference)) return null;
  const { instructions } = last.stage;
  const at = instructions.findIndex((instruction, index) => {
    const moment = last.moments[index];
    const transfer = moment ? copyTransfer(instruction, moment, model.document.escape) : null;
    return transfer?.from !== null && transfer !== null && stageNamed(model.stages, transfer.from, model.stages.length - 1) >= 0 && transfer.sources.length === 1 && plain(transfer.sources[0] ?? '') === ROOTS && plain(transfer.destination ?? '') === ROOTS;
  });
  const copy = instructions[at];
  const subject = stage.instructions[at];
  if (!copy || !subject) return null;
  const others = instructions.filter((one) => one !== copy && one.joined.includes('/root'));
  // Somebody opened the home, or copies it on: then it works as it is.
  if (others.some(({ keyword, joined }) => keyword === 'RUN' && /\bch(?:mod|own)\b/.test(joined))) return null;
  const paths = others.filter(({ keyword, joined }) => keyword === 'ENV' && /PATH=["']?\/root\/\.local\/bin:/.test(joined));
  const [path = null] = paths;
  const rest = others.filter((one) => one !== path);
  const place = { path: model.document.path, line: copy.lines.first };
  const says = `USER ${user} may not look into /root, where line ${copy.lines.first} puts what was installed for root`;
  const hits = rest.map((one): Hit => ({ text: `${one.keyword} speaks of /root as well`, at: { path: place.path, line: one.lines.first }, image: null }));
  const stranded: StrandedInstalls = {
    at: subject,
    user,
    folder: FOLDER,
    proof: () => ask(known(says, says, [row('source', says, place)])),
    refusals: () => ask(known(hits, 'nothing else in the stage speaks of /root')),
  };
  sources.set(stranded, { model, copy, path });
  return stranded;
}

function plain(path: string): string {
  return path.replace(/\/\.?$/, '');
}

/** The COPY to a folder that everybody can read, and the variable that tells Python of it. */
export function mendStranded(stranded: StrandedInstalls): Change {
  const source = sources.get(stranded);
  const path = stranded.at.at.path;
  if (!source) return { kind: 'impossible', path, reason: FOREIGN };
  const { model: { document }, copy, path: env } = source;
  const target = copy.words.at(-1)?.span;
  if (!target || copy.json) return { kind: 'impossible', path, reason: 'the destination of the COPY cannot be edited' };
  const edits: TextEdit[] = [{ span: target, text: FOLDER }];
  const word = env?.words.find(({ text }) => /^PATH=["']?\/root\/\.local\/bin:/.test(text));
  if (word?.span) edits.push({ span: word.span, text: `PYTHONUSERBASE=${FOLDER} ${word.text.replace(ROOTS, FOLDER)}` });
  else {
    const end = copy.span.end;
    edits.push({ span: { start: end, end }, text: `${endingOf(document, copy)}${indentOf(document, copy)}ENV PYTHONUSERBASE=${FOLDER} PATH="${FOLDER}/bin:$PATH"` });
  }
  return { kind: 'edit', path, edits };
}
