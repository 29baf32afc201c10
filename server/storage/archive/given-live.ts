// The live document in a world's file. None of it is stored as it comes: it is read, and what counts of it is written anew,
// by the owner of worlds. See shared/world/given-live.ts for what counts.
import * as Y from 'yjs'
import { OWNER, type RandomBytes } from '../../../shared/world/address.ts'
import { rebuildLive } from '../../../shared/world/given-live.ts'
import { makeCopy } from '../../../shared/wire/copy.ts'
import type { ImportedRow, Store, WorldKey } from '../store.ts'
import { PAYLOAD_BYTES_MAX, tooMuch } from './format.ts'

export interface GivenLive {
  takeRows(rows: readonly ImportedRow[]): void
  /** The state after all rows so far, in place of them. */
  takeSnapshot(state: Uint8Array): void
  /** Writes what counts, once the world's scene is stored. */
  store(store: Store, world: WorldKey, at: number, random: RandomBytes): Promise<void>
}

export function createGivenLive(): GivenLive {
  let updates: Uint8Array[] = []
  let bytes = 0

  function take(update: Uint8Array): void {
    updates.push(update)
    bytes += update.length
    if (bytes > PAYLOAD_BYTES_MAX) throw tooMuch()
  }

  return {
    takeRows(rows) {
      for (const row of rows) if (!row.quarantined) take(row.bytes)
    },
    takeSnapshot(state) {
      updates = []
      bytes = 0
      take(state)
    },
    async store(store, world, at, random) {
      if (updates.length === 0) return
      const { snapshot, tail } = await store.open({ world, kind: 'scene' })
      const scene = docOf([...(snapshot === null ? [] : [snapshot]), ...tail.map(({ bytes }) => bytes)])
      const live = docOf(updates)
      const client = Buffer.from(random(4)).readUInt32LE()
      const rebuilt = rebuildLive({ scene, live }, client, at)
      if (rebuilt === null) return
      const row = { bytes: rebuilt, member: OWNER, firstAt: at, lastAt: at, updates: 1, quarantined: false }
      await store.importLog({ world, kind: 'live' }, { rows: [row], clients: new Map([[client, OWNER]]) })
    },
  }
}

/** The document that updates make; what of them cannot be applied is left out. */
function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = makeCopy()
  for (const update of updates) {
    try {
      Y.applyUpdate(doc, update)
    } catch {
      // The file is to blame: whoever wrote it may have written anything.
    }
  }
  return doc
}
