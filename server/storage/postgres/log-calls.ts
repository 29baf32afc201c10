// The calls on logs other than appending.
import type { CompactionStep } from '../compaction-steps.ts'
import type { Store } from '../store.ts'
import type { Sql } from './connection/connection.ts'
import type { CallParts, CallWays } from './call-ways.ts'
import * as changes from './tables/log-changes.ts'
import { compactSome, deleteBefore, writeState } from './tables/log-merging.ts'
import { openDocument, readRows } from './tables/log-reading.ts'
import * as sizes from './tables/log-sizes.ts'

/** How much a probe writes, in bytes: more than the free space in existing pages. */
const PROBE_BYTES = 65_536

const VACUUM = 'VACUUM log, snapshots, checkpoints, row_summaries, documents, worlds, records'

export function logCalls(ways: CallWays, { lanes, order, merge, cleaning }: CallParts) {
  const { read, write, within, readIn, writeIn, writeBeside } = ways
  return {
    open: (key) =>
      order.run(within(key.world, 'read'), () =>
        lanes.use((lane) => lane.readTogether((sql) => openDocument(sql, key))),
      ),
    reserveClients: (key, reservation) =>
      writeIn(key, (sql) => changes.reserveClients(sql, key, reservation)),
    log: (key, after, limit) => readIn(key, (sql) => readRows(sql, key, after, limit)),
    size: (key, since) => readIn(key, (sql) => sizes.sizeOf(sql, key, since)),
    snapshotSizes: () => read({ worlds: 'read' }, sizes.snapshotSizes),
    personalLogs: () => read({ worlds: 'read' }, sizes.personalLogs),
    snapshot(key, sequence, state) {
      const copy = new Uint8Array(state)
      return writeBeside(key, (sql) => changes.keepSnapshot(sql, key, sequence, copy))
    },
    forgetRows: (key, after, upTo) => writeIn(key, (sql) => changes.forgetRows(sql, key, after, upTo)),
    quarantine: (key, sequence) => writeIn(key, (sql) => changes.quarantine(sql, key, sequence)),
    importLog: (key, part) => writeIn(key, (sql) => changes.importRows(sql, key, part)),
    async compact(key, rule) {
      const done = { merged: 0, into: 0 }
      for (let after: number | null = 0; after !== null;) {
        const from: number = after
        const step: CompactionStep = await writeBeside(key, (sql) => compactSome(sql, merge, key, rule, from))
        done.merged += step.merged
        done.into += step.into
        after = step.next
      }
      return done
    },
    async condense(key) {
      const begun = await writeBeside(key, async (sql) => {
        const into = await writeState(sql, key)
        return into === null ? null : { into, ...(await deleteBefore(sql, key, into)) }
      })
      if (begun === null) return 0
      let { gone, isDone } = begun
      while (!isDone) {
        const step = await writeBeside(key, (sql) => deleteBefore(sql, key, begun.into))
        gone += step.gone
        isDone = step.isDone
      }
      return gone
    },
    async purge() {
      // Behind all that was called before.
      await read({ worlds: 'read' }, () => Promise.resolve())
      while (await cleaning.deleteSome());
      await lanes.use((lane) => lane.read((sql) => sql.run(VACUUM)))
    },
    async probe() {
      const bytes = new Uint8Array(PROBE_BYTES)
      await write({ probe: 'write' }, (sql) => probe(sql, bytes))
      await write({ probe: 'write' }, async (sql) => void (await sql.run('DELETE FROM probes')))
    },
  } satisfies Partial<Store>
}

const PROBE = `
  INSERT INTO probes (key, bytes) VALUES ('probe', $1) ON CONFLICT (key) DO UPDATE SET bytes = excluded.bytes`

const probe = async (sql: Sql, bytes: Uint8Array): Promise<void> => void (await sql.run(PROBE, [bytes]))
