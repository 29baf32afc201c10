// Encodes what is drawn on a canvas, and checks that it is still that. A browser that protects against being
// recognised by its canvas gives noise, stripes or white in its place: where it is read, where it is encoded,
// or both.

/** Both are compared in pieces of about so many pixels a side: noise does not average out in one. */
const PIECE = 16
/**
 * How much of a piece's own variation (the standard deviation of its brightness) an honest encoder may change
 * beside the bounds below: it leaves out fine detail.
 */
const DETAIL_LOST_MAX = 0.6

interface DifferenceBounds {
  /** Most that the brightness of pixels differs, in levels of 255: a root of the mean square, in a piece. */
  readonly noise: number
  /** Most that the mean of a colour differs, in levels of 255, in a piece. */
  readonly colour: number
}
/**
 * Measured in Chromium over photographs, texts, gradients, dots and noise, as WebP and JPEG of the qualities
 * that are sent: honest ones differ by 3.3 and 18 at most. Noise of 16 levels over a plain piece is seen.
 */
const OF_PICTURES: DifferenceBounds = { noise: 8, colour: 40 }
/**
 * Of what is known and plain: honest ones differ by 1 and 2. A browser that changes single levels is let be.
 */
const OF_KNOWN: DifferenceBounds = { noise: 4, colour: 8 }
/** What is known has so many pixels a side. */
const KNOWN_SIDE = 128
/** What shines through shows this: it is neither the paper nor the ink of most pictures. */
const BEHIND = '#808080'

type Encode = (canvas: OffscreenCanvas) => Promise<Blob>

/** Whether what this browser read and encoded was right, when it was last asked. */
let isBrowserHonest = false

/** What `encode` makes of a canvas; null where this browser spoils it. */
export async function encodeUnspoiled(canvas: OffscreenCanvas, encode: Encode): Promise<Blob | null> {
  // A person may allow it meanwhile, so a no is not kept.
  isBrowserHonest ||= await isKnownKept(encode)
  if (!isBrowserHonest) return null
  const made = await encode(canvas)
  return (await isSame(made, canvas, OF_PICTURES)) ? made : null
}

/** A canvas that is read and encoded. */
export function openCanvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('nothing can be drawn here')
  return context
}

/** Whether a picture whose every pixel is known is read as it is, and encoded so. */
async function isKnownKept(encode: Encode): Promise<boolean> {
  const context = openCanvas(KNOWN_SIDE, KNOWN_SIDE)
  const known = new ImageData(KNOWN_SIDE, KNOWN_SIDE)
  for (let at = 0; at < known.data.length; at += 4) known.data.set([...knownColour(at / 4), 255], at)
  context.putImageData(known, 0, 0)
  const read = context.getImageData(0, 0, KNOWN_SIDE, KNOWN_SIDE)
  if (!areAlike(known, read, OF_KNOWN)) return false
  const made = await encode(context.canvas)
  // What spoils it may have drawn on it.
  context.putImageData(known, 0, 0)
  return isSame(made, context.canvas, OF_KNOWN)
}

/** Colours that change slowly: an encoder keeps them, and would change those beside a sharp edge. */
function knownColour(pixel: number): readonly [number, number, number] {
  const [x, y] = [pixel % KNOWN_SIDE, Math.floor(pixel / KNOWN_SIDE)]
  return [64 + x, 64 + y, 192 - x]
}

/** Whether an encoded picture is what a canvas shows, in each piece, at full size. */
async function isSame(made: Blob, canvas: OffscreenCanvas, bounds: DifferenceBounds): Promise<boolean> {
  const copy = await createImageBitmap(made).catch(() => null)
  if (copy === null) return false
  const { width, height } = canvas
  let areSame = copy.width === width && copy.height === height
  for (const [top, bottom] of partsOf(height)) {
    areSame &&= areAlike(rowsOf(canvas, top, bottom), rowsOf(copy, top, bottom), bounds)
  }
  copy.close()
  return areSame
}

/** Where the pieces of a side begin and end: none is smaller than a piece, but where the side is. */
function partsOf(length: number): readonly (readonly [number, number])[] {
  const count = Math.max(1, Math.floor(length / PIECE))
  const edge = (n: number): number => Math.floor((n * length) / count)
  return Array.from({ length: count }, (_, n) => [edge(n), edge(n + 1)])
}

function rowsOf(image: OffscreenCanvas | ImageBitmap, top: number, bottom: number): ImageData {
  const context = openCanvas(image.width, bottom - top)
  context.fillStyle = BEHIND
  context.fillRect(0, 0, image.width, bottom - top)
  context.drawImage(image, 0, -top)
  return context.getImageData(0, 0, image.width, bottom - top)
}

/** Whether two pictures of one size are alike in each piece. */
function areAlike(original: ImageData, copy: ImageData, bounds: DifferenceBounds): boolean {
  return partsOf(original.height).every(([top, bottom]) =>
    partsOf(original.width).every(([left, right]) =>
      isPieceAlike(original, copy, { top, bottom, left, right }, bounds),
    ),
  )
}

interface Piece {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

function isPieceAlike(
  { data: original, width }: ImageData,
  { data: copy }: ImageData,
  { top, bottom, left, right }: Piece,
  { noise, colour }: DifferenceBounds,
): boolean {
  let [red, green, blue, light, lightSquares, errorSquares] = [0, 0, 0, 0, 0, 0]
  for (let y = top; y < bottom; y++)
    for (let at = (y * width + left) * 4, end = (y * width + right) * 4; at < end; at += 4) {
      const [r, g, b] = [original[at] ?? 0, original[at + 1] ?? 0, original[at + 2] ?? 0]
      const [byRed, byGreen, byBlue] = [(copy[at] ?? 0) - r, (copy[at + 1] ?? 0) - g, (copy[at + 2] ?? 0) - b]
      const own = brightness(r, g, b)
      red += byRed
      green += byGreen
      blue += byBlue
      light += own
      lightSquares += own * own
      errorSquares += brightness(byRed, byGreen, byBlue) ** 2
    }
  const count = (bottom - top) * (right - left)
  const variation = Math.sqrt(Math.max(0, lightSquares / count - (light / count) ** 2))
  const isClear = Math.sqrt(errorSquares / count) <= noise + DETAIL_LOST_MAX * variation
  return isClear && Math.max(Math.abs(red), Math.abs(green), Math.abs(blue)) / count <= colour
}

/** As JPEG and WebP reckon it (ITU-R BT.601). */
const brightness = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue
