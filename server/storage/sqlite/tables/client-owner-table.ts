// To whom client ids belong in each document: an id is one member's, for good.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import { claimedTwice } from '../../store-faults.ts'
import { checksumColumn, claimChecksum } from './row-checksums.ts'

interface ClientOwners {
  /** Throws a ClaimConflict where the id is another member's. */
  claim(document: number, client: number, member: number): void
  /** The owners of a document's ids; null where a row of them is damaged. */
  of(document: number): Map<number, MemberId> | null
}

interface OwnedClient {
  readonly client: number
  readonly member: number
  readonly id: MemberId | null
  readonly checksum: number | null
}

export function createClientOwners(database: DatabaseSync): ClientOwners {
  const checksum = checksumColumn(database)
  const owner = database.prepare('SELECT member FROM client_owners WHERE document = ? AND client = ?')
  const owners = database.prepare(
    `SELECT client, CAST(member AS REAL) AS member, id, ${checksum === 'checksum' ? 'client_owners.checksum' : checksum}
     FROM client_owners LEFT JOIN members ON members.key = member WHERE document = ?`,
  )
  let prepared: StatementSync | null = null
  const insert = () =>
    (prepared ??= database.prepare('INSERT INTO client_owners VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'))

  return {
    claim(document, client, member) {
      const sum = claimChecksum(document, client, member)
      if (insert().run(document, client, member, sum).changes !== 0) return
      if (owner.get(document, client)?.['member'] === member) return
      throw claimedTwice(client)
    },
    of(document) {
      const clients = new Map<number, MemberId>()
      for (const row of owners.iterate(document)) {
        const { client, member, id, checksum } = row as unknown as OwnedClient
        if (id === null || (checksum !== null && checksum !== claimChecksum(document, client, member)))
          return null
        clients.set(client, id)
      }
      return clients
    },
  }
}
