import { didYouMean } from '#config/nearest.js';
import { rightWords } from './parse.js';

/** What yargs says, in one line, with the nearest right name. */
export function explainRefusal(message: string, words: readonly string[]): string {
  const { flags, commands } = rightWords(words);
  const unknown = /^Unknown (argument|command)s?: (.*)$/m.exec(message);
  if (unknown) {
    const [name = ''] = (unknown[2] ?? '').split(', ');
    const flag = words.map((word) => word.replace(/=.*$/s, '')).find((word) => word === `--${name}` || word === `-${name}` || isShort(word, name));
    if (flag !== undefined) return `unknown flag ${flag.startsWith('--') ? flag : `-${name}`}${didYouMean(`--${name}`, flags.map((each) => `--${each}`))}`;
    const known = commands.includes(words.find((word) => !word.startsWith('-')) ?? '');
    if (known && !(words[0] === 'rule' && name === words[1])) return `too many arguments: ${JSON.stringify(name)}`;
    return `unknown command ${JSON.stringify(name)}${didYouMean(name, commands)}`;
  }
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(message);
  if (choice) {
    const [, flag = '', given = '', choices = ''] = choice;
    const right = [...choices.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '');
    return `--${flag} is ${right.join(' or ')}, not ${given}${didYouMean(given.replaceAll('"', ''), right)}`;
  }
  const missing = /^Not enough arguments following: (.*)$/m.exec(message);
  if (missing) return `--${missing[1] ?? ''} needs a value`;
  if (/^Not enough non-option arguments/m.test(message)) return 'explain needs a rule name or the id of a finding';
  if (message.startsWith('name a command')) return `${message}: ${commands.join(', ')}; slimify --help shows them`;
  return message.split('\n').filter((line) => line.trim() !== '').join(' ');
}

/** One of several letters behind one dash. */
function isShort(word: string, name: string): boolean {
  return name.length === 1 && /^-[A-Za-z]+$/.test(word) && word.includes(name);
}
