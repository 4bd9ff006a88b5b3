import { describe, expect, test } from 'vitest';
import { parseRequirements } from '#requirements/parse.js';
import { portionsOf, withHeadings } from '#requirements/portions.js';

function portions(text: string): ReturnType<typeof portionsOf> {
  const document = parseRequirements('requirements.txt', text);
  if (!document.ok) throw new Error(document.reason);
  return portionsOf(document.value);
}

describe('what goes along with a requirement to another file', () => {
  const FILE = `# Of the whole file.
fastapi==0.115.8
uvicorn==0.34.0  # the server

# Tables
pandas==2.2.3 \\
    --hash=sha256:00 \\
    --hash=sha256:11
# slimify-ignore requirements/unused: read by the admin page
openpyxl==3.1.5
# Models
-c constraints.txt
torch==2.6.0

numpy==2.2.2`;

  test('its lines with hashes, comment and what is to be ignored of it, and the heading that it stands under', () => {
    expect(portions(FILE).map(({ entry, lines, heading }) => [entry.name, lines, heading])).toEqual([
      ['fastapi', 'fastapi==0.115.8\n', ''],
      ['uvicorn', 'uvicorn==0.34.0  # the server\n', ''],
      ['pandas', 'pandas==2.2.3 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n', '# Tables\n'],
      ['openpyxl', '# slimify-ignore requirements/unused: read by the admin page\nopenpyxl==3.1.5\n', '# Tables\n'],
      ['torch', 'torch==2.6.0\n', '# Models\n'],
      ['numpy', 'numpy==2.2.2\n', ''],
    ]);
  });

  test('a heading stands once above the lines that are left of its block', () => {
    const some = portions(FILE).filter(({ entry }) => ['uvicorn', 'pandas', 'openpyxl', 'torch'].includes(entry.name));
    expect(withHeadings(some).join('')).toBe(`uvicorn==0.34.0  # the server
# Tables
pandas==2.2.3 \\
    --hash=sha256:00 \\
    --hash=sha256:11
# slimify-ignore requirements/unused: read by the admin page
openpyxl==3.1.5
# Models
torch==2.6.0
`);
  });

  test('Windows line endings are given as plain ones: the new file decides', () => {
    expect(portions('# Web\r\nfastapi==0.115.8\r\n').map(({ lines }) => lines)).toEqual(['fastapi==0.115.8\n']);
  });
});
