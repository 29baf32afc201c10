// Pictures: drawings grown from places and their content, files that are nothing but parts, and heads that
// lie about the rest.
import { PICTURE_TYPE } from '../../../../shared/wire/api/picture-bodies.ts'
import { png } from '../../../unit/assets/made.ts'
import { BINARIES, SVG_CONTEXTS, SVG_TOKENS } from '../pictures/costly-pictures.ts'
import { growRecipe, textOf, type Recipe } from '../parsers/texts.ts'
import { among, grownIn, kindOf, listOf, upTo } from './kind.ts'

interface Picture {
  /** A place in a drawing, or a file of parts. */
  readonly form: string
  readonly filler: Recipe
  readonly bytes: number
  /** Bytes of it that are replaced: their places and values. */
  readonly lies: readonly (readonly [at: number, byte: number])[]
  readonly atOnce: number
}

const FORMS = [...Object.keys(SVG_CONTEXTS), ...Object.keys(BINARIES), 'PNG']
const BYTES_MAX = 10_400_000
const SVG_MAX = 1_048_000
/** All that is sent at once. */
const BYTES = 40_000_000

const picture = (form: string, more: Partial<Picture> = {}): Picture => ({
  form,
  filler: [['a', SVG_MAX]],
  bytes: 1_000_000,
  lies: [],
  atOnce: 2,
  ...more,
})

function bytesOf({ form, filler, bytes, lies }: Picture, nth: number): Buffer {
  const context = SVG_CONTEXTS[form]
  const made =
    context !== undefined
      ? Buffer.from(context(textOf(filler, Math.min(bytes, SVG_MAX - 200))))
      : (BINARIES[form]?.(Math.min(bytes, BYTES_MAX)) ?? Buffer.from(png(1 + (bytes % 4_000), 8)))
  for (const [at, byte] of lies) made[at % Math.max(1, made.length)] = byte
  // None is known from before.
  return context === undefined ? made : Buffer.concat([made, Buffer.from(`<!--${nth}-->`)])
}

let sent = 0

export const PICTURES = kindOf<Picture>({
  name: 'pictures',
  seeds: [
    ...FORMS.map((form) => picture(form)),
    ...[16, 17, 18, 19, 20, 24, 33].map((at) => picture('PNG', { lies: [[at, 255]], atOnce: 20 })),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        form: among(FORMS),
        filler: (filler, random) => growRecipe(filler, { most: SVG_MAX, pieces: SVG_TOKENS }, random),
        bytes: upTo(BYTES_MAX),
        lies: listOf(
          8,
          (random) => [random.below(200), random.below(256)] as const,
          ([at], random) => [at, random.below(256)] as const,
        ),
        atOnce: upTo(40),
      },
      random,
    ),
  async send(target, input) {
    const world = await target.world()
    const headers = { cookie: target.mallory.cookie, 'content-type': PICTURE_TYPE }
    let weight = 0
    const asked: Promise<number>[] = []
    for (let nth = 0; nth < Math.max(1, input.atOnce) && weight < BYTES; nth++) {
      const body = bytesOf(input, sent++)
      weight += body.length
      asked.push(target.ask({ method: 'POST', path: `/api/worlds/${world}/assets`, headers, body }))
    }
    await Promise.all(asked)
    return weight
  },
})
