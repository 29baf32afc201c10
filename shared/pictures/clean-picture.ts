// Cleans a picture before it is kept. Its bytes alone decide its type; its size is within bounds; metadata
// goes; an SVG is written anew from harmless parts. Cleaning a clean picture changes nothing, so browser and
// server agree on its name.
import { isAvif, readAvif } from './avif.ts'
import { FRAMES_MAX, PICTURE_BYTES_MAX, PIXELS_MAX, SIDE_MAX, type PictureType } from './picture-limits.ts'
import { readGif } from './gif.ts'
import { readJpeg } from './jpeg.ts'
import { PNG, readPng } from './png.ts'
import { Bytes, damaged, PictureTrouble, tooLarge, type ReadPicture } from './picture-bytes.ts'
import { looksLikeSvg, readSvg } from './svg.ts'
import { readWebp } from './webp.ts'

export interface CleanPicture {
  readonly type: PictureType
  readonly bytes: Uint8Array<ArrayBuffer>
  /** As it is shown, in pixels. */
  readonly width: number
  readonly height: number
  /** Whether it moves. */
  readonly isMoving: boolean
}

/** The type by the first bytes; null for files that are no picture that we take. */
export function pictureTypeOf(all: Uint8Array): PictureType | null {
  const bytes = new Bytes(all)
  if (bytes.length < 12) return null
  const start = bytes.letters(0, 12)
  if (PNG.every((byte, at) => bytes.u8(at) === byte)) return 'image/png'
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(start)) return 'image/gif'
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp'
  if (isAvif(bytes)) return 'image/avif'
  return looksLikeSvg(all) ? 'image/svg+xml' : null
}

const READERS: Readonly<Record<PictureType, (all: Uint8Array) => ReadPicture>> = {
  'image/png': readPng,
  'image/jpeg': readJpeg,
  'image/gif': readGif,
  'image/webp': readWebp,
  'image/avif': readAvif,
  'image/svg+xml': readSvg,
}

/** Cleans a picture; throws a PictureTrouble that says in words why it is not taken. */
export function cleanPicture(all: Uint8Array): CleanPicture {
  if (all.length > PICTURE_BYTES_MAX) throw tooLarge(all.length)
  const type = pictureTypeOf(all)
  if (type === null) {
    throw new PictureTrouble(
      'type',
      'That picture cannot be shown here. Use PNG, JPEG, GIF, WebP, AVIF or SVG.',
    )
  }
  const { bytes, width, height, frames } = READERS[type](all)
  if (width < 1 || height < 1) throw damaged()
  if (width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX) {
    const most = `${SIDE_MAX.toLocaleString('en')} pixels on a side and ${PIXELS_MAX / 1_000_000} million in all`
    throw new PictureTrouble(
      'bound',
      `This picture is ${width} × ${height} pixels. The limit is ${most}. Make it smaller first.`,
    )
  }
  if (frames > FRAMES_MAX) {
    throw new PictureTrouble(
      'bound',
      `This picture has ${frames} frames. The limit is ${FRAMES_MAX}. Shorten it first.`,
    )
  }
  return { type, bytes, width, height, isMoving: frames > 1 }
}
