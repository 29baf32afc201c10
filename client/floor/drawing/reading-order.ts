// The order in which a floor's things are read and reached by keys: from top to bottom. A browser pays for
// each thing that changes its turn, so that the order is made in two steps: at once what comes is put in, and
// soon after, all are put in order.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { View } from '../../../shared/world/view/world-view.ts'

/** Of things that went, so many stay at most. */
const STAY_MAX = 300

const nobody = (): boolean => false

export class ReadingOrder {
  readonly #view: View
  #known: ReadonlySet<ArtifactId> = new Set()
  #order: readonly ArtifactId[] = []
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
  of(ids: readonly ArtifactId[], mayStay: (id: ArtifactId) => boolean = nobody): readonly ArtifactId[] {
    const known = this.#known
    const wanted = new Set(ids)
    const stays = [...known].filter((id) => !wanted.has(id) && mayStay(id)).slice(0, STAY_MAX)
    if (ids.length + stays.length === known.size && ids.every((id) => known.has(id))) return this.#order
    this.#known = new Set([...ids, ...stays])
    const newcomers = this.#inPlace(ids.filter((id) => !known.has(id)))
    const stayed = this.#order.filter((id) => this.#known.has(id))
    this.#isLoose = stayed.length > 0
    this.#order = this.#merged(stayed, newcomers)
    return this.#order
  }

  /** Puts all in order. */
  settle(): void {
    this.#isLoose = false
    const order = this.#inPlace(this.#order)
    if (order.some((id, at) => id !== this.#order[at])) this.#order = order
  }

  #merged(stayed: readonly ArtifactId[], newcomers: readonly ArtifactId[]): readonly ArtifactId[] {
    const merged: ArtifactId[] = []
    const waiting = newcomers.values()
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

  #inPlace(ids: readonly ArtifactId[]): readonly ArtifactId[] {
    return ids
      .flatMap((id) => this.#view.artifact(id) ?? [])
      .toSorted(byPlace)
      .map(({ id }) => id)
  }
}

function byPlace(a: Artifact, b: Artifact): number {
  return (a.place?.y ?? 0) - (b.place?.y ?? 0) || (a.place?.x ?? 0) - (b.place?.x ?? 0)
}
