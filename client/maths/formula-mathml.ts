// A formula as MathML, by Temml. What it makes is checked before it is shown: elements of MathML with
// attributes of a list, and nothing that leads anywhere or has a style.
import temml from 'temml'
import 'temml/dist/Temml-Local.css'

/** Longer ones are shown as they are written. */
const LETTERS_MAX = 2_000
/** How often macros of TeX itself may be put in place of others. */
const EXPANSIONS_MAX = 200
/** Nobody makes macros of their own: some never end, and some are kept for the next formula. */
const DEFINES =
  /\\(?:[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|newenvironment)(?![a-z])/i

const MATHML = 'http://www.w3.org/1998/Math/MathML'
const ATTRIBUTES = new Set(
  (
    'accent accentunder class columnalign columnlines columnspacing columnspan depth display displaystyle ' +
    'fence form height largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize ' +
    'minsize movablelimits notation rowlines rowspacing rowspan rspace scriptlevel separator stretchy ' +
    'symmetric voffset width'
  ).split(' '),
)

/** Puts the formula into a place; one that cannot be read is its source, with a sentence. */
export function putFormula(place: HTMLElement, source: string, isBlock: boolean): void {
  try {
    place.replaceChildren(formulaFrom(source, isBlock))
    fit(place)
  } catch (error) {
    tellWrong(place, source, error)
  }
}

function formulaFrom(source: string, isBlock: boolean): Node {
  if (source.length > LETTERS_MAX) throw new Error('It is too long.')
  if (DEFINES.test(source)) throw new Error('Macros of one’s own are not read.')
  const made = document.createElement('span')
  temml.render(source, made, {
    displayMode: isBlock,
    throwOnError: true,
    trust: false,
    maxExpand: EXPANSIONS_MAX,
    maxSize: [30, 30],
    macros: {},
  })
  for (const element of made.querySelectorAll('*')) clean(element)
  return made.firstElementChild ?? document.createTextNode(source)
}

function clean(element: Element): void {
  if (element.namespaceURI !== MATHML) throw new Error('It has parts that are no formula.')
  for (const name of element.getAttributeNames()) if (!ATTRIBUTES.has(name)) element.removeAttribute(name)
}

/** How often a formula is made smaller. */
const FITS_MAX = 6

/** Smaller, where its letters take more room than it has; and higher, where they reach below its line. */
function fit(place: HTMLElement): void {
  const drawn = place.firstElementChild
  if (!(drawn instanceof MathMLElement) || place.dataset['room'] === undefined) return
  // Its content is measured: in Firefox the element itself is as high as a letter.
  const letters = document.createRange()
  letters.selectNodeContents(drawn)
  requestAnimationFrame(() => {
    const room = place.getBoundingClientRect()
    // Small letters shrink less than large ones, and so does a formula.
    for (let [turn, part] = [0, 1]; turn < FITS_MAX; turn += 1) {
      const { width, height } = letters.getBoundingClientRect()
      const fitting = Math.min(room.width / width, room.height / height)
      if (fitting >= 1) break
      part *= fitting
      // By its letters: an inline box cannot be scaled, and one that can keeps the room it had.
      drawn.style.fontSize = `${part}em`
    }
    const below = letters.getBoundingClientRect().bottom - room.bottom
    if (below > 0) drawn.style.top = `${(-below / room.height) * place.offsetHeight}px`
  })
}

function tellWrong(place: HTMLElement, source: string, error: unknown): void {
  const why = error instanceof Error ? error.message.split('\n')[0] : ''
  const sentence = `This formula cannot be read. ${why?.slice(0, 200) ?? ''}`.trim()
  const words = document.createElement('code')
  words.textContent = source
  const told = document.createElement('span')
  told.className = 'formula-wrong'
  told.textContent = sentence
  place.title = sentence
  place.replaceChildren(words, told)
}
