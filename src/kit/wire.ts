/**
 * Joins ports and hands: the one place that knows both. Each hand is loaded when a verb first asks for it, so that an
 * input error costs no more than reading the inputs.
 */
import { Fault } from '../model/fault.ts';
import type { TrustRoot } from '../model/requirement.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvidenceSource, EvidenceStore } from '../ports/evidence.ts';
import type { Files } from '../ports/files.ts';
import type { Forge } from '../ports/forge.ts';
import type { StatementSigner } from '../ports/signer.ts';
import type { Report } from '../report/report.ts';
import type { Host } from './define.ts';

/** The Sigstore instance that signs, opened. */
export interface Instance {
  /** `public`, or the folder. */
  readonly name: string;
  readonly root: TrustRoot;
  /** Where `verify` finds the same root; absent for the public one. */
  readonly trustedRootPath: string | undefined;
  /** Identity and signatures of this job. */
  readonly signer: StatementSigner;
}

export interface Wiring {
  readonly clock: Clock;
  files(): Promise<Files>;
  /** `public`, or a folder with `trusted_root.json` and `signing_config.json`. */
  sigstore(name: string): Promise<Instance>;
  /** `public`, `github`, or the path of a `trusted_root.json`. */
  trustRoot(name: string): Promise<TrustRoot>;
  stores(
    names: readonly ('github' | 'files')[],
    folder: string,
    token: string | undefined,
  ): Promise<readonly [EvidenceStore, ...EvidenceStore[]]>;
  /** Files of bundles, and what GitHub has for a repository; `repository` is left out when nothing may be asked. */
  sources(
    bundles: readonly string[],
    repository: string | undefined,
    token: string | undefined,
  ): Promise<readonly EvidenceSource[]>;
  forge(token: string | undefined): Promise<Forge>;
  /** Takes an earlier report away, so that a fault cannot be mistaken for it. */
  clearReport(path: string): Promise<void>;
  writeReport(path: string, report: Report): Promise<void>;
}

export function wire({ environment, signal, log, mask }: Host): Wiring {
  const clock: Clock = { now: () => new Date() };
  const http = async () => {
    const { httpClient } = await import('../io/http/client.ts');
    return httpClient({ cancel: signal, onWait: log });
  };
  const github = async (token: string | undefined) => ({
    apiUrl: environment.apiUrl,
    serverUrl: environment.serverUrl,
    token,
    http: await http(),
  });
  return {
    clock,
    async files() {
      const { nodeFiles } = await import('../io/files/index.ts');
      return nodeFiles();
    },
    async sigstore(name) {
      const { openInstance } = await import('../io/sigstore/instance.ts');
      const { sigstoreSigner } = await import('../io/sigstore/sign.ts');
      const { readTrustRoot } = await import('../verify/roots.ts');
      const instance = await openInstance(name, clock.now());
      const signer = sigstoreSigner({
        instance,
        endpoint: { url: environment.oidcRequest?.url, token: environment.oidcRequest?.token },
        serverUrl: environment.serverUrl,
        http: await http(),
        now: clock.now,
        onMask: mask,
      });
      const root = readTrustRoot(name, instance.trustedRootBytes);
      return {
        name,
        root,
        trustedRootPath: name === 'public' ? undefined : `${name}/trusted_root.json`,
        signer,
      };
    },
    async trustRoot(name) {
      const { readTrustRoot } = await import('../verify/roots.ts');
      const { embeddedRoot, readTrustedRootFile } = await import('../io/sigstore/instance.ts');
      const embedded = name === 'public' || name === 'github';
      return readTrustRoot(name, await (embedded ? embeddedRoot(name) : readTrustedRootFile(name)));
    },
    async stores(names, folder, token) {
      const open = async (name: 'github' | 'files'): Promise<EvidenceStore> => {
        if (name === 'files') return (await import('../io/files/store.ts')).fileStore(folder);
        const { attestationStore } = await import('../io/github/store.ts');
        return attestationStore({ ...(await github(token)), repository: environment.repository });
      };
      const [first, ...rest] = await Promise.all(names.map(open));
      if (first) return [first, ...rest];
      throw new Fault('CUSTODY-101', 'store: is empty', { hint: 'Name `github`, `files`, or both.' });
    },
    async sources(bundles, repository, token) {
      const sources: EvidenceSource[] = [];
      if (bundles.length > 0) sources.push((await import('../io/files/evidence.ts')).fileEvidence(bundles));
      if (repository !== undefined) {
        const { attestationSource } = await import('../io/github/source.ts');
        sources.push(attestationSource({ ...(await github(token)), repository }));
      }
      return sources;
    },
    async forge(token) {
      const { githubForge } = await import('../io/github/forge.ts');
      return githubForge(await github(token));
    },
    async clearReport(path) {
      const { removeFile } = await import('../io/files/write.ts');
      await removeFile(path);
    },
    async writeReport(path, report) {
      const { writeWhole } = await import('../io/files/write.ts');
      const { reportJson } = await import('../report/json.ts');
      await writeWhole(path, new TextEncoder().encode(reportJson(report)));
    },
  };
}
