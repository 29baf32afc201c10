// A process for the kill test: several writers append for ever, and say which calls are saved. Run as
// `node append-and-die.ts FOLDER FIRST UPDATES`: calls are numbered from FIRST, each has so many updates.
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { at, documentOf, makeWorld, update } from './made.ts'

const WRITERS = 16

const [folder = '', first, updatesPerCall] = process.argv.slice(2)
const store = await openSqliteStore({ folder })
const world = (await store.find(at('ada/garden'))) ?? (await makeWorld(store, 'garden'))
let calls = Number(first)

async function write(kind: 'scene' | 'live'): Promise<never> {
  for (;;) {
    const call = (calls += 1)
    const bytes = new TextEncoder().encode(`${kind} ${call}`)
    const updates = Array.from({ length: Number(updatesPerCall) }, (_, n) =>
      update(documentOf(world, kind), 0, { bytes, claims: [call * 100 + n] }),
    )
    await store.append(updates)
    process.stdout.write(`${kind} ${call}\n`)
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, n) => write(n % 4 === 0 ? 'live' : 'scene')))
