// The people in a world, found without asking all its things: people are few, things are many. It changes
// when somebody comes, goes, enters something or changes their look; not with every step.
import { useCallback, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { isPerson, type PresentPerson } from '../../../shared/world/view/present-people.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { useWorld } from '../context/use-world.ts'
import { Listeners } from '../../device/listener-set.ts'

interface PeopleHere {
  /**
   * Everybody with an avatar in this world, by name, those who are away too. Where they stand, the view
   * knows.
   */
  readonly all: () => readonly PresentPerson[]
  readonly subscribe: (listener: () => void) => () => void
}

const made = new WeakMap<View, PeopleHere>()

/** The people in a world; the same for everybody who asks. */
export function peopleHereIn(view: View): PeopleHere {
  const here = made.get(view) ?? createHere(view)
  made.set(view, here)
  return here
}

export function createHere(view: View): PeopleHere {
  const people = new Map<ArtifactId, PresentPerson>()
  const listeners = new Listeners()
  let all: readonly PresentPerson[] = []

  /** Takes over somebody's present state; true when that differs for a list of people. */
  function look(id: ArtifactId): boolean {
    const artifact = view.artifact(id)
    const before = people.get(id)
    if (artifact === null || !isPerson(artifact)) return people.delete(id)
    people.set(id, artifact)
    return before === undefined || !sameInList(before, artifact)
  }

  function order(): void {
    all = [...people.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1))
  }

  for (const { id } of view.artifacts()) look(id)
  order()
  view.subscribe(({ artifacts }) => {
    let isOther = false
    for (const id of artifacts) isOther = look(id) || isOther
    if (!isOther) return
    order()
    listeners.tell()
  })
  return {
    all: () => all,
    subscribe: listeners.add,
  }
}

/** Whether two states of one person differ in nothing but where they stand and go. */
export function sameInList(a: PresentPerson, b: PresentPerson): boolean {
  return (
    a.name === b.name &&
    a.host === b.host &&
    a.avatar.kind === b.avatar.kind &&
    a.avatar.isAway === b.avatar.isAway &&
    a.avatar.isKneeling === b.avatar.isKneeling &&
    a.avatar.look.sprite === b.avatar.look.sprite &&
    a.avatar.look.color === b.avatar.look.color
  )
}

export function useHere(): readonly PresentPerson[] {
  const { view } = useWorld()
  const here = peopleHereIn(view)
  return useSyncExternalStore(
    useCallback((listener: () => void) => here.subscribe(listener), [here]),
    here.all,
  )
}
