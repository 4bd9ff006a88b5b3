import { expect, test } from 'vitest';
import { codeownersOf, ownersOf, ownersOfFolder, readCodeowners } from '#files/codeowners.js';

/** The example of docs.github.com, "About code owners". */
const GITHUB = `# comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`;

test.each([
  ['README', '@global-owner1 @global-owner2', 2],
  ['src/deep/a.js', '@js-owner', 3],
  ['build/logs/a/b', '@octocat', 11],
  ['docs/getting-started.md', '@doctocat', 9],
  ['deeply/nested/logs/x', '@octocat', 11],
  ['lib/apps/x', '@octocat', 8],
  ['apps/github/x', '', 13],
])('the last rule that matches %s owns it', (path, owners, line) => {
  const found = ownersOf(readCodeowners('.github/CODEOWNERS', GITHUB), path);
  expect([found?.owners.join(' '), found?.rules.map((rule) => rule.line)]).toEqual([owners, [line]]);
});

test('a star behind a slash stays in its folder', () => {
  const codeowners = readCodeowners('CODEOWNERS', 'docs/* @writers\n');
  expect(ownersOf(codeowners, 'docs/a.md')?.owners).toEqual(['@writers']);
  expect(ownersOf(codeowners, 'docs/build/a.md')).toBeNull();
});

test('a folder is owned by who owns its files, not by who owns files of one kind', () => {
  const codeowners = readCodeowners('CODEOWNERS', '/services/ @platform\n/services/billing/ @money\n*.md @writers\n');
  expect(ownersOfFolder(codeowners, 'services/billing')?.owners).toEqual(['@money']);
  expect(ownersOfFolder(codeowners, 'services/search')?.owners).toEqual(['@platform']);
  expect(ownersOfFolder(codeowners, 'tools')).toBeNull();
});

test('a blank in a path is escaped', () => {
  expect(ownersOf(readCodeowners('CODEOWNERS', 'my\\ docs/ @writers\n'), 'my docs/a')?.owners).toEqual(['@writers']);
});

test('lines that GitHub passes over are named', () => {
  const { rules, problems } = readCodeowners('CODEOWNERS', '!src @a\n*.[ch] @a\nsrc someone\nsrc @a\n');
  expect(rules.map(({ line }) => line)).toEqual([4]);
  expect(problems).toEqual([
    { line: 1, reason: 'GitHub does not negate patterns with !' },
    { line: 2, reason: 'GitHub knows no [ ] in patterns' },
    { line: 3, reason: 'someone is no owner: @user, @org/team or an address is' },
  ]);
});

test('in GitLab each section has its say, with owners of its own for rules without', () => {
  const codeowners = readCodeowners('.gitlab/CODEOWNERS', '* @all\n\n[Database][2] @dba\nmodel/\n\n^[Docs]\n*.md @writers\n');
  expect(ownersOf(codeowners, 'model/README.md')?.owners).toEqual(['@all', '@dba', '@writers']);
});

test('the first of the places holds alone', () => {
  const files: Readonly<Record<string, string>> = { 'CODEOWNERS': '* @root\n', 'docs/CODEOWNERS': '* @docs\n' };
  expect(codeownersOf((path) => files[path] ?? null)?.path).toBe('CODEOWNERS');
  expect(codeownersOf(() => null)).toBeNull();
});
