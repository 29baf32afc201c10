// TLS between a node and a server that has it: what is encrypted is, and a certificate that is not right is
// refused in a sentence.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openNodeStore } from '../../../server/storage/opening/node-store.ts'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'
import { StoreRefusal } from '../../../server/storage/store-refusal.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { startPostgres, type PostgresServer } from '../../support/postgres/server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { makeAuthority, type Authority, type Signed } from './certificates.ts'

describe.skipIf(!hasPostgres)('[L16] TLS to the database', { timeout: 60_000 }, () => {
  let server: PostgresServer
  let ours: Authority
  let others: Authority
  let certificates: Record<'here' | 'elsewhere' | 'localhost' | 'ended' | 'client', Signed>
  let made = 0
  beforeAll(async () => {
    server = await startPostgres({ withPassword: true, settings: { fsync: 'off' } })
    const one = (ours = makeAuthority('ours', server.folder))
    others = makeAuthority('others', server.folder)
    certificates = {
      here: one.sign('here', ['DNS:localhost', 'IP:127.0.0.1']),
      elsewhere: one.sign('elsewhere', ['DNS:database.example']),
      localhost: one.sign('localhost', ['DNS:localhost']),
      ended: one.sign('ended', ['IP:127.0.0.1'], -1),
      client: one.sign('postgres', []),
    }
    await server.ask(`ALTER SYSTEM SET ssl_ca_file = '${one.certificate}'`)
    await show('here')
    await server.ask('ALTER SYSTEM SET ssl = on')
    await server.ask('SELECT pg_reload_conf()')
  })
  afterAll(() => server.remove())

  const filesOf = ({ certificate, key }: Signed) => ({ ssl_cert_file: certificate, ssl_key_file: key })

  /** The server shows another certificate from now on. */
  async function show(which: keyof typeof certificates): Promise<void> {
    for (const [name, value] of Object.entries(filesOf(certificates[which])))
      await server.ask(`ALTER SYSTEM SET ${name} = '${value}'`)
    await server.ask('SELECT pg_reload_conf()')
  }

  async function newStore(options: string, host = '127.0.0.1'): Promise<string> {
    const name = `worlds_${(made += 1)}`
    await server.ask(`CREATE DATABASE ${name}`)
    return `${server.url(name).replace('127.0.0.1', host)}?${options}`
  }

  /** Whether all connections of a store are encrypted; why it cannot be opened, where it cannot. */
  async function opened(options: string, host?: string): Promise<boolean | string> {
    const logger = { warn: () => undefined, error: () => undefined }
    const address = parseStoreAddress(await newStore(options, host))
    try {
      const store = await openNodeStore(address, { folder: temporaryFolder(), logger })
      await store.worlds('here')
      const isEncrypted = await areEncrypted()
      await store.close()
      return isEncrypted
    } catch (error) {
      if (error instanceof StoreRefusal) return error.message
      throw error
    }
  }

  async function areEncrypted(): Promise<boolean> {
    const rows = await server.ask(
      `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'inkland'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    return rows.every(({ ssl }) => ssl === true)
  }

  const root = ({ certificate }: Authority): string => `sslrootcert=${certificate}`

  test('a node whose database has the right certificate runs, and all of its connections are encrypted', async () => {
    await show('here')
    const store = await newStore(`sslmode=verify-full&${root(ours)}`)
    await using node = await startServer({ env: { INKLAND_STORE: store } })
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200)
    expect(await areEncrypted()).toBe(true)
    expect(node.log()).not.toMatch(/not encrypted/)
  })

  test('each sslmode is what libpq says', async () => {
    await show('here')
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await opened(`sslmode=verify-full&${root(ours)}`, host)).toBe(true)
    for (const options of [`sslmode=verify-ca&${root(ours)}`, 'sslmode=require', 'sslmode=prefer'])
      expect(await opened(options), options).toBe(true)
    for (const options of ['sslmode=disable', '']) expect(await opened(options), options).toBe(false)
  })

  test('an authority that did not sign it is refused', async () => {
    await show('here')
    for (const mode of ['verify-full', 'verify-ca', 'require']) {
      expect(await opened(`sslmode=${mode}&${root(others)}`), mode).toMatch(
        /^The certificate of the database 127.*cannot be trusted \([A-Z_]+\): name the file of its authority with sslrootcert/,
      )
    }
    expect(await opened('sslmode=verify-full')).toMatch(/cannot be trusted/)
    expect(await opened(`sslmode=verify-full&sslrootcert=${certificates.here.key}`)).toMatch(/\w\.$/)
  })

  test('a certificate for another host is refused, whether the host is a name or an address', async () => {
    const another = /^The certificate of the database .* is for another host: write the host in --store/
    await show('elsewhere')
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await opened(`sslmode=verify-full&${root(ours)}`, host)).toMatch(another)
    expect(await opened(`sslmode=verify-ca&${root(ours)}`)).toBe(true)
    await show('localhost')
    expect(await opened(`sslmode=verify-full&${root(ours)}`, 'localhost')).toBe(true)
    expect(await opened(`sslmode=verify-full&${root(ours)}`, '127.0.0.1')).toMatch(another)
  })

  test('a certificate that has ended is refused', async () => {
    await show('ended')
    expect(await opened(`sslmode=verify-full&${root(ours)}`)).toMatch(
      /^The certificate of the database .* has ended: give its server a new one\.$/,
    )
  })

  test('a server that asks for encryption or a certificate of the node says so, and gets them', async () => {
    await show('here')
    const rules = join(server.folder, 'data', 'pg_hba.conf')
    const before = readFileSync(rules, 'utf8')
    const asks = async (rule: string): Promise<void> => {
      writeFileSync(
        rules,
        `hostssl postgres all 127.0.0.1/32 scram-sha-256\nhost postgres all 127.0.0.1/32 scram-sha-256\n${rule}\n`,
      )
      await server.ask('SELECT pg_reload_conf()')
    }
    const refused =
      /^The database .* does not let postgres in from here: its pg_hba\.conf asks for .*encryption \(sslmode\), or for a certificate/
    await asks('hostssl all all 127.0.0.1/32 scram-sha-256')
    expect(await opened('sslmode=disable')).toMatch(refused)
    expect(await opened('sslmode=require')).toBe(true)
    await asks('hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca')
    expect(await opened('sslmode=require')).toMatch(refused)
    const { certificate, key } = certificates.client
    expect(await opened(`sslmode=verify-full&${root(ours)}&sslcert=${certificate}&sslkey=${key}`)).toBe(true)
    writeFileSync(rules, before)
    await server.ask('SELECT pg_reload_conf()')
  })
})
