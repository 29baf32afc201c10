// A search of the outline, and its matches: things by their words, those with code or in trouble, headings by
// their words.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { LiveFollower } from '../../shared/world/view/live-follower.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import type { Programs } from '../world/context/program-index.ts'
import type { Filter } from '../world/outline-shown.ts'
import { isInTrouble } from '../words/program-words.ts'
import { hasWords, wordsOf } from '../../shared/search/folded-text.ts'
import type { WorldWords } from '../world/context/thing-words.ts'

interface SearchSources {
  readonly view: Pick<View, 'artifact'>
  readonly programs: Pick<Programs, 'ids' | 'of'>
  readonly now: Pick<LiveFollower, 'faults' | 'asleep'>
  readonly headings: Pick<Headings, 'of' | 'hosts'>
  readonly index: WorldWords
}

export class OutlineSearch {
  readonly #sources: SearchSources
  #matches: Set<ArtifactId> | null = null
  filter: Filter = 'all'
  /** The same array until the query changes. */
  words: readonly string[] = []

  constructor(sources: SearchSources) {
    this.#sources = sources
  }

  /** Null: nothing is searched. */
  get matches(): ReadonlySet<ArtifactId> | null {
    return this.#matches
  }

  /** False: this is the search already. */
  begin(query: string, filter: Filter): boolean {
    const asked = wordsOf(query)
    const isSame = asked.length === this.words.length && asked.every((word, at) => word === this.words[at])
    if (isSame && filter === this.filter) return false
    this.words = asked
    this.filter = filter
    this.matchAll()
    return true
  }

  matchAll(): void {
    const { programs, index } = this.#sources
    if (this.filter !== 'all') this.#matches = new Set(programs.ids().filter((id) => this.#isMatch(id)))
    else this.#matches = this.words.length === 0 ? null : index.find(this.words)
  }

  /** Looks at some again; tells whether the matches have changed. */
  rematch(ids: ReadonlySet<ArtifactId>): boolean {
    const matches = this.#matches
    let isOther = false
    for (const id of matches === null ? [] : ids) {
      const is = this.#isMatch(id)
      if (is === matches?.has(id)) continue
      isOther = true
      if (is) matches?.add(id)
      else matches?.delete(id)
    }
    return isOther
  }

  /** The headings that have the words; pages are searched for them, too. */
  headings(): ReadonlyMap<ArtifactId, ReadonlySet<number>> {
    const { headings, view } = this.#sources
    const found = new Map<ArtifactId, Set<number>>()
    if (this.filter !== 'all') return found
    for (const host of headings.hosts()) {
      const numbers = new Set<number>()
      for (const [at, { text }] of headings.of(host).entries())
        if (hasWords(text, this.words)) numbers.add(at)
      if (numbers.size > 0 && view.artifact(host) !== null) found.set(host, numbers)
    }
    return found
  }

  #isMatch(id: ArtifactId): boolean {
    const { view, programs, now, index } = this.#sources
    if (view.artifact(id) === null) return false
    if (this.filter === 'alive' && programs.of(id) === null) return false
    if (this.filter === 'trouble' && !isInTrouble({ faults: now.faults(id), asleep: now.asleep(id) }))
      return false
    return index.has(id, this.words)
  }
}
