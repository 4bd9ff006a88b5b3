/** The edit builders: each gives edits against the document's text, or a reason why there are none. */
export { addFlag, removeFlag, replaceFlag } from './edit-flags.js';
export { appendToStage, insertInstruction, moveInstruction, removeInstruction, type Place } from './edit-instructions.js';
export { addCommand } from './edit-run.js';
export { removeToken, replaceSpan, type Edits } from './edit-tokens.js';
export { insertWord, removeCommandWord, replaceCommandWord } from './edit-words.js';
