import { didYouMean } from '#config/nearest.js';
import { listed } from '#text/listed.js';
import { rightWords } from './parse.js';

/** What a command cannot do without. */
const NEEDED: Readonly<Record<string, string>> = {
  explain: 'explain needs a rule name or the id of a finding',
  image: 'image needs the name of a service or the path of a Dockerfile',
  why: 'why needs the name of a package',
};

/** What yargs says, in one line, with the nearest right name. */
export function explainRefusal(message: string, words: readonly string[]): string {
  const { flags, commands } = rightWords(words);
  const unknown = /^Unknown (argument|command)s?: (.*)$/m.exec(message);
  if (unknown) {
    const [name = ''] = (unknown[2] ?? '').split(', ');
    const typed = words.map((word) => word.replace(/=.*$/s, ''));
    if (typed.includes(`--${name}`)) {
      return `unknown flag --${name}${didYouMean(`--${name}`, flags.map((each) => `--${each}`))}`;
    }
    if (typed.some((word) => isShort(word, name))) return `unknown flag -${name}`;
    const known = commands.includes(words.find((word) => !word.startsWith('-')) ?? '');
    if (known && !(words[0] === 'rule' && name === words[1])) return `too many arguments: ${JSON.stringify(name)}`;
    return `unknown command ${JSON.stringify(name)}${didYouMean(name, commands)}`;
  }
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message);
  if (choice) {
    const [, flag = '', given = '', choices = ''] = choice;
    const right = [...choices.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return `--${flag} is ${listed(right, 'or')}, not ${given}${didYouMean(given.replaceAll('"', ''), right)}`;
  }
  const missing = /^Not enough arguments following: (.*)$/m.exec(message);
  if (missing) return `--${missing[1] ?? ''} needs a value`;
  if (/^Not enough non-option arguments/m.test(message)) return NEEDED[words.find((word) => word in NEEDED) ?? ''] ?? 'a name is missing; --help says which';
  if (message.startsWith('name a command')) return `${message}: ${commands.join(', ')}; slimify --help shows them`;
  return message.split('\n').filter((line) => line.trim() !== '').join(' ');
}

/** One of several letters behind one dash. */
function isShort(word: string, name: string): boolean {
  return name.length === 1 && /^-[A-Za-z]+$/.test(word) && word.includes(name);
}
