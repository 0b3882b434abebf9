/** The four verifiers, each asked the same question in its own words. */
import { join } from 'node:path';
import { GITHUB_ISSUER } from '../src/model/issuer.ts';
import type { Peers } from './peers.ts';
import { type Ended, run } from './processes.ts';

export type ClientName = 'custody' | 'cosign' | 'gh' | 'sigstore-python';

/** What is asked: whether the file is what this identity signed. Paths are absolute. */
export interface Question {
  readonly file: string;
  readonly bundle: string;
  readonly root: string;
  /** The same root on one line, and the root with the signing configuration: gh and sigstore-python want these. */
  readonly rootLines: string;
  readonly trustConfig: string;
  readonly repository: string;
  /** Path of the workflow in the repository. */
  readonly workflow: string;
  readonly ref: string;
  /** Another issuer than GitHub's, which custody and gh expect by themselves. */
  readonly issuer: string | undefined;
}

export interface Answer {
  readonly accepted: boolean;
  /** One line: our code, or the last of what the program said. */
  readonly reason: string;
}

export type Client = (question: Question) => Promise<Answer>;

/** @param home an empty folder: no client sees the configuration of this machine */
export function clients(peers: Peers, home: string): Readonly<Record<ClientName, Client>> {
  const options = { cwd: home, env: { HOME: home, GH_CONFIG_DIR: home, NO_COLOR: '1' } };
  return {
    custody: verifyWithCustody,
    cosign: async (asked) => answerOf(await run(peers.cosign, cosignArguments(asked), options)),
    gh: async (asked) => answerOf(await run(peers.gh, ghArguments(asked), options)),
    'sigstore-python': async (asked) => answerOf(await run(peers.python, pythonArguments(asked), options)),
  };
}

/** The command that users run. */
export const custody = join(import.meta.dirname, '..', 'dist', 'index.js');

async function verifyWithCustody(asked: Question): Promise<Answer> {
  const args = [
    ...[custody, 'verify', '--offline', '--bundles', asked.bundle, '--trusted-root', asked.root],
    ...['--repository', asked.repository, '--signer-workflow', asked.workflow, '--source-ref', asked.ref],
    ...(asked.issuer === undefined ? [] : ['--issuer', asked.issuer]),
    ...['--', asked.file],
  ];
  const ended = await run(process.execPath, args, { cwd: join(asked.file, '..') });
  const code = /CUSTODY-\d{3}/.exec(`${ended.stdout}${ended.stderr}`)?.[0];
  return { accepted: ended.status === 0, reason: code ?? lastLine(ended) };
}

function cosignArguments(asked: Question): string[] {
  return [
    ...['verify-blob-attestation', '--bundle', asked.bundle, '--trusted-root', asked.root],
    ...['--type', 'slsaprovenance1', '--certificate-identity', identityOf(asked)],
    ...['--certificate-oidc-issuer', asked.issuer ?? GITHUB_ISSUER, asked.file],
  ];
}

function ghArguments(asked: Question): string[] {
  return [
    ...['attestation', 'verify', asked.file, '--bundle', asked.bundle],
    ...['--custom-trusted-root', asked.rootLines, '--repo', asked.repository],
    ...['--cert-identity', identityOf(asked)],
    ...(asked.issuer === undefined ? [] : ['--cert-oidc-issuer', asked.issuer]),
  ];
}

function pythonArguments(asked: Question): string[] {
  return [
    ...['-m', 'sigstore', '--trust-config', asked.trustConfig, 'verify', 'identity'],
    ...['--bundle', asked.bundle, '--cert-identity', identityOf(asked)],
    ...['--cert-oidc-issuer', asked.issuer ?? GITHUB_ISSUER, asked.file],
  ];
}

function identityOf({ repository, workflow, ref }: Question): string {
  return `https://github.com/${repository}/${workflow}@${ref}`;
}

function answerOf(ended: Ended): Answer {
  return { accepted: ended.status === 0, reason: lastLine(ended) };
}

function lastLine({ status, stdout, stderr }: Ended): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return status === 0 ? '' : (lines.at(-1)?.trim() ?? `exit ${status}`);
}
