/**
 * How a field of the policy file is declared: a kind knows how a value is read, what a JSON Schema says of it, and in
 * which words the reference does. What a file breaks is collected, each with its place, so that all is told at once.
 */
import type { YamlNode } from '../formats/yaml.ts';
import type { FaultCode } from '../model/codes.ts';
import { Fault, type Place } from '../model/fault.ts';
import { limits } from '../model/limits.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** What is wrong with a value, in words that follow its name, and how to put it right in whole sentences. */
export interface Problem {
  readonly problem: string;
  readonly fix: string;
}

export interface Kind<T> {
  /** Without a description: that is the field's. */
  readonly schema: Schema;
  /** `list of names`. */
  readonly words: string;
  /** The map inside: its fields stand in a section of their own in the reference. */
  readonly inside?: { readonly step: string; readonly fields: Fields };
  /** The value; or `undefined` when it cannot be used, which `here` was told. */
  read(node: YamlNode, here: Here): T | undefined;
}

/** A field; the value of an `always` one is never absent. */
export interface Field<T, Always extends boolean = boolean> {
  readonly kind: Kind<T>;
  readonly description: string;
  readonly always: Always;
  /** What stands for an absent value, and its words where it cannot be written down. */
  readonly fallback?: { readonly value: T; readonly words: string };
  /** Absent, it is read as an empty map. */
  readonly assumed?: true;
  readonly unbuilt?: true;
}

/** By key in camel case. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

export function required<T>(kind: Kind<T>, description: string): Field<T, true> {
  return { kind, description, always: true };
}

export function optional<T>(kind: Kind<T>, description: string): Field<T, false> {
  return { kind, description, always: false };
}

/** @param words the value as it is written, or in words */
export function defaulted<T>(kind: Kind<T>, value: T, words: string, description: string): Field<T, true> {
  return { kind, description, always: true, fallback: { value, words } };
}

/** A map that is there whether it is written or not. */
export function assumed<T>(kind: Kind<T>, description: string): Field<T, true> {
  return { kind, description, always: true, assumed: true };
}

/** The value with its own place beside it. */
export function stated<T, S extends object>(
  kind: Kind<T>,
  shape: (value: T) => S,
): Kind<S & { readonly at: Place }> {
  const read = (node: YamlNode, here: Here) => {
    const value = kind.read(node, here);
    return value === undefined ? undefined : { ...shape(value), at: node.at };
  };
  return { ...kind, read };
}

/** The name of something that another section declares; the lint looks whether it does. */
export function nameOf(section: Section, name: Kind<string>): Kind<string> {
  const read = (node: YamlNode, here: Here) => {
    const value = name.read(node, here);
    if (value !== undefined) here.refersTo(section, value);
    return value;
  };
  return { ...name, read };
}

/** A field that is part of the format, and refused by this version wherever it stands. */
export function unbuilt(description: string): Field<never, false> {
  const kind: Kind<never> = {
    schema: {},
    words: 'not built yet',
    read: (node, here) => here.refuse(node, notBuilt, 'CUSTODY-503'),
  };
  return { kind, description, always: false, unbuilt: true };
}

const notBuilt: Problem = {
  problem: 'is not built yet, and would be promised without being checked',
  fix: 'Leave it out, or use a version that has it.',
};

/** Must be written down. */
export function isNeeded({ always, fallback, assumed }: Field<unknown>): boolean {
  return always && !fallback && !assumed;
}

type Section = 'signers' | 'environments';

/** A name where it is used. */
interface Reference {
  readonly path: string;
  readonly section: Section;
  readonly name: string;
}

/** What one reading finds wrong, and where everything stands that it met; made once for each file. */
export class Reading {
  readonly faults: Fault[] = [];
  readonly references: Reference[] = [];
  readonly #places = new Map<string, Place>();
  readonly #refused: string[] = [];
  readonly #what: string;
  readonly #code: FaultCode;

  /** @param what the file is, and the code of what it says wrongly */
  constructor(what = 'the policy', code: FaultCode = 'CUSTODY-502') {
    this.#what = what;
    this.#code = code;
  }

  /** @param path of a value, such as `artifacts.shop.signers[0]` */
  note(path: string, at: Place): void {
    this.#places.set(path, at);
  }

  /** Whether the file holds it, in whatever state. */
  holds(path: string): boolean {
    return this.#places.has(path);
  }

  /** Whether nothing was wrong so far in these parts of the file. */
  isWhole(...sections: readonly string[]): boolean {
    return !this.#refused.some((path) => sections.some((section) => path.startsWith(section)));
  }

  /** Whether no more faults will be told, so that none need be looked for. */
  get isFull(): boolean {
    return this.faults.length >= limits.policyFaults;
  }

  /** @param at where to point; at the value itself when absent */
  refuse(path: string, { problem, fix }: Problem, code: FaultCode = this.#code, at?: Place): undefined {
    this.#refused.push(path);
    if (this.isFull) return;
    const place = at ?? this.#places.get(path);
    const message = `${path === '' ? this.#what : path} ${problem}`;
    this.faults.push(new Fault(code, message, { hint: fix, ...(place && { at: place }) }));
  }
}

/** A value that is being read. */
export class Here {
  readonly path: string;
  /** Of the key, or of the item in a list: what a verdict points at. */
  readonly at: Required<Place>;
  readonly #reading: Reading;

  constructor(path: string, at: Required<Place>, reading: Reading) {
    this.path = path;
    this.at = at;
    this.#reading = reading;
  }

  /** One step further: `.name` or `[0]`. */
  inside(step: string, at: Required<Place>, node: YamlNode): Here {
    const path = `${this.path}${step.slice(0, 102)}`.replace(/^\./, '');
    this.#reading.note(path, node.at);
    return new Here(path, at, this.#reading);
  }

  get isFull(): boolean {
    return this.#reading.isFull;
  }

  refersTo(section: Section, name: string): void {
    this.#reading.references.push({ path: this.path, section, name });
  }

  refuse({ at }: { readonly at: Place }, problem: Problem, code?: FaultCode): undefined {
    this.#reading.refuse(this.path, problem, code, at);
  }
}
