// The worlds' table: the fields for lists and for finding a world, the last sequence of its logs, and its
// lease. A world without an address is staged: it is being imported, and nobody finds it.
import type { AccountName, Address, MemberId, WorldId } from '../../../../shared/world/address.ts'
import { missingWorld } from '../../store-faults.ts'
import type { AddressOwner } from '../../store.ts'
import type { WorldKey, WorldRecord } from '../../../contracts/world-record.ts'
import type { Sql } from '../connection/connection.ts'
import { storable, texts } from '../connection/sql-lists.ts'

const RECORD = `
  SELECT key, id, line, address, title, created_at AS "createdAt", changed_at AS "changedAt", binned_at AS "binnedAt",
    is_living AS "isLiving", looked_to AS "lookedTo", owner
  FROM worlds`

/** Of this node, and of another one; a staged world is neither. */
const OWN = "address NOT LIKE '%@%'"
export const FOREIGN = "address LIKE '%@%'"
const LAST_CHANGED_FIRST = 'ORDER BY changed_at DESC, key DESC'

const LISTS = {
  here: `${RECORD} WHERE ${OWN} AND binned_at IS NULL ${LAST_CHANGED_FIRST}`,
  binned: `${RECORD} WHERE ${OWN} AND binned_at IS NOT NULL ${LAST_CHANGED_FIRST}`,
  foreign: `${RECORD} WHERE ${FOREIGN} ${LAST_CHANGED_FIRST}`,
}

export const listWorlds = async (sql: Sql, which: keyof typeof LISTS): Promise<WorldRecord[]> => [
  ...(await sql.rows<WorldRecord>(LISTS[which])),
]

const BY_IDS = `${RECORD} WHERE id = ANY ($1::text[]) AND address IS NOT NULL ${LAST_CHANGED_FIRST} LIMIT $2`

export const worldsBy = async (sql: Sql, ids: readonly WorldId[], most: number): Promise<WorldRecord[]> => [
  ...(await sql.rows<WorldRecord>(BY_IDS, [texts(ids), most])),
]

// All that begin with an account's name and a slash come before those that begin with it and what follows a
// slash.
const UNDER = `${RECORD} WHERE address >= $1 || '/' AND address < $1 || '0' ORDER BY address`

export const worldsUnder = async (sql: Sql, account: AccountName): Promise<WorldRecord[]> => [
  ...(await sql.rows<WorldRecord>(UNDER, [account])),
]

const OWNERS = `SELECT DISTINCT split_part(address, '/', 1) AS account, owner FROM worlds WHERE ${OWN}`

export const addressOwners = async (sql: Sql): Promise<AddressOwner[]> => [
  ...(await sql.rows<AddressOwner>(OWNERS)),
]

const LIVING = `
  ${RECORD} WHERE ${OWN} AND binned_at IS NULL AND (is_living IS NOT false OR looked_to < scene_last) ORDER BY key`

export const livingWorlds = async (sql: Sql): Promise<WorldRecord[]> => [
  ...(await sql.rows<WorldRecord>(LIVING)),
]

const BY_KEY = `${RECORD} WHERE key = $1 AND address IS NOT NULL`

export async function findByKey(sql: Sql, key: WorldKey): Promise<WorldRecord | null> {
  return (await sql.rows<WorldRecord>(BY_KEY, [key]))[0] ?? null
}

const BY_ADDRESS = `${RECORD} WHERE address = $1`

export async function findByAddress(sql: Sql, address: Address): Promise<WorldRecord | null> {
  return (await sql.rows<WorldRecord>(BY_ADDRESS, [address]))[0] ?? null
}

const BY_ID = `${RECORD} WHERE id = $1 AND address IS NOT NULL`

export async function findById(sql: Sql, id: WorldId): Promise<WorldRecord | null> {
  return (await sql.rows<WorldRecord>(BY_ID, [id]))[0] ?? null
}

/** Rejects with a WorldMissing. */
export async function worldAt(sql: Sql, key: WorldKey): Promise<WorldRecord> {
  const world = await findByKey(sql, key)
  if (world === null) throw missingWorld(key)
  return world
}

const change = async (
  sql: Sql,
  text: string,
  key: WorldKey,
  value: string | number | null,
): Promise<void> => {
  if ((await sql.run(text, [key, value])) === 0) throw missingWorld(key)
}

export const retitle = (sql: Sql, key: WorldKey, title: string): Promise<void> =>
  change(sql, 'UPDATE worlds SET title = $2 WHERE key = $1 AND address IS NOT NULL', key, storable(title))

export const setOwner = (sql: Sql, key: WorldKey, owner: MemberId | null): Promise<void> =>
  change(sql, 'UPDATE worlds SET owner = $2 WHERE key = $1 AND address IS NOT NULL', key, owner)

export const binWorld = (sql: Sql, key: WorldKey, at: number | null): Promise<void> =>
  change(sql, 'UPDATE worlds SET binned_at = $2 WHERE key = $1 AND address IS NOT NULL', key, at)

const PASS = `UPDATE worlds SET owner = $2 WHERE owner IS NOT DISTINCT FROM $1::text AND ${OWN} RETURNING key`

/** Answers which worlds they are. */
export const passWorlds = async (sql: Sql, from: MemberId | null, to: MemberId): Promise<WorldKey[]> =>
  (await sql.rows<{ key: WorldKey }>(PASS, [from, to])).map(({ key }) => key)

const LIVES = `
  UPDATE worlds SET is_living = CASE WHEN looked_to <= $3 THEN $2 ELSE is_living END, looked_to = greatest(looked_to, $3)
  WHERE key = $1 AND address IS NOT NULL`

export async function setLiving(sql: Sql, key: WorldKey, isLiving: boolean, lookedTo: number): Promise<void> {
  if ((await sql.run(LIVES, [key, isLiving, lookedTo])) === 0) throw missingWorld(key)
}
