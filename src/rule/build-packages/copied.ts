import type { Instruction } from '#dockerfile/types.js';
import { copyTransfer } from '#image/files/transfers.js';
import type { DockerfileModel } from '#image/model.js';
import { stageNamed } from '#image/stages/ships.js';
import { rowsOf } from '#rule/stages/rows.js';

/** Tools that are one static file. */
const TOOL = /(?:^|\/)uvx?$/;

/** Environments of Python, whose distributions are known by name. */
const KNOWN = /(?:^|\/)(?:site-packages|dist-packages|\.?venv|virtualenv|env|\.local|wheels?|wheelhouse)(?:\/|$)|^\/usr\/local(?:\/(?:bin|lib(?:\/python[\d.]*)?))?\/?$|^\/(?:opt|install|deps|packages|python|root)(?:\/|$)/;

/** What nothing is linked with: code, pages, data. */
const STATIC = /(?:^|\/)(?:dist|build|static|public|www|html|assets|node_modules|templates|app|src|code|docs?|web|frontend|ui|data|models?|requirements[^/]*|[\w.-]+\.(?:js|css|html|json|txt|toml|lock|ya?ml|py|whl|md|cfg|ini|conf|sh|svg|png|pem|crt))\/?$/;

/** A COPY of something that another stage or image built, and that may be linked with libraries; null: it brings nothing of the sort. */
export function builtElsewhere(model: DockerfileModel, stage: number, at: number, instruction: Instruction): string | null {
  const moment = model.stages[stage]?.moments[at];
  if (!moment || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) return null;
  const transfer = copyTransfer(instruction, moment, model.document.escape);
  if (transfer === null) return `line ${instruction.lines.first} copies what cannot be told`;
  if (transfer.from === null) return null;
  const own = stageNamed(model.stages, transfer.from, stage);
  const plain = own >= 0 && !buildsOtherThings(model, own);
  const odd = transfer.sources.find((source) => source === null || !(TOOL.test(source) || (plain && KNOWN.test(source)) || (own >= 0 && STATIC.test(source))));
  return odd === undefined ? null : `line ${instruction.lines.first} copies ${odd ?? 'something'} of ${transfer.from}, which may be linked with libraries`;
}

/** A stage that runs more than Python's installs may put anything anywhere. */
function buildsOtherThings(model: DockerfileModel, stage: number): boolean {
  return rowsOf(model, stage).some(({ roles }) => roles !== null && (!roles.ok || roles.commands.some(({ role }) => role.kind === 'against' && role.moving !== true)));
}
