/** A text for a reason, which a person reads: 60 characters of it. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The same of what is written over several lines. */
export function shortenLines(text: string): string {
  return shorten(text.replace(/\s+/g, ' ').trim());
}
