import type { Snapshot } from '#files/snapshot.js';
import type { DockerfileModel } from '#image/model.js';
import { rowsOf } from '#rule/stages/rows.js';
import type { Running } from '#rule/stages/running.js';
import type { Sign } from '#rule/stages/signs.js';
import { baseName } from '#text/paths.js';

/** A file longer than this is nothing that a person wrote. */
const LONGEST = 300_000;

const CODE: readonly { readonly find: RegExp; readonly says: string }[] = [
  { find: /^[ \t]*(?:import|from)[ \t]+(?:tkinter|turtle|idlelib|_tkinter)\b/m, says: 'imports what draws with Tk, which the slim image does not hold' },
  { find: /["']\/usr\/include\/[^"'\n]{0,100}["']/, says: 'names a header of the full image' },
  { find: /["'][^"'\n]{0,100}DejaVu[^"'\n]{0,100}["']/, says: 'names a font of the full image' },
];

/** What code takes of the full image beside programs. */
export function codeAgainst(snapshot: Snapshot, running: Running): readonly Sign[] {
  const found: Sign[] = [];
  for (const path of running.code) {
    const text = snapshot.text(path) ?? '';
    if (text.length > LONGEST) continue;
    for (const { find, says } of CODE) {
      const at = find.exec(text)?.index;
      if (at !== undefined) found.push({ text: says, at: { path, line: text.slice(0, at).split('\n').length } });
    }
    if (/^#!\s*\/usr\/bin\/python/.test(text) && running.names(baseName(path))) found.push({ text: "starts with Debian's own Python, which the slim image does not hold", at: { path, line: 1 } });
  }
  return found;
}

/** Addresses of keys and package lists, whose files nothing is linked with. */
const HARMLESS = /\.(?:asc|gpg|key|pub|list|sources|json|ya?ml|txt|csv|pem|crt|whl|sh|sql|py|md|html?|css|js|ttf|otf|npy|pt|pth|onnx|h5|pkl|parquet|model|traineddata)(?:[?#].*)?$|\/gpg(?:[?#].*)?$|(?:install\.python-poetry\.org|astral\.sh\/uv|bootstrap\.pypa\.io|sh\.rustup\.rs)/;

/** What instructions fetch or name whose need of the full image cannot be told. */
export function instructionsAgainst(model: DockerfileModel, stages: ReadonlySet<number>): readonly Sign[] {
  const path = model.document.path;
  return [...stages].flatMap((stage) => rowsOf(model, stage).flatMap(({ instruction, roles }): readonly Sign[] => {
    const here = (text: string, line = instruction.lines.first): readonly Sign[] => [{ text, at: { path, line } }];
    if (instruction.keyword === 'ONBUILD') return here('ONBUILD runs in images that stand on this one');
    if (instruction.keyword === 'ADD' && /\bhttps?:|\.(?:tar|tgz|deb|txz|tbz)\b/.test(instruction.joined)) return here('ADD unpacks or fetches what may be linked with libraries of the full image');
    if (/^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|SHELL|ENV)$/.test(instruction.keyword) && /\/usr\/bin\/python|\bdist-packages\b|\/usr\/include\b|\/usr\/lib\/\S+\.so\b/.test(instruction.joined)) return here("names a path of Debian's own Python, a header or a library");
    if (roles === null) return [];
    if (!roles.ok) return here(roles.because);
    const unclear = roles.commands.flatMap(({ role, line }) => (role.kind === 'against' && role.moving !== true ? here(role.because, line) : []));
    const fetched = roles.facts.downloads.find(({ program, urls }) => program !== 'git' && urls.some((url) => url === null || !HARMLESS.test(url)));
    return [...unclear, ...(fetched === undefined ? [] : here(`what \`${fetched.text.slice(0, 60)}\` fetches may be linked with libraries of the full image`))];
  }));
}
