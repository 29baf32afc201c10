// The names of members, the node's secrets, and the probe that tells whether the disk can be written.
import type { DatabaseSync } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import type { MemberRecord } from '../../store.ts'

/** How much a probe writes, in bytes: more than the free space in existing pages. */
const PROBE_BYTES = 65_536

export function memberCalls(database: DatabaseSync) {
  const name = database.prepare(
    'INSERT INTO members (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name',
  )
  const named = database.prepare('SELECT id, name FROM members WHERE name IS NOT NULL ORDER BY id')
  const namedBy = database.prepare(
    'SELECT id, name FROM members WHERE id IN (SELECT value FROM json_each(?)) AND name IS NOT NULL ORDER BY id',
  )
  const readSecret = database.prepare('SELECT bytes FROM secrets WHERE name = ?')
  const keepSecret = database.prepare(
    'INSERT INTO secrets (name, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )
  const writeProbe = database.prepare(`INSERT OR REPLACE INTO probes VALUES (1, zeroblob(${PROBE_BYTES}))`)
  const eraseProbe = database.prepare('DELETE FROM probes')

  return {
    nameMember({ id, name: called }: MemberRecord): void {
      name.run(id, called)
    },
    members: (): MemberRecord[] => named.all().map((row) => ({ ...(row as unknown as MemberRecord) })),
    membersBy: (ids: readonly MemberId[]): MemberRecord[] =>
      namedBy.all(JSON.stringify(ids)).map((row) => ({ ...(row as unknown as MemberRecord) })),
    readSecret: (called: string): Uint8Array | null => bytesIn(readSecret.get(called)),
    /** Stores a secret unless there is one; returns the stored one. */
    keepSecret(called: string, bytes: Uint8Array): Uint8Array | null {
      keepSecret.run(called, bytes)
      return bytesIn(readSecret.get(called))
    },
    writeProbe(): void {
      writeProbe.run()
    },
    eraseProbe(): void {
      eraseProbe.run()
    },
  }
}

const bytesIn = (row: unknown): Uint8Array | null => (row as { bytes: Uint8Array } | undefined)?.bytes ?? null
