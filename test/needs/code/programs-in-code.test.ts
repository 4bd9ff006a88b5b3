import { describe, expect, it } from 'vitest';
import { programsInCode } from '#needs/code/programs-in-code.js';
import { scanPython } from '#python/scan/scan.js';

function programs(code: string): readonly string[] {
  const source = scanPython(new TextEncoder().encode(code));
  return programsInCode([{ path: 'app.py', source }]).map(({ name, module, at }) => `${module ? '-m ' : ''}${name} at ${at.line}`);
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
});
