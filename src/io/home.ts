import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/** The user's home; `/` for one whom the system does not know and who has no $HOME, as container runtimes have it (`HOME=/`): nothing fails for that alone. */
export function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : '/';
  } catch {
    return '/';
  }
}
