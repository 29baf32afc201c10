// Commands that make things, one for each kind there is.
import { SPRITES } from '../../../../shared/world/sprites.ts'
import { lastSprite, make, sizeOf } from '../../../world/edits/make-artifacts.ts'
import { placeBeside } from '../../../world/geometry/free-spot.ts'
import { runs, type Command, type Context } from '../../../world/commands/command-types.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

function makeBeside({ world, viewport, floor }: Context, sprite: string): void {
  make(world, sprite, placeBeside(world.view, floor, viewport, sizeOf(sprite)))
}

export const MAKING: readonly Command[] = [
  {
    id: 'make',
    title: 'Add a thing like the last one',
    group: 'Make',
    keys: SHORTCUTS.make,
    words: 'new create again',
    does: runs((context) => makeBeside(context, lastSprite())),
  },
  ...SPRITES.map((sprite): Command => ({
    id: `make-${sprite}`,
    title: `Add a thing: ${sprite}`,
    group: 'Make',
    words: 'new create put',
    sprite,
    does: runs((context) => makeBeside(context, sprite)),
  })),
]
