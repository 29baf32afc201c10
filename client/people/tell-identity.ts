// Tells the others who is at this tab: by name and colour, and by the artifact that is their body.
import { useEffect } from 'react'
import { useMe as useMyself } from '../session/me.ts'
import { useWorld } from '../world/context/use-world.ts'
import { bodyIn, useYou } from '../world/play/you.ts'
import { announceSelf } from '../world/people/others.ts'

export function useTellingWho(): void {
  const world = useWorld()
  const { person } = useMyself()
  useYou()
  const { presence } = world
  const body = bodyIn(world)
  useEffect(() => announceSelf(presence, person), [presence, person])
  useEffect(() => presence.setLocalStateField('body', body), [presence, body])
}
