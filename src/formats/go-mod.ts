/** go.mod (https://go.dev/ref/mod#go-mod-file-grammar) and go.sum (https://go.dev/ref/mod#go-sum-files), as lines. */
import type { InventoryFile } from '../model/inventory.ts';
import { limits } from '../model/limits.ts';
import { malformed } from './json-lines.ts';
import { lockfileText, past } from './lockfile.ts';

/** One line that says something, of a block or by itself. Lines count from 1. */
export interface GoDirective {
  /** `require`, `replace`, `go` and the like. */
  readonly verb: string;
  readonly arguments: readonly string[];
  /** What the comment behind it says. */
  readonly comment: string;
  readonly line: number;
}

const verbs = new Set('module go toolchain godebug require exclude replace retract tool ignore'.split(' '));

/**
 * Strings, punctuation, a comment, and words. What needs an escape is no module path and no version. No group is
 * repeated, and no line is longer than a limit: the platform remembers each round, and gives up after some millions.
 */
const token = /[ \t\r]*(?:"([^"\\]*)"|`([^`]*)`|([()[\]{},])|\/\/(.*)|([^\s()[\]{},"`]+))/y;

/** @throws Fault `CUSTODY-410` with file and line; `CUSTODY-404` past a limit */
export function goDirectives(file: InventoryFile): readonly GoDirective[] {
  const found: GoDirective[] = [];
  let block: string | undefined;
  const lines = lockfileText(file).split('\n');
  for (const [index, text] of lines.entries()) {
    const at = { file: file.path, line: index + 1 };
    if (text.length > limits.lineCharacters) throw past(at, `${limits.lineCharacters} characters in a line`);
    const { words, comment } = tokensOf(text) ?? { words: [''], comment: '' };
    const [first, second] = words;
    if (first === undefined) continue;
    if (block !== undefined && first === ')') {
      block = undefined;
    } else if (block !== undefined) {
      found.push({ verb: block, arguments: words, comment, line: at.line });
    } else {
      if (!verbs.has(first)) throw malformed(at, 'it says what no go.mod says');
      if (second === '(' && words.length === 2) block = first;
      else found.push({ verb: first, arguments: words.slice(1), comment, line: at.line });
    }
  }
  if (block !== undefined) throw malformed({ file: file.path, line: lines.length }, 'it is cut short');
  return found;
}

function tokensOf(text: string): { readonly words: readonly string[]; readonly comment: string } | undefined {
  const words: string[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const [, quoted, raw, mark, comment, word] = token.exec(text) ?? [];
    if (comment !== undefined) return { words, comment: comment.trim() };
    const found = quoted ?? raw ?? mark ?? word?.split('//', 1)[0];
    if (found === undefined) return undefined;
    words.push(found);
    // A comment may follow a word without a space.
    if (word !== undefined) token.lastIndex -= word.length - found.length;
  }
  return { words, comment: '' };
}

/** A module whose archive was downloaded. Its hash is over the list of its files, so that it is that of no file. */
export interface GoSum {
  readonly module: string;
  readonly version: string;
  readonly line: number;
}

/** @throws Fault `CUSTODY-410` with file and line; `CUSTODY-404` past a limit */
export function goSums(file: InventoryFile): readonly GoSum[] {
  return lockfileText(file)
    .split('\n')
    .flatMap((text, index) => {
      const line = index + 1;
      const fields = text.split(/[ \t\r]+/).filter((field) => field !== '');
      if (fields.length === 0) return [];
      const [module = '', version = '', hash = ''] = fields;
      if (fields.length !== 3 || !hash.startsWith('h1:')) {
        throw malformed({ file: file.path, line }, 'it is not made of modules, versions and hashes');
      }
      return version.endsWith('/go.mod') ? [] : [{ module, version, line }];
    });
}
