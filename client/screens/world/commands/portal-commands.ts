// Commands for portals. Their data of other worlds is fetched on demand.
import { notify } from '../../../notices/notices.ts'
import type * as Steps from '../../../portals/portal-steps.ts'
import { runs, type Command } from '../../../world/commands/command-types.ts'

function withSteps(work: (steps: typeof Steps) => Promise<void>): void {
  import('../../../portals/portal-steps.ts')
    .then(work)
    .catch(() => notify({ text: 'That did not work. Try again.' }))
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
