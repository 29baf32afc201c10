// What a store keeps of the words in worlds, to be searched: of each thing its name and its page, folded. It
// can be made again from the scenes at any time. It ends with its world, and with its line: so nothing that
// was erased can be found.
import type { ArtifactId, LineId } from '../../shared/world/address.ts'
import type { Host } from '../../shared/world/place.ts'
import { foldText } from '../../shared/search/folded-text.ts'
import type { WorldKey } from '../contracts/world-record.ts'

/** A thing as it is searched. */
export interface ThingWords {
  readonly thing: ArtifactId
  /** What it stands in; null for the root. */
  readonly host: Host | null
  readonly name: string
  readonly page: string
}

/** What the words of a world become. */
export interface WordChanges {
  /** The line of the world: where it has another one by now, nothing is written. */
  readonly line: LineId
  /** The lease under which its scene was read, as of an Append. */
  readonly epoch?: number
  readonly words: readonly ThingWords[]
  readonly gone: readonly ArtifactId[]
  /** All words are as the scene is up to this row; null: there are more to come. */
  readonly upTo: number | null
}

/** A world whose words are not those of its scene, or not yet. */
export interface UnreadWorld {
  readonly world: WorldKey
  /** They were never read. */
  readonly isNew: boolean
}

export interface WordSearch {
  /** They are searched in this order, and each of them by id of its things. */
  readonly worlds: readonly WorldKey[]
  /** Folded; a thing has to have all of them. */
  readonly words: readonly string[]
  /** Things that have all of them in the name; or those that need their page for it. */
  readonly part: 'names' | 'pages'
  /** Goes on after this thing of the first world. */
  readonly after: ArtifactId | null
  readonly most: number
}

export interface WordMatch extends Pick<ThingWords, 'thing' | 'name' | 'page'> {
  readonly world: WorldKey
  readonly isInLimbo: boolean
}

export interface WordMatches {
  readonly things: readonly WordMatch[]
  /** How many of the worlds were searched to the end: a call takes no longer than others can wait. */
  readonly searched: number
}

export interface WordStore {
  /**
   * Does nothing where the world is on another line by now, or gone. Rejects with a StaleLease as `append`
   * does.
   */
  keepWords(world: WorldKey, changes: WordChanges): Promise<void>
  /** The things of a world whose words are kept; by id. */
  wordedThings(world: WorldKey): Promise<ArtifactId[]>
  /** Those of these worlds whose scenes have rows after the last that was read for their words; by key. */
  unreadWorlds(worlds: readonly WorldKey[]): Promise<UnreadWorld[]>
  /** Of 1 to 8 words. Worlds that are not there have nothing. */
  findWords(search: WordSearch): Promise<WordMatches>
}

/** A row of the table. */
export interface WordRow extends ThingWords {
  readonly foldedName: string
  /** Name and page. */
  readonly folded: string
}

export function wordRowOf({ thing, host, name, page }: ThingWords): WordRow {
  const foldedName = foldText(name)
  return { thing, host, name, page, foldedName, folded: `${foldedName}\n${foldText(page)}` }
}
