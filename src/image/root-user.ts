/** Whether a user is root as USER names it: by name or number, with a group or without; null: no USER says otherwise. */
export function isRootUser(user: string | null): boolean {
  return user === null || /^(?:root|0)(?::|$)/.test(user);
}
