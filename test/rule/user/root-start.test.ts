import { describe, expect, test } from 'vitest';
import nonRoot from '../../../rules/dockerfile/non-root/rule.js';
import { planFiles, textAfter } from '../../plan/plan-files.js';

const APP = 'from flask import Flask\n\napp = Flask(__name__)\n';

function dockerfile(start: string, more = ''): string {
  return `FROM python:3.12-slim-bookworm\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\n${more}EXPOSE 8000\n${start}\n`;
}

async function outcome(files: Readonly<Record<string, string>>): Promise<string> {
  const plan = await planFiles({ 'requirements.txt': 'flask==3.1.0\n', 'app.py': APP, ...files }, [nonRoot]);
  const [finding] = plan.findings;
  if (!finding) return 'nothing';
  const reason = finding.status === 'held' ? finding.heldBy[0]?.text : finding.safetyReason;
  return `${finding.status} ${finding.safety}: ${reason?.replace(/: another user.*$/, '')}`;
}

const START = 'CMD ["python", "app.py"]';

describe('a sign that something is written makes it a suggestion', () => {
  test.each([
    ['open("notes.txt", "a")', '`open("notes.txt", "a"` writes a file (app.py:5)'],
    ['open("notes.txt", mode="wb")', '`open("notes.txt", mode="wb"` writes a file (app.py:5)'],
    ['graph.open("store", create=True)', '`open("store", create=True` opens a store that it makes (app.py:5)'],
    ['pathlib.Path("state").mkdir()', '`.mkdir(…` changes files (app.py:5)'],
    ['logging.handlers.RotatingFileHandler("x")', '`RotatingFileHandler` writes a log file (app.py:5)'],
    ['frame.to_parquet("x")', '`.to_parquet(…` writes a file (app.py:5)'],
    ['AutoModel.from_pretrained("x")', 'from_pretrained keeps a cache in a folder of its own (app.py:5)'],
    ['subprocess.run(["ls"])', '`subprocess.run(…` runs another program (app.py:5)'],
  ])('%s', async (line, why) => {
    expect(await outcome({ Dockerfile: dockerfile(START), 'app.py': `${APP}\n${line}\n` })).toBe(`proposed suggestion: ${why}`);
  });

  test('a comment writes nothing, and reading is no writing', async () => {
    expect(await outcome({ Dockerfile: dockerfile(START), 'app.py': `${APP}\n# open("notes.txt", "a")\nwith open("notes.txt", "r") as notes:\n    print(notes.read())\n` })).toMatch(/^applied review/);
  });
});

describe('what starts as root for a reason is held', () => {
  test.each([
    ['CMD ["gunicorn", "app:app", "--bind", ":443"]', 'it listens at port 443, which is root\'s'],
    ['CMD su web -c "python app.py"', '`su` changes the user itself'],
    ['CMD service cron start && python app.py', '`cron` is started as root'],
    ['CMD update-ca-certificates && python app.py', 'needs root when it starts'],
    ['CMD ["python", "/root/app.py"]', "names /root, which is root's own"],
  ])('%s', async (start, why) => {
    const found = await outcome({ Dockerfile: dockerfile(start) });
    expect(found).toContain('held');
    expect(found.replaceAll('`', '')).toContain(why.replaceAll('`', ''));
  });
});

test('once the user is there nothing is left to find, and every other byte stays', async () => {
  const files = { 'requirements.txt': 'flask==3.1.0\n', 'app.py': APP, Dockerfile: dockerfile(START, '# as small as it gets\n') };
  const after = textAfter(await planFiles(files, [nonRoot]), 'Dockerfile') ?? '';
  expect(after.replace(/RUN groupadd.*\nUSER appuser\n/, '')).toBe(files.Dockerfile);
  expect((await planFiles({ ...files, Dockerfile: after }, [nonRoot])).findings).toEqual([]);
});
