import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { withScratchFolder } from '#io/folders.js';
import { endPrograms, runProcess, startProcess } from '#io/processes.js';

const node = process.execPath;

describe('a program that runs to its end', () => {
  test('gives both outputs and its exit code, whatever that is', async () => {
    const ran = await runProcess(node, ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3'], { timeout: 20_000 });
    expect(ran).toMatchObject({ ok: true, value: { exit: 3, stdout: 'out\n', stderr: 'err\n' } });
  });

  test('gets its words as they are, without a shell', async () => {
    const ran = await runProcess(node, ['-p', 'process.argv.slice(1).join("|")', '$HOME', '; echo no', '*'], { timeout: 20_000 });
    expect(ran).toMatchObject({ ok: true, value: { stdout: '$HOME|; echo no|*\n' } });
  });

  test('gets input, variables and a folder', async () => {
    await withScratchFolder(new Map([['here.txt', '']]), async (cwd) => {
      const script = 'console.log(require("fs").readFileSync(0, "utf8"), process.env.GIVEN, process.env.PATH === undefined, require("fs").readdirSync("."))';
      const ran = await runProcess(node, ['-e', script], { timeout: 20_000, cwd, input: 'input', env: { GIVEN: 'yes', PATH: null } });
      expect(ran).toMatchObject({ ok: true, value: { stdout: "input yes true [ 'here.txt' ]\n" } });
    });
  });

  test('may end before it has read its input', async () => {
    expect(await runProcess(node, ['-e', '0'], { timeout: 20_000, input: 'x'.repeat(5e6) })).toMatchObject({ ok: true, value: { exit: 0 } });
  });
});

describe('a program that does not', () => {
  test('is not there', async () => {
    expect(await runProcess('no-such-program', [], { timeout: 20_000 })).toEqual({ ok: false, reason: 'no-such-program is not installed' });
  });

  test('cannot take a word with a NUL', async () => {
    expect(await runProcess(node, ['a\0b'], { timeout: 20_000 })).toMatchObject({ ok: false });
  });

  test('takes too long, together with what it started', async () => {
    await withScratchFolder(new Map([['pid', '']]), async (folder) => {
      const script = `sleep 1000 & echo $! > ${folder}/pid; wait`;
      const ran = await runProcess('sh', ['-c', script], { timeout: 500 });
      expect(ran).toEqual({ ok: false, reason: 'sh took longer than 0.5 s' });
      const child = Number(readFileSync(`${folder}/pid`, 'utf8'));
      await expect.poll(() => isThere(child)).toBe(false);
    });
  });

  test('writes without end', async () => {
    expect(await runProcess('yes', [], { timeout: 20_000 })).toEqual({ ok: false, reason: 'yes wrote more than 64 MB' });
  });

  test('is ended with all others when we are interrupted', async () => {
    const waiting = [runProcess('sleep', ['1000'], { timeout: 20_000 }), runProcess('sleep', ['1000'], { timeout: 20_000 })];
    endPrograms();
    for (const one of waiting) expect(await one).toEqual({ ok: false, reason: 'sleep was ended by SIGKILL' });
  });

  test('does not outlive whoever waited for it', async () => {
    await withScratchFolder(new Map([['pid', '']]), async (folder) => {
      const script = `import { runProcess } from '#io/processes.js'; void runProcess('sh', ['-c', 'echo $$ > ${folder}/pid; exec sleep 1000'], { timeout: 1e6 }); setTimeout(() => process.exit(7), 1500);`;
      const ran = await runProcess(node, ['--conditions=slimify-source', '--import', 'tsx', '--input-type=module', '-e', script], { timeout: 25_000 });
      expect(ran).toMatchObject({ ok: true, value: { exit: 7 } });
      const child = Number(readFileSync(`${folder}/pid`, 'utf8'));
      expect(child).toBeGreaterThan(1);
      await expect.poll(() => isThere(child)).toBe(false);
    });
  });

  test('is ended by a signal', async () => {
    expect(await runProcess('sh', ['-c', 'kill -9 $$'], { timeout: 20_000 })).toEqual({ ok: false, reason: 'sh was ended by SIGKILL' });
  });
});

describe('a program that goes on beside us', () => {
  test('writes a log and ends when it is asked', async () => {
    await withScratchFolder(new Map([['log', '']]), async (folder) => {
      const started = await startProcess('sh', ['-c', 'echo up; exec sleep 1000'], { log: `${folder}/log` });
      if (!started.ok) throw new Error(started.reason);
      await expect.poll(() => readFileSync(`${folder}/log`, 'utf8')).toBe('up\n');
      expect(started.value.alive()).toBe(true);
      await started.value.stop(5000);
      expect(started.value.alive()).toBe(false);
    });
  });

  test('is ended when it does not listen', async () => {
    await withScratchFolder(new Map([['log', '']]), async (folder) => {
      const started = await startProcess('sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.1; done'], { log: `${folder}/log` });
      if (!started.ok) throw new Error(started.reason);
      await expect.poll(() => readFileSync(`${folder}/log`, 'utf8')).toBe('up\n');
      await started.value.stop(300);
      expect(started.value.alive()).toBe(false);
    });
  });

  test('is not there', async () => {
    await withScratchFolder(new Map([['log', '']]), async (folder) => {
      expect(await startProcess('no-such-program', [], { log: `${folder}/log` })).toEqual({ ok: false, reason: 'no-such-program is not installed' });
    });
  });
});

function isThere(pid: number): boolean {
  try {
    // A process that ended and is not yet collected counts as gone.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
