// The documents of a world's next line, written beside it: its rows with their pins, and live as it is.
import { OWNER, type MemberId } from '../../shared/world/address.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { DocumentKey, ImportedRow, Store, Stored } from '../storage/store.ts'
import { updatesIn } from '../sync/document/stored-document.ts'
import type { Sync } from '../sync/sync-server.ts'
import { logPages } from './row-pages.ts'

export interface StagingParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'trials'>
  readonly clock: { now(): number }
}

/** What becomes of the rows of a scene on its next line. */
interface StagedRows {
  /** The owners of client ids there. */
  readonly clientsOf: (clients: Stored['clients']) => Stored['clients']
  /** The bytes of rows there; null: those of a row that nobody can read. */
  readonly rewrite: (rows: readonly Uint8Array[]) => Promise<readonly (Uint8Array | null)[]>
}

/** In the place of a row that nobody can read: an update of nothing. */
const NOTHING = Uint8Array.of(0, 0)

/** A staged world with the scene's rows; `finish` does the rest before anybody finds it. */
export async function stageScene<Answer>(
  { store, clock }: Pick<StagingParts, 'store' | 'clock'>,
  key: WorldKey,
  { clientsOf, rewrite }: StagedRows,
  finish: (staged: WorldKey) => Promise<Answer>,
): Promise<Answer> {
  const world = await store.stage(clock.now())
  try {
    const [document, into] = [
      { world: key, kind: 'scene' },
      { world, kind: 'scene' },
    ] as const
    const { clients, sequence } = await store.open(document)
    const names = Map.groupBy(await store.pins(document), (pin) => pin.sequence)
    await store.importLog(into, { rows: [], clients: clientsOf(clients) })
    for await (const page of logPages(store, document, { after: 0, upTo: sequence })) {
      const rewritten = await rewrite(page.map(({ bytes }) => bytes))
      let part: ImportedRow[] = []
      for (const [n, { sequence: before, ...row }] of page.entries()) {
        part.push({ ...row, bytes: rewritten[n] ?? NOTHING })
        const pins = names.get(before) ?? []
        if (pins.length === 0 && n < page.length - 1) continue
        const after = await store.importLog(into, { rows: part, clients: new Map() })
        for (const { name } of pins) await store.pin(into, after, name)
        part = []
      }
    }
    return await finish(world)
  } catch (error) {
    await store.destroy(world).catch(() => undefined)
    throw error
  }
}

/** Of live only its state goes along: nobody looks into its past. */
export async function stageLive(
  { store, sync, clock }: StagingParts,
  from: WorldKey,
  to: WorldKey,
  by: MemberId,
): Promise<void> {
  const stored = await store.open({ world: from, kind: 'live' })
  const updates = updatesIn(stored)
  if (updates.length === 0) return
  const bytes = (await sync.trials.state(updates, by))?.bytes
  if (bytes === undefined) throw new Error('what is stored of live cannot be applied')
  const at = clock.now()
  const row = { bytes, member: OWNER, firstAt: at, lastAt: at, updates: 1, quarantined: false }
  const live: DocumentKey = { world: to, kind: 'live' }
  await store.importLog(live, { rows: [row], clients: stored.clients })
}
