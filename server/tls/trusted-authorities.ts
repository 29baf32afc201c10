// Authorities of homes: other nodes may show certificates of theirs, beside those of the public authorities.
// Read once, and checked before anybody relies on them.
import { X509Certificate } from 'node:crypto'
import { dayOf, readPem, TlsRefusal } from './tls-files.ts'

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** The certificates of a file, in PEM, each by itself; throws a TlsRefusal. */
export function readAuthorities(file: string, now: number): readonly string[] {
  const found = readPem(file, '--peers-authorities').match(BLOCK) ?? []
  if (found.length === 0) {
    throw new TlsRefusal(
      `--peers-authorities: ${file} holds no certificate in PEM format, which begins with -----BEGIN CERTIFICATE-----.`,
    )
  }
  for (const pem of found) {
    const endsAt = endOf(pem, file)
    if (endsAt <= now) {
      throw new TlsRefusal(
        `--peers-authorities: a certificate in ${file} ended on ${dayOf(endsAt)}. Put a newer one there, or take it out.`,
      )
    }
  }
  return found
}

/** In ms since 1970. */
function endOf(pem: string, file: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo)
  } catch (error) {
    throw new TlsRefusal(`--peers-authorities: a certificate in ${file} cannot be read.`, { cause: error })
  }
}
