// People's accounts and bodies, and the worlds of their avatars: the record that a crossing changes in the
// same transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { AccountName, ArtifactId, MemberId } from '../../../../shared/world/address.ts'
import type { AvatarLook } from '../../../../shared/world/avatar.ts'
import { elsewhere, missingWorld } from '../../store-faults.ts'
import type { AvatarMove, PersonChange, PersonRecord } from '../../store.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'

const RECORD = `
  SELECT members.id, account, body, look, home, at FROM people JOIN members ON members.key = people.member`

/** `memberKey`: the database's own number of a member. */
export function createPeople(database: DatabaseSync, memberKey: (id: MemberId) => number) {
  const byId = database.prepare(`${RECORD} WHERE members.id = ?`)
  const byBody = database.prepare(`${RECORD} WHERE body = ?`)
  const byAccount = database.prepare(`${RECORD} WHERE account = ?`)
  const byWorld = database.prepare(`${RECORD} WHERE at = ? ORDER BY members.id`)
  const insert = database.prepare(
    'INSERT INTO people (member, account, body, look) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const change = database.prepare(
    `UPDATE OR IGNORE people SET look = coalesce(?2, look), home = coalesce(?3, home), account = coalesce(?4, account)
     WHERE member = (SELECT key FROM members WHERE id = ?1)`,
  )
  const move = database.prepare(
    'UPDATE people SET at = ?2 WHERE member = (SELECT key FROM members WHERE id = ?1) AND at IS ?3',
  )
  const claim = database.prepare(
    `UPDATE client_owners SET member = ?1, checksum = sum_of_claim(document, client, ?1)
     WHERE member = (SELECT key FROM members WHERE id = ?2)`,
  )
  const isThere = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NOT NULL')

  const person = (id: MemberId): PersonRecord | null => recordOf(byId.get(id))
  const pass = ({ person: id, from, to }: AvatarMove): boolean => {
    if (to !== null && !isThere.get(to)) throw missingWorld(to)
    return move.run(id, to, from).changes > 0
  }

  return {
    person,
    personOf: (body: ArtifactId): PersonRecord | null => recordOf(byBody.get(body)),
    personNamed: (account: AccountName): PersonRecord | null => recordOf(byAccount.get(account)),
    takenAccounts: (accounts: readonly AccountName[]): AccountName[] =>
      accounts.filter((account) => byAccount.get(account) !== undefined),
    peopleIn: (world: WorldKey): PersonRecord[] => byWorld.all(world).flatMap((row) => recordOf(row) ?? []),
    introduce({ id, account, body, look }: Omit<PersonRecord, 'home' | 'at'>): PersonRecord | null {
      insert.run(memberKey(id), account, body, JSON.stringify(look))
      return person(id)
    },
    changePerson(id: MemberId, { look, home, account }: PersonChange): PersonRecord | null {
      const written = look === undefined ? null : JSON.stringify(look)
      return change.run(id, written, home ?? null, account ?? null).changes === 0 ? null : person(id)
    },
    claimClients(from: MemberId, to: MemberId): void {
      claim.run(memberKey(to), from)
    },
    pass,
    /** All of them go, or none: throws where one is elsewhere. */
    passAll(passages: readonly AvatarMove[]): void {
      for (const passage of passages) if (!pass(passage)) throw elsewhere()
    },
  }
}

function recordOf(row: unknown): PersonRecord | null {
  if (row === undefined) return null
  const { look, ...record } = row as Omit<PersonRecord, 'look'> & { readonly look: string }
  return { ...record, look: JSON.parse(look) as AvatarLook }
}
