/** `seal`: hash, describe, sign, store and verify what this job built. */
import { resolve } from 'node:path';
import { defineAction } from '../kit/define.ts';
import { flag, paths, text } from '../kit/inputs.ts';
import type { Instance, Wiring } from '../kit/wire.ts';
import { BUNDLE_REGISTER } from '../model/bundle-register.ts';
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { Requirement } from '../model/requirement.ts';
import type { Artifact } from '../model/subject.ts';
import { announcement, notAnnounced } from '../statements/announce.ts';
import { lastingRequirement } from '../statements/identity.ts';
import type { SealResult } from '../statements/seal.ts';
import { sealAll } from '../statements/seal-all.ts';
import { retryFor } from './retry-for.ts';
import { checkLocation, sbomInputs, wantsSbom } from './seal-sbom-inputs.ts';
import { checkStores, openSigstore, openStores, whereInputs } from './seal-where.ts';
import { type VerifyPlace, verifyCommand } from './verify-command.ts';

const purpose = `
Every file that \`files\` selects becomes a subject of one in-toto statement (of several, past 1,024 files): SLSA
provenance v1, built from the claims of the job's own OIDC token after that token was verified. The statement is signed
with a certificate that lives for ten minutes, timestamped, logged where the instance has a log, stored, **read back from
where it was stored and verified** against the identity of this very job. A step that ends well has evidence that
verifies; there is no other way for it to end well.

With \`sbom\`, an SBOM **of each artifact** is made from its bytes and the lockfiles of its build, and tied to it three times: it
states the artifact's digest, it is attested with the artifact as its subject, and the provenance names it among its
byproducts. How far it is true is measured and stated; see [sbom](sbom.md).

Run it in the job that built the files, right after the build. A second run of the same attempt finds what is stored
and signs nothing.
`.trim();

export default defineAction({
  name: 'seal',
  title: 'Custody seal',
  description: 'Hash, describe, sign, store and verify what this job built.',
  purpose,
  permissions: {
    'id-token': { access: 'write', why: 'to prove to Sigstore which workflow signs' },
    attestations: { access: 'write', why: 'to store in the Attestations API' },
    contents: { access: 'read', why: 'to read back from a private repository' },
  },
  branding: { icon: 'lock', color: 'blue' },
  inputs: {
    files: paths({
      description: 'Files to seal: paths and globs, one per line; `!` excludes. Every pattern must match.',
      required: true,
      example: 'dist/*',
    }),
    base: text({
      description:
        'Folder that names are relative to and that no file may leave. The workspace unless given.',
    }),
    sha512: flag({ description: 'Record SHA-512 beside SHA-256.', default: false }),
    ...sbomInputs,
    ...whereInputs,
    retryFor,
    json: text({ description: 'Path for the report as JSON (schema/report.v1.schema.json).' }),
    githubToken: text({
      description:
        'Token for the Attestations API. It goes to the host of `GITHUB_API_URL` and nowhere else.',
      secret: true,
      defaultFrom: { expression: 'github.token', variable: 'GITHUB_TOKEN' },
    }),
  },
  outputs: {
    subjects: 'What was sealed, as JSON: `[{"name", "digest": {"sha256"}}]`.',
    sbomPaths: 'Paths of the SBOMs on this machine, one per line.',
    bundles: 'Paths of the bundles on this machine, one per line; empty where none went into files.',
    attestationUrls:
      'Pages of the attestations that this run stored, one per line; empty where none went to GitHub, and when an earlier run of the attempt had stored them.',
    verifyCommand: 'The command that verifies these files by the identity that sealed them.',
  },

  async run(inputs, context) {
    const { environment, wire } = context;
    if (inputs.json !== undefined) await wire.clearReport(inputs.json);
    checkStores(inputs);
    checkLocation(inputs);
    const signing = await wire.signing(inputs.sigstore);
    const base = inputs.base ?? environment.workspace;
    const selection = { patterns: inputs.files, base, most: limits.filesToSeal };
    const files = await wire.files();
    const artifacts = await files.artifacts(selection, inputs.sha512 ? ['sha256', 'sha512'] : ['sha256']);
    if (inputs.store.some((name) => name !== 'github')) refuseRegister(artifacts, base, inputs.bundleFolder);
    const notices: string[] = [];
    const claims = await signing.identify();
    const instance = await openSigstore(inputs, signing, claims, context);
    const stores = await openStores(inputs, claims, context, (notice) => notices.push(notice));
    const ports = { signer: instance.signer, stores, root: instance.root, clock: wire.clock };
    const tell = (notice: string) => notices.push(notice);
    // Readers of every format are a lot to load for those who want no SBOM.
    const hand = wantsSbom(inputs, artifacts.length, tell) ? await import('./seal-sbom.ts') : undefined;
    const sboms = (await hand?.sbomsOf(artifacts, base, inputs, context, tell)) ?? [];
    const results = await sealAll(
      artifacts,
      environment.serverUrl,
      ports,
      hand?.byproductsOf(sboms) ?? new Map(),
    );
    const sealedSboms = (await hand?.sealSboms(sboms, inputs, environment.serverUrl, ports, tell)) ?? [];
    notices.push(...(await announce(artifacts, base, wire)));
    const requirement = lastingRequirement(results[0].requirement, claims);
    const place = { patterns: inputs.files, base: inputs.base };
    const report = {
      ...reportOf(results, sealedSboms, instance, notices, { requirement, ...place }),
      ...(sboms.length > 0 && {
        sboms: sboms.map(({ line }) => line),
        warnings: hand?.warningsOf(sboms) ?? [],
      }),
    };
    if (inputs.json !== undefined) await wire.writeReport(inputs.json, report);
    return {
      report,
      outputs: {
        subjects: JSON.stringify(results.flatMap(({ statement }) => statement.subjects)),
        sbomPaths: sboms.flatMap(({ line }) => line.paths).join('\n'),
        bundles: report.sealed.bundles.join('\n'),
        attestationUrls: report.sealed.urls.join('\n'),
        verifyCommand: report.repeat,
      },
    };
  },
});

