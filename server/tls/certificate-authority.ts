// A certificate for a node at home, and an authority of its own that vouches for it: no public authority
// vouches for `laptop.lan` or 192.168.1.5. A phone that trusts the authority trusts it for these names alone
// (name constraints, RFC 5280 4.2.1.10): a thief of its key could pretend to be this node, and no other.
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  AuthorityKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type JsonGeneralName,
} from '@peculiar/x509'
import { DAY_MS } from '../../shared/time/durations.ts'
import { isIP } from 'node:net'
import { constraintsOf } from './name-constraints.ts'

/** The longest that browsers take. */
export const CERTIFICATE_DAYS = 397
/** As long as one keeps a phone, and more. */
export const AUTHORITY_DAYS = 10 * 365
/** Clocks of phones are minutes behind. */
const EARLIER_MS = 60 * 60_000
const NAME_CONSTRAINTS = '2.5.29.30'
const SERIAL_BYTES = 16
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export interface Authority {
  /** In PEM, both. */
  readonly cert: string
  readonly key: string
}

interface Making {
  /** The names that reach the node: names in lower case, IP addresses. The first is the certificate's own. */
  readonly names: readonly string[]
  /** In ms since 1970. */
  readonly now: number
  readonly random: (bytes: number) => Uint8Array
}

/** An authority that may vouch for these names only. */
export async function makeAuthority({ names, now, random }: Making): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(random),
    name: [{ O: ['Inkland'] }, { CN: [`Inkland at ${names[0]}`] }],
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension(NAME_CONSTRAINTS, true, constraintsOf(names)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: pemIn(certificate), key: await pemOf(keys.privateKey) }
}

/** A certificate for these names, which the authority vouches for. */
export async function makeCertificate(
  { names, now, random }: Making,
  authority: Authority,
): Promise<{ readonly cert: string; readonly key: string }> {
  const issuer = new X509Certificate(authority.cert)
  const [pkcs8] = PemConverter.decode(authority.key)
  if (pkcs8 === undefined) throw new TypeError('the authority has no key')
  const signingKey = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign'])
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(random),
    // With spaces: a word could be taken for a name that the authority may not vouch for.
    subject: [{ CN: [`Inkland at ${names[0]}`] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now - EARLIER_MS),
    notAfter: new Date(now + CERTIFICATE_DAYS * DAY_MS),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map(nameOf)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  })
  return { cert: `${pemIn(certificate)}${authority.cert}`, key: await pemOf(keys.privateKey) }
}

/** Ends its last line, so that files of several can be put together by `cat`. */
const pemIn = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`

const nameOf = (value: string): JsonGeneralName => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })

async function pemOf(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), PemConverter.PrivateKeyTag)}\n`
}

/** Positive, as a serial number has to be. */
function serial(random: Making['random']): string {
  const bytes = Buffer.from(random(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}
