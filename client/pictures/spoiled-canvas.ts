// Whether what a canvas gave back is the picture that was drawn on it. A browser that protects against being
// recognised by its canvas gives noise, or white, in place of pictures, also where one reads what is drawn.

/** Compared in so many pixels a side: enough to tell a picture from noise, and soon done. */
const SIDE = 32
/**
 * Most that the two may differ, in levels of 255, as a mean of all. A browser that changes single levels of
 * single pixels spoils nothing. Noise that averages out as the picture does, in what is encoded, is not seen.
 */
const DIFFERENCE_MAX = 20
/** Colours that are known: what is read of them tells whether anything that is read can be believed. */
const KNOWN = ['#000000', '#ff0000', '#00ff00', '#0000ff'] as const

/** Whether an encoded picture looks like the one that it was made of. */
export async function looksLike(made: Uint8Array<ArrayBuffer>, original: ImageBitmap): Promise<boolean> {
  const copy = await createImageBitmap(new Blob([made])).catch(() => null)
  if (copy === null) return false
  const [one, other] = [pixelsOf(original), pixelsOf(copy)]
  copy.close()
  return areKnownRead() && meanDifference(one, other) <= DIFFERENCE_MAX
}

function smallCanvas(): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('nothing can be drawn here')
  return context
}

/** On white, where something shines through. */
function pixelsOf(image: ImageBitmap): Uint8ClampedArray {
  const context = smallCanvas()
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, SIDE, SIDE)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, SIDE, SIDE)
  return context.getImageData(0, 0, SIDE, SIDE).data
}

function areKnownRead(): boolean {
  const context = smallCanvas()
  const expected = new Uint8ClampedArray(SIDE * SIDE * 4)
  const width = SIDE / KNOWN.length
  for (const [n, colour] of KNOWN.entries()) {
    context.fillStyle = colour
    context.fillRect(n * width, 0, width, SIDE)
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
      Number.parseInt(colour.slice(at, at + 2), 16),
    )
    for (let y = 0; y < SIDE; y++)
      for (let x = n * width; x < (n + 1) * width; x++)
        expected.set([red, green, blue, 255], (y * SIDE + x) * 4)
  }
  return meanDifference(context.getImageData(0, 0, SIDE, SIDE).data, expected) <= DIFFERENCE_MAX
}

function meanDifference(one: Uint8ClampedArray, other: Uint8ClampedArray): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += Math.abs((one[at] ?? 0) - (other[at] ?? 0))
  return sum / one.length
}
