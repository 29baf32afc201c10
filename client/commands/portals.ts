// Commands for portals. What they need of other worlds is fetched when they are wanted.
import { notify } from '../app/notices.ts'
import type * as Steps from '../peers/portal-steps.ts'
import { runs, type Command } from './command.ts'

function withSteps(work: (steps: typeof Steps) => Promise<void>): void {
  import('../peers/portal-steps.ts').then(work).catch(() => notify({ text: 'That did not work. Try again.' }))
}

export const PORTALS: readonly Command[] = [
  {
    id: 'make-portal',
    title: 'Make a portal',
    group: 'Make',
    words: 'door gate way link world node friend elsewhere',
    sprite: 'door',
    does: runs((context) => withSteps(({ askForPortal }) => askForPortal(context))),
  },
  {
    id: 'portal-here',
    title: 'Make a portal to here, in a world of mine',
    group: 'World',
    words: 'door gate way back link',
    does: runs((context) => withSteps(({ askForPortalHere }) => askForPortalHere(context))),
  },
]
