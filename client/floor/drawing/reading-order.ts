// The order in which a floor's things are read and reached by keys: from top to bottom. A browser pays for
// each thing that changes its turn, so that the order is made in two steps: at once what comes is put in, and
// soon after, all are put in order. React pays for each thing beside one that comes or goes, so that they are
// told in blocks: a thing stays in its block, wherever it goes, until all are put in order.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { View } from '../../../shared/world/view/world-view.ts'

/** Of things that went, so many stay at most. */
const STAY_MAX = 300

/** So many that went wait at most, until all are put in order. */
const WAIT_MAX = 24

/** Height of a block, in pixels of the floor. */
const BLOCK = 128

/** Things that come one after the other; the same object until they are others. */
export interface OrderedBlock {
  /** Another one for each block, and the same for as long as there are things in it. */
  readonly key: number
  readonly ids: readonly ArtifactId[]
}

const nobody = (): boolean => false
const anybody = (): boolean => true

export class ReadingOrder {
  readonly #view: View
  /** In which block each thing is. */
  readonly #keys = new Map<ArtifactId, number>()
  readonly #blocks = new Map<number, OrderedBlock>()
  #order: readonly OrderedBlock[] = []
  #isLoose = false

  constructor(view: View) {
    this.#view = view
  }

  /** Whether things came or went since all were put in order. */
  get isLoose(): boolean {
    return this.#isLoose
  }

  /**
   * These things in their order: who was there keeps their turn, who came is put before the first one that
   * stands below. Of those that are not among them any more, the ones that `mayStay` keep theirs.
   */
  of(ids: readonly ArtifactId[], mayStay: (id: ArtifactId) => boolean = nobody): readonly OrderedBlock[] {
    const came = ids.filter((id) => !this.#keys.has(id)).flatMap((id) => this.#view.artifact(id) ?? [])
    const missing = this.#keys.size + came.length !== ids.length ? this.#missing(ids, mayStay) : []
    // Those who go wait for a turn in which nobody comes: each is work for a frame.
    const went = came.length > 0 && missing.length <= WAIT_MAX ? [] : missing
    if (came.length + went.length === 0) return this.#order
    this.#isLoose = this.#keys.size > went.length
    const touched = new Set<number>()
    for (const id of went) {
      touched.add(this.#keys.get(id) ?? 0)
      this.#keys.delete(id)
    }
    const coming = Map.groupBy(came, keyOf)
    for (const key of coming.keys()) touched.add(key)
    for (const key of touched) {
      const before = this.#blocks.get(key)?.ids ?? []
      const stayed = went.length === 0 ? before : before.filter((id) => this.#keys.has(id))
      this.#put(key, this.#merged(stayed, coming.get(key) ?? []))
    }
    for (const [key, things] of coming) for (const { id } of things) this.#keys.set(id, key)
    this.#order = inOrder(this.#blocks)
    return this.#order
  }

  /** Puts all in order; in another block only those who `mayMove` there, which draws them as new ones. */
  settle(mayMove: (thing: Artifact) => boolean = anybody): void {
    this.#isLoose = false
    const things = [...this.#keys.keys()].flatMap((id) => this.#view.artifact(id) ?? [])
    for (const thing of things) if (mayMove(thing)) this.#keys.set(thing.id, keyOf(thing))
    const blocks = Map.groupBy(things, ({ id }) => this.#keys.get(id) ?? 0)
    for (const key of this.#blocks.keys()) if (!blocks.has(key)) this.#blocks.delete(key)
    for (const [key, block] of blocks) this.#put(key, inPlace(block))
    const order = inOrder(this.#blocks)
    if (order.length !== this.#order.length || order.some((block, at) => block !== this.#order[at]))
      this.#order = order
  }

  /** Of those who were there, the ones who are not among these, and may not stay. */
  #missing(ids: readonly ArtifactId[], mayStay: (id: ArtifactId) => boolean): readonly ArtifactId[] {
    const wanted = new Set(ids)
    const missing = [...this.#keys.keys()].filter((id) => !wanted.has(id))
    const stay = new Set(missing.filter(mayStay).slice(0, STAY_MAX))
    return missing.filter((id) => !stay.has(id))
  }

  #put(key: number, ids: readonly ArtifactId[]): void {
    const before = this.#blocks.get(key)?.ids ?? []
    if (ids.length === 0) this.#blocks.delete(key)
    else if (ids.length !== before.length || ids.some((id, at) => id !== before[at]))
      this.#blocks.set(key, { key, ids })
  }

  #merged(stayed: readonly ArtifactId[], newcomers: readonly Artifact[]): readonly ArtifactId[] {
    const merged: ArtifactId[] = []
    const waiting = inPlace(newcomers).values()
    let next = waiting.next()
    for (const id of stayed) {
      for (; !next.done && this.#isAbove(next.value, id); next = waiting.next()) merged.push(next.value)
      merged.push(id)
    }
    for (; !next.done; next = waiting.next()) merged.push(next.value)
    return merged
  }

  #isAbove(id: ArtifactId, other: ArtifactId): boolean {
    const [a, b] = [this.#view.artifact(id), this.#view.artifact(other)]
    return a !== null && b !== null && byPlace(a, b) < 0
  }
}

const keyOf = ({ place }: Artifact): number => Math.floor((place?.y ?? 0) / BLOCK)

const inOrder = (blocks: ReadonlyMap<number, OrderedBlock>): readonly OrderedBlock[] =>
  [...blocks.values()].toSorted((a, b) => a.key - b.key)

const inPlace = (things: readonly Artifact[]): readonly ArtifactId[] =>
  things.toSorted(byPlace).map(({ id }) => id)

function byPlace(a: Artifact, b: Artifact): number {
  return (a.place?.y ?? 0) - (b.place?.y ?? 0) || (a.place?.x ?? 0) - (b.place?.x ?? 0)
}
