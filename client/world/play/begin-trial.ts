// Beginning to try something out, where one asks for it; says so when it cannot be.
import { notify } from '../../notices/notices.ts'
import type { World } from '../context/use-world.ts'

export function tryOut(world: World): void {
  world.tryOut().catch((error: unknown) => {
    console.warn('A trial could not begin.', error)
    notify({ text: 'Part of the app could not be loaded. Try again when you are back online.' })
  })
}
