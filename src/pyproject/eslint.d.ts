/**
 * toml-eslint-parser's own types name ESLint's, which are not installed: it is a parser for ESLint's plugins, and only
 * its tree is used here. This is the one type that it needs.
 */
declare module 'eslint' {
  namespace SourceCode {
    type VisitorKeys = Readonly<Record<string, readonly string[]>>;
  }
}
