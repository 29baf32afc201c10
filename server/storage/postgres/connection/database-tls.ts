// TLS to the database, as libpq's `sslmode` says it.
import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { StoreRefusal } from '../../store-refusal.ts'
import type { DatabaseTls } from './database-address.ts'

/** False: none. Rejects with a StoreRefusal where a file cannot be read. */
export async function tlsOptions(tls: DatabaseTls): Promise<false | ConnectionOptions> {
  const { mode, authority, certificate, key } = tls
  if (mode === 'disable') return false
  const files = {
    ...(authority !== null && { ca: await fileAt('sslrootcert', authority) }),
    ...(certificate !== null && { cert: await fileAt('sslcert', certificate) }),
    ...(key !== null && { key: await fileAt('sslkey', key) }),
  }
  if (mode === 'verify-full') return files
  // As libpq has it: with an authority of one's own, its certificates alone count.
  if (mode === 'verify-ca' || (mode === 'require' && authority !== null)) {
    return { ...files, checkServerIdentity: () => undefined }
  }
  return { ...files, rejectUnauthorized: false }
}

async function fileAt(option: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new StoreRefusal(`The file that ${option} names in --store cannot be read: ${path}.`, {
      cause: error,
    })
  }
}

/** The server has no TLS; the client library has no code for that. */
export const isWithoutTls = (error: unknown): boolean =>
  error instanceof Error && error.message === 'The server does not support SSL connections'
