// Reads the bytes of a picture, which anybody may have forged. A missing or malformed part is a
// PictureTrouble.
import { PICTURE_BYTES_MAX, PICTURE_PARTS_MAX } from './picture-limits.ts'

/** A picture that is not taken; the message is for people and says what to do. */
export class PictureTrouble extends Error {
  override readonly name = 'PictureTrouble'
  readonly code: 'type' | 'damaged' | 'bound'

  constructor(code: PictureTrouble['code'], text: string) {
    super(text)
    this.code = code
  }
}

export const damaged = (): PictureTrouble =>
  new PictureTrouble(
    'damaged',
    'This picture is damaged or incomplete. Save it again from where it was made.',
  )

export const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')

export const tooLarge = (bytes: number): PictureTrouble =>
  new PictureTrouble(
    'bound',
    `This picture is ${megabytes(bytes)} MB. The limit is ${megabytes(PICTURE_BYTES_MAX)} MB. Make it smaller first.`,
  )

/** To be called for each part of a picture; throws where there are too many. */
export function createPartCounter(): () => void {
  let parts = 0
  return () => {
    parts += 1
    if (parts > PICTURE_PARTS_MAX) {
      throw new PictureTrouble(
        'bound',
        `This picture is in more than ${PICTURE_PARTS_MAX.toLocaleString('en')} parts. Save it again from where it was made.`,
      )
    }
  }
}

/** Big-endian numbers and letters of some bytes. Reading past the end says that they are damaged. */
export class Bytes {
  readonly all: Uint8Array
  readonly #view: DataView

  constructor(all: Uint8Array) {
    this.all = all
    this.#view = new DataView(all.buffer, all.byteOffset, all.byteLength)
  }

  get length(): number {
    return this.all.length
  }

  u8(at: number): number {
    this.#check(at, 1)
    return this.#view.getUint8(at)
  }
  u16(at: number, isLittle = false): number {
    this.#check(at, 2)
    return this.#view.getUint16(at, isLittle)
  }
  u24(at: number): number {
    return this.u8(at) | (this.u8(at + 1) << 8) | (this.u8(at + 2) << 16)
  }
  u32(at: number, isLittle = false): number {
    this.#check(at, 4)
    return this.#view.getUint32(at, isLittle)
  }
  /** How many letters, each a byte. */
  letters(at: number, count: number): string {
    this.#check(at, count)
    return String.fromCharCode(...this.all.subarray(at, at + count))
  }
  slice(from: number, to: number): Uint8Array {
    if (to < from) throw damaged()
    this.#check(from, to - from)
    return this.all.subarray(from, to)
  }

  #check(at: number, count: number): void {
    if (!Number.isSafeInteger(at) || at < 0 || at + count > this.all.length) throw damaged()
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Facts about a picture that was read whole. */
export interface ReadPicture {
  /** The picture without what it need not tell: where it was taken, with which camera, notes. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** Pictures that it shows one after another. */
  readonly frames: number
}
