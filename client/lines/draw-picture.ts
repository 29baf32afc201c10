// A picture of a page in the room that the text says, or a sentence where it cannot be seen.
import type { PictureSyntax } from '../../shared/page/picture-syntax.ts'
import { pictureAt } from '../../shared/world/picture-id.ts'
import { showPicture } from '../pictures/show-picture.ts'

/** Draws it into a frame, and goes on looking for it until the answer is called. */
export function drawPicture(frame: HTMLElement, shown: PictureSyntax): () => void {
  const { source, words, height, width } = shown
  frame.className = `page-picture${width === null ? '' : ' page-picture-within'}`
  frame.style.height = `${height}px`
  if (width !== null) frame.style.width = `${width}px`
  const image = document.createElement('img')
  image.decoding = 'async'
  image.draggable = false
  image.alt = words
  image.style.maxHeight = `${height}px`
  const note = document.createElement('span')
  note.className = 'page-picture-note'
  frame.replaceChildren(image, note)
  // A screen reader is told the words by the picture; of a lost one, by the note.
  const tell = (isThere: boolean): void => {
    frame.classList.toggle('page-picture-lost', !isThere)
    image.hidden = !isThere
    note.textContent = isThere ? '' : `This picture cannot be shown${words === '' ? '.' : `: ${words}`}`
  }
  const id = pictureAt(source)
  if (id !== null) return showPicture(image, id, tell)
  image.addEventListener('error', () => tell(false))
  image.src = source
  return () => undefined
}
