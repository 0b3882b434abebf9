/** Verifying: the same files, bundles and trusted root for Custody, cosign and gh, without a network. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison, Peer } from './measure.ts';
import { peer } from './peers.ts';
import { custodyProgram, emptyNode, fileCount, type Scene } from './scene.ts';

const workflow = '.github/workflows/release.yml';
const signer = `https://github.com/acme/shop/${workflow}@refs/heads/main`;

/** Whom Custody must find to have signed. */
export function identity({ folder, sandbox }: Scene): readonly string[] {
  return [
    ...['--offline', '--repository', 'acme/shop', '--signer-workflow', workflow],
    ...['--source-ref', 'refs/heads/main', '--issuer', sandbox.issuer],
    ...['--trusted-root', join(folder, 'trusted_root.json')],
  ];
}

export async function verifyComparisons(scene: Scene): Promise<readonly Comparison[]> {
  const { folder, work, bundles } = scene;
  const root = JSON.parse(await readFile(join(folder, 'trusted_root.json'), 'utf8'));
  // gh reads roots as JSON Lines, and leaves out a last line that does not end.
  await writeFile(join(folder, 'trusted_root.jsonl'), `${JSON.stringify(root)}\n`);
  const verify = (paths: string, pattern: string) =>
    custodyProgram(['verify', ...identity(scene), '--bundles', paths, '--', pattern], work);
  const one = ['file-7.bin'];
  const all = Array.from({ length: fileCount }, (_, i) => `file-${i}.bin`);
  return [
    {
      what: 'verify one file, whole process',
      ours: verify(join(bundles, 'file-7.bin.sigstore.json'), 'file-7.bin'),
      peers: [emptyNode(work), ...others(scene, one, '')],
      runs: 15,
    },
    {
      what: `verify ${fileCount} files, a bundle each, one call`,
      ours: verify(bundles, '*.bin'),
      peers: others(scene, all, ', a call each'),
      runs: 3,
    },
  ];
}

function others(scene: Scene, files: readonly string[], manner: string): readonly Peer[] {
  const { folder, work: cwd, bundles, lines, sandbox } = scene;
  const cosign = (path: string, file: string): readonly [string, ...string[]] => [
    ...([path, 'verify-blob-attestation', '--bundle', join(bundles, `${file}.sigstore.json`)] as const),
    ...['--trusted-root', join(folder, 'trusted_root.json'), '--type', 'slsaprovenance1'],
    ...['--certificate-identity', signer, '--certificate-oidc-issuer', sandbox.issuer, file],
  ];
  const gh = (path: string, file: string): readonly [string, ...string[]] => [
    ...([path, 'attestation', 'verify', file, '--bundle', join(lines, `${file}.jsonl`)] as const),
    ...['--custom-trusted-root', join(folder, 'trusted_root.jsonl')],
    ...['--repo', 'acme/shop', '--cert-oidc-issuer', sandbox.issuer],
  ];
  return [
    peer('cosign', `cosign${manner}`, (path) => ({
      commands: files.map((file) => cosign(path, file)),
      cwd,
      exit: 0,
    })),
    peer('gh', `gh${manner}`, (path) => ({ commands: files.map((file) => gh(path, file)), cwd, exit: 0 })),
  ];
}
