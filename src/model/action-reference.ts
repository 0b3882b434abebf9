/** How docs and examples name these actions. Until the first release the commit is forty zeros, on purpose. */
export const ACTION_REPOSITORY = 'custody-actions/custody';
export const ACTION_COMMIT = '0'.repeat(40);

/** `OWNER/REPOSITORY[/actions/VERB]@COMMIT`: the root action is `seal`. */
export function actionReference(verb: string): string {
  return `${ACTION_REPOSITORY}${isRootVerb(verb) ? '' : `/actions/${verb}`}@${ACTION_COMMIT}`;
}

/** True for the verb whose action.yml lies at the root. */
export function isRootVerb(verb: string): boolean {
  return verb === 'seal';
}
