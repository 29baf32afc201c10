// Commands of the clipboard, for things: by their keys on the floor, and by their names.
import type * as Buttons from '../../../world/clipboard/clipboard-commands.ts'
import { notify } from '../../../notices/notices.ts'
import { runs, type Command, type Context } from '../../../world/commands/command-types.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

const hasSome = ({ selected }: Context): boolean => selected.length > 0

function withButtons(work: (buttons: typeof Buttons) => unknown): void {
  import('../../../world/clipboard/clipboard-commands.ts')
    .then(work)
    .catch(() => notify({ text: 'That did not work. Try again.' }))
}

export const CARRYING: readonly Command[] = [
  {
    id: 'copy',
    title: 'Copy',
    group: 'Selected things',
    keys: SHORTCUTS.copy,
    keysOf: 'thing',
    words: 'clipboard',
    when: hasSome,
    does: runs(({ world, selected }) => withButtons(({ copyThings }) => copyThings(world, selected))),
  },
  {
    id: 'cut',
    title: 'Cut',
    group: 'Selected things',
    keys: SHORTCUTS.cut,
    keysOf: 'thing',
    words: 'clipboard move',
    when: hasSome,
    does: runs(({ world, selected }) => withButtons(({ cutThings }) => cutThings(world, selected))),
  },
  {
    id: 'paste',
    title: 'Paste',
    group: 'Make',
    keys: SHORTCUTS.paste,
    keysOf: 'thing',
    words: 'clipboard insert',
    does: runs(({ world, floor, viewport }) =>
      withButtons(({ pasteThings }) => pasteThings(world, floor, viewport)),
    ),
  },
  {
    id: 'duplicate',
    title: 'Duplicate',
    group: 'Selected things',
    keys: SHORTCUTS.duplicate,
    keysOf: 'thing',
    words: 'copy again another',
    when: hasSome,
    does: runs(({ world, selected }) => withButtons(({ duplicate }) => duplicate(world, selected))),
  },
]
