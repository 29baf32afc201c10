// How a picture is written anew with another size or on another side: `![words|right|300x200](source)`,
// `![[map.png|right 300]]`, `<img src="map.png" width="300">`.
import { htmlImagesIn } from '../../../shared/page/html-images.ts'
import {
  heightWithin,
  readNamedLabel,
  readPictureLabel,
  widthWithin,
  writeNamedLabel,
  writePictureLabel,
  type PictureLabel,
} from '../../../shared/page/picture-syntax.ts'
import { nodeAround } from './syntax-at.ts'
import type { EditorView } from '@codemirror/view'

/** A picture as it is written: its label, and whether it says its width alone, as one by name does. */
export interface WrittenPicture {
  readonly label: PictureLabel
  readonly isByWidth: boolean
  /** Tags say no side. */
  readonly hasSide: boolean
  /** How many letters another label replaces, and with what; `bar`: between its parts. */
  readonly relabel: (label: PictureLabel, bar: string) => { readonly length: number; readonly insert: string }
}

/** The picture that a text begins with; null: none, or it has words where a size would be. */
export function readPicture(written: string): WrittenPicture | null {
  const [named, name = '', size = ''] = /^!\[\[([^[\]|\n]+)(?:\|([^[\]\n]*))?\]\]/.exec(written) ?? []
  if (named !== undefined) {
    const said = readNamedLabel(size)
    const insert = (next: string, bar: string): string =>
      `![[${name.replace(/\\$/, '')}${next === '' ? '' : bar}${next}]]`
    return (
      said && {
        label: { words: '', ...said },
        isByWidth: true,
        hasSide: true,
        relabel: (label, bar) => ({ length: named.length, insert: insert(writeNamedLabel(label), bar) }),
      }
    )
  }
  const [start, words] = /^!\[([^\]\n]*)\](?=\()/.exec(written) ?? []
  if (start !== undefined && words !== undefined)
    return {
      label: readPictureLabel(words),
      isByWidth: false,
      hasSide: true,
      relabel: (label, bar) => ({ length: start.length, insert: `![${writePictureLabel(label, bar)}]` }),
    }
  const [tag] = htmlImagesIn(written)
  if (tag?.from !== 0) return null
  const text = written.slice(0, tag.to)
  return {
    label: { words: '', side: 'middle', width: tag.width, height: tag.height },
    isByWidth: true,
    hasSide: false,
    relabel: (label) => ({ length: text.length, insert: sizedTag(text, label) }),
  }
}

const SIZE = /\s+(?:width|height)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s/>])/gi

const sizedTag = (tag: string, { width, height }: PictureLabel): string =>
  tag
    .replaceAll(SIZE, '')
    .replace(/\s*\/?>$/, (end) =>
      [width === null ? '' : ` width="${width}"`, height === null ? '' : ` height="${height}"`, end].join(''),
    )

/** The label with another height; `shape`: how wide the picture is for its height. */
export function withHeight(
  { label, isByWidth }: WrittenPicture,
  pixels: number,
  shape: number,
): PictureLabel {
  const height = heightWithin(pixels)
  if (isByWidth) return { ...label, width: Math.round(height * shape), height: null }
  return { ...label, height, width: label.width === null ? null : widthWithin(height * shape) }
}

/** The label with another width, in the shape that the picture has. */
export function withWidth({ label, isByWidth }: WrittenPicture, pixels: number, shape: number): PictureLabel {
  const width = widthWithin(pixels)
  return { ...label, width, height: isByWidth ? null : heightWithin(width / shape) }
}

/** The shape of a picture by what is drawn; of one that is not there, that of its room. */
export function shapeOf(frame: HTMLElement | null): number {
  const image = frame?.querySelector('img')
  if (image && image.naturalHeight > 0) return image.naturalWidth / image.naturalHeight
  return frame && frame.offsetHeight > 0 ? frame.offsetWidth / frame.offsetHeight : 1
}

/** The drawn picture that is written at a place. */
export const frameAt = (view: EditorView, from: number): HTMLElement | null =>
  [...view.contentDOM.querySelectorAll<HTMLElement>('.page-picture')].find(
    (frame) => view.posAtDOM(frame) === from,
  ) ?? null

/** The picture that is written at a place. */
export const pictureWrittenAt = ({ state }: EditorView, from: number): WrittenPicture | null =>
  readPicture(state.sliceDoc(from, state.doc.lineAt(from).to))

/** Writes a picture anew. */
export function writeLabel(view: EditorView, from: number, label: PictureLabel): void {
  const { length, insert } = pictureWrittenAt(view, from)?.relabel(label, barAt(view, from)) ?? {
    length: 0,
    insert: '',
  }
  if (length > 0) view.dispatch({ changes: { from, to: from + length, insert }, userEvent: 'input' })
}

/** In a table a bar alone would end its cell. */
const barAt = ({ state }: EditorView, at: number): string =>
  nodeAround(state, at, 1, 'Table') === null ? '|' : '\\|'
