import { describe, expect, it } from 'vitest';
import { start, told, type Setting } from './image.js';

const MAIN = { '/app/main.py': '' };

/** It comes to an end, soon. */
function soon(command: string | readonly string[], setting: Setting = {}): readonly string[] {
  const before = performance.now();
  const found = told(start(command, setting));
  expect(performance.now() - before).toBeLessThan(5_000);
  return found;
}

describe('what is made to hang it', () => {
  it('a script that calls itself with more and more words', () => {
    const files = { ...MAIN, '/a.sh': '#!/bin/sh\n/a.sh "$@"\n/a.sh y "$@"\n/a.sh z "$@"\npython main.py\n' };
    expect(soon(['/a.sh', 'x'], { files })).toContain('file app/main.py (a.sh:5)');
  });

  it('scripts that read each other, functions that call each other', () => {
    const files = { ...MAIN, '/a.sh': '. /b.sh\nf() { g; }\ng() { f; python main.py; }\nf\n', '/b.sh': '. /a.sh\n' };
    expect(soon(['sh', '/a.sh'], { files })).toEqual(['file app/main.py (a.sh:3)']);
  });

  it('supervisors that start each other, settings that include themselves', () => {
    const files = {
      '/s.conf': '[include]\nfiles = /s.conf /*.conf\n[program:x]\ncommand=supervisord -c /s.conf\n[program:y]\ncommand=uvicorn shop:app\n',
      '/u.ini': '[uwsgi]\nini = /u.ini\nmodule = shop.wsgi\n',
      '/app/pyproject.toml': '[tool.poe.tasks]\na = "poe b"\nb = "poe a"\n',
      '/app/Makefile': 'X = $(Y)$(Y)\nY = $(X)$(X)\na: b\n\tmake a\nb: a\n\tpython $(X)\n',
    };
    expect(soon(['supervisord', '-c', '/s.conf'], { files })).toContain('module shop (s.conf:6)');
    expect(soon(['uwsgi', '/u.ini'], { files })).toContain('module shop.wsgi (u.ini:3)');
    expect(soon(['poe', 'a'], { files }).every((one) => one.startsWith('doubt'))).toBe(true);
    expect(soon(['make', 'a'], { files }).some((one) => one.startsWith('doubt'))).toBe(true);
  });

  it('a line of a megabyte, a million words', () => {
    expect(soon(`python main.py ${'x'.repeat(1_200_000)}`)).toEqual(['doubt modules']);
    expect(soon(['python', 'main.py', ...Array.from({ length: 1_000_000 }, () => '-x')], { files: MAIN })).toEqual(['file app/main.py']);
  });

  it('deep nesting', () => {
    expect(soon(`${'( '.repeat(40)}python main.py${' )'.repeat(40)}`, { files: MAIN })).toEqual(['file app/main.py']);
    expect(soon(`${'( '.repeat(4_000)}python main.py${' )'.repeat(4_000)}`, { files: MAIN })).toEqual(['doubt modules']);
    expect(soon(`${'nice '.repeat(3_000)}python main.py`, { files: MAIN })).toEqual(['doubt modules']);
  });

  it('many branches and many variables', () => {
    const names = Array.from({ length: 30 }, (_, at) => `V${at}`);
    const text = `${names.map((name) => `if x; then ${name}=a; else ${name}=b; fi`).join('\n')}\nuvicorn ${names.map((name) => `$${name}`).join('')}:app`;
    expect(soon(text)).toContain('doubt modules');
  });

  it('more commands than anybody wrote', () => {
    expect(soon(Array.from({ length: 20_000 }, (_, at) => `python a${at}.py`).join('\n')).length).toBeGreaterThan(100);
  });

  it('a value that doubles', () => {
    expect(soon(`A=a\n${'A="$A$A"\n'.repeat(60)}python $A.py`).every((one) => one.startsWith('doubt'))).toBe(true);
  });

  it('a crontab, a Procfile and a path of strange lines', () => {
    const files = { '/etc/cron.d/x': `${'* '.repeat(50_000)}\n${'a='.repeat(10_000)}\n`, '/app/Procfile': `${'x:'.repeat(50_000)}\n` };
    expect(soon(['cron'], { files }).every((one) => one.startsWith('doubt'))).toBe(true);
    expect(soon(['honcho', 'start'], { files }).every((one) => one.startsWith('doubt'))).toBe(true);
    expect(soon(['python', `${'../'.repeat(10_000)}main.py`], { files: { '/main.py': '' } })).toEqual(['file main.py']);
  });
});
