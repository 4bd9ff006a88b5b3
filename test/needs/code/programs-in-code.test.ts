import { describe, expect, it } from 'vitest';
import { programsIn } from '#needs/code/programs-in-code.js';
import { scanPython } from '#python/scan/scan.js';

function programs(code: string): readonly string[] {
  const source = scanPython(new TextEncoder().encode(code));
  return programsIn('app.py', source).map(({ name, module, at }) => `${module ? '-m ' : ''}${name} at ${at.line}`);
}

describe('programs that code runs by itself', () => {
  it('words of a list, of a text, and one by one', () => {
    expect(
      programs(`
import asyncio, os, subprocess
subprocess.run(["alembic", "upgrade", "head"], check=True)
os.system("celery -A app worker")
async def main():
    await asyncio.create_subprocess_exec("ffmpeg", "-i", "x")
`),
    ).toEqual(['alembic at 3', 'celery at 4', 'ffmpeg at 6']);
  });

  it('a module that the interpreter is given, named or by sys.executable', () => {
    expect(
      programs(`
import subprocess, sys
subprocess.check_call([sys.executable, "-m", "spacy", "download", "en_core_web_sm"])
subprocess.call(["/usr/bin/python3", "-m", "http.server"])
`),
    ).toEqual(['-m spacy at 3', '-m http.server at 4']);
  });

  it('a program whose name is computed is none, and neither is a text of anything else', () => {
    expect(
      programs(`
import subprocess, logging
subprocess.run([tool, "--version"])
logging.getLogger("uvicorn")
`),
    ).toEqual([]);
  });

  it('words that are kept in a list before they are run, by a call that does not show them', () => {
    expect(
      programs(`
import logging, subprocess, sys
logging.getLogger("httpx").setLevel("WARNING")
words = ["semgrep", "--config", rules]
subprocess.run(words, check=True)
`),
    ).toEqual(expect.arrayContaining(['semgrep at 4']));
    expect(programs('import logging, subprocess\nlogging.getLogger("httpx")\nsubprocess.run(words)\n')).toEqual([]);
    expect(programs('import subprocess, sys\nwords = [sys.executable, "-m", "mypy"]\nsubprocess.run(words)\n')).toContain('-m mypy at 2');
  });

  it('words that a function of the repository is given to run', () => {
    expect(programs('from tools.process import checked\nchecked(["python", "-m", "bandit", "-q", target], seconds=30)\n')).toEqual(['-m bandit at 2']);
    expect(programs('from tools.subprocesses import checked\nwords = ["ruff", "check"]\nchecked(words, seconds=30)\n')).toContain('ruff at 2');
  });

  it('words of a file that runs nothing name no program', () => {
    expect(programs('words = ["semgrep", "ruff"]\nprint("black")\n')).toEqual([]);
  });
});
