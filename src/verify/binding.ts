/** Binds a statement to the artifact's own bytes (trust rule T1): @sigstore/verify does not. */
import type { SignedStatement } from '../formats/statement.ts';
import { strongAlgorithms } from '../model/digest.ts';
import type { Refusal } from '../model/finding.ts';
import type { Artifact, Subject } from '../model/subject.ts';

/** Any subject may match; within it every digest must, and one strong one must be there. */
export function checkSubject(statement: SignedStatement, artifact: Artifact): Refusal | undefined {
  if (statement.subject.some((subject) => isAbout(subject, artifact))) return undefined;
  const named = statement.subject.map(({ digest }) => digest['sha256'] ?? Object.values(digest)[0] ?? 'none');
  return {
    code: 'CUSTODY-429',
    message: 'the statement is not about these bytes',
    expected: `sha256:${artifact.digests.sha256}`,
    found: named.length > 3 ? `${named.length} other subjects` : named.join(', '),
    hint: 'The file was changed or rebuilt after it was signed, or this bundle belongs to another file.',
  };
}

function isAbout({ digest }: Subject, { digests }: Artifact): boolean {
  const known: Readonly<Record<string, string | undefined>> = digests;
  const entries = Object.entries(digest);
  const strong = strongAlgorithms.some((algorithm) => Object.hasOwn(digest, algorithm));
  // An algorithm that was not computed cannot be compared, and what cannot be compared does not match.
  return (
    strong && entries.every(([algorithm, hex]) => Object.hasOwn(known, algorithm) && known[algorithm] === hex)
  );
}
