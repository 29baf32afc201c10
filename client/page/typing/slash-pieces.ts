// Pieces of text that `/` offers, and how well each fits what is typed: by its own name first, then by what
// others call it.
import { foldText } from '../../../shared/search/folded-text.ts'
import { LINE_FORMATS, WORD_FORMATS } from './formats.ts'

/** A character that no piece has. */
export const CURSOR = '\u0000'

export interface SlashPiece {
  readonly name: string
  /** How it is written by hand. */
  readonly sign: string
  /** What others call it, in lower case. */
  readonly words: string
  /** `CURSOR` is where the cursor goes; else to its end. */
  readonly text: string
  /** Begins a line. */
  readonly isBlock: boolean
  /** What is asked for then: the name of a page, or a picture of this device. */
  readonly asks?: 'names' | 'picture'
  /** Found by a search alone. */
  readonly isRare?: true
}

const block = (name: string, sign: string, words: string, text = `${sign} `): SlashPiece => ({
  name,
  sign,
  words,
  text,
  isBlock: true,
})

const heading = (level: number): SlashPiece => {
  const sign = '#'.repeat(level)
  return { ...block(`Heading of level ${level}`, sign, `h${level}`), isRare: true }
}

const isoDate = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')

/** `now`: of the date that one of them writes. */
export function slashPieces(now: Date): readonly SlashPiece[] {
  const date = isoDate(now)
  return [
    ...LINE_FORMATS.map(({ name, sign, words }) => block(name, sign, words)),
    block('Callout', '> [!note]', 'admonition note tip warning info box'),
    block('Code (runs)', '```js', 'javascript js program script', `\`\`\`js\n${CURSOR}\n\`\`\`\n`),
    block('Code (not run)', '```', 'fence preformatted snippet', `\`\`\`\n${CURSOR}\n\`\`\`\n`),
    block('Table', '| |', 'grid columns rows cells', `| ${CURSOR} |  |\n| --- | --- |\n|  |  |\n`),
    block('Formula', '$$', 'maths math equation tex latex', `$$\n${CURSOR}\n$$\n`),
    block('Rule', '---', 'divider separator line hr horizontal', '---\n'),
    {
      name: 'Link to a page',
      sign: '[[ ]]',
      words: 'page wiki note mention reference',
      text: '[[',
      isBlock: false,
      asks: 'names',
    },
    {
      name: 'Link to an address',
      sign: '[ ]( )',
      words: 'url web website href',
      text: `[${CURSOR}](https://)`,
      isBlock: false,
    },
    {
      name: 'Footnote',
      sign: '[^1]',
      words: 'note reference annotation',
      text: `[^${CURSOR}]`,
      isBlock: false,
    },
    {
      name: 'Picture',
      sign: 'from this device',
      words: 'image photo img upload file',
      text: '',
      isBlock: false,
      asks: 'picture',
    },
    { name: 'Date', sign: date, words: 'today day now calendar time', text: date, isBlock: false },
    ...[3, 4, 5, 6].map(heading),
    ...WORD_FORMATS.map(({ name, sign, words }): SlashPiece => ({
      name,
      sign: `${sign} ${sign}`,
      words,
      text: `${sign}${CURSOR}${sign}`,
      isBlock: false,
      isRare: true,
    })),
  ]
}

/** What an offer is found by; in any case of letters. */
export interface Sought {
  readonly name: string
  /** What others call it, with spaces between. */
  readonly words: string
}

/** From 0, the best; null: it does not fit. `typed`: one folded word. */
function fitOf({ name, words }: Sought, typed: string): number | null {
  const own = foldText(name)
  const ownWords = own.match(/[\p{L}\p{N}-]+/gu) ?? []
  const others = foldText(words).split(/\s+/)
  const fits = [
    own === typed || (ownWords.length === 1 && ownWords[0] === typed),
    others.includes(typed),
    own.startsWith(typed),
    [...ownWords, ...others].some((word) => word.startsWith(typed)),
    own.includes(typed),
  ]
  const fit = fits.indexOf(true)
  return fit < 0 ? null : fit
}

/** What fits, the best first; of what fits equally well, in the order given. */
export const fittingOf = <Each extends Sought>(all: readonly Each[], typed: string): readonly Each[] =>
  all
    .flatMap((each) => {
      const fit = fitOf(each, typed)
      return fit === null ? [] : { each, fit }
    })
    .toSorted((one, other) => one.fit - other.fit)
    .map(({ each }) => each)
