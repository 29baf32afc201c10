// Commands for the page of the floor that is shown, done where its cursor is, by the page's own keys.
import { floorPage } from '../../../world/floor-page.ts'
import { BAR_KEYS, LINK_KEYS, WORD_FORMATS } from '../../../page/typing/formats.ts'
import { BY_HAND, runs, type Command, type Context } from '../../../world/commands/command-types.ts'
import { SHORTCUTS } from '../../../device/shortcuts.ts'

const hasPage = ({ viewport }: Context): boolean => floorPage(viewport) !== null

/** As if the keys were pressed there. */
function press({ viewport }: Context, key: string): void {
  const page = floorPage(viewport)
  page?.focus()
  page?.press({ key, altKey: true })
}

export const WRITING: readonly Command[] = [
  {
    id: 'write',
    title: 'Write on this page where you left off',
    group: 'Write',
    keys: SHORTCUTS.write,
    words: 'text cursor edit',
    when: (context) => hasPage(context) && context.selected.length === 0,
    does: runs(({ viewport }) => floorPage(viewport)?.focus()),
  },
  {
    id: 'insert-space',
    title: 'Insert space here, moving everything below down',
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
  ...WORD_FORMATS.map(({ id, name, keys }) => hand(id, `${name} on or off`, keys)),
  hand('link', 'Link on or off', LINK_KEYS),
  hand('bar', 'To the bar on what is selected', BAR_KEYS),
  hand('cell', 'Next cell of a table, or a new row', 'Tab'),
  hand('table', 'Rows and columns of a table', 'Mod+.'),
  hand('row', 'Add a row to a table', 'Alt+Enter'),
  hand('column', 'Add a column to a table', 'Alt+Shift+Enter'),
  hand('move-row', 'Move a row of a table', 'Alt+Shift+ArrowUp', 'Alt+Shift+ArrowDown'),
  hand('move-column', 'Move a column of a table', 'Alt+Shift+ArrowLeft', 'Alt+Shift+ArrowRight'),
  hand('take-row', 'Remove a row of a table', 'Mod+Shift+K'),
  hand('take-column', 'Remove a column of a table', 'Alt+Shift+Backspace'),
  hand('leave-table', 'Leave a table', 'Escape'),
  hand('in', 'Indent a list item or code', 'Tab'),
  hand('out', 'Outdent a list item or code', 'Shift+Tab'),
  hand('tab-out', 'Then Tab leaves the page', 'Escape'),
  hand('leave-list', 'Leave a list, quotation or table from an empty line', 'Enter'),
  hand('plain', 'Paste as plain text', 'Mod+Shift+V'),
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

function hand(id: string, title: string, ...keys: readonly string[]): Command {
  return { id: `hand-${id}`, title, group: 'Write', keys, keysOf: 'page', does: BY_HAND }
}
