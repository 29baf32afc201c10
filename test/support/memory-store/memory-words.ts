// The words of worlds in the store in memory.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'
import {
  wordRowOf,
  type WordMatch,
  type WordMatches,
  type UnreadWorld,
  type WordChanges,
  type WordRow,
  type WordSearch,
} from '../../../server/storage/word-store.ts'
import type { MemoryWorld } from './memory-world.ts'

type FindWorld = (key: WorldKey) => MemoryWorld | undefined

export function keepWords(world: MemoryWorld, { words, gone, upTo }: WordChanges): void {
  for (const each of words) world.words.set(each.thing, wordRowOf(each))
  for (const thing of gone) world.words.delete(thing)
  world.wordsTo = Math.max(world.wordsTo, upTo ?? 0)
}

/** Nothing of them is left, and they are to be read anew. */
export function dropWords(world: MemoryWorld): void {
  world.words.clear()
  world.wordsTo = 0
}

const sorted = (world: MemoryWorld | undefined): WordRow[] =>
  [...(world?.words.values() ?? [])].sort((a, b) => (a.thing < b.thing ? -1 : 1))

export const wordedThings = (world: MemoryWorld | undefined): ArtifactId[] =>
  sorted(world).map(({ thing }) => thing)

export const unreadWorlds = (keys: readonly WorldKey[], at: FindWorld): UnreadWorld[] =>
  keys
    .toSorted((a, b) => a - b)
    .flatMap((key) => {
      const world = at(key)
      const isRead =
        world === undefined || world.wordsTo >= (world.documents.scene.rows.at(-1)?.sequence ?? 0)
      return isRead ? [] : [{ world: key, isNew: world.wordsTo === 0 }]
    })

export function findWords({ worlds, words, part, after, most }: WordSearch, at: FindWorld): WordMatches {
  const things: WordMatch[] = []
  const hasAll = (text: string): boolean => words.every((word) => text.includes(word))
  for (const [index, key] of worlds.entries()) {
    for (const row of sorted(at(key))) {
      const { thing, name, page, foldedName, folded } = row
      if (index === 0 && after !== null && thing <= after) continue
      const isFound = part === 'names' ? hasAll(foldedName) : hasAll(folded) && !hasAll(foldedName)
      if (!isFound) continue
      things.push({ world: key, thing, name, page, isInLimbo: isInLimbo(at(key), row) })
      if (things.length === most) return { things, searched: index }
    }
  }
  return { things, searched: worlds.length }
}

function isInLimbo(world: MemoryWorld | undefined, { host }: WordRow): boolean {
  if (host === null || host === 'limbo') return host === 'limbo'
  const row = world?.words.get(host)
  return row === undefined || isInLimbo(world, row)
}
