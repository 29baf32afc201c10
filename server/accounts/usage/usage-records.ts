// The stored counts: one record for each world that somebody added to, and one for the day. They are written
// now and then: a power failure loses at most the last second, or the last MB.
import { z } from 'zod'
import type { DocumentKey, Store } from '../../storage/store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { Contributor, Ledger } from './usage-ledger.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { Semaphore } from '../../time/semaphore.ts'

/** How many records are written in one transaction. */
const KEPT_AT_ONCE = 500
const KIND = 'usage'
const DAY_ID = 'day'

/** Where people are counted who were met: no world has that number. */
export const PEOPLE: DocumentKey = { world: 0 as WorldKey, kind: 'scene' }

const contributor = z.custom<Contributor>(
  (who) => typeof who === 'string' && /^(?:guests|strangers|(?:account|node):.+)$/.test(who),
)
const ShareRecord = z.array(
  z.tuple([z.custom<DocumentKey['kind']>((kind) => typeof kind === 'string'), contributor, z.number()]),
)
const DayRecord = z.object({ day: z.number(), added: z.array(z.tuple([contributor, z.number()])) })

/** Takes in the stored counts; returns the counted worlds. */
export async function load(store: Store, ledger: Ledger): Promise<Set<WorldKey>> {
  const known = new Set<number>([PEOPLE.world])
  for (const which of ['here', 'binned', 'foreign'] as const)
    for (const { key } of await store.worlds(which)) known.add(key)
  const counted = new Set<WorldKey>()
  for (const { id, value } of await store.records(KIND)) {
    const day = id === DAY_ID ? DayRecord.safeParse(value) : null
    if (day?.success === true) ledger.loadDay(day.data.day, day.data.added)
    const shares = ShareRecord.safeParse(value)
    const key = Number(id)
    // Of worlds that were ended from the command line.
    if (id !== DAY_ID && !known.has(key)) await store.changeRecords([{ kind: KIND, id, forget: true }])
    if (!shares.success || !known.has(key)) continue
    // The store's own number of a world, as it was stored.
    counted.add(key as WorldKey)
    ledger.load(key as WorldKey, shares.data)
  }
  return counted
}

/**
 * The counts are stored so often, in ms; sooner, but at most once a second, if so many bytes were counted
 * since.
 */
const KEEP_MS = 60_000
const KEEP_SOON_MS = 1_000
const KEEP_BYTES = 1024 * 1024

interface UsageKeeper {
  /** How many bytes were counted. */
  counted(bytes: number): void
  /** Keeps what was counted, again and again. */
  begin(): void
  /** Keeps it once more. */
  stop(): Promise<void>
}

/** Writes what has changed since it was written last. */
export function createUsageKeeper({
  store,
  ledger,
  clock,
  stored,
  ended,
  onFault,
}: {
  readonly store: Pick<Store, 'changeRecords'>
  readonly ledger: Ledger
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  /** The worlds that have a record. */
  readonly stored: Set<WorldKey>
  /** Worlds that are gone, and are to be forgotten on the disk. */
  readonly ended: Set<WorldKey>
  readonly onFault: (error: unknown) => void
}): UsageKeeper {
  const turns = new Semaphore(1)
  /** Not on the disk yet, since it failed. */
  let left = new Set<WorldKey>()
  let unkept = 0
  let isSoon = false
  let isStopped = false
  let endRepeat = (): void => undefined

  function changeOf(world: WorldKey): RecordChange {
    const id = String(world)
    if (ended.has(world)) return { kind: KIND, id, forget: true }
    const shares = ledger.sharesOf(world)
    return { kind: KIND, id, value: shares.map(([kind, who, bytes]) => [kind, who, bytes]) }
  }

  async function write(): Promise<void> {
    const worlds = [...new Set([...left, ...ledger.takeChanged()])]
    left = new Set(worlds)
    const { day, added } = ledger.today(clock.now())
    const today: RecordChange = {
      kind: KIND,
      id: DAY_ID,
      value: { day, added: added.map(([who, bytes]) => [who, bytes]) },
    }
    for (let at = 0; at === 0 || at < worlds.length; at += KEPT_AT_ONCE) {
      const some = worlds.slice(at, at + KEPT_AT_ONCE)
      await store.changeRecords([...(at === 0 ? [today] : []), ...some.map(changeOf)])
      for (const world of some) {
        left.delete(world)
        ended.delete(world)
        stored.add(world)
      }
    }
  }

  function keep(): Promise<void> {
    unkept = 0
    return turns.take(write).catch(onFault)
  }

  function keepSoon(): void {
    if (isSoon || isStopped) return
    isSoon = true
    clock.after(KEEP_SOON_MS, () => {
      isSoon = false
      if (!isStopped) void keep()
    })
  }

  return {
    counted(bytes) {
      unkept += bytes
      if (unkept >= KEEP_BYTES) keepSoon()
    },
    begin() {
      endRepeat = repeat(keep, { everyMs: KEEP_MS, clock, onFault })
    },
    async stop() {
      isStopped = true
      endRepeat()
      await keep()
    },
  }
}
