import { filePathOf } from '#pep/file-url.js';
import { normalizeName } from '#pep/name.js';
import { isArchive, linkForm, linkName, looksLikePath } from '#requirements/links.js';
import type { InstallCall } from './install-calls.js';
import { positionals } from './install-calls.js';
import type { StepWord } from '#image/run/run-walk.js';

/** What one word of a pip-like call asks for. */
export type Target =
  | { readonly kind: 'requirement'; readonly name: string; readonly word: StepWord; readonly written: string }
  | { readonly kind: 'link'; readonly name: string | null; readonly written: string; readonly word: StepWord }
  /** A folder or an archive of the image; globs may stand in the path. */
  | { readonly kind: 'path'; readonly path: string; readonly extras: readonly string[]; readonly editable: boolean; readonly archive: boolean; readonly word: StepWord }
  | { readonly kind: 'unknown'; readonly word: StepWord };

/** The words that name what is installed, editable ones too. */
export function targetsOf(install: InstallCall): readonly Target[] {
  const words = install.arguments;
  const plain = positionals(install.call, words).map((word) => targetOf(word, word.value ?? word.pattern, false));
  const editable = words.flatMap((word, index): readonly Target[] => {
    if (word.value === '-e' || word.value === '--editable') {
      const next = words[index + 1];
      return next ? [targetOf(next, next.value ?? next.pattern, true)] : [];
    }
    const joined = /^(?:--editable=|-e)(.+)$/s.exec(word.value ?? '')?.[1];
    return joined === undefined || word.value === '--editable' || /^-e[a-z]*$/.test(word.value ?? '') ? [] : [targetOf(word, joined, true)];
  });
  return [...plain, ...editable];
}

/** `prefect==${PREFECT_VERSION}` with a value that nobody tells: what is asked for is plain, whatever the version. */
function versionUntold(word: StepWord): Target | null {
  const written = word.text.replaceAll(/["']/g, '');
  const name = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[\w,.-]*\])?(?:[=<>~!]=|[<>])[\w.${}:-]+$/.exec(written)?.[1];
  return name === undefined ? null : { kind: 'requirement', name: normalizeName(name), written, word };
}

function targetOf(word: StepWord, text: string | null, editable: boolean): Target {
  const written = text?.trim() ?? '';
  if (written === '') return versionUntold(word) ?? { kind: 'unknown', word };
  const direct = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(written);
  if (direct) return { kind: 'link', name: normalizeName(direct[1] ?? ''), written, word };
  const file = filePathOf(written);
  if (linkForm(written) !== null && file === null) {
    const name = linkName(written);
    return { kind: 'link', name: name.ok ? name.value : null, written, word };
  }
  const local = file ?? written.replace(/#.*$/, '');
  const [, path = local, extras = ''] = /^(.*?)(?:\[([A-Za-z0-9., _-]+)\])?$/s.exec(local) ?? [];
  const archive = isArchive(path) || (/\*/.test(path) && /(?:\.whl|\.gz|\.zip|\/\*)$/.test(path));
  if (looksLikePath(path) || archive || editable) return { kind: 'path', path, extras: extras.split(',').map((one) => one.trim()).filter(Boolean), editable, archive, word };
  const name = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(written)?.[1];
  // `awscli==1.*`: a star that the shell leaves alone unless such a file exists.
  return name === undefined || (word.value === null && !/^[\w.-]+[=<>~!]/.test(written)) ? { kind: 'unknown', word } : { kind: 'requirement', name: normalizeName(name), written, word };
}
