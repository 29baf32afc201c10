// Draws what stands in for letters of a page, in the room that the text says.
import type { PageElement } from '../../shared/page/page-nodes.ts'
import { pictureAt } from '../../shared/world/picture-id.ts'
import { drawFormula } from '../maths/draw-formula.ts'
import { showPicture } from '../pictures/show-picture.ts'

/** The same for two that are drawn the same, wherever they are in their page. */
export const lookOf = (node: PageElement): string =>
  JSON.stringify(node, (key, value: unknown) => (key === 'from' || key === 'to' ? undefined : value))

/** Draws it into an element of its tag, and goes on with that until the answer is called. */
export function drawStandIn(place: HTMLElement, node: PageElement): (() => void) | undefined {
  const { class: name = '', shows, attributes, children } = node
  const [child = ''] = children
  place.className = name
  if (attributes?.title !== undefined) place.title = attributes.title
  if (shows === 'picture' && typeof child === 'object') return drawPicture(place, child)
  if (typeof child !== 'string') return undefined
  if (shows !== 'formula') place.textContent = child
  else {
    place.dataset['room'] = ''
    drawFormula(place, child, name.includes('formula-block'))
  }
  return undefined
}

/** A picture, or a sentence where it cannot be seen. */
function drawPicture(frame: HTMLElement, { class: look = '', attributes = {} }: PageElement): () => void {
  const { src = '', alt = '', height, width } = attributes
  const image = document.createElement('img')
  image.className = look
  frame.style.height = `${height}px`
  const sized = frame.classList.contains('page-picture-within') ? frame : image
  if (width !== undefined) sized.style.width = `${width}px`
  image.decoding = 'async'
  image.draggable = false
  image.alt = alt
  image.style.maxHeight = `${height}px`
  const note = document.createElement('span')
  note.className = 'page-picture-note'
  frame.replaceChildren(image, note)
  // A screen reader is told the words by the picture; of a lost one, by the note.
  const tell = (isThere: boolean): void => {
    frame.classList.toggle('page-picture-lost', !isThere)
    image.hidden = !isThere
    note.textContent = isThere ? '' : `This picture cannot be shown${alt === '' ? '.' : `: ${alt}`}`
  }
  const id = pictureAt(src)
  if (id !== null) return showPicture(image, id, tell)
  image.addEventListener('error', () => tell(false))
  image.src = src
  return () => undefined
}
