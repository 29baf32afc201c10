// The place of a person who goes to sign in by themselves, so that they are there again afterwards. Held by
// this page alone: an address may end in the secret of a link.
import { currentRoute, replaceRoute, HOME } from './route.ts'

let back: string | null = null

/** Remembers the present place, unless that is where one signs in. */
export function comeBackHere(): void {
  const { screen } = currentRoute()
  if (screen === 'sign-in' || screen === 'recovery' || screen === 'code') return
  back = `${location.pathname}${location.hash}`
}

/** The path that a round trip through another place leads back to. The part behind `#` is told to nobody. */
export const pathBack = (): string => (back === null ? HOME : new URL(back, location.href).pathname)

/** Goes to where one was; where that is not known, home. */
export function goBack(): void {
  const to = back ?? HOME
  back = null
  replaceRoute(to)
}
