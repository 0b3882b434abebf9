/**
 * `npm run sandbox`: boots the sandbox, prints the environment to export, and serves until it is interrupted.
 * `npm run sandbox -- run workflow.yml`: runs a workflow against a sandbox of its own.
 */
import { bootSandbox } from './index.ts';
import { runCommand } from './runner/index.ts';

const [command, ...words] = process.argv.slice(2);
const sandbox = await bootSandbox();

if (command === 'run') {
  process.exitCode = await runCommand(words, sandbox);
  await sandbox.close();
} else if (command === undefined) {
  const variables = Object.entries(sandbox.job()).map(([name, value]) => `export ${name}='${value}'`);
  console.log('# A Sigstore and a GitHub API on this machine. Paste this into another shell:');
  for (const line of variables) console.log(line);
  console.log(`
# then, for example:
#   custody seal --sigstore ${sandbox.folder} --store github FILE
#   custody verify --repository acme/shop --signer-workflow .github/workflows/release.yml \\
#     --issuer ${sandbox.issuer} --trusted-root ${sandbox.folder}/trusted_root.json FILE
# Interrupt with Ctrl-C; everything is forgotten then.`);
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
} else {
  console.error(
    `There is no command \`${command}\`: \`npm run sandbox\`, or \`npm run sandbox -- run <workflow.yml>\`.`,
  );
  await sandbox.close();
  process.exitCode = 2;
}
