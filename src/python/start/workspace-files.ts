import { baseName } from '#text/paths.js';
import { openFile, resolveIn } from './image-files.js';
import { addDoubt, addEntry, addSettings, written, type Call, type Walk } from './walk.js';

/** Keys of YAML and TOML files that name code, by the program that reads them. */
const MODULE_KEYS = /^[\s-]*["']?(?:python_module|module_name|python_package|package_name|import_path|root_module)["']?\s*[:=]\s*["']?([\w.:]+)/;
const FILE_KEYS = /^[\s-]*["']?(?:python_file|relative_path|entrypoint)["']?\s*[:=]\s*["']?([\w./-]+\.py)(?::[\w.]+)?/;

/**
 * A file in which a platform says which code it loads: dagster's `workspace.yaml` and `[tool.dagster]`, `prefect.yaml`, the
 * configuration of Ray Serve. Only the lines that name code are read. False: there is no such file, or it names none.
 */
export function runWorkspace(walk: Walk, call: Call, name: string, quiet = false): boolean {
  const file = openFile(walk.files, call.folder, name);
  if (file === null) {
    if (!quiet) addDoubt(walk, `\`${written(call.words)}\` reads ${resolveIn(call.folder, name) ?? name}, which no file of the workspace is known to be`, call.at);
    return false;
  }
  addSettings(walk, call.folder, name, call.at);
  let found = 0;
  for (const [index, line] of file.text.split('\n').entries()) {
    const at = { path: file.path, line: index + 1 };
    const because = `${baseName(file.path)} names it, which ${walk.because} reads`;
    const module = MODULE_KEYS.exec(line)?.[1]?.split(':', 1)[0];
    const path = FILE_KEYS.exec(line)?.[1];
    if (module !== undefined && !module.endsWith('.py')) addEntry(walk, { kind: 'module', module, main: false, because, at });
    const code = path === undefined ? null : walk.files.fileAt(resolveIn(call.folder, path) ?? '');
    if (code !== null) addEntry(walk, { kind: 'file', path: code, because, at });
    else if (path !== undefined) addDoubt(walk, `${path} is no file of the workspace that is known`, at);
    if (module !== undefined || path !== undefined) found += 1;
  }
  return found > 0;
}
