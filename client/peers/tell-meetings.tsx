// Tells one's own node with whom one is in a world, so that one finds those people's worlds again. Nobody
// else is told, and a meeting can be forgotten.
import { useEffect } from 'react'
import { MEETING_MAX, type MetPeopleReport } from '../../shared/wire/api/friend-bodies.ts'
import { useMe as useMyself } from '../session/me.ts'
import { useWorld, type World } from '../world/context/use-world.ts'
import { tellMet } from '../api/friends-api.ts'
import { localNameIn } from '../session/own-node.ts'
import { bodyIn, useYou } from '../world/play/you.ts'
import { peopleHereIn } from '../world/people/people-here.ts'

/** People who only pass by have not met: they are together for so long, in ms. */
const TOGETHER_MS = 5_000

/** People whom this tab told of already. */
const told = new Set<string>()

export default function MeetingPeople() {
  const world = useWorld()
  const { person } = useMyself()
  useYou()
  const body = bodyIn(world)
  const isSomebody = person.kind !== 'nobody' && world.trial === null
  useEffect(() => {
    if (!isSomebody) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let before = othersIn(world, body)
    const look = (): void => {
      timer = undefined
      const now = othersIn(world, body)
      const stayed = now.filter(({ account }) => before.some((other) => other.account === account))
      before = now
      tellOf(stayed)
      if (now.some(isNews)) wait()
    }
    const wait = (): void => {
      timer ??= setTimeout(look, TOGETHER_MS)
    }
    wait()
    const letGo = peopleHereIn(world.view).subscribe(wait)
    return () => {
      letGo()
      clearTimeout(timer)
    }
  }, [world, body, isSomebody])
  return null
}

type Other = MetPeopleReport['people'][number]

const isNews = ({ account, name }: Other): boolean => !told.has(`${account} ${name}`)

/** Everybody else who is here now. */
function othersIn(world: World, body: string | null): readonly Other[] {
  return peopleHereIn(world.view)
    .all()
    .filter(({ id, avatar }) => id !== body && !avatar.isAway)
    .map(({ name, avatar }) => ({ account: localNameIn(world.replica.address, avatar.account), name }))
}

function tellOf(others: readonly Other[]): void {
  const people = others.filter(isNews).slice(0, MEETING_MAX)
  if (people.length === 0) return
  for (const { account, name } of people) told.add(`${account} ${name}`)
  // A meeting that did not get there is told by the next tab.
  tellMet({ people }).catch(() => people.forEach(({ account, name }) => told.delete(`${account} ${name}`)))
}
