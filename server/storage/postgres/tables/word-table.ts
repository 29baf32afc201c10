// The words of worlds: a row for each thing. They are searched letter by letter, which finds words of any
// script.
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { NESTING_MAX } from '../../../../shared/world/limits.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import {
  wordRowOf,
  type WordMatch,
  type WordMatches,
  type UnreadWorld,
  type WordChanges,
  type WordSearch,
} from '../../word-store.ts'
import type { Sql } from '../connection/connection.ts'
import { numbers, texts } from '../connection/sql-lists.ts'
import { lockWorlds } from './lease-table.ts'

/** Worlds that are searched by one statement. */
const WORLDS_AT_ONCE = 50

const IS_ON_LINE = 'SELECT 1 FROM worlds WHERE key = $1 AND line = $2 AND address IS NOT NULL'
const PUT = `
  INSERT INTO words (world, thing, host, folded_name, folded, name, page)
  SELECT $1::bigint, each.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS each
  ON CONFLICT (world, thing) DO UPDATE SET host = excluded.host, folded_name = excluded.folded_name,
    folded = excluded.folded, name = excluded.name, page = excluded.page
  WHERE words.host IS DISTINCT FROM excluded.host OR words.name <> excluded.name OR words.page <> excluded.page`
const REMOVE = 'DELETE FROM words WHERE world = $1 AND thing = ANY ($2::text[])'
const READ_TO = 'UPDATE worlds SET words_to = greatest(words_to, $2) WHERE key = $1'

export async function keepWords(sql: Sql, world: WorldKey, changes: WordChanges): Promise<void> {
  const { line, epoch, gone, upTo } = changes
  if ((await sql.rows(IS_ON_LINE, [world, line])).length === 0) return
  await lockWorlds(sql, [{ world, ...(epoch !== undefined && { epoch }) }])
  const rows = changes.words.map(wordRowOf)
  if (rows.length > 0)
    await sql.run(PUT, [
      world,
      texts(rows.map(({ thing }) => thing)),
      texts(rows.map(({ host }) => host)),
      texts(rows.map(({ foldedName }) => foldedName)),
      texts(rows.map(({ folded }) => folded)),
      texts(rows.map(({ name }) => name)),
      texts(rows.map(({ page }) => page)),
    ])
  if (gone.length > 0) await sql.run(REMOVE, [world, texts(gone)])
  if (upTo !== null) await sql.run(READ_TO, [world, upTo])
}

/** Nothing of them is left, and they are to be read anew. */
export const dropWords = (sql: Sql, world: WorldKey): Promise<number> =>
  sql.run('DELETE FROM words WHERE world = $1', [world])

export const wordedThings = async (sql: Sql, world: WorldKey): Promise<ArtifactId[]> =>
  (
    await sql.rows<{ thing: ArtifactId }>('SELECT thing FROM words WHERE world = $1 ORDER BY thing', [world])
  ).map(({ thing }) => thing)

const UNREAD = `
  SELECT key AS world, words_to = 0 AS "isNew" FROM worlds
  WHERE key = ANY ($1::bigint[]) AND words_to < scene_last ORDER BY key`

export const unreadWorlds = async (sql: Sql, worlds: readonly WorldKey[]): Promise<UnreadWorld[]> => [
  ...(await sql.rows<UnreadWorld>(UNREAD, [numbers(worlds)])),
]

const HAS_OTHERS = (text: string): string =>
  `NOT EXISTS (SELECT 1 FROM unnest($3::text[]) AS other WHERE strpos(${text}, other) = 0)`
const IN_NAME = `strpos(folded_name, $2) > 0 AND ${HAS_OTHERS('folded_name')}`
const PARTS = {
  names: IN_NAME,
  pages: `strpos(folded, $2) > 0 AND ${HAS_OTHERS('folded')} AND NOT (${IN_NAME})`,
}
/** The hosts of what was found, from one to the next; who comes to limbo, or to nothing, is in limbo. */
const find = (part: keyof typeof PARTS): string => `
  WITH RECURSIVE found AS MATERIALIZED (
    SELECT world, thing, host, name, page, array_position($1::bigint[], world) AS turn FROM words
    WHERE world = ANY ($1::bigint[]) AND (world <> ($1::bigint[])[1] OR thing > $4) AND ${PARTS[part]}
    ORDER BY turn, thing LIMIT $5
  ), up (world, thing, host, step) AS (
    SELECT world, thing, host, 0 FROM found
    UNION ALL
    SELECT up.world, up.thing, words.host, step + 1 FROM up JOIN words ON words.world = up.world AND words.thing = up.host
    WHERE step < ${NESTING_MAX}
  ), top AS (
    SELECT DISTINCT ON (world, thing) world, thing, host, step FROM up ORDER BY world, thing, step DESC
  )
  SELECT found.world, found.thing, name, page, top.host IS NOT NULL AND step < ${NESTING_MAX} AS "isInLimbo"
  FROM found JOIN top ON top.world = found.world AND top.thing = found.thing ORDER BY turn, found.thing`
const FIND = { names: find('names'), pages: find('pages') }

export async function findWords(sql: Sql, search: WordSearch): Promise<WordMatches> {
  const { words, part, after, most } = search
  const worlds = search.worlds.slice(0, WORLDS_AT_ONCE)
  const [first = '', ...others] = words
  const asked = [numbers(worlds), first, texts(others), after ?? '', most]
  const things = [...(await sql.rows<WordMatch>(FIND[part], asked))]
  const last = things.length < most ? undefined : things.at(-1)
  return { things, searched: last === undefined ? worlds.length : worlds.indexOf(last.world) }
}
