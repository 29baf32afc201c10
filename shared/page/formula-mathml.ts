// A formula as MathML, by Temml. What it makes is read anew: elements and attributes of a list stay.
import { SaxesParser } from 'saxes'
import temml from 'temml'
import { MATH_ATTRIBUTES, MATH_TAGS, type MathElement } from './math-elements.ts'

/** Longer ones are shown as they are written. */
const LETTERS_MAX = 2_000
/** How often macros of TeX itself may be put in place of others. */
const EXPANSIONS_MAX = 200
/** Nobody makes macros of their own: some never end, and some are kept for the next formula. */
const DEFINES =
  /\\(?:[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|newenvironment)(?![a-z])/i

/** `source`: in TeX. Throws an Error, whose message is for people, where it cannot be read. */
export function formulaFrom(source: string, isBlock: boolean): MathElement {
  if (source.length > LETTERS_MAX) throw new Error('It is too long.')
  if (DEFINES.test(source)) throw new Error('Macros of one’s own are not read.')
  const markup = temml.renderToString(source, {
    displayMode: isBlock,
    throwOnError: true,
    trust: false,
    maxExpand: EXPANSIONS_MAX,
    maxSize: [30, 30],
    macros: {},
  })
  const formula = readElements(markup)
  if (formula.children.length !== 1 || typeof formula.children[0] !== 'object') throw NO_FORMULA
  return formula.children[0]
}

const NO_FORMULA = new Error('It has parts that are no formula.')

function readElements(markup: string): MathElement {
  const parser = new SaxesParser({ position: false, fragment: true })
  const open = [{ tag: '', attributes: {}, children: [] as (MathElement | string)[] }]
  // The parser goes on after an error unless it is thrown.
  parser.on('error', () => {
    throw NO_FORMULA
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (!MATH_TAGS.has(name)) throw NO_FORMULA
    const allowed = Object.entries(attributes).filter(([attribute]) => MATH_ATTRIBUTES.has(attribute))
    const element = { tag: name, attributes: Object.fromEntries(allowed), children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => void open.pop())
  parser.on('text', (letters) => void open.at(-1)?.children.push(letters))
  parser.write(markup).close()
  return open[0] ?? { tag: '', attributes: {}, children: [] }
}
