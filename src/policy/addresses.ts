/** Kinds of values that name something: repositories, workflows, refs, artifacts, types, policies. */
import { isCommit, parseWorkflowUri } from '../model/identity.ts';
import { patternProblem } from '../model/pattern.ts';
import type { Kind, Problem } from './kinds.ts';
import type { PolicyAddress } from './policy.ts';
import { text, textual } from './scalars.ts';
import { NAME } from './structures.ts';
import { shown } from './words.ts';

export const name: Kind<string> = text('name', NAME, 'Write the name as it is declared.');

/** Neither segment is `.` or `..`. */
const REPOSITORY = String.raw`(?!\.{1,2}/)[\w.-]+/(?!\.{1,2}(?:[/@]|$))[\w.-]+`;

export const repository: Kind<string> = text(
  '`owner/repository`',
  new RegExp(`^${REPOSITORY}$`),
  'Write it as `owner/repository`, without host; a pattern is not possible here.',
);

/** A workflow, and the commit that it is pinned to. */
export const workflow: Kind<{ readonly workflow: string; readonly commit?: string }> = textual(
  '`owner/repository/.github/workflows/<file>`, with `@<full commit>` to pin it',
  new RegExp(`^${REPOSITORY}/[^@?#\\\\\\s]{1,500}(?:@[0-9a-f]{40}(?:[0-9a-f]{24})?)?$`),
  'Write it as `owner/repository/.github/workflows/release.yml`; refs belong in `refs`, and a full commit after `@`.',
  (value) => {
    const [workflow = '', commit] = value.split('@');
    const path = parseWorkflowUri(`https://server/${workflow}@ref`)?.path;
    if (path === undefined)
      return { problem: `cannot be ${shown(value)}`, fix: 'Write the path without `.` and `..`.' };
    const problem = strictPatternProblem(path);
    if (problem) return problem;
    return { value: { workflow, ...(commit !== undefined && { commit }) } };
  },
);

/** `refs/heads/main`, `refs/tags/v*`. */
export const refPattern: Kind<string> = textual(
  'ref or pattern of refs',
  /^refs\/\S{1,500}$/,
  'Write whole refs, such as `refs/heads/main` or `refs/tags/v*`.',
  (value) => {
    const problem = strictPatternProblem(value.slice('refs/'.length)) ?? regularRef(value);
    return problem ?? { value };
  },
);

/** A file name, an image or a package, by segments. */
export const artifactPattern: Kind<string> = textual(
  'name or pattern of names',
  /^\S{1,500}$/,
  'Write a name or a pattern of names, such as `dist/*.tgz`.',
  (value) => strictPatternProblem(value) ?? { value },
);

function strictPatternProblem(pattern: string): Problem | undefined {
  const problem = patternProblem(pattern);
  if (problem) return { problem: `holds a pattern that cannot be used: ${problem}`, fix: patternFix };
  if (!/[\p{L}\p{N}]/u.test(pattern))
    return { problem: 'holds a pattern that matches everything', fix: patternFix };
  // What no ref may hold or no name does, and a regular expression would.
  if (/[\^|]|\$$|\.\+|(?:^|\/)\.\*|\(.*\)/.test(pattern)) return regular;
  return undefined;
}

/** `v.*`, which as a segment glob wants a dot; after a digit the dot is meant: `v1.*`. */
function regularRef(ref: string): Problem | undefined {
  return /\D\.\*/.test(ref) ? regular : undefined;
}

const patternFix =
  'Name what is meant; `*` stands for any characters within one segment between slashes, and nothing else is a wildcard.';
const regular: Problem = {
  problem: 'looks like a regular expression, which it is not',
  fix: `${patternFix} A pattern always means the whole name.`,
};

export const subject: Kind<string> = text(
  '`sha256:` and 64 hexadecimal digits',
  /^sha256:[0-9a-f]{64}$/,
  'Write `sha256:` and the 64 lower-case hexadecimal digits of the artifact.',
);

export const typeUri: Kind<string> = text(
  'URI',
  /^[A-Za-z][A-Za-z0-9+.-]*:[^\s*]{1,500}$/,
  'Write the whole URI, such as `https://slsa.dev/provenance/v1`; it is compared exactly.',
);

export const issuer: Kind<string> = text(
  'URL',
  /^https?:\/\/[A-Za-z0-9.:[\]-]+(?:\/[\w./-]{0,500})?$/,
  'Write the whole URL of the issuer; it is compared exactly.',
);

/** `OWNER/REPOSITORY@COMMIT:PATH`. */
export const policyAddress: Kind<PolicyAddress> = textual(
  '`owner/repository@<full commit>:path`',
  new RegExp(`^${REPOSITORY}@[0-9a-f]{40}:[^\\s:\\\\\\u0000-\\u001f\\u007f-\\u009f]{1,500}$`),
  'Pin the other policy: `owner/repository@<40 hexadecimal digits>:.github/custody.yml`.',
  (value) => {
    const at = value.indexOf('@');
    const colon = value.indexOf(':');
    const commit = value.slice(at + 1, colon);
    const path = value.slice(colon + 1);
    const leaves = path.split('/').some((segment) => ['', '.', '..'].includes(segment));
    if (leaves || !isCommit(commit))
      return { problem: `cannot be ${shown(value)}`, fix: 'Write the path from the root of the repository.' };
    return { value: { repository: value.slice(0, at), commit, path } };
  },
);
