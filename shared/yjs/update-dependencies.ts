// The structs that an update's structs rest on, followed as integrating would, each struct once. A circle
// between clients would hang in Yjs for ever, and so would anything behind a hole.
import type { ItemId } from './id-ranges.ts'
import type { ClientSection, Struct } from './update-reader.ts'

/** Structs `from` to `to` of a section, which follow each other. */
interface StructRun {
  readonly section: ClientSection
  readonly from: number
  readonly to: number
}

/** Whether new sections rest well on a document that has so many clocks of each client. */
export function dependencyState(
  fresh: readonly ClientSection[],
  document: { clockOf(client: number): number },
): 'well' | 'on missing' | 'on itself' {
  return follow(
    fresh.map((section) => new DependencyWalk(section, document.clockOf(section.client), false)),
    (client) => document.clockOf(client),
  )
}

/**
 * The structs of an update in an order in which none rests on a later one; null when they rest on themselves.
 * Holes are left out.
 */
export function causalRuns(sections: readonly ClientSection[]): StructRun[] | null {
  const walks = sections.map((section) => new DependencyWalk(section, section.clock, true))
  const runs: StructRun[] = []
  const passed = (section: ClientSection, from: number, to: number): void => {
    const last = runs.at(-1)
    if (last?.section === section && last.to === from) runs[runs.length - 1] = { ...last, to }
    else if (to > from) runs.push({ section, from, to })
  }
  return follow(walks, () => Infinity, passed) === 'well' ? runs : null
}

function follow(
  all: readonly DependencyWalk[],
  clockOf: (client: number) => number,
  passed?: (section: ClientSection, from: number, to: number) => void,
): 'well' | 'on missing' | 'on itself' {
  const walks = new Map(all.map((walk) => [walk.section.client, walk]))
  const has = (id: ItemId): boolean => (walks.get(id.client)?.reached ?? clockOf(id.client)) > id.clock
  for (const start of all) {
    start.open(Infinity)
    const stack = [start]
    for (let walk = stack.at(-1); walk !== undefined; walk = stack.at(-1)) {
      const from = walk.index
      const need = walk.advance(has)
      passed?.(walk.section, from, walk.index)
      if (need === 'done') {
        walk.isOpen = false
        stack.pop()
      } else if (need === 'itself') {
        return 'on itself'
      } else if (need === 'hole') {
        return 'on missing'
      } else {
        const other = walks.get(need.client)
        if (other === undefined || other.isDone || other.isOpen) return 'on missing'
        other.open(need.clock)
        stack.push(other)
      }
    }
  }
  return 'well'
}

/** A walk along the structs of one client, as long as everything that they rest on is there. */
class DependencyWalk {
  readonly section: ClientSection
  reached: number
  /** Another walk waits for it, so a walk that it waits for must not wait for it. */
  isOpen = false
  index = 0
  /**
   * The clock that somebody waits for: going on beyond it could meet a walk that is open for no good reason.
   */
  #wanted = Infinity
  readonly #passesHoles: boolean

  constructor(section: ClientSection, known: number, passesHoles: boolean) {
    this.section = section
    this.#passesHoles = passesHoles
    this.reached = known
    while (
      (section.structs[this.index]?.clock ?? Infinity) + (section.structs[this.index]?.length ?? 0) <=
      known
    ) {
      this.index++
    }
  }

  get isDone(): boolean {
    return this.index >= this.section.structs.length
  }

  open(wanted: number): void {
    this.isOpen = true
    this.#wanted = wanted
  }

  advance(has: (id: ItemId) => boolean): 'done' | 'hole' | 'itself' | ItemId {
    for (;;) {
      const struct = this.section.structs[this.index]
      if (struct === undefined || this.reached > this.#wanted) return 'done'
      if (struct.clock > this.reached || (struct.kind === 'skip' && !this.#passesHoles)) return 'hole'
      for (const id of foundation(struct)) {
        if (id.client === this.section.client) {
          if (id.clock >= struct.clock) return 'itself'
        } else if (!has(id)) {
          return id
        }
      }
      this.reached = struct.clock + struct.length
      this.index++
    }
  }
}

function foundation({ left, right, parent }: Struct): ItemId[] {
  return [left, right, typeof parent === 'string' ? null : parent].filter((id) => id !== null)
}
