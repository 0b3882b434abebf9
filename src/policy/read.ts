/** The policy file → `Policy`: strict, and with everything that is wrong told at once (trust rules T2, T20, T31). */
import { sha256 } from '../formats/peek.ts';
import { readYaml } from '../formats/yaml.ts';
import { type Fault, Faults, type Place } from '../model/fault.ts';
import { limits } from '../model/limits.ts';
import type { PolicyReference } from '../model/requirement.ts';
import { policyFile } from './fields.ts';
import { Here, Reading } from './kinds.ts';
import { lint } from './lint.ts';
import type { ArtifactEntry, Policy, PolicySigner } from './policy.ts';
import type { Some } from './structures.ts';

type Written = NonNullable<ReturnType<typeof policyFile.read>>;
type WrittenSigner = Written['signers'] extends ReadonlyMap<string, infer S> ? S : never;
type WrittenArtifact = Written['artifacts'] extends ReadonlyMap<string, infer A> ? A : never;

/**
 * @param bytes of the file
 * @param file the name that places bear
 * @param uri where it was read, for every verdict
 * @returns with `reference.sha256` over these bytes alone: what it extends is for the caller to read
 * @throws Faults `CUSTODY-501` for YAML that is not acceptable and for an unknown version, `CUSTODY-502` for what the
 *   policy says, `CUSTODY-503` for what is not built yet, `CUSTODY-404` past a limit; each with its place, in the order of
 *   the file, up to `limits.policyFaults`
 */
export function readPolicy(bytes: Uint8Array, file: string, uri: PolicyReference['uri']): Policy {
  const tree = readYaml(bytes, file);
  const reading = new Reading();
  const written = policyFile.readPart(tree, new Here('', tree.at, reading));
  lint(written, reading);
  throwAny(reading.faults);
  return policyOf(written as Written, { uri, sha256: sha256(bytes) });
}

/** Of another version nothing else can be said. */
function throwAny(faults: readonly Fault[]): void {
  const unknown = faults.filter(({ code }) => code === 'CUSTODY-501');
  const told = (unknown.length > 0 ? unknown : faults).toSorted((a, b) => offset(a.at) - offset(b.at));
  const [first, ...more] = told;
  if (first) throw new Faults([first, ...more]);
}

function offset(at: Place | undefined): number {
  return (at?.line ?? 0) * limits.policyBytes + (at?.column ?? 0);
}

function policyOf(written: Written, reference: PolicyReference): Policy {
  const { owner, expires, rules, exceptions, environments, signers, artifacts } = written;
  return {
    reference,
    owner,
    expires,
    signers: new Map(Array.from(signers, ([name, signer]) => [name, signerOf(signer)])),
    artifacts: Array.from(artifacts.values(), artifactOf) as readonly ArtifactEntry[] as Some<ArtifactEntry>,
    environments: environments ?? new Map(),
    rules,
    exceptions,
    extends: written.extends,
  };
}

function signerOf({ github, name, root, issuer, at }: WrittenSigner): PolicySigner {
  const { workflow, ...rest } = github;
  return { ...rest, ...workflow, name, root, issuer, at };
}

function artifactOf({
  at,
  name,
  match,
  source,
  signers,
  require,
  summaries,
}: WrittenArtifact): ArtifactEntry {
  const { provenance, predicates, sbom, vulnerabilities, maxAge } = require;
  return {
    ...{ at, name, match, source, signers },
    require: {
      provenance,
      predicates: predicates.map((one) => ({ signers, ...one })),
      ...(sbom && { sbom: { signers, ...sbom } }),
      ...(vulnerabilities && { vulnerabilities: { signers, ...vulnerabilities } }),
      ...(maxAge && { maxAge }),
    },
    ...(summaries && { summaries }),
  };
}
