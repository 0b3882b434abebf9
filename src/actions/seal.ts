/** `seal`: hash, describe, sign, store and verify what this job built. */
import { defineAction } from '../kit/define.ts';
import { flag, paths, several, text } from '../kit/inputs.ts';
import { limits } from '../model/limits.ts';
import { checkPrivacy } from '../statements/privacy.ts';
import { type SealResult, seal } from '../statements/seal.ts';
import { verifyCommand } from './verify-command.ts';

const purpose = `
Every file that \`files\` selects becomes a subject of one in-toto statement: SLSA provenance v1, built from the claims of
the job's own OIDC token after that token was verified. The statement is signed with a certificate that lives for ten
minutes, timestamped, logged, stored, **read back from where it was stored and verified** against the identity of this
very job. A step that ends well has evidence that verifies; there is no other way for it to end well.

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
    attestations: { access: 'write', why: 'to store with `store: github`' },
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
    sigstore: text({
      description:
        'The Sigstore instance that signs: `public`, or a folder with `trusted_root.json` and `signing_config.json`.',
      default: 'public',
    }),
    allowPrivateNamesInPublicLog: flag({
      description:
        "Let a repository that is not public sign with `public`, whose log shows the repository's and the workflow's name to everyone, forever.",
      default: false,
    }),
    store: several({
      description: 'Where the bundle goes: `github` (the Attestations API), `files`, or both.',
      choices: ['github', 'files'],
      default: 'github',
    }),
    bundleFolder: text({
      description: 'Folder for `store: files`: `<name>.sigstore.json` beside an `index.json`.',
      default: 'custody-bundles',
    }),
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
    bundles: 'Paths of the bundles on this machine, one per line; empty without `store: files`.',
    attestationUrls:
      'Pages of the attestations that this run stored, one per line; empty without `store: github`, and when an earlier run of the attempt had stored them.',
    verifyCommand: 'The command that verifies these files by the identity that sealed them.',
  },

  async run(inputs, { environment, wire }) {
    if (inputs.json !== undefined) await wire.clearReport(inputs.json);
    const instance = await wire.sigstore(inputs.sigstore);
    const { signer, root } = instance;
    const stores = await wire.stores(inputs.store, inputs.bundleFolder, inputs.githubToken);
    const files = await wire.files();
    const selection = {
      patterns: inputs.files,
      base: inputs.base ?? environment.workspace,
      most: limits.subjects,
    };
    const artifacts = await files.artifacts(selection, inputs.sha512 ? ['sha256', 'sha512'] : ['sha256']);
    checkPrivacy(await signer.identify(), instance.name, inputs.allowPrivateNamesInPublicLog);
    const { clock } = wire;
    const result = await seal(artifacts, environment.serverUrl, {
      signer,
      stores,
      root,
      clock,
    });
    const bundles = pathsOf(result, 'path');
    const repeat = verifyCommand(result, {
      patterns: inputs.files,
      base: inputs.base,
      bundles,
      trustedRoot: instance.trustedRootPath,
    });
    const report = {
      verb: 'seal',
      status: 'pass',
      verdicts: result.verdicts,
      sealed: {
        key: result.statement.key,
        predicateType: result.statement.predicateType,
        bundles,
        urls: pathsOf(result, 'url'),
        reused: result.reused,
        instance: instance.name,
      },
      notices: [],
      repeat,
    } as const;
    if (inputs.json !== undefined) await wire.writeReport(inputs.json, report);
    return {
      report,
      outputs: {
        subjects: JSON.stringify(result.statement.subjects),
        bundles: bundles.join('\n'),
        attestationUrls: report.sealed.urls.join('\n'),
        verifyCommand: repeat,
      },
    };
  },
});

function pathsOf({ stored }: SealResult, key: 'path' | 'url'): readonly string[] {
  return stored.flatMap((one) => one[key] ?? []);
}
