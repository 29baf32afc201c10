// Pieces of text that `/` offers.

/** A character that no piece has. */
export const CURSOR = '\u0000'

export interface SlashPiece {
  readonly name: string
  /** How it is written by hand. */
  readonly sign: string
  /** `CURSOR` is where the cursor goes; else to its end. */
  readonly text: string
  /** Begins a line. */
  readonly isBlock: boolean
}

export const PIECES: readonly SlashPiece[] = [
  { name: 'Heading', sign: '#', text: '# ', isBlock: true },
  { name: 'Smaller heading', sign: '##', text: '## ', isBlock: true },
  { name: 'List', sign: '-', text: '- ', isBlock: true },
  { name: 'Numbered list', sign: '1.', text: '1. ', isBlock: true },
  { name: 'Task', sign: '- [ ]', text: '- [ ] ', isBlock: true },
  { name: 'Quotation', sign: '>', text: '> ', isBlock: true },
  { name: 'Code (runs)', sign: '```js', text: `\`\`\`js\n${CURSOR}\n\`\`\`\n`, isBlock: true },
  { name: 'Code (not run)', sign: '```', text: `\`\`\`\n${CURSOR}\n\`\`\`\n`, isBlock: true },
  { name: 'Table', sign: '| |', text: `| ${CURSOR} |  |\n| --- | --- |\n|  |  |\n`, isBlock: true },
  { name: 'Rule', sign: '---', text: '---\n', isBlock: true },
]
