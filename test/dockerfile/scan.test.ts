import { describe, expect, test } from 'vitest';
import { scanDockerfile } from '#dockerfile/scan.js';

/** Keyword, first and last line, and the joined arguments of each logical line. */
function read(text: string): readonly string[] {
  const scanned = scanDockerfile(text);
  if (!scanned.ok) return [`refused: ${scanned.reason}`];
  return scanned.value.lines.map(({ joined, command: { keyword, args }, lines: { first, last }, heredocs }) => {
    const names = heredocs.map(({ name, expand, chomp }) => ` <<${chomp ? '-' : ''}${expand ? name : `'${name}'`}`).join('');
    return `${first}-${last} ${joined.slice(keyword.start, keyword.end)}|${joined.slice(args.start, args.end)}|${names}`;
  });
}

function bodies(text: string): readonly string[] {
  const scanned = scanDockerfile(text);
  return scanned.ok ? scanned.value.lines.flatMap(({ heredocs }) => heredocs.map(({ body }) => text.slice(body.start, body.end))) : [];
}

describe('where an instruction ends', () => {
  test.each([
    ['a doubled backslash at the end of a line is no continuation', 'RUN x \\\\\nRUN b', ['1-1 RUN|x \\\\|', '2-2 RUN|b|']],
    ['nor is a tripled one', 'RUN x \\\\\\\nRUN b', ['1-1 RUN|x \\\\\\|', '2-2 RUN|b|']],
    ['only the last of two parted backslashes counts', 'RUN x \\ \\\n y', ['1-2 RUN|x \\  y|']],
    ['blanks may follow the backslash', 'RUN x \\ \t\n y\r\nRUN b', ['1-2 RUN|x  y|', '3-3 RUN|b|']],
    ['a word can be split without a blank', 'RUN x\\\ny', ['1-2 RUN|xy|']],
    ['so can a keyword', 'RU\\\nN x', ['1-2 RUN|x|']],
    ['a backslash alone belongs to what follows', '\\\nRUN b', ['1-2 RUN|b|']],
    ['comments inside a continuation are dropped, indented or not', 'RUN x \\\n  # c \\\n# d\n y', ['1-4 RUN|x  y|']],
    ['also right behind a split keyword', 'RUN\\\n  # c\n  x', ['1-3 RUN|x|']],
    ['so are blank lines', 'RUN x \\\n\n \t\n y', ['1-4 RUN|x  y|']],
    ['a continuation at the end of the file takes the blank lines', 'RUN x \\\n\n\n', ['1-3 RUN|x|']],
    ['a hash inside a line is no comment', 'RUN x # c \\\n y', ['1-2 RUN|x # c  y|']],
    ['a carriage return alone ends no line', 'RUN x\ry\nRUN b', ['1-1 RUN|x\ry|', '2-2 RUN|b|']],
    ['CRLF is one line ending', 'RUN x \\\r\n  y\r\nRUN b\r\n', ['1-2 RUN|x   y|', '3-3 RUN|b|']],
    ['form feeds and hard blanks indent', '\fRUN x\n\u00a0# c\n\u00a0RUN b', ['1-1 RUN|x|', '3-3 RUN|b|']],
    ['a byte order mark is skipped', '\ufeffRUN b', ['1-1 RUN|b|']],
    ['an escape before the continuation stays', 'RUN echo "a\\n\\\nb"', ['1-2 RUN|echo "a\\nb"|']],
    ['a last escaped semicolon stays', 'RUN find . -exec rm {} \\;\n', ['1-1 RUN|find . -exec rm {} \\;|']],
    ['a comment in the middle of a quote is a comment', 'RUN echo "a \\\n # c\n b"', ['1-3 RUN|echo "a  b"|']],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('here-documents', () => {
  test.each([
    ['quoted text is none', 'RUN echo "cat <<EOF"\nRUN b', ['1-1 RUN|echo "cat <<EOF"|', '2-2 RUN|b|']],
    ['in single quotes neither', "RUN echo 'cat <<EOF' > x\nRUN b", ["1-1 RUN|echo 'cat <<EOF' > x|", '2-2 RUN|b|']],
    ['an empty name is none', "RUN x <<'' && y\nRUN b", ["1-1 RUN|x <<'' && y|", '2-2 RUN|b|']],
    ['a blank may stand before the name', 'RUN cat << EOF\nRUN x\nEOF\nRUN b', ['1-3 RUN|cat << EOF| <<EOF', '4-4 RUN|b|']],
    ['a descriptor may stand before it', 'RUN cat 3<<EOF\nx\nEOF\nRUN b', ['1-3 RUN|cat 3<<EOF| <<EOF', '4-4 RUN|b|']],
    ['a name may hold a blank', 'RUN cat <<"E F"\nx\nE F\nRUN b', ['1-3 RUN|cat <<"E F"| <<\'E F\'', '4-4 RUN|b|']],
    ['a partly quoted name does not expand', 'RUN cat <<E"O"F\nx\nEOF', ["1-3 RUN|cat <<E\"O\"F| <<'EOF'"]],
    ['an escaped name expands', 'RUN cat <<\\EOF\nx\nEOF', ['1-3 RUN|cat <<\\EOF| <<EOF']],
    ['the dash belongs to one of two', 'RUN cat <<-A <<B\n\tx\n\tA\n\tB\nB\nRUN b', ['1-5 RUN|cat <<-A <<B| <<-A <<B', '6-6 RUN|b|']],
    ['what touches the name is part of it', 'RUN cat <<EOF>/x\nhi\nEOF>/x\nRUN b', ['1-3 RUN|cat <<EOF>/x|', '4-4 RUN|b|'].map((line, i) => i ? line : `${line} <<EOF>/x`)],
    ['a word before the arrows makes it none', 'RUN x<<EOF\nRUN b', ['1-1 RUN|x<<EOF|', '2-2 RUN|b|']],
    ['here-strings are none', 'RUN cat <<<EOF\nRUN b', ['1-1 RUN|cat <<<EOF|', '2-2 RUN|b|']],
    ['the exec form has none', 'RUN ["cat", "<<EOF"]\nRUN b', ['1-1 RUN|["cat", "<<EOF"]|', '2-2 RUN|b|']],
    ['only RUN, COPY and ADD have any', 'CMD cat <<EOF\nRUN b', ['1-1 CMD|cat <<EOF|', '2-2 RUN|b|']],
    ['also behind ONBUILD', 'ONBUILD RUN <<EOF\nx\nEOF\nRUN b', ['1-3 ONBUILD|RUN <<EOF| <<EOF', '4-4 RUN|b|']],
    ['an expansion that BuildKit cannot read switches them off', 'RUN x=${A^^} cat <<EOF\nRUN b', ['1-1 RUN|x=${A^^} cat <<EOF|', '2-2 RUN|b|']],
    ['an expansion with a default hides the arrows before it', 'RUN cat <<${X:-E}\nRUN b', ['1-1 RUN|cat <<${X:-E}|', '2-2 RUN|b|']],
    ['the end may lack a line ending', 'RUN <<EOF\nx\nEOF', ['1-3 RUN|<<EOF| <<EOF']],
    ['the end must stand alone', 'RUN <<EOF\nx\n EOF\nEOF ', ['refused: the here-document `EOF` has no end']],
    ['continuations come before the bodies', 'RUN a && \\\n cat <<EOF > f && \\\n b\nx\nEOF', ['1-5 RUN|a &&  cat <<EOF > f &&  b| <<EOF']],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('a body is what stands between, byte for byte', () => {
    expect(bodies('RUN <<EOF\r\na \\\r\n# b\r\n\r\nEOF\r\n')).toEqual(['a \\\r\n# b\r\n\r\n']);
    expect(bodies('RUN <<EOF\nEOF\n')).toEqual(['']);
    expect(bodies('COPY <<a <<b /d/\n1\na\n2\nb\n')).toEqual(['1\n', '2\n']);
  });
});

describe('parser directives', () => {
  const tick = 'RUN x `\n y';
  test.each([
    ['escape changes the continuation', `# escape=\`\n${tick}`, ['2-3 RUN|x  y|']],
    ['in any case and spacing, behind a byte order mark, after others', `\ufeff#syntax = a b\n # ESCAPE  = \` \n${tick}`, ['3-4 RUN|x  y|']],
    ['an unknown one ends the search', `# foo=bar\n# escape=\`\n${tick}`, ['3-3 RUN|x `|', '4-4 y||']],
    ['so does a comment', `# c\n# escape=\`\n${tick}`, ['3-3 RUN|x `|', '4-4 y||']],
    ['so does a blank line', `\n# escape=\`\n${tick}`, ['3-3 RUN|x `|', '4-4 y||']],
    ['so does an interpreter line', `#!/bin/x\n# escape=\`\n${tick}`, ['3-3 RUN|x `|', '4-4 y||']],
    ['twice is an error', '# escape=`\n# escape=`\nRUN x', ['refused: the parser directive `escape` stands there twice']],
    ['another escape character is one', '# escape=x\nRUN x', ['refused: `escape=x` is neither a backslash nor a backtick']],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('flags', () => {
  function flags(text: string): readonly string[] {
    const scanned = scanDockerfile(text);
    if (!scanned.ok) return [scanned.reason];
    const { joined, command } = scanned.value.lines[0] ?? { joined: '', command: { flags: [], args: { start: 0, end: 0 } } };
    return [...command.flags.map((flag) => flag.text), `| ${joined.slice(command.args.start, command.args.end)}`];
  }
  test.each([
    ['a lone -- ends them', 'COPY --chown=1 -- --x /y', ['--chown=1', '| --x /y']],
    ['any instruction can have some', 'CMD --x y', ['--x', '| y']],
    ['quotes are taken off', 'RUN --mount="type=cache,target=/a b" x', ['--mount=type=cache,target=/a b', '| x']],
    ['escapes too', 'RUN --a\\ b=c x', ['--a b=c', '| x']],
    ['later words are none', 'RUN x--y --z w', ['| x--y --z w']],
    ['nor are words in quotes', 'RUN A="--a --b" cmd', ['| A="--a --b" cmd']],
    ['a continuation can split one', 'RUN --mount=type=cache,\\\ntarget=/a \\\n # c\n --network=none x', ['--mount=type=cache,target=/a', '--network=none', '| x']],
    ['characters outside ASCII are refused', 'RUN --x=\u00e0 y', ['a flag with characters outside ASCII']],
  ])('%s', (_, text, expected) => {
    expect(flags(text)).toEqual(expected);
  });
});
