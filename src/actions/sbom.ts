/** `sbom`: make the SBOM of an artifact, hold one against its artifact, compare two. */
import { defineAction } from '../kit/define.ts';
import { choice, lines, paths, text } from '../kit/inputs.ts';
import { Fault } from '../model/fault.ts';
import { retryFor } from './retry-for.ts';
import { sealedInputs } from './sealed-inputs.ts';

const purpose = `
\`make\` writes an SBOM **of the artifact**: what its own bytes show (a manifest, build information in a binary, the source map or
the content of a bundle), completed by what the lockfiles of its build say of the same packages. What a lockfile names and the
artifact does not hold is not listed. Two figures say how far it is true: *precision*, the share of listed components that
something in the artifact shows, and *recall*, the share of its bytes that are owed to a listed component or to the product
itself. Bytes that no reader can look into count as *opaque*, never as "no dependencies".

\`check\` computes the same figures for an SBOM that anybody made, and names what it lists and nothing shows, and what the artifact
shows and it does not list. A package that is listed twice counts once, and recall is never more than the share of the packages
shown that it lists: leaving out those that have no bytes of their own gains nothing. \`diff\` says what two SBOMs differ in: files,
or the SBOMs of two sealed artifacts by their digests, which are proven like any evidence and so need \`repository\` and
\`signer-workflow\`.

The same inputs make the same bytes: the serial number follows from the content, the time is that of \`SOURCE_DATE_EPOCH\` or of
the commit. No process is started and nothing is asked on the network. [What is read](sbom-readers.md).

\`\`\`sh
custody sbom make dist/app.tgz
custody sbom check app.cdx.json --artifact dist/app.tgz
custody sbom diff old.cdx.json new.cdx.json --print markdown
custody sbom diff sha256:… sha256:… --repository acme/shop --signer-workflow .github/workflows/release.yml
\`\`\`
`.trim();

const aShare = (value: string) =>
  /^(?:0(?:\.\d+)?|1(?:\.0+)?)$/.test(value)
    ? undefined
    : { problem: 'is no share from 0 to 1', fix: 'Write a number such as 0.98.' };

export default defineAction({
  name: 'sbom',
  title: 'Custody sbom',
  description: 'Make the SBOM of an artifact from its bytes, measure how far it is true, and compare.',
  purpose,
  permissions: {
    attestations: { access: 'read', why: 'to compare what was sealed in a private repository' },
  },
  branding: { icon: 'list', color: 'blue' },
  inputs: {
    files: paths({
      description:
        'Artifacts, or lockfiles: paths and globs, one per line; `!` excludes. For `check` the SBOM, for `diff` two of them. On the command line `make`, `check` or `diff` stands before them.',
      required: true,
      example: 'dist/*.tgz',
    }),
    command: choice({
      description: 'What is done; `make` unless given.',
      choices: ['make', 'check', 'diff'],
    }),
    base: text({
      description: 'Folder that the names of artifacts are relative to. The workspace unless given.',
    }),
    lockfiles: lines({
      description:
        'Lockfiles of the build, one per line, relative to the base. Those of the nearest folder that has any unless given, from the base up to the workspace: what was installed is looked for there too.',
    }),
    format: choice({
      description: 'The format to write.',
      choices: ['cyclonedx', 'spdx', 'both'],
      default: 'cyclonedx',
    }),
    specVersion: choice({
      description: 'The version of CycloneDX to write.',
      choices: ['1.6', '1.7'],
      default: '1.6',
    }),
    folder: text({ description: 'Folder to write to.', default: 'custody-sboms' }),
    author: text({
      description: 'The organisation that answers for the SBOM; the owner of the repository unless given.',
    }),
    artifact: text({ description: 'For `check`: the artifact that the SBOM is said to be of.' }),
    precision: text({
      description: 'The least precision that passes `check`.',
      default: '0.98',
      check: aShare,
    }),
    recall: text({ description: 'The least recall that passes `check`.', default: '0.95', check: aShare }),
    fields: text({
      description: 'The least share of minimum elements (NTIA and CISA) that passes `check`.',
      default: '0',
      check: aShare,
    }),
    print: choice({
      description: 'How `diff` says what differs.',
      choices: ['table', 'markdown', 'json'],
      default: 'table',
    }),
    ...sealedInputs,
    retryFor,
    json: text({ description: 'Path for the report as JSON (schema/report.v1.schema.json).' }),
  },
  outputs: { sbomPaths: 'Paths of the SBOMs on this machine, one per line.' },

  async run(inputs, context) {
    const [first = '', ...rest] = inputs.files;
    const named = inputs.command === undefined && isCommand(first) ? first : undefined;
    const command = named ?? inputs.command ?? 'make';
    const files = named ? rest : inputs.files;
    if (files.length === 0) throw nothingNamed(command);
    switch (command) {
      case 'make':
        return (await import('./sbom-make.ts')).makeSboms({ ...inputs, files }, context);
      case 'check':
        return (await import('./sbom-check.ts')).checkOne({ ...inputs, files }, context);
      case 'diff':
        return (await import('./sbom-diff.ts')).diffTwo({ ...inputs, files }, context);
    }
  },
});

function isCommand(word: string): word is 'make' | 'check' | 'diff' {
  return ['make', 'check', 'diff'].includes(word);
}

function nothingNamed(command: string): Fault {
  return new Fault('CUSTODY-101', `\`custody sbom ${command}\` is given no file`, {
    hint: `Name one behind it. A file that is called \`${command}\` is \`./${command}\`.`,
  });
}
