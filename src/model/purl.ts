/** A package URL in parts (ECMA-427, https://github.com/package-url/purl-spec 1.0.1): the name of a package anywhere. */
export interface Purl {
  /** In lower case: `npm`, `maven`, or one that nobody has registered. */
  readonly type: string;
  /** Decoded segments with `/` between them: `@acme`, `org.apache.commons`, `github.com/acme`. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Lower-case keys to decoded values, none of them empty. */
  readonly qualifiers?: Readonly<Record<string, string>>;
  /** Decoded segments with `/` between them, relative to the package's root; none is `.` or `..`. */
  readonly subpath?: string;
}
