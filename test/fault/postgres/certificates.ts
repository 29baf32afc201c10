// Certificates for a database server, made by openssl: an authority, and what it signed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Signed {
  readonly certificate: string
  readonly key: string
}

export interface Authority {
  /** The file of its certificate. */
  readonly certificate: string
  /** Signs a certificate for hosts such as `DNS:localhost`; `days` may be in the past. */
  sign(name: string, hosts: readonly string[], days?: number): Signed
}

const openssl = (...args: readonly string[]): void =>
  void execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })

/** `within`: a folder that the database's server may read. */
export function makeAuthority(name: string, within: string): Authority {
  const folder = mkdtempSync(join(within, 'tls-'))
  const at = (file: string): string => join(folder, file)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  )
  own(folder)
  return {
    certificate: at('ca.crt'),
    sign(subject, hosts, days = 2) {
      const [key, request, certificate] = [at(`${subject}.key`), at(`${subject}.csr`), at(`${subject}.crt`)]
      openssl('req', ...newKey, '-subj', `/CN=${subject}`, '-keyout', key, '-out', request)
      const names = at(`${subject}.names`)
      writeFileSync(names, hosts.length === 0 ? '' : `subjectAltName=${hosts.join(',')}\n`)
      const signing = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', names]
      openssl('x509', '-req', '-in', request, ...signing, '-days', String(days), '-out', certificate)
      own(folder)
      return { certificate, key }
    },
  }
}

/** Where the tests are root, the server is another user, and takes no key that others may read. */
function own(folder: string): void {
  if (process.getuid?.() === 0) execFileSync('chown', ['-R', 'postgres', folder])
}
