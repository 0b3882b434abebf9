/** Who resolves the names of signers for the rules: the compiler of a policy. */
import type { SignerRule } from '../../model/requirement.ts';

export type SignersByName = (names: readonly [string, ...string[]]) => readonly [SignerRule, ...SignerRule[]];
