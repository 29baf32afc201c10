// Finds the revision that a draft on another node begins from, by the clocks of its base: the row index says
// what each row added, so that it is read backwards without replaying anything.
import * as Y from 'yjs'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import { INDEX_ROWS } from '../history-limits.ts'
import { sceneOf, type HistoryPlace } from '../history-places.ts'
import { logPages } from '../row-pages.ts'
import type { WorldHistory } from '../world-history.ts'

/** So far back a base is looked for, in rows: months of a busy world. */
const ROWS_MAX = 50_000
/** A row that is not in the index yet is read up to so many bytes: some ms. */
const ROW_BYTES_MAX = 128 * 1024

type Clocks = ReadonlyMap<number, number>

/** Null when that are no clocks. */
export function clocksIn(bytes: Uint8Array): Clocks | null {
  try {
    return Y.decodeStateVector(bytes)
  } catch {
    return null
  }
}

interface BaseParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'writableScene'>
  readonly history: Pick<WorldHistory, 'end'>
}

/**
 * The earliest place at which a scene has exactly these clocks; null: there is none, as far as anybody knows.
 */
export async function placeOfBase(
  { store, sync, history }: BaseParts,
  world: WorldRecord,
  base: Clocks,
): Promise<{ readonly place: HistoryPlace; readonly now: Clocks } | null> {
  const scene = await sync.writableScene(world)
  let now: Clocks
  try {
    now = Y.decodeStateVector(await scene.vector())
  } finally {
    scene.release()
  }
  await history.end(world)
  const document = sceneOf(world)
  const clocks = new ClocksBackwards(now, base)
  let found: HistoryPlace | null = null
  let before: number | null = null
  for (let seen = 0; seen < ROWS_MAX && !clocks.isBefore;) {
    const rows = await store.rowIndex(document, { before, limit: INDEX_ROWS })
    for (const { sequence, revision, lastAt, summary } of rows) {
      if (clocks.isSame) found = { sequence, revision, at: lastAt }
      else if (found !== null || clocks.isBefore) break
      const added = summary?.added ?? (await addedBy(store, world, sequence))
      if (added === null) return found && { place: found, now }
      clocks.without(added)
    }
    if (rows.length === 0 || (found !== null && !clocks.isSame)) break
    seen += rows.length
    before = rows.at(-1)?.sequence ?? null
  }
  return found && { place: found, now }
}

/** The ids that a row added; null where it is too large to look at here. */
async function addedBy(
  store: Store,
  world: WorldRecord,
  sequence: number,
): Promise<readonly IdRange[] | null> {
  for await (const page of logPages(store, sceneOf(world), { after: sequence - 1, upTo: sequence })) {
    for (const { bytes, quarantined } of page) {
      if (quarantined) return []
      const reading = bytes.length > ROW_BYTES_MAX ? null : readUpdate(bytes, 'clocks')
      return (
        reading && reading.sections.map(({ client, clock, end }) => ({ client, clock, length: end - clock }))
      )
    }
  }
  return null
}

/** The clocks of a scene, row by row back, compared with those of a base. */
class ClocksBackwards {
  readonly #now: Map<number, number>
  readonly #base: Clocks
  /** Clients whose clocks are not those of the base, and those that are before it. */
  #others = 0
  #early = 0

  constructor(now: Clocks, base: Clocks) {
    this.#now = new Map(now)
    this.#base = base
    for (const client of new Set([...now.keys(), ...base.keys()])) this.#count(client, 1)
  }

  get isSame(): boolean {
    return this.#others === 0
  }

  /** It never was as the base from here back. */
  get isBefore(): boolean {
    return this.#early > 0
  }

  without(added: readonly IdRange[]): void {
    for (const { client, clock } of added) {
      this.#count(client, -1)
      this.#now.set(client, Math.min(clock, this.#now.get(client) ?? 0))
      this.#count(client, 1)
    }
  }

  #count(client: number, by: 1 | -1): void {
    const now = this.#now.get(client) ?? 0
    const base = this.#base.get(client) ?? 0
    if (now !== base) this.#others += by
    if (now < base) this.#early += by
  }
}
