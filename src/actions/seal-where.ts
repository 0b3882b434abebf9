/** Where a verb signs and where it stores, decided by what the verified token says of the repository. */
import type { Context } from '../kit/define.ts';
import { flag, several, text, type ValuesOf } from '../kit/inputs.ts';
import type { Instance, Signing } from '../kit/wire.ts';
import { Fault } from '../model/fault.ts';
import type { TokenClaims } from '../model/token.ts';
import type { EvidenceStore } from '../ports/evidence.ts';
import { chooseInstance } from '../statements/instance.ts';
import { checkPrivacy } from '../statements/privacy.ts';
import { fallbackStore, withoutAttestations } from '../statements/store.ts';

/** What every verb that signs takes to know where. */
export const whereInputs = {
  sigstore: text({
    description:
      "The Sigstore instance that signs: `public`, `github` (GitHub's own, without a public log), or a folder with `trusted_root.json` and `signing_config.json`. `auto` takes `public` for a public repository and `github` for any other.",
    default: 'auto',
  }),
  allowPrivateNamesInPublicLog: flag({
    description:
      "Let a repository that is not public sign with `public`, whose log shows the repository's and the workflow's name to everyone, forever.",
    default: false,
  }),
  store: several({
    description:
      'Where the bundles go: `github` (the Attestations API), `files`, or both. `auto` takes `github` where the repository has that API, else `files`, and says so.',
    choices: ['auto', 'github', 'files'],
    default: 'auto',
  }),
  bundleFolder: text({
    description: 'Folder for bundles in files: `<name>.sigstore.json` beside an `index.json`.',
    default: 'custody-bundles',
  }),
};

export type Where = ValuesOf<typeof whereInputs> & { readonly githubToken: string | undefined };

/** Opens the instance that `sigstore:` names or stands for. Throws `CUSTODY-102`, `-303`, and what opening it throws. */
export async function openSigstore(
  where: Where,
  signing: Signing,
  claims: TokenClaims,
  { environment, log }: Context,
): Promise<Instance> {
  const { sigstore, allowPrivateNamesInPublicLog } = where;
  const name = chooseInstance(sigstore, claims, environment.serverUrl);
  if (sigstore === 'auto') {
    log(`sigstore: auto chose ${name}, because ${claims.repository} is ${claims.repositoryVisibility}`);
  }
  checkPrivacy(claims, name, allowPrivateNamesInPublicLog);
  return signing.open(name);
}

/** Told once where `auto` stores, and why it is not GitHub. */
type Tell = (notice: string) => void;

/** @throws Fault `CUSTODY-103` before anything is asked, when `auto` stands beside another choice */
export function checkStores({ store }: Where): void {
  if (!store.includes('auto') || store.length === 1) return;
  throw new Fault('CUSTODY-103', '`store: auto` stands alone', {
    hint: 'Write `store: auto`, or name the stores themselves: `github`, `files`, or both.',
  });
}

/**
 * Opens the stores that `store:` names or stands for.
 *
 * @param tell told when `auto` puts the bundles into files, now or later
 */
export async function openStores(
  where: Where,
  claims: TokenClaims,
  { environment, wire, log }: Context,
  tell: Tell,
): Promise<readonly [EvidenceStore, ...EvidenceStore[]]> {
  const { store, bundleFolder, githubToken } = where;
  const named = store.filter((name) => name !== 'auto');
  if (named.length > 0) return wire.stores(named, bundleFolder, githubToken);
  const inFiles = (reason: string) => {
    log(`store: auto chose files: ${reason}`);
    tell(
      `\`store: auto\` keeps the bundles as files in \`${bundleFolder}\`: ${reason}. Publish them with what was sealed.`,
    );
  };
  const against = await withoutAttestations(claims, environment.serverUrl, () => wire.forge(githubToken));
  if (against !== undefined) {
    inFiles(against);
    return wire.stores(['files'], bundleFolder, githubToken);
  }
  const [github] = await wire.stores(['github'], bundleFolder, githubToken);
  const [files] = await wire.stores(['files'], bundleFolder, githubToken);
  return [fallbackStore(github, files, ({ message }) => inFiles(message.replace(/\.$/, '')))];
}
