// Commands for the page of the floor that is shown, done where its cursor is, by the page's own keys.
import { runScopeHandlers } from '@codemirror/view'
import { floorEditor } from '../floor/write-at.ts'
import { BY_HAND, runs, type Command, type Context } from './command.ts'
import { SHORTCUTS } from './shortcuts.ts'

const hasPage = ({ stage }: Context): boolean => floorEditor(stage) !== null

/** As if the keys were pressed there. */
function press({ stage }: Context, key: string): void {
  const page = floorEditor(stage)
  if (!page) return
  page.focus()
  runScopeHandlers(page, new KeyboardEvent('keydown', { key, altKey: true }), 'editor')
}

export const WRITING: readonly Command[] = [
  {
    id: 'write',
    title: 'Write on this page, where you wrote last',
    group: 'Write',
    keys: SHORTCUTS.kneel,
    words: 'text cursor edit',
    when: hasPage,
    does: runs(({ stage }) => floorEditor(stage)?.focus()),
  },
  {
    id: 'insert-space',
    title: 'Insert space here, with what stands below',
    group: 'Write',
    keys: SHORTCUTS.insertSpace,
    keysOf: 'page',
    words: 'blank line room move down',
    when: hasPage,
    does: runs((context) => press(context, 'Enter')),
  },
  {
    id: 'remove-space',
    title: 'Remove space here',
    group: 'Write',
    keys: SHORTCUTS.removeSpace,
    keysOf: 'page',
    words: 'blank line close move up',
    when: hasPage,
    does: runs((context) => press(context, 'Backspace')),
  },
  hand('bold', 'Bold words, or the end of them', 'Mod+B'),
  hand('slant', 'Slanted words, or the end of them', 'Mod+I'),
  hand('in', 'Move an item of a list, or code, in', 'Tab'),
  hand('out', 'Move an item of a list, or code, out', 'Shift+Tab'),
  hand('tab-out', 'Then Tab goes on to what follows the page', 'Escape'),
  hand('leave-list', 'Leave a list, a quotation or a table, from an empty line of it', 'Enter'),
  hand('plain', 'Paste words alone, without their looks', 'Mod+Shift+V'),
  {
    id: 'hand-follow',
    title: 'Follow a link',
    group: 'Write',
    keys: ['Mod+Click'],
    keysOf: 'page',
    does: BY_HAND,
  },
  {
    id: 'hand-tick',
    title: 'Tick a task',
    group: 'Write',
    keys: ['Mod+Shift+Enter'],
    keysOf: 'page',
    does: BY_HAND,
  },
  {
    id: 'hand-insert',
    title: 'Add a thing, a list, a table',
    group: 'Write',
    keys: ['/'],
    keysOf: 'page',
    does: BY_HAND,
  },
  {
    id: 'hand-name',
    title: 'Link to something by its name',
    group: 'Write',
    keys: ['[['],
    keysOf: 'page',
    does: BY_HAND,
  },
  {
    id: 'hand-complete',
    title: 'Complete code',
    group: 'Write',
    keys: ['Ctrl+Space'],
    keysOf: 'page',
    does: BY_HAND,
  },
]

function hand(id: string, title: string, keys: string): Command {
  return { id: `hand-${id}`, title, group: 'Write', keys: [keys], keysOf: 'page', does: BY_HAND }
}
