/** The two faults of an artifact that is looked into: it is not what it should be, or it is too much. */
import { Fault } from '../model/fault.ts';
import { limits } from '../model/limits.ts';

/** @param reason a clause that follows the name of the file: `it is cut short` */
export function unreadable(file: string, reason: string): Fault {
  return new Fault('CUSTODY-410', `${file} cannot be taken stock of: ${reason}`, {
    hint: 'Make it again with the tool that it belongs to. What two programs could read in two ways is refused.',
    at: { file },
  });
}

/**
 * @param found a clause that follows the name of the file: `unpacks to more than 9 bytes`
 * @param limit the entry of `limits` that was passed
 */
export function beyond(file: string, found: string, limit: keyof typeof limits): Fault {
  return new Fault('CUSTODY-404', `${file} ${found}; the limit \`${limit}\` was passed`, {
    hint: `\`${limit}\` is ${limits[limit]}. Ask where a file of such size comes from; one that is meant to be so large is to be split.`,
    at: { file },
  });
}
