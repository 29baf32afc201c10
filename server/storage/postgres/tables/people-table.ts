// What members are called, people's accounts and bodies, and the worlds of their avatars.
import type { AccountName, ArtifactId, MemberId } from '../../../../shared/world/address.ts'
import type { AvatarLook } from '../../../../shared/world/avatar.ts'
import { elsewhere, missingWorld } from '../../store-faults.ts'
import type { AvatarMove, MemberRecord, PersonChange, PersonRecord } from '../../store.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import type { Sql } from '../connection/connection.ts'
import { storable, texts } from '../connection/sql-lists.ts'

const NAME = `
  INSERT INTO members (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name`

export const nameMember = async (sql: Sql, { id, name }: MemberRecord): Promise<void> =>
  void (await sql.run(NAME, [id, storable(name)]))

export const members = async (sql: Sql): Promise<MemberRecord[]> => [
  ...(await sql.rows<MemberRecord>('SELECT id, name FROM members ORDER BY id')),
]

const BY_IDS = 'SELECT id, name FROM members WHERE id = ANY ($1::text[]) ORDER BY id'

export const membersBy = async (sql: Sql, ids: readonly MemberId[]): Promise<MemberRecord[]> => [
  ...(await sql.rows<MemberRecord>(BY_IDS, [texts(ids)])),
]

const RECORD = 'SELECT member AS id, account, body, look, home, at FROM people'

type FoundPerson = Omit<PersonRecord, 'look'> & { readonly look: string }

const recordOf = ({ look, ...person }: FoundPerson): PersonRecord => ({
  ...person,
  look: JSON.parse(look) as AvatarLook,
})

const BY_ID = `${RECORD} WHERE member = $1`
const BY_BODY = `${RECORD} WHERE body = $1`
const BY_ACCOUNT = `${RECORD} WHERE account = $1`
const IN_WORLD = `${RECORD} WHERE at = $1 ORDER BY member`

async function one(sql: Sql, text: string, value: string): Promise<PersonRecord | null> {
  const [row] = await sql.rows<FoundPerson>(text, [value])
  return row === undefined ? null : recordOf(row)
}

export const personBy = (sql: Sql, id: MemberId): Promise<PersonRecord | null> => one(sql, BY_ID, id)
export const personOf = (sql: Sql, body: ArtifactId): Promise<PersonRecord | null> => one(sql, BY_BODY, body)
export const personNamed = (sql: Sql, account: AccountName): Promise<PersonRecord | null> =>
  one(sql, BY_ACCOUNT, account)

const TAKEN = 'SELECT account FROM people WHERE account = ANY ($1::text[])'

export const takenAccounts = async (sql: Sql, accounts: readonly AccountName[]): Promise<AccountName[]> =>
  (await sql.rows<{ account: AccountName }>(TAKEN, [texts(accounts)])).map(({ account }) => account)

export const peopleIn = async (sql: Sql, world: WorldKey): Promise<PersonRecord[]> =>
  (await sql.rows<FoundPerson>(IN_WORLD, [world])).map(recordOf)

const INTRODUCE = `
  INSERT INTO people (member, account, body, look) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`

export async function introduce(
  sql: Sql,
  { id, account, body, look }: Omit<PersonRecord, 'home' | 'at'>,
): Promise<PersonRecord | null> {
  await sql.run(INTRODUCE, [id, account, body, JSON.stringify(look)])
  return personBy(sql, id)
}

const CHANGE = `
  UPDATE people SET look = coalesce($2, look), home = coalesce($3, home), account = coalesce($4, account)
  WHERE member = $1 AND NOT EXISTS (SELECT 1 FROM people AS others WHERE others.account = $4 AND others.member <> $1)`

export async function changePerson(
  sql: Sql,
  id: MemberId,
  { look, home, account }: PersonChange,
): Promise<PersonRecord | null> {
  const written = look === undefined ? null : JSON.stringify(look)
  const changed = await sql.run(CHANGE, [id, written, home ?? null, account ?? null])
  return changed === 0 ? null : personBy(sql, id)
}

const IS_THERE = 'SELECT 1 FROM worlds WHERE key = $1 AND address IS NOT NULL FOR KEY SHARE'
const MOVE = 'UPDATE people SET at = $2 WHERE member = $1 AND at IS NOT DISTINCT FROM $3::bigint'

export async function passPerson(sql: Sql, { person, from, to }: AvatarMove): Promise<boolean> {
  if (to !== null && (await sql.rows(IS_THERE, [to])).length === 0) throw missingWorld(to)
  return (await sql.run(MOVE, [person, to, from])) > 0
}

/** All of them go, or none: rejects where one is elsewhere. */
export async function passAll(sql: Sql, passages: readonly AvatarMove[]): Promise<void> {
  for (const passage of passages) if (!(await passPerson(sql, passage))) throw elsewhere()
}

export const claimClients = async (sql: Sql, from: MemberId, to: MemberId): Promise<void> =>
  void (await sql.run('UPDATE client_owners SET member = $2 WHERE member = $1', [from, to]))
