// Pictures by the names of files that came with a page, `![[map.png|300]]`: 300 pixels wide here. How large a
// picture is, the page knows before it is there, so nothing moves.
import type { Extension } from '@codemirror/state'
import { readNamedLink } from '../../shared/page/named-links.ts'
import { pictureNamed } from '../../shared/folder/links/named-pictures.ts'
import { pictureUrlPath } from '../../shared/world/picture-id.ts'
import { HEIGHT, HEIGHT_MAX, type FindPictures, type FoundPicture } from '../../shared/page/picture-syntax.ts'
import { namedPictures } from '../markdown/page-facets.ts'
import type { PageContext } from './link-targets.ts'

const NAMED = /!\[\[[^[\]\n]+\]\]/g

/** Finds them in the lines of a page. */
export const findPictures =
  (around: () => Pick<PageContext, 'id' | 'world'>): FindPictures =>
  (line) =>
    Array.from(line.matchAll(NAMED), ({ 0: written, index }): FoundPicture | null => {
      const { world, id } = around()
      const { name, label } = readNamedLink(written) ?? { name: '', label: '' }
      const found = pictureNamed(world.view, id, name)
      if (found === null) return null
      const { width, height } = boxOf(found, label)
      const shown = { source: pictureUrlPath(found.id), words: namedWords(name, label), height }
      const isAlone = line.trim() === written
      return { ...shown, width: isAlone ? null : width, index, length: written.length }
    }).filter((found) => found !== null)

/** Lets an editor show them. */
export const picturesByName = (around: () => PageContext): Extension => namedPictures.of(findPictures(around))

interface ShownSize {
  readonly width: number
  readonly height: number
}

/**
 * The room of a picture by name, in pixels: as wide, or as wide and high, as its label says, else its own
 * size, within the usual height.
 */
export function boxOf({ width, height }: ShownSize, label: string): ShownSize {
  const [, saidWidth, saidHeight] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(label) ?? []
  const most = saidWidth === undefined ? HEIGHT : HEIGHT_MAX
  const wish = saidWidth === undefined ? width : Number(saidWidth)
  const high = saidHeight === undefined ? (wish * height) / width : Number(saidHeight)
  const shrink = Math.min(1, most / high)
  return { width: Math.max(1, Math.round(wish * shrink)), height: Math.max(1, Math.round(high * shrink)) }
}

/** The words of a picture by name: its label if that is no size, else the name of its file. */
export const namedWords = (name: string, label: string): string =>
  label === '' || /^\d/.test(label) ? name.replace(/^.*\//, '').replace(/\.[^.]*$/, '') : label
