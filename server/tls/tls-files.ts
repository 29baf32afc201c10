// The certificate and the key that a node serves https with: read from their files, and checked before
// anybody relies on them, so that a sentence tells their faults, and not a browser.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'

export interface TlsFiles {
  /** Absolute: the certificate, and those that lead from it to its authority, in PEM. */
  readonly cert: string
  /** Absolute: its private key, in PEM. */
  readonly key: string
}

export interface Tls {
  readonly cert: string
  readonly key: string
  /** The names of the certificate: in lower case, without those with a `*`. */
  readonly names: readonly string[]
  /** When it ends, in ms since 1970. */
  readonly endsAt: number
  /** Warnings about a certificate that works: in sentences. */
  readonly doubts: readonly string[]
}

/** Why a certificate cannot be served, in one sentence that says what to do. */
export class TlsRefusal extends Error {
  override readonly name = 'TlsRefusal'
}

/** Reads both and checks that they are whole, belong together and have not ended; throws a TlsRefusal. */
export function readTls(files: TlsFiles, now: number): Tls {
  const cert = readPem(files.cert, '--tls-cert')
  const key = readPem(files.key, '--tls-key')
  const certificate = certificateIn(cert, files.cert)
  const privateKey = keyIn(key, files.key)
  if (!certificate.checkPrivateKey(privateKey)) throw new TlsRefusal(mismatch(cert, privateKey, files))
  const endsAt = Date.parse(certificate.validTo)
  if (endsAt <= now) {
    throw new TlsRefusal(
      `The certificate in ${files.cert} ended on ${dayOf(endsAt)}. Put a newer one there, or make one with \`npm run inkland -- certificate\`.`,
    )
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw new TlsRefusal(`The certificate in ${files.cert} cannot be used: ${said(error)}.`, { cause: error })
  }
  return { cert, key, names: namesOf(certificate), endsAt, doubts: doubtsOf(certificate, files, now) }
}

/** A day in words that every reader knows: 2027-12-24. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The content of a file that a flag names; throws a TlsRefusal. */
export function readPem(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') throw new TlsRefusal(`${flag}: there is no file ${file}.`, { cause: error })
    if (code === 'EISDIR') throw new TlsRefusal(`${flag}: ${file} is a folder, not a file.`, { cause: error })
    if (code === 'EACCES')
      throw new TlsRefusal(`${flag}: this user may not read ${file}. Allow it, and nobody else.`, {
        cause: error,
      })
    throw new TlsRefusal(`${flag}: ${file} cannot be read (${said(error)}).`, { cause: error })
  }
}

function certificateIn(text: string, file: string): X509Certificate {
  if (/-----BEGIN (?:\w+ )*PRIVATE KEY-----/.test(text) && !text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new TlsRefusal(
      `${file} holds a key, not a certificate: perhaps --tls-cert and --tls-key are the wrong way round.`,
    )
  }
  try {
    return new X509Certificate(text)
  } catch (error) {
    throw new TlsRefusal(
      `${file} holds no certificate in PEM format, which begins with -----BEGIN CERTIFICATE-----.`,
      { cause: error },
    )
  }
}

function keyIn(text: string, file: string): KeyObject {
  if (text.includes('ENCRYPTED')) {
    throw new TlsRefusal(
      `The key in ${file} is locked with a passphrase. Unlock it with \`openssl pkey -in ${file} -out unlocked.key\`, and let only this user read it.`,
    )
  }
  try {
    return createPrivateKey(text)
  } catch (error) {
    throw new TlsRefusal(
      `${file} holds no private key in PEM format, which begins with -----BEGIN PRIVATE KEY-----.`,
      { cause: error },
    )
  }
}

/** A file of several may begin with the authority's. */
function mismatch(cert: string, key: KeyObject, files: TlsFiles): string {
  const others = cert.split(/(?=-----BEGIN CERTIFICATE-----)/).filter((part) => part.startsWith('-----BEGIN'))
  const isLater = others.slice(1).some((pem) => new X509Certificate(pem).checkPrivateKey(key))
  return isLater
    ? `In ${files.cert} the node’s own certificate must come first, before those of its authority.`
    : `The key in ${files.key} does not belong to the certificate in ${files.cert}.`
}

/** The certificate's text is `DNS:laptop.lan, IP Address:192.168.1.5`. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):([\w.:-]+)$/.exec(entry)?.[1]?.toLowerCase())
    .filter((name) => name !== undefined)
}

function doubtsOf(certificate: X509Certificate, files: TlsFiles, now: number): string[] {
  const doubts: string[] = []
  const from = Date.parse(certificate.validFrom)
  if (from > now)
    doubts.push(`The certificate is not valid until ${dayOf(from)}. Is this machine’s clock right?`)
  if (certificate.subjectAltName === undefined)
    doubts.push(
      'The certificate names nobody (it has no subject alternative name): browsers will not accept it.',
    )
  if (process.platform !== 'win32' && (statSync(files.key).mode & 0o077) !== 0)
    doubts.push(`Others on this machine may read the key in ${files.key}. Run \`chmod 600 ${files.key}\`.`)
  return doubts
}

/** Warnings about origins of the node, such as `https://my.domain`, that its certificate is not for. */
export function doubtsAbout({ cert }: Pick<Tls, 'cert'>, origins: readonly string[]): string[] {
  const certificate = new X509Certificate(cert)
  return origins.flatMap((origin) => {
    const { protocol, hostname } = new URL(origin)
    const host = hostname.replace(/^\[|\]$/g, '')
    const isNamed = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)
    return protocol !== 'https:' || isNamed !== undefined
      ? []
      : `The certificate is not for ${host}, by which this node is known: browsers and other nodes refuse it, unless a proxy with another one stands in front.`
  })
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))
