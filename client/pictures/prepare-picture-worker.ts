// Prepares a picture for sending, off the main thread: a large one made smaller, cleaned as the server would,
// and named by its content.
import { digest } from 'lib0/hash/sha256'
import { PICTURE_BYTES_MAX, SENT_SIDE, type PictureType } from '../../shared/pictures/picture-limits.ts'
import { cleanPicture, pictureTypeOf } from '../../shared/pictures/clean-picture.ts'
import { PictureTrouble, tooLarge } from '../../shared/pictures/picture-bytes.ts'
import { encodeUnspoiled, openCanvas } from './spoiled-canvas.ts'
import { parsePictureId, type PictureId } from '../../shared/world/picture-id.ts'

export interface Prepare {
  readonly ask: number
  readonly file: Blob
}

export interface Prepared {
  readonly id: PictureId
  readonly type: PictureType
  readonly blob: Blob
  readonly width: number
  readonly height: number
}

export type PrepareAnswer =
  | { readonly ask: number; readonly ok: true; readonly picture: Prepared }
  | { readonly ask: number; readonly ok: false; readonly text: string }

/** Larger files are not even read: no camera makes them. */
const FILE_BYTES_MAX = 100 * 1024 * 1024
/**
 * A picture of fewer bytes is sent as it is, where it is not too large on the screen: making it anew would
 * only blur it.
 */
const AS_IS_BYTES = 600 * 1024
/** The quality of a picture, of 1: invisible detail goes. */
const QUALITY = 0.85
const AGAIN_QUALITY = 0.6

const SPOILED =
  'This browser spoils pictures that are made smaller, to protect you from being recognised. Allow this site to read canvases, or make the picture smaller yourself (as PNG or JPEG, at most 10 MB and 8,192 pixels a side).'

addEventListener('message', ({ data }: MessageEvent<Prepare>) => {
  void answer(data)
})

async function answer({ ask, file }: Prepare): Promise<void> {
  let told: PrepareAnswer
  try {
    told = { ask, ok: true, picture: await prepare(file) }
  } catch (error) {
    const text =
      error instanceof PictureTrouble
        ? error.message
        : 'This picture cannot be read. Save it as PNG or JPEG and try again.'
    told = { ask, ok: false, text }
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one origin, a window may not
  postMessage(told)
}

async function prepare(file: Blob): Promise<Prepared> {
  if (file.size > FILE_BYTES_MAX) throw tooLarge(file.size)
  const bytes = new Uint8Array(await file.arrayBuffer())
  const type = pictureTypeOf(bytes)
  const sent = await smaller(file, bytes, type)
  const { type: kind, bytes: clean, width, height } = cleanPicture(sent)
  return { id: await nameOf(clean), type: kind, blob: new Blob([clean], { type: kind }), width, height }
}

/**
 * The bytes to send: the picture as it is, if it is small, or if making it anew would lose its nature
 * (moving, drawn by lines).
 */
async function smaller(
  file: Blob,
  bytes: Uint8Array<ArrayBuffer>,
  type: PictureType | null,
): Promise<Uint8Array<ArrayBuffer>> {
  if (type === 'image/svg+xml') return bytes
  if (type !== null && type !== 'image/png' && type !== 'image/jpeg' && bytes.length <= PICTURE_BYTES_MAX) {
    const { width, height, isMoving } = cleanPicture(bytes)
    if (isMoving || (Math.max(width, height) <= SENT_SIDE && bytes.length <= AS_IS_BYTES)) return bytes
  }
  // The browser may know types that we do not: a camera's HEIC, if the system reads it.
  const image = await createImageBitmap(file).catch(() => null)
  if (image === null) return bytes
  const scale = Math.min(1, SENT_SIDE / Math.max(image.width, image.height))
  const isKnown = type !== null && bytes.length <= PICTURE_BYTES_MAX
  if (scale === 1 && isKnown && bytes.length <= AS_IS_BYTES) return bytes
  const canvas = drawn(image, scale)
  image.close()
  const made = await encoded(canvas)
  if (made === null && isKnown && isAllowed(bytes)) return bytes
  if (made === null) throw new PictureTrouble('type', SPOILED)
  return scale < 1 || !isKnown || made.length < bytes.length ? made : bytes
}

function isAllowed(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    cleanPicture(bytes)
    return true
  } catch {
    return false
  }
}

function drawn(image: ImageBitmap, scale: number): OffscreenCanvas {
  const width = Math.max(1, Math.round(image.width * scale))
  const height = Math.max(1, Math.round(image.height * scale))
  const context = openCanvas(width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, width, height)
  return context.canvas
}

/** In a quality with which it can be sent; null where this browser spoils it. */
async function encoded(canvas: OffscreenCanvas): Promise<Uint8Array<ArrayBuffer> | null> {
  const inQuality = (quality: number): Promise<Blob | null> =>
    encodeUnspoiled(canvas, (one) => written(one, quality))
  const first = await inQuality(QUALITY)
  const made = first && first.size > PICTURE_BYTES_MAX ? await inQuality(AGAIN_QUALITY) : first
  return made && new Uint8Array(await made.arrayBuffer())
}

/**
 * WebP; a browser that writes none gives PNG instead, which is kept where something shines through, and else
 * becomes JPEG.
 */
async function written(canvas: OffscreenCanvas, quality: number): Promise<Blob> {
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality })
  const isWanted = webp.type === 'image/webp' || isSeenThrough(canvas)
  return isWanted ? webp : canvas.convertToBlob({ type: 'image/jpeg', quality })
}

function isSeenThrough(canvas: OffscreenCanvas): boolean {
  const { width, height } = canvas
  const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true
  return false
}

async function nameOf(bytes: Uint8Array<ArrayBuffer>): Promise<PictureId> {
  // A page over plain http from another machine has no subtle crypto.
  const hash =
    'subtle' in crypto ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : digest(bytes)
  const id = parsePictureId(Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join(''))
  if (id === null) throw new Error('a digest is a name')
  return id
}
