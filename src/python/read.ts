import { read, type Read, unreadable } from '#text/read.js';
import { scanNotebook } from './notebook.js';
import { LARGEST_FILE, scanPython } from './scan/scan.js';
import type { PythonSource } from './source.js';

/** Stubs (`.pyi`) are not among them: they never run. Cython (`.pyx`, `.pxd`, `.pxi`) is read as Python with `cimport`. */
const CODE = /\.(?:pyw?|pyx|pxd|pxi)$/i;
const NOTEBOOK = /\.ipynb$/i;
const SHEBANG = /^#![^\n]*\bpython[\d.]*w?\b/;
/** The two lines that make a shell script run itself with Python. */
const SHELL_THEN_PYTHON = /^#![^\n]*\bsh\b[^\n]*\n(?:'''|""")[^\n]*\bexec\b[^\n]*\bpython/;

/** Whether a file holds Python code, by its name. Scripts without a suffix are asked for with `hasPythonShebang`. */
export function isPythonFile(path: string): boolean {
  return CODE.test(path) || NOTEBOOK.test(path);
}

/** A notebook, by its name. */
export function isNotebook(path: string): boolean {
  return NOTEBOOK.test(path);
}

/** Whether the first line of a file hands it to Python. */
export function hasPythonShebang(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return false;
  const head = Buffer.from(bytes.subarray(0, 300)).toString('latin1');
  return SHEBANG.test(head) || SHELL_THEN_PYTHON.test(head);
}

/** What the Python code of a file says; unreadable where it is none, or too large. */
export function readPython(path: string, bytes: Uint8Array): Read<PythonSource> {
  if (!isPythonFile(path) && !hasPythonShebang(bytes)) return unreadable('no Python file: neither its name nor its first line says so');
  if (bytes.length > LARGEST_FILE) return unreadable(`larger than ${LARGEST_FILE / 1e6} MB`);
  if (!isNotebook(path)) return read(scanPython(bytes));
  const notebook = scanNotebook(bytes);
  const [problem] = notebook.problems;
  return problem !== undefined && problem.reason.startsWith('no notebook') ? unreadable(problem.reason) : read(notebook);
}
