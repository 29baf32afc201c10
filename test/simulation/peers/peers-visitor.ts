// Somebody of a node who writes in a world of another one, with our own client. Edits that the host refuses,
// and edits left on another line, are kept as a copy. They write words that nobody else writes, so that each
// of them can be found again.
import * as Y from 'yjs'
import type { RecordKey } from '../../../client/replica/storage/stored-rows.ts'
import { CLOSE, type UndoneEdits } from '../../../shared/wire/frames/sync-frames.ts'
import { InklandClient } from '../inkland.ts'
import type { Random } from '../random.ts'

/** How long somebody who was sent out waits before they try again, in ms. */
const AGAIN_MS = 5_000

/** Edits that were not saved in the world: the person's scene, and the world without them. */
interface CopyOf {
  readonly mine: ReadonlySet<string>
  readonly theirs: ReadonlySet<string>
}

const listIn = (scene: Y.Doc): Y.Array<string> => scene.getArray<string>('words')

/** All words that stand, as often as they do. */
export const wordsIn = (scene: Y.Doc): readonly string[] => listIn(scene).toArray()

/** Writes a word anywhere among the others. */
export function writeWord(scene: Y.Doc, word: string, random: Random): void {
  const words = listIn(scene)
  words.insert(random.below(words.length + 1), [word])
}

/** Takes any word out; answers which. */
export function eraseWord(scene: Y.Doc, random: Random): string | null {
  const words = listIn(scene)
  if (words.length === 0) return null
  const at = random.below(words.length)
  const word = words.get(at)
  words.delete(at, 1)
  return word
}

export class PeerVisitor extends InklandClient {
  /** How often a host undid something of theirs, a frame was refused here, and the world began anew. */
  readonly counts = { undone: 0, refused: 0, anew: 0 }
  readonly #copies = new Map<string, CopyOf>()
  #isAway = false

  /** Whether a word is in a copy of theirs, and not in the world as it was then. */
  hasKept(word: string): boolean {
    return [...this.#copies.values()].some(({ mine, theirs }) => mine.has(word) && !theirs.has(word))
  }

  /** Closes the tab, as far as the node can see; the device keeps its data. */
  goAway(): void {
    this.#isAway = true
    this.sync.stop()
    this.people.forgetServer()
  }

  comeBack(): void {
    this.#isAway = false
    this.sync.link.keeper.retry()
  }

  override reload(): void {
    this.#isAway = false
    super.reload()
  }

  protected override isMet(world: string): boolean {
    if (this.world !== null && this.world !== world) {
      this.counts.anew += 1
      this.#startAnew(`line ${this.world} ${this.counts.anew}`)
    }
    this.world = world
    return true
  }

  override undone({ upTo, theirs, mine }: UndoneEdits): void {
    const known = `undone ${this.world} ${upTo}`
    if (!this.#copies.has(known)) this.counts.undone += 1
    this.#keep(known, mine, theirs)
    this.sync.tellTaken(upTo)
  }

  override refused(keys: readonly RecordKey[]): void {
    this.counts.refused += 1
    const dropped = this.ledger.drop(keys)
    if (dropped !== null) this.#keep(`refused ${this.counts.refused}`, dropped.mine, dropped.theirs)
    this.people.bind(this.scene)
    this.#again(() => this.sync.link.keeper.renew())
  }

  /** They may not be there now; their unsaved edits are sent once they may again. */
  override closedForGood(code: number, reason: string): void {
    if (code !== CLOSE.right && code !== CLOSE.missing) this.ended ??= `${code} ${reason}`
    this.#again(() => this.sync.link.keeper.retry())
  }

  #again(act: () => void): void {
    this.sync.endExchange()
    this.outside.clock.after(AGAIN_MS, () => {
      if (!this.#isAway) act()
    })
  }

  #startAnew(name: string): void {
    const { records, mine, theirs } = this.ledger.startOver(Promise.resolve(true))
    if (records.length > 0) this.#keep(name, mine, theirs)
    this.people.bind(this.scene)
  }

  #keep(name: string, mine: Uint8Array, theirs: Uint8Array): void {
    this.#copies.set(name, { mine: readWords(mine), theirs: readWords(theirs) })
  }
}

function readWords(state: Uint8Array): ReadonlySet<string> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  const words = new Set(wordsIn(doc))
  doc.destroy()
  return words
}
