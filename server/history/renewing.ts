// Makes room in a world: it goes on under a new line, from a row that holds its scene without the ids of
// which nothing stands. The rows before that row stay as its history. A node that is killed meanwhile has
// done it, or has not.
import {
  makeLineIdAfter,
  OWNER,
  type LineId,
  type MemberId,
  type RandomBytes,
} from '../../shared/world/address.ts'
import type { UnderLease } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { RecordTables, TableChange } from '../records/record-tables.ts'
import type { DocumentReplays } from './document-replays.ts'
import { stageLive, stageScene, type StagingParts } from './staged-line.ts'
import type { RenewedScene } from './worker/history-jobs.ts'
import type { WorldHistory } from './world-history.ts'

/** Writers and pieces of a scene, before and after room is made. */
export type RoomMade = Pick<RenewedScene, 'before' | 'after'>

interface RenewingParts extends StagingParts {
  readonly history: Pick<WorldHistory, 'end'>
  /** The changes that put the records about a world on a new line of it. */
  readonly records: {
    changed(world: WorldRecord, line: LineId, blank: (text: string) => string): readonly TableChange[]
  }
  readonly tables: Pick<RecordTables, 'change'>
  readonly random: RandomBytes
}

/** The scene as it is, anew. */
export async function renewedScene(
  { history }: Pick<RenewingParts, 'history'>,
  replays: DocumentReplays,
  world: WorldRecord,
  by: MemberId,
): Promise<RenewedScene> {
  const { sequence } = await history.end(world)
  return replays.at({ world: world.key, kind: 'scene' }, { sequence, by }, (call) => call('renew', {}))
}

/** Puts a world in which nobody is on its next line. */
export async function renew(
  parts: RenewingParts,
  replays: DocumentReplays,
  world: WorldRecord,
  { by, ...under }: UnderLease & { readonly by: MemberId },
): Promise<RoomMade> {
  const { store, records: about, tables, random, clock } = parts
  const { state, before, after } = await renewedScene(parts, replays, world, by)
  // It would be the same again.
  if (before.pieces <= after.pieces) return { before, after }
  const line = makeLineIdAfter(world.line, random)
  const at = clock.now()
  const note = { kind: 'renewal', id: line } as const
  const row = { bytes: state, member: OWNER, firstAt: at, lastAt: at, updates: 1, quarantined: false, note }

  async function finish(staged: WorldKey): Promise<void> {
    const scene = { world: staged, kind: 'scene' } as const
    const sequence = await store.importLog(scene, { rows: [row], clients: new Map() })
    await store.snapshot(scene, sequence, state)
    await stageLive(parts, world.key, staged, by)
    await tables.change(
      () => about.changed(world, line, (text) => text),
      async (changes) => {
        await store.replaceLogs([{ world: world.key, staged, line, ...under }], changes)
        return true
      },
    )
  }

  const rows = {
    // A client that knows nothing of lines would write its old items again, so nobody has these ids any more.
    clientsOf: (clients: ReadonlyMap<number, MemberId>) =>
      new Map([...clients.keys()].map((client) => [client, OWNER])),
    rewrite: (bytes: readonly Uint8Array[]) => Promise.resolve(bytes),
  }
  await stageScene(parts, world.key, rows, finish)
  return { before, after }
}
