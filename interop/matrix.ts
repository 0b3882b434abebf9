/** Every signer against every verifier: as signed, damaged, and under another name. */
import { join } from 'node:path';
import type { Answer, Client, ClientName, Question } from './clients.ts';
import { byCosign, byP384, damaged, damages, type Evidence } from './evidence.ts';
import type { Peers } from './peers.ts';
import type { Stack } from './stack.ts';

/** One question, and what each verifier has to say to it. */
export interface Case {
  /** What was signed by whom. */
  readonly evidence: string;
  /** How it differs from what was signed: `as signed`, `a byte of the payload`. */
  readonly change: string;
  readonly question: Question;
  /** Who has to accept it. */
  readonly accepts: readonly ClientName[];
}

export interface Result extends Case {
  readonly answers: Readonly<Record<ClientName, Answer>>;
}

export const clientNames = ['custody', 'cosign', 'gh', 'sigstore-python'] as const;

/** What all must agree about. */
export async function agreements(stack: Stack, all: readonly Evidence[], folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [i, evidence] of all.entries()) {
    const asked = questionOf(stack, evidence);
    const add = (change: string, question: Question, accepts: readonly ClientName[] = []) =>
      cases.push({ evidence: evidence.name, change, question, accepts });
    add('as signed', asked, clientNames);
    for (const damage of damages) {
      const copy = await damaged(evidence, damage, join(folder, `${i}-${damage.replaceAll(' ', '-')}`));
      add(`a byte of the ${damage}`, { ...asked, ...copy });
    }
    add('another workflow expected', { ...asked, workflow: '.github/workflows/other.yml' });
    add('another repository expected', { ...asked, repository: 'acme/other' });
    add('another issuer expected', { ...asked, issuer: 'https://issuer.example' });
  }
  return cases;
}

/** What verifiers are known to answer differently; the run fails when one of them changes its mind. */
export async function disagreements(
  stack: Stack,
  peers: Peers,
  [first]: readonly Evidence[],
  folder: string,
): Promise<Case[]> {
  if (first === undefined) throw new Error('no evidence');
  const lie = (text: string) => text.replaceAll(stack.claims.sha, '0'.repeat(40));
  const lied = { name: 'cosign, 1 subject', ...(await byCosign(stack, peers, join(folder, 'lied'), 1, lie)) };
  const v01 = (text: string) => text.replace('/Statement/v1"', '/Statement/v0.1"');
  const old = { name: 'cosign, 1 subject', ...(await byCosign(stack, peers, join(folder, 'old'), 1, v01)) };
  const weak = (text: string) => text.replace('"digest":{', `"digest":{"sha512":"${'0'.repeat(128)}",`);
  const split = {
    name: 'cosign, 1 subject',
    ...(await byCosign(stack, peers, join(folder, 'weak'), 1, weak)),
  };
  const foreign = {
    root: join(stack.folder, 'foreign_ct_root.json'),
    rootLines: join(stack.folder, 'foreign_ct_root.jsonl'),
    trustConfig: join(stack.folder, 'foreign_ct_trust_config.json'),
  };
  const others = ['cosign', 'gh', 'sigstore-python'] as const;
  const body = await damaged(first, 'body of the log entry', join(folder, 'body'));
  return [
    {
      evidence: first.name,
      change: 'a byte of the body of the log entry',
      question: { ...questionOf(stack, first), ...body },
      accepts: ['cosign'],
    },
    {
      evidence: first.name,
      change: 'a trusted root with another certificate log',
      question: { ...questionOf(stack, first), ...foreign },
      accepts: ['gh'],
    },
    {
      evidence: lied.name,
      change: 'provenance states another commit than the certificate',
      question: questionOf(stack, lied),
      accepts: others,
    },
    {
      evidence: old.name,
      change: 'an in-toto statement v0.1',
      question: questionOf(stack, old),
      accepts: ['custody', 'cosign', 'gh'],
    },
    {
      evidence: split.name,
      change: 'a subject whose SHA-256 is right and whose SHA-512 is wrong',
      question: questionOf(stack, split),
      accepts: ['gh', 'sigstore-python'],
    },
    {
      evidence: 'sandbox, 1 subject',
      change: 'signed by a P-384 key, with SHA-384',
      question: questionOf(stack, { name: '', ...(await byP384(stack, join(folder, 'p384'))) }),
      accepts: ['custody', 'cosign', 'gh'],
    },
  ];
}

function questionOf(stack: Stack, { file, bundle }: Evidence): Question {
  const [workflow = '', ref = ''] = stack.claims.job_workflow_ref
    .slice(stack.claims.repository.length + 1)
    .split('@');
  return {
    file,
    bundle,
    root: join(stack.folder, 'trusted_root.json'),
    rootLines: join(stack.folder, 'root.jsonl'),
    trustConfig: join(stack.folder, 'trust_config.json'),
    repository: stack.claims.repository,
    workflow,
    ref,
    issuer: undefined,
  };
}

/** Asks every verifier about every case, each verifier one question at a time. */
export async function ask(
  cases: readonly Case[],
  verifiers: Readonly<Record<ClientName, Client>>,
): Promise<Result[]> {
  const columns = await Promise.all(
    clientNames.map(async (name) => {
      const answers: Answer[] = [];
      for (const { question } of cases) answers.push(await verifiers[name](question));
      return answers;
    }),
  );
  return cases.map((asked, row) => {
    const pairs = clientNames.map((name, column) => [name, columns[column]?.[row]]);
    return { ...asked, answers: Object.fromEntries(pairs) };
  });
}

/** The cells that are not as they have to be, one line each. */
export function wrong({ evidence, change, accepts, answers }: Result): string[] {
  return clientNames
    .filter((name) => answers[name].accepted !== accepts.includes(name))
    .map((name) => {
      const said = answers[name].accepted ? 'accepts' : `refuses: ${answers[name].reason}`;
      return `${evidence}, ${change}: ${name} ${said}`;
    });
}
