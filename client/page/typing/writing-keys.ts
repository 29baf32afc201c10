// The keys of every editor, and Enter and Backspace that know lists. They come with the page's tools: until
// then there are first-keys.ts, and the browser's own.
import { defaultKeymap } from '@codemirror/commands'
import { deleteMarkupBackward, insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import { Prec, type Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'

/** At the ordinary precedence, below the other keys of the page's tools. */
export const writingKeys: Extension = Prec.default(
  keymap.of([
    { key: 'Enter', run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
    { key: 'Backspace', run: deleteMarkupBackward },
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-i'),
  ]),
)
