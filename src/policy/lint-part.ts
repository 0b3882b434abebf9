/** What the lint of a policy works on. */
import type { policyFile } from './fields.ts';

type Entry<M> = NonNullable<M> extends ReadonlyMap<string, infer V> ? V : never;

/** A policy as far as it could be read. */
export type Part = ReturnType<typeof policyFile.readPart>;
export type SignerPart = Entry<Part['signers']>;
export type ArtifactPart = Entry<Part['artifacts']>;
export type EnvironmentPart = Entry<Part['environments']>;
