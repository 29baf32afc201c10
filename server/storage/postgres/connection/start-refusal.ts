// Why a database could not be opened, in one sentence that says what to do. Messages are ours: the server's
// own may have data in them, and the client library's may quote an address.
import { StoreRefusal } from '../../store-refusal.ts'
import type { DatabaseAddress } from './database-address.ts'
import { isWithoutTls } from './database-tls.ts'

/** Why a connection was lost. */
export const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.name === 'ConnectionLost' ? (error.cause ?? error) : error

export function refusalOf(error: unknown, address: DatabaseAddress): StoreRefusal {
  if (error instanceof StoreRefusal) return error
  return new StoreRefusal(sentenceOf(error, address), { cause: error })
}

const CHECK = 'check the address in --store'

function sentenceOf(error: unknown, { name, user, password }: DatabaseAddress): string {
  if (isWithoutTls(error)) {
    return `The database ${name} offers no encryption: turn it on there (ssl = on), or take sslmode out of --store.`
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `The certificate of the database ${name} is for another host: write the host in --store as its certificate names it.`
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return `The certificate of the database ${name} has ended: give its server a new one.`
  }
  if (CERTIFICATE.test(code)) {
    return `The certificate of the database ${name} cannot be trusted (${code}): name the file of its authority with sslrootcert in --store, or ${CHECK}.`
  }
  const [database, host] = [name.slice(name.lastIndexOf('/') + 1), name.slice(0, name.lastIndexOf('/'))]
  switch (code) {
    case '28000':
      return `The database ${name} does not let ${user ?? 'this user'} in from here: its pg_hba.conf asks for another user, for encryption (sslmode), or for a certificate (sslcert and sslkey).`
    case '28P01':
      return `The database ${name} does not let ${user ?? 'this user'} in: check the user and the password in --store.`
    case '3D000':
      return `There is no database ${database} at ${host}: make it first (createdb ${database}), or name another one in --store.`
    case '42501':
      return `${user ?? 'This user'} may not make tables in ${name}: give them the right to (GRANT CREATE ON SCHEMA public), or name another user in --store.`
    case '42P07':
    case '42703':
    case '42P01':
      return `There are tables of another program in the database ${name}: name one of Inkland's own in --store.`
    case '53300':
      return `The database ${name} has too many connections: raise its max_connections, or end others.`
    case '57P03':
      return `The database ${name} is starting or stopping: try again in a moment.`
    case '25006':
      return `The database ${name} takes no writes, as it is a standby: name the primary in --store.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of the database ${name} is not known: ${CHECK}.`
    case 'ECONNREFUSED':
    case 'ENOENT':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `No PostgreSQL answers at ${host}: start it, or ${CHECK}.`
  }
  if (code !== '') return `The database ${name} cannot be used (${code}): ${CHECK}.`
  const words = error instanceof Error ? error.message : ''
  if (words.startsWith('SASL') && password === null) {
    return `The database ${name} asks for a password: write it in INKLAND_STORE, as in postgres://USER:PASSWORD@HOST/DATABASE.`
  }
  return `What answers at ${host} is no PostgreSQL, or does not answer in time: ${CHECK}.`
}

/** OpenSSL's and Node's names for what is wrong with a certificate. */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER|^ERR_TLS/
