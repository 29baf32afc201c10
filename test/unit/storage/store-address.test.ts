// What --store may say, and that no sentence about it has the password in it.
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'
import { StoreRefusal } from '../../../server/storage/store-refusal.ts'

function databaseOf(text: string) {
  const address = parseStoreAddress(text)
  if (address.kind !== 'postgres') throw new Error('no database')
  return address.database
}

function refusalOf(text: string): string {
  try {
    parseStoreAddress(text)
  } catch (error) {
    if (error instanceof StoreRefusal) return error.message
    throw error
  }
  throw new Error(`${text} was taken`)
}

describe('the address of a store', () => {
  test('is sqlite, or a database by its user, password, host, port and name', () => {
    expect(parseStoreAddress('sqlite')).toEqual({ kind: 'sqlite' })
    const address = databaseOf('postgresql://ada:p%40ss%2Fw@db.example:6000/my%20worlds')
    expect(address).toMatchObject({
      host: 'db.example',
      port: 6000,
      database: 'my worlds',
      user: 'ada',
      name: 'db.example:6000/my worlds',
    })
    expect(address.password?.()).toBe('p@ss/w')
  })

  test('leaves out what the client library knows by itself: user, password, port', () => {
    expect(databaseOf('postgres://db/worlds')).toMatchObject({ user: null, password: null, port: 5432 })
  })

  test('may name the folder of a socket, or an IPv6 address', () => {
    expect(databaseOf('postgres:///worlds?host=/run/postgresql').host).toBe('/run/postgresql')
    expect(databaseOf('postgres://%2Frun%2Fpostgresql/worlds').host).toBe('/run/postgresql')
    expect(databaseOf('postgres://[::1]/worlds')).toMatchObject({ host: '::1', name: '[::1]/worlds' })
  })

  test('encrypts where the server can, unless it is on this machine or the address says more', () => {
    expect(databaseOf('postgres://db.example/worlds').tls.mode).toBe('prefer')
    expect(databaseOf('postgres://localhost/worlds').tls.mode).toBe('disable')
    expect(databaseOf('postgres://127.0.0.1/worlds').tls.mode).toBe('disable')
    expect(databaseOf('postgres://127.example/worlds').tls.mode).toBe('prefer')
    expect(databaseOf('postgres://db/worlds?sslmode=verify-full&sslrootcert=ca.pem').tls).toMatchObject({
      mode: 'verify-full',
      authority: 'ca.pem',
    })
  })

  test('shows its password to nobody who prints it', () => {
    const address = parseStoreAddress('postgres://ada:hunter2@db/worlds')
    expect(inspect(address, { depth: 9, showHidden: true })).not.toContain('hunter2')
    expect(JSON.stringify(address)).not.toContain('hunter2')
  })

  test.each([
    'mysql://ada:hunter2@db/worlds',
    'hunter2',
    'postgres://ada:hunter2@db',
    'postgres://ada:hunter2@db/',
    'postgres://ada:hunter2#1@db/worlds',
    'postgres://ada:1#hunter2@db/worlds',
    'postgres://ada:12/hunter2@db/worlds',
    'postgres://ada:12/hunter2@db',
    'postgres://ada:12?hunter2@db/worlds',
    'postgres://ada:12/a?hunter2@db/worlds',
    'postgres://ada:hunter2%@db/worlds',
    'postgres://ada:hunter2@db/worlds?timeout=3',
    'postgres://ada:hunter2@db/worlds?sslmode=hunter2',
    'postgres://ada:hunter2@db:port/worlds',
  ])('is refused in one sentence that quotes nothing: %s', (text) => {
    const sentence = refusalOf(text)
    expect(sentence).toMatch(/--store.*\.$/)
    expect(sentence).not.toContain('hunter2')
  })
})
