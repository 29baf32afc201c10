// What programs show and ask the person at this screen alone. It comes over the connection and is in no
// document: it is kept here for as long as the connection lasts.
import { useSyncExternalStore } from 'react'
import { NOTHING_PERSONAL, type Question } from '../../../shared/behavior/personal.ts'
import { nodeOf } from '../../../shared/world/address.ts'
import type { Replica } from '../../replica/replica.ts'
import { createPersonal, type Personal } from '../context/personal-store.ts'
import { useWorld, type World } from '../context/use-world.ts'

const followed = new WeakMap<Replica, Personal>()
/** Of worlds that are only looked at. */
const none = createPersonal()

/** From when a replica is opened on: it is told once for each connection. */
export function followPersonal(replica: Replica): void {
  const personal = createPersonal()
  followed.set(replica, personal)
  const isAbroad = nodeOf(replica.address) !== null
  replica.onEvent((event) => {
    if (event.type === 'personal') personal.apply(event)
    // What is shown now follows at once on a connection to the world's own node.
    const isNew = isAbroad ? event.type === 'host' && event.state !== 'awake' : event.type === 'you'
    if (isNew) personal.apply(NOTHING_PERSONAL)
  })
}

export function personalOf({ replica, trial, past }: Pick<World, 'replica' | 'trial' | 'past'>): Personal {
  if (past !== null) return none
  return trial?.personal ?? followed.get(replica) ?? none
}

export function useQuestions(): readonly Question[] {
  const personal = personalOf(useWorld())
  return useSyncExternalStore(personal.subscribe, personal.questions)
}