/** A store rewrites its index after the files were hashed: evidence about it would be wrong at once. */
function refuseRegister(artifacts: readonly Artifact[], base: string, folder: string): void {
  const register = resolve(folder, BUNDLE_REGISTER);
  if (!artifacts.some(({ name }) => resolve(base, name) === register)) return;
  throw new Fault('CUSTODY-103', '`files` selects the index of `bundle-folder`, which `seal` itself writes', {
    hint: 'Keep the bundles in a folder of their own, or take the index out: `!index.json` with its folder before it.',
  });
}

type Results = readonly [SealResult, ...SealResult[]];

function reportOf(
  results: Results,
  sboms: readonly SealResult[],
  instance: Instance,
  notices: readonly string[],
  {
    requirement,
    ...selected
  }: Pick<VerifyPlace, 'patterns' | 'base'> & { readonly requirement: Requirement },
) {
  const [first] = results;
  const all = [...results, ...sboms];
  const bundles = pathsOf(all, 'path');
  return {
    verb: 'seal',
    status: 'pass',
    verdicts: results.flatMap(({ verdicts }) => verdicts),
    sealed: {
      keys: all.map(({ statement }) => statement.key),
      predicateType: first.statement.predicateType,
      bundles,
      urls: pathsOf(all, 'url'),
      reused: all.every(({ reused }) => reused),
      instance: instance.name,
    },
    notices,
    // Every statement was signed by the same identity.
    repeat: verifyCommand(requirement, { ...selected, bundles, trustedRoot: instance.trustedRoot }),
  } as const;
}

/** Names what was sealed to the runner. The evidence is stored already: what fails here fails nothing else. */
async function announce(
  artifacts: readonly Artifact[],
  base: string,
  wire: Wiring,
): Promise<readonly string[]> {
  const list = await wire.artifactList();
  if (list === undefined) return [];
  const chosen = announcement(artifacts, await list.earlier());
  try {
    const leftOut = await list.announce(chosen.artifacts.map(({ name }) => resolve(base, name)));
    return [...chosen.notices, ...notAnnounced(leftOut)];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [...chosen.notices, error.message];
  }
}

function pathsOf(results: readonly SealResult[], key: 'path' | 'url'): readonly string[] {
  return results.flatMap(({ stored }) => stored.flatMap((one) => one[key] ?? []));
}
