// The people on a part of a floor, and how soon what they do is shown.
import { useMemo, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { isPerson, type PresentPerson } from '../../../shared/world/view/present-people.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { SpatialIndex } from '../../world/geometry/spatial-index.ts'
import { useSpatialIndex, useWorld } from '../../world/context/use-world.ts'
import { takeTurn } from '../../device/frame-turns.ts'
import { Listeners } from '../../device/listener-set.ts'

/** How many turns, at most, until somebody is shown as they are. */
const TURNS_MAX = 3
/** Shown with one turn at least. */
const AT_LEAST = 3

/** A part of a floor, in pixels. */
interface FloorBand {
  readonly host: ArtifactId
  readonly top: number
  readonly bottom: number
}

export interface PeopleInBand {
  /**
   * Those who are there; the same array until somebody comes or goes, and for a few also until one does
   * something.
   */
  readonly all: () => readonly PresentPerson[]
  readonly subscribe: (listener: () => void) => () => void
  /** One of them as they are shown now; null: as they are in `all`. */
  readonly one: (id: ArtifactId) => PresentPerson | null
  /** Another number when one is to be drawn anew. */
  readonly drawing: (id: ArtifactId) => number
  /** Calls back when one is to be drawn anew. */
  readonly subscribeTo: (id: ArtifactId, listener: () => void) => () => void
  /**
   * Asks first whether a change of one is shown without that, until the returned function is called: most
   * changes of a crowd are another way, for which an element is only moved.
   */
  readonly moveBy: (id: ArtifactId, move: ShowMoved) => () => void
}

/** Shows how somebody is now; false: it is more than another way, and they have to be drawn anew. */
export type ShowMoved = (person: PresentPerson) => boolean

/**
 * The people there. Of a crowd a few are looked at in each turn, so that none takes long, however many set
 * out at once; each is drawn by themselves.
 */
export function usePeopleInBand({ host, top, bottom }: FloorBand, isCrowd: boolean): PeopleInBand {
  const index = useSpatialIndex()
  const { view } = useWorld()
  return useMemo(() => {
    const read = reader(index, view, { host, top, bottom })
    return isCrowd ? crowd(index.onReach, read) : few(index.onReach, read)
  }, [index, view, host, top, bottom, isCrowd])
}

/** Draws somebody anew, and nobody else with them. */
export function useOne(people: PeopleInBand, { id }: PresentPerson): PresentPerson | null {
  useSyncExternalStore(
    useMemo(() => (listener: () => void) => people.subscribeTo(id, listener), [people, id]),
    () => people.drawing(id),
  )
  return people.one(id)
}

function few(onReach: SpatialIndex['onReach'], read: () => readonly PresentPerson[]): PeopleInBand {
  let last: readonly PresentPerson[] = []
  return {
    all() {
      const people = read()
      if (!isSame(people, last)) last = people
      return last
    },
    subscribe: onReach,
    one: () => null,
    drawing: () => 0,
    subscribeTo: () => () => undefined,
    moveBy: () => () => undefined,
  }
}

function crowd(onReach: SpatialIndex['onReach'], read: () => readonly PresentPerson[]): PeopleInBand {
  let all = read()
  const shown = new Map(all.map((person) => [person.id, person]))
  /** The people to be drawn anew; the one who has waited longest comes first. */
  const waiting = new Set<ArtifactId>()
  const listeners = new Listeners()
  const listenersOf = new Map<ArtifactId, () => void>()
  const movers = new Map<ArtifactId, ShowMoved>()
  const drawings = new Map<ArtifactId, number>()

  function look(): void {
    const people = read()
    for (const person of people) if (shown.get(person.id) !== person) waiting.add(person.id)
    const most = Math.max(AT_LEAST, Math.ceil(waiting.size / TURNS_MAX))
    const next = new Set([...waiting].slice(0, most))
    const told: PresentPerson[] = []
    for (const person of people) {
      if (!next.has(person.id)) continue
      waiting.delete(person.id)
      shown.set(person.id, person)
      told.push(person)
    }
    const there = people.flatMap(({ id }) => shown.get(id) ?? [])
    if (there.length !== all.length || there.some(({ id }, at) => id !== all[at]?.id)) {
      all = there
      const ids = new Set(all.map(({ id }) => id))
      for (const id of [...shown.keys(), ...waiting]) if (!ids.has(id)) forget(id)
      listeners.tell()
    }
    for (const person of told) if (movers.get(person.id)?.(person) !== true) draw(person.id)
    if (waiting.size > 0) takeTurn(look)
  }

  function draw(id: ArtifactId): void {
    drawings.set(id, (drawings.get(id) ?? 0) + 1)
    listenersOf.get(id)?.()
  }

  function forget(id: ArtifactId): void {
    shown.delete(id)
    waiting.delete(id)
  }

  return {
    all: () => all,
    subscribe(listener) {
      const leave = listeners.add(listener)
      takeTurn(look)
      const off = onReach(() => takeTurn(look))
      return () => {
        off()
        leave()
      }
    },
    one: (id) => shown.get(id) ?? null,
    drawing: (id) => drawings.get(id) ?? 0,
    subscribeTo(id, listener) {
      listenersOf.set(id, listener)
      return () => listenersOf.delete(id)
    },
    moveBy(id, move) {
      movers.set(id, move)
      return () => {
        if (movers.get(id) === move) movers.delete(id)
      }
    },
  }
}

function reader(
  index: SpatialIndex,
  view: View,
  { host, ...band }: FloorBand,
): () => readonly PresentPerson[] {
  const ids = index.band({ host, of: 'people' })
  return () =>
    ids(band)
      .flatMap((id) => view.artifact(id) ?? [])
      .filter(isPerson)
}

function isSame(a: readonly PresentPerson[], b: readonly PresentPerson[]): boolean {
  return a.length === b.length && a.every((artifact, at) => artifact === b[at])
}
