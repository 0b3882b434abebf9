/**
 * `conformance`: the client of the public conformance suite
 * (https://github.com/sigstore/sigstore-conformance/blob/main/docs/cli_protocol.md). Not how artifacts are verified:
 * it asks for less than `verify`, as that protocol does.
 */
import { defineCommand } from '../kit/define.ts';
import { flag, paths, text } from '../kit/inputs.ts';
import { Fault } from '../model/fault.ts';
import { signBundle } from './sign-bundle.ts';
import { verifyBundle } from './verify-bundle.ts';

const purpose = `
For the [public conformance suite](https://github.com/sigstore/sigstore-conformance) of Sigstore clients, and for
whoever compares clients:

\`\`\`sh
custody conformance verify-bundle --bundle FILE --certificate-identity NAME --certificate-oidc-issuer URL FILE_OR_DIGEST
custody conformance verify-bundle --bundle FILE --key PEM FILE_OR_DIGEST
custody conformance sign-bundle --identity-token TOKEN --bundle FILE [--in-toto] FILE
\`\`\`

Both take \`--trusted-root FILE\`, and \`sign-bundle\` takes \`--signing-config FILE\`; without them the public-good
instance counts. The digest is \`sha256:\` and 64 hexadecimal digits. The exit code is the whole result.

Use \`verify\` for artifacts that matter: this command knows no source, no ref and no provenance.
`.trim();

export default defineCommand({
  name: 'conformance',
  title: 'Custody conformance',
  description: 'Sign or verify one bundle, as the conformance suite of Sigstore clients asks.',
  purpose,
  permissions: {},
  inputs: {
    words: paths({
      description: '`verify-bundle` and the file or its digest, or `sign-bundle` and the file.',
      required: true,
      example: 'verify-bundle',
    }),
    bundle: text({
      description: 'The bundle to read or to write.',
      required: true,
      example: 'a.sigstore.json',
    }),
    certificateIdentity: text({ description: 'Who must have signed: the name in the certificate, exactly.' }),
    certificateOidcIssuer: text({
      description: 'The issuer of the token with which it was signed, exactly.',
    }),
    key: text({ description: 'A public key in PEM that must have signed, in place of an identity.' }),
    trustedRoot: text({ description: 'A `trusted_root.json`; the public-good one unless given.' }),
    signingConfig: text({ description: 'A `signing_config.json`; the public-good one unless given.' }),
    identityToken: text({
      description:
        'The OIDC token to sign with. Every user of a machine can read the commands that run on it.',
      secret: 'option',
    }),
    inToto: flag({ description: 'Sign the file as an in-toto statement.', default: false }),
    staging: flag({ description: 'The staging instance, whose root must be given.', default: false }),
  },
  outputs: {},

  async run(inputs, { wire }) {
    const [command, file, ...more] = inputs.words;
    if (file === undefined || more.length > 0) throw wrongWords('it takes one of the two and one file');
    if (inputs.staging) checkStaging(inputs);
    const call = { ...inputs, file };
    switch (command) {
      case 'verify-bundle':
        return { report: await verifyBundle(call, wire), outputs: {} };
      case 'sign-bundle':
        return { report: await signBundle(call, wire), outputs: {} };
      default:
        throw wrongWords(`it is followed by \`${command}\``);
    }
  },
});

/** What both commands are called with. */
export interface ConformanceCall {
  readonly file: string;
  readonly bundle: string;
  readonly certificateIdentity: string | undefined;
  readonly certificateOidcIssuer: string | undefined;
  readonly key: string | undefined;
  readonly trustedRoot: string | undefined;
  readonly signingConfig: string | undefined;
  readonly identityToken: string | undefined;
  readonly inToto: boolean;
}

/** The roots of the staging instance are not carried along: they are nobody's trust. */
function checkStaging({
  trustedRoot,
  signingConfig,
  words,
}: {
  trustedRoot: string | undefined;
  signingConfig: string | undefined;
  words: readonly string[];
}): void {
  if (trustedRoot !== undefined && (words[0] !== 'sign-bundle' || signingConfig !== undefined)) return;
  throw new Fault('CUSTODY-103', '`--staging` needs `--trusted-root`, and for signing `--signing-config`.', {
    hint: 'Take both from the targets of https://github.com/sigstore/root-signing-staging.',
  });
}

function wrongWords(found: string): Fault {
  return new Fault(
    'CUSTODY-104',
    `\`custody conformance\` takes \`verify-bundle\` or \`sign-bundle\`: ${found}.`,
    {
      hint: 'See `custody conformance --help`.',
    },
  );
}
