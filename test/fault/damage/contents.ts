// Everything that a store says of a folder, to compare: each under a name, with its reports of damage beside
// it.
import * as Y from 'yjs'
import { StoreFault, type DocumentKind, type Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { ada, bob } from '../../contract/made.ts'

export interface Contents {
  /** The data, by name; text that can be compared. */
  readonly read: ReadonlyMap<string, string>
  /** The store's own reports of damage, by the same names. */
  readonly told: ReadonlyMap<string, string>
}

export async function contentsOf(store: Store): Promise<Contents> {
  const read = new Map<string, string>()
  const told = new Map<string, string>()
  const look = async (name: string, ask: () => Promise<string>): Promise<void> => {
    try {
      read.set(name, await ask())
    } catch (error) {
      // Anything else is a stack for somebody.
      if (!(error instanceof StoreFault)) throw error
      told.set(name, error.message)
    }
  }
  let worlds: WorldRecord[] = []
  await look('worlds', async () => {
    worlds = await store.worlds('here')
    return JSON.stringify(
      worlds
        .map(({ id, line, address, title, owner }) => [id, line, address, title, owner])
        .sort((one, other) => (String(one) < String(other) ? -1 : 1)),
    )
  })
  for (const { key, address } of worlds) {
    for (const kind of ['scene', 'live'] as const) {
      await look(`${address} ${kind}`, () =>
        documentIn(store, { world: key, kind }, `${address} ${kind}`, told),
      )
      await look(`${address} ${kind} log`, () =>
        logIn(store, { world: key, kind }, `${address} ${kind} log`, told),
      )
    }
  }
  // Their versions say only whether somebody else has changed them meanwhile.
  for (const [name, kind] of [
    ['accounts', 'account'],
    ['pictures', 'asset'],
  ] as const) {
    await look(name, async () =>
      JSON.stringify((await store.records(kind)).map(({ id, value }) => [id, value])),
    )
  }
  await look('members', async () => JSON.stringify(await store.members()))
  await look('people', async () => JSON.stringify([await store.person(ada), await store.person(bob)]))
  await look('secret', async () =>
    Buffer.from(await store.secret('session', () => new Uint8Array(1))).toString('hex'),
  )
  await look('saving', async () => {
    await store.probe()
    return 'works'
  })
  return { read, told }
}

interface Key {
  readonly world: WorldRecord['key']
  readonly kind: DocumentKind
}

async function documentIn(store: Store, key: Key, name: string, told: Map<string, string>): Promise<string> {
  const { snapshot, tail, clients, isDamaged } = await store.open(key)
  if (isDamaged === true) told.set(name, 'rows of it are damaged')
  const doc = new Y.Doc()
  for (const bytes of [...(snapshot === null ? [] : [snapshot]), ...tail.map((row) => row.bytes)]) {
    Y.applyUpdate(doc, bytes)
  }
  return JSON.stringify([
    doc.getText('text').toJSON(),
    [...clients].sort((one, other) => (String(one) < String(other) ? -1 : 1)),
  ])
}

async function logIn(store: Store, key: Key, name: string, told: Map<string, string>): Promise<string> {
  const rows = await store.log(key, 0, 10_000)
  if (rows.some(({ quarantined }) => quarantined)) told.set(name, 'rows of it cannot be read')
  return JSON.stringify(
    rows.map(({ bytes, member, lastAt }) => [Buffer.from(bytes).toString('base64'), member, lastAt]),
  )
}
