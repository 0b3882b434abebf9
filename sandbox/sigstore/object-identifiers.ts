/** Object identifiers that the sandbox writes or reads, with the text that registers each. */

/** RFC 5480, RFC 5758. */
export const ALGORITHM = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
} as const;

/** RFC 5280 section 4.2; the last two RFC 6962 sections 3.1 and 3.3. */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  poison: '1.3.6.1.4.1.11129.2.4.3',
  signedCertificateTimestamps: '1.3.6.1.4.1.11129.2.4.2',
} as const;

/** RFC 5280 section 4.2.1.12. */
export const PURPOSE = { codeSigning: '1.3.6.1.5.5.7.3.3', timeStamping: '1.3.6.1.5.5.7.3.8' } as const;

/** X.520 attribute types of a distinguished name. */
export const ATTRIBUTE = { organization: '2.5.4.10', commonName: '2.5.4.3' } as const;

/** RFC 5652, RFC 3161 and RFC 5035. */
export const MESSAGE = {
  signedData: '1.2.840.113549.1.7.2',
  timestampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

/** Fulcio's arc: `1.3.6.1.4.1.57264.1.N` are the claims of a certificate, `…57264.2` the timestamp policy. */
export const FULCIO_CLAIMS = '1.3.6.1.4.1.57264.1';
export const TIMESTAMP_POLICY = '1.3.6.1.4.1.57264.2';
