// Tells the others who is at this tab: by name and colour, and by the artifact that is their body.
import { useEffect } from 'react'
import { useMe as useMyself } from '../app/me.ts'
import { useWorld } from '../floor/world.ts'
import { bodyIn, useYou } from '../play/you.ts'
import { greet } from './presence.ts'

export function useTellingWho(): void {
  const world = useWorld()
  const { person } = useMyself()
  useYou()
  const { presence } = world
  const body = bodyIn(world)
  useEffect(() => greet(presence, person), [presence, person])
  useEffect(() => presence.setLocalStateField('body', body), [presence, body])
}
