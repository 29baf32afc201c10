// Pictures that a page shows by the names of files that came with it, `![[map.png|300]]`: 300 pixels wide
// here. How large a picture is, the page knows before it is there, so nothing moves.
import { readNamedLink } from '../../page/named-links.ts'
import { HEIGHT, HEIGHT_MAX, type FindPictures, type FoundPicture } from '../../page/picture-syntax.ts'
import type { ArtifactId } from '../../world/address.ts'
import { pictureUrlPath } from '../../world/picture-id.ts'
import type { View } from '../../world/view/world-view.ts'
import { pictureNamed } from './named-pictures.ts'

const NAMED = /!\[\[[^[\]\n]+\]\]/g

/** Finds them in the lines of a page. */
export const findPictures =
  (around: () => { readonly view: View; readonly id: ArtifactId }): FindPictures =>
  (line) =>
    Array.from(line.matchAll(NAMED), ({ 0: written, index }): FoundPicture | null => {
      const { view, id } = around()
      const { name, label } = readNamedLink(written) ?? { name: '', label: '' }
      const found = pictureNamed(view, id, name)
      if (found === null) return null
      const { width, height } = boxOf(found, label)
      const shown = { source: pictureUrlPath(found.id), words: namedWords(name, label), height }
      const isAlone = line.trim() === written
      return { ...shown, width: isAlone ? null : width, index, length: written.length }
    }).filter((found) => found !== null)

interface ShownSize {
  readonly width: number
  readonly height: number
}

/**
 * The room of a picture by name, in pixels: as wide, or as wide and high, as its label says, else its own
 * size, within the usual height.
 */
function boxOf({ width, height }: ShownSize, label: string): ShownSize {
  const [, saidWidth, saidHeight] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(label) ?? []
  const most = saidWidth === undefined ? HEIGHT : HEIGHT_MAX
  const wish = saidWidth === undefined ? width : Number(saidWidth)
  const high = saidHeight === undefined ? (wish * height) / width : Number(saidHeight)
  const shrink = Math.min(1, most / high)
  return { width: Math.max(1, Math.round(wish * shrink)), height: Math.max(1, Math.round(high * shrink)) }
}

/** The words of a picture by name: its label if that is no size, else the name of its file. */
const namedWords = (name: string, label: string): string =>
  label === '' || /^\d/.test(label) ? name.replace(/^.*\//, '').replace(/\.[^.]*$/, '') : label
