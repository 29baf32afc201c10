// The words of worlds: a row for each thing. They are searched letter by letter, which finds words of any
// script; 20 MB take some 40 ms.
import type { DatabaseSync } from 'node:sqlite'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { NESTING_MAX } from '../../../../shared/world/limits.ts'
import type { Host } from '../../../../shared/world/place.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import {
  wordRowOf,
  type WordMatch,
  type WordMatches,
  type UnreadWorld,
  type WordChanges,
  type WordSearch,
} from '../../word-store.ts'
import type { Clock } from '../../../../shared/time/clock.ts'
import type { Log } from './log-table.ts'

/** No world more is searched in a call that took so long, in ms: who saves waits behind it. */
const CALL_MS = 40
/** Bytes of pages in one answer. */
const ANSWER_CHARS = 1_000_000

type MatchedRow = Omit<WordMatch, 'isInLimbo'> & { readonly host: Host | null }

const hasOthers = (text: string): string =>
  `NOT EXISTS (SELECT 1 FROM json_each(?4) WHERE instr(${text}, value) = 0)`
const find = (by: string, matches: string): string => `
  SELECT CAST(world AS REAL) AS world, thing, host, name, page FROM words ${by}
  WHERE world = ?1 AND thing > ?2 AND ${matches} ORDER BY thing LIMIT ?5`
const IN_NAME = `instr(folded_name, ?3) > 0 AND ${hasOthers('folded_name')}`
const PARTS = {
  names: find('INDEXED BY words_names', IN_NAME),
  pages: find('', `instr(folded, ?3) > 0 AND ${hasOthers('folded')} AND NOT (${IN_NAME})`),
}

export function wordCalls(
  database: DatabaseSync,
  { assertCurrent }: Pick<Log, 'assertCurrent'>,
  clock: Pick<Clock, 'now'>,
) {
  const isOnLine = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND line = ? AND address IS NOT NULL')
  const put = database.prepare(
    `INSERT INTO words (world, thing, host, folded_name, folded, name, page) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (world, thing) DO UPDATE SET host = excluded.host, folded_name = excluded.folded_name,
       folded = excluded.folded, name = excluded.name, page = excluded.page
     WHERE host IS NOT excluded.host OR name IS NOT excluded.name OR page IS NOT excluded.page`,
  )
  const remove = database.prepare('DELETE FROM words WHERE world = ? AND thing = ?')
  const readTo = database.prepare('UPDATE worlds SET words_to = max(words_to, ?) WHERE key = ?')
  const things = database.prepare('SELECT thing FROM words WHERE world = ? ORDER BY thing')
  const unread = database.prepare(
    `WITH recent AS (
       SELECT document, max(sequence) AS last FROM log WHERE sequence > (SELECT filed FROM marks) GROUP BY document
     )
     SELECT CAST(worlds.key AS REAL) AS world, words_to AS wordsTo FROM worlds
       JOIN documents ON documents.world = worlds.key AND documents.kind = 'scene'
       LEFT JOIN recent ON recent.document = documents.key
     WHERE worlds.key IN (SELECT value FROM json_each(?)) AND words_to < coalesce(
       recent.last, (SELECT max(sequence) FROM filed WHERE filed.document = documents.key), 0)
     ORDER BY worlds.key`,
  )
  const finds = { names: database.prepare(PARTS.names), pages: database.prepare(PARTS.pages) }
  const hostOf = database.prepare('SELECT host FROM words WHERE world = ? AND thing = ?')

  /** Whether one comes to limbo, or to nothing, from host to host. */
  function isInLimbo(world: WorldKey, host: Host | null): boolean {
    let at = host
    for (let step = 0; step < NESTING_MAX && at !== null; step += 1) {
      if (at === 'limbo') return true
      const row = hostOf.get(world, at)
      if (row === undefined) return true
      at = row['host'] as Host | null
    }
    return false
  }

  return {
    keepWords(world: WorldKey, { line, epoch, words, gone, upTo }: WordChanges): void {
      if (!isOnLine.get(world, line)) return
      assertCurrent(world, epoch)
      for (const each of words) {
        const { thing, host, foldedName, folded, name, page } = wordRowOf(each)
        put.run(world, thing, host, foldedName, folded, name, page)
      }
      for (const thing of gone) remove.run(world, thing)
      if (upTo !== null) readTo.run(upTo, world)
    },
    wordedThings: (world: WorldKey): ArtifactId[] =>
      things.all(world).map(({ thing }) => thing as ArtifactId),
    unreadWorlds: (worlds: readonly WorldKey[]): UnreadWorld[] =>
      unread.all(JSON.stringify(worlds)).map(({ world, wordsTo }) => ({
        world: world as WorldKey,
        isNew: wordsTo === 0,
      })),
    findWords({ worlds, words, part, after, most }: WordSearch): WordMatches {
      const [first = '', ...others] = words
      const rest = JSON.stringify(others)
      const end = clock.now() + CALL_MS
      const found: WordMatch[] = []
      let chars = 0
      for (const [index, world] of worlds.entries()) {
        if (index > 0 && clock.now() > end) return { things: found, searched: index }
        const begin = index === 0 ? (after ?? '') : ''
        for (const row of finds[part].iterate(world, begin, first, rest, most - found.length)) {
          const { host, ...thing } = row as unknown as MatchedRow
          found.push({ ...thing, isInLimbo: isInLimbo(world, host) })
          chars += thing.page.length
          if (found.length === most || chars > ANSWER_CHARS) return { things: found, searched: index }
        }
      }
      return { things: found, searched: worlds.length }
    },
  }
}
