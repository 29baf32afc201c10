// To whom client ids belong in each document: an id is one member's, for good.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { MemberId } from '../../../../shared/world/address.ts'
import { claimedTwice } from '../../store-faults.ts'
import { checksumColumn, claimChecksum } from './row-checksums.ts'

interface ClientOwners {
  /** Throws a ClaimConflict where the id is another member's. */
  claim(document: number, client: number, member: number): void
  /** As `claim`, but an id that has an owner stays theirs: false then. */
  reserve(document: number, client: number, member: number): boolean
  /** Nobody owns the id any more that was a member's; where it is another's, it stays. */
  free(document: number, client: number, member: number): void
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
  const remove = database.prepare(
    'DELETE FROM client_owners WHERE document = ? AND client = ? AND member = ?',
  )

  const reserve = (document: number, client: number, member: number): boolean => {
    const sum = claimChecksum(document, client, member)
    return insert().run(document, client, member, sum).changes !== 0
  }

  return {
    reserve,
    free: (document, client, member) => void remove.run(document, client, member),
    claim(document, client, member) {
      if (reserve(document, client, member)) return
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
