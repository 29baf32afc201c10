// Shows a formula as MathML, in the room that it has.
import { formulaFrom } from '../../shared/page/formula-mathml.ts'
import type { MathElement } from '../../shared/page/math-elements.ts'
import 'temml/dist/Temml-Local.css'

const MATHML = 'http://www.w3.org/1998/Math/MathML'

/** Puts the formula into a place; one that cannot be read is its source, with a sentence. */
export function putFormula(place: HTMLElement, source: string, isBlock: boolean): void {
  try {
    place.replaceChildren(elementOf(formulaFrom(source, isBlock)))
    fit(place)
  } catch (error) {
    tellWrong(place, source, error)
  }
}

function elementOf({ tag, attributes, children }: MathElement): Element {
  const element = document.createElementNS(MATHML, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children.map((child) => (typeof child === 'string' ? child : elementOf(child))))
  return element
}

/** Between these no frame is drawn. */
let isPrinting = false
addEventListener('beforeprint', () => (isPrinting = true), { capture: true })
addEventListener('afterprint', () => (isPrinting = false))

/** How often a formula is made smaller. */
const FITS_MAX = 6

/** Smaller, where its letters take more room than it has; and higher, where they reach below its line. */
function fit(place: HTMLElement): void {
  const drawn = place.firstElementChild
  if (!(drawn instanceof MathMLElement) || place.dataset['room'] === undefined) return
  // Its content is measured: in Firefox the element itself is as high as a letter.
  const letters = document.createRange()
  letters.selectNodeContents(drawn)
  const whenPlaced = isPrinting ? queueMicrotask : requestAnimationFrame
  whenPlaced(() => {
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
