// How words and lines can be set. This one list is read by the keys, the offers of `/`, the bar on a
// selection and the list of shortcuts.

interface Format {
  readonly name: string
  /** How it is written by hand: around words, or before a line. */
  readonly sign: string
  /** What others call it, in lower case. */
  readonly words: string
}

/** Of words: their sign stands on both sides. */
export interface WordFormat extends Format {
  readonly id: 'bold' | 'slant' | 'strike' | 'mark' | 'code'
  /** What the grammar calls it. */
  readonly node: string
  readonly keys: string
}

/** Of lines: their sign stands before them. */
export interface LineFormat extends Format {
  readonly id: 'heading' | 'subheading' | 'list' | 'numbers' | 'task' | 'quotation'
}

export const WORD_FORMATS: readonly WordFormat[] = [
  { id: 'bold', name: 'Bold', sign: '**', node: 'StrongEmphasis', keys: 'Mod+B', words: 'strong heavy fat' },
  { id: 'slant', name: 'Italic', sign: '*', node: 'Emphasis', keys: 'Mod+I', words: 'emphasis slanted' },
  {
    id: 'strike',
    name: 'Struck out',
    sign: '~~',
    node: 'Strikethrough',
    keys: 'Mod+Shift+X',
    words: 'strikethrough delete cross',
  },
  {
    id: 'mark',
    name: 'Marked',
    sign: '==',
    node: 'Highlight',
    keys: 'Mod+Shift+H',
    words: 'highlight highlighter yellow pen',
  },
  {
    id: 'code',
    name: 'Inline code',
    sign: '`',
    node: 'InlineCode',
    keys: 'Mod+E',
    words: 'monospace literal',
  },
]

export const LINK_KEYS = 'Mod+Shift+L'
/** From the page to the bar on its selection, as from a text to its tools in other programs. */
export const BAR_KEYS = 'Alt+F10'

export const LINE_FORMATS: readonly LineFormat[] = [
  { id: 'heading', name: 'Heading', sign: '#', words: 'h1 title header' },
  { id: 'subheading', name: 'Smaller heading', sign: '##', words: 'h2 subtitle header' },
  { id: 'list', name: 'List', sign: '-', words: 'bullets bullet unordered ul' },
  { id: 'numbers', name: 'Numbered list', sign: '1.', words: 'ordered ol numbers' },
  { id: 'task', name: 'Task', sign: '- [ ]', words: 'todo check checkbox checklist to-do' },
  { id: 'quotation', name: 'Quotation', sign: '>', words: 'quote blockquote citation' },
]
