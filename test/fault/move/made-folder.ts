// A data folder with many small worlds of all sorts: logs, snapshots, history, personal logs, people,
// records.
import type { RowSummary } from '../../../shared/history/rows/row-summary.ts'
import { parseRevision } from '../../../shared/history/revision.ts'
import {
  parseAccountName,
  parseArtifactId,
  parseMemberId,
  type MemberId,
} from '../../../shared/world/address.ts'
import { parseAuthorId } from '../../../shared/world/author.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { Append, DocumentKey, Store } from '../../../server/storage/store.ts'
import type { Random } from '../../simulation/random.ts'
import { at, newWorld, processOf } from '../../contract/made.ts'

/** How many worlds are made in one turn of the store. */
const AT_ONCE = 200

const memberOf = (n: number): MemberId => parseMemberId(`member${n}`)!
const PEOPLE = 20

/** Fills a new folder; answers nothing, since the store says what is in it. */
export async function makeWorlds(folder: string, count: number, random: Random): Promise<void> {
  const store = await openSqliteStore({ folder })
  try {
    await makePeople(store)
    for (let from = 0; from < count; from += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => from + index)
      await Promise.all(numbers.map((n) => makeOne(store, n, random)))
    }
    await store.changeRecords(
      Array.from({ length: count }, (_, n) => ({
        kind: `kind${n % 3}`,
        id: `record ${n} \u{1F98A}`,
        value: { n, text: 'ä "quoted" \\ \u0000 end', list: [1.5, null, true] },
        version: n % 5,
      })),
    )
    await store.secret('key', () => random.bytes(32))
  } finally {
    await store.close()
  }
}

async function makePeople(store: Store): Promise<void> {
  for (let n = 0; n < PEOPLE; n += 1) {
    await store.nameMember({ id: memberOf(n), name: `Member ${n} é` })
    await store.introduce({
      id: memberOf(n),
      account: parseAccountName(`member${n}`)!,
      body: parseArtifactId(`body${n}`)!,
      look: DEFAULT_AVATAR_LOOK,
    })
  }
}

async function makeOne(store: Store, n: number, random: Random): Promise<void> {
  const isForeign = random.below(10) === 0
  const world = await store.create(
    newWorld(`w${n}`, {
      title: `World ${n}${random.below(9) === 0 ? ' \u0000\u{1F98A}' : ''}`,
      at: 1_000 + n,
      owner: random.below(2) === 0 ? null : memberOf(n % PEOPLE),
      ...(isForeign && { address: at(`ada@house.example/w${n}`) }),
      ...(random.below(2) === 0 && { isLiving: random.below(2) === 0 }),
    }),
  )
  if (world === null) throw new Error(`world ${n} is there already`)
  const scene = { world: world.key, kind: 'scene' } as const
  const rows = 1 + random.below(12)
  for (const kind of ['scene', 'live'] as const) {
    const updates = Array.from({ length: rows }, (_, m) => updateOf({ world: world.key, kind }, n, m, random))
    const sequences = await store.append(updates)
    if (random.below(2) === 0) {
      const place = sequences[random.below(sequences.length)] ?? 0
      await store.snapshot({ world: world.key, kind }, place, random.bytes(random.below(500)))
    }
  }
  if (isForeign) {
    const person = memberOf(n % PEOPLE)
    const log = { world: world.key, kind: `pending:${person}` } as const
    await store.append([updateOf(log, n, 0, random), updateOf(log, n, 1, random)])
  }
  await makeHistory(store, scene, random)
  await store.pass({ person: memberOf(n % PEOPLE), from: null, to: world.key })
  if (random.below(8) === 0) await store.bin(world.key, 5_000)
  if (random.below(4) === 0) {
    await store.join(processOf('maker'))
    const epoch = await store.lease(world.key, processOf('maker'))
    if (epoch !== null) await store.release(world.key, epoch)
  }
}

function updateOf(document: DocumentKey, n: number, m: number, random: Random): Append {
  return {
    document,
    bytes: random.bytes(random.below(random.below(20) === 0 ? 20_000 : 200)),
    member: memberOf((n + m) % PEOPLE),
    at: 10_000 + 60_000 * n + 1_000 * m,
    claims: m === 0 ? [n * 7 + 1] : [],
    ...(random.below(5) === 0 && { author: parseAuthorId('program:lamp')!, writtenAt: 9_000 + m }),
  }
}

const SUMMARY: RowSummary = {
  letters: [3, 1],
  things: ['world'],
  hasMore: false,
  added: [{ client: 1, clock: 0, length: 4 }],
}

async function makeHistory(store: Store, scene: DocumentKey, random: Random): Promise<void> {
  const rows = await store.log(scene, 0, 100)
  if (random.below(3) === 0) {
    const indexed = rows.map((row, index) => ({
      ...row,
      revision: parseRevision(index + 1)!,
      summary: index % 2 === 0 ? SUMMARY : null,
    }))
    await store.indexRows(scene, indexed)
  }
  const row = rows[random.below(rows.length)]
  if (row === undefined || random.below(3) > 0) return
  await store.pin(scene, row.sequence, `version ${row.sequence}`)
  await store.keepCheckpoint(scene, {
    sequence: row.sequence,
    revision: parseRevision(1)!,
    state: random.bytes(1 + random.below(2_000)),
  })
  if (random.below(4) === 0) await store.quarantine(scene, row.sequence)
}
