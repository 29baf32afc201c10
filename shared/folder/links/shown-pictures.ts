// Pictures that a page shows by the names of files that came with it: `![[map.png|300]]`, 300 pixels wide
// here, or `<img src="map.png" width="300">`. How large a picture is, the page knows before it is there, so
// nothing moves.
import { htmlImagesIn } from '../../page/html-images.ts'
import { readNamedLink } from '../../page/named-links.ts'
import {
  HEIGHT,
  HEIGHT_MAX,
  readNamedLabel,
  type FindPictures,
  type FoundPicture,
} from '../../page/picture-syntax.ts'
import type { ArtifactId } from '../../world/address.ts'
import { pictureUrlPath } from '../../world/picture-id.ts'
import type { View } from '../../world/view/world-view.ts'
import { linkIn } from './file-link.ts'
import { pictureNamed } from './named-pictures.ts'

const NAMED = /!\[\[[^[\]\n]+\]\]/g

/** Finds them in the lines of a page. */
export const findPictures =
  (around: () => { readonly view: View; readonly id: ArtifactId }): FindPictures =>
  (line) =>
    [...namedIn(line), ...(line.includes('<') ? taggedIn(line) : [])].flatMap((picture) => {
      const { view, id } = around()
      const found = pictureNamed(view, id, picture.name)
      if (found === null) return []
      const { width, height } = boxOf(found, picture.said)
      const { words, side, index, length } = picture
      const isAlone = line.trim().length === length
      const room = { height, width: isAlone ? null : width, drawnWidth: isAlone ? width : null }
      return [{ source: pictureUrlPath(found.id), words, side, ...room, index, length }]
    })

interface SaidSize {
  readonly width: number | null
  readonly height: number | null
}

type NamedInLine = Pick<FoundPicture, 'words' | 'side' | 'index' | 'length'> & {
  readonly name: string
  readonly said: SaidSize
}

const namedIn = (line: string): NamedInLine[] =>
  Array.from(line.matchAll(NAMED), ({ 0: written, index }) => {
    const { name, label } = readNamedLink(written) ?? { name: '', label: '' }
    const { side, ...said } = readNamedLabel(label) ?? AS_USUAL
    return { name, words: namedWords(name, label), side, said, index, length: written.length }
  })

const taggedIn = (line: string): NamedInLine[] =>
  htmlImagesIn(line).map(({ from, to, src, alt, width, height }) => {
    const name = linkIn(src)?.path ?? ''
    return {
      name,
      words: alt ?? namedWords(name, ''),
      side: AS_USUAL.side,
      said: { width, height },
      index: from,
      length: to - from,
    }
  })

const AS_USUAL = { side: 'middle', width: null, height: null } as const

interface ShownSize {
  readonly width: number
  readonly height: number
}

/**
 * The room of a picture by name, in pixels: as wide, or as wide and high, as is said of it, else its own
 * size, within the usual height.
 */
function boxOf({ width, height }: ShownSize, said: SaidSize): ShownSize {
  const isSaid = said.width !== null || said.height !== null
  const wish = said.width ?? (said.height === null ? width : (width * said.height) / height)
  const high = said.height ?? (height * wish) / width
  const shrink = Math.min(1, (isSaid ? HEIGHT_MAX : HEIGHT) / high)
  return { width: Math.max(1, Math.round(wish * shrink)), height: Math.max(1, Math.round(high * shrink)) }
}

/** The words of a picture by name: its label if that is no size, else the name of its file. */
const namedWords = (name: string, label: string): string =>
  readNamedLabel(label) !== null || /^\d/.test(label)
    ? name.replace(/^.*\//, '').replace(/\.[^.]*$/, '')
    : label
