// The node's records of pictures, and which worlds hold which, as the store keeps them.
import { z } from 'zod'
import { PICTURE_TYPES } from '../../shared/pictures/picture-limits.ts'
import { parsePictureId, type PictureId } from '../../shared/world/picture-id.ts'
import { parseMemberId, parseWorldId, type MemberId, type WorldId } from '../../shared/world/address.ts'

/** A picture that is kept; its id is its name. */
export const PictureRecord = z.object({
  type: z.enum(PICTURE_TYPES),
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
  /** ms since 1970, like all times. */
  since: z.number(),
})
export type PictureRecord = z.infer<typeof PictureRecord>

/** A world holds a picture: a person who may see the world may see the picture. */
export const PictureHold = z.object({
  /** The member who put it there. */
  by: z.string().transform((text, context): MemberId => {
    const id = parseMemberId(text)
    if (id === null) context.addIssue('not the id of a member')
    return id ?? z.NEVER
  }),
  since: z.number(),
  /** Since when nothing in the world names it, as far as a look found; null while something does. */
  unusedSince: z.nullable(z.number()),
})
export type PictureHold = z.infer<typeof PictureHold>

export const holdId = (world: WorldId, picture: PictureId): string => `${world}/${picture}`

export function parseHoldId(id: string): { readonly world: WorldId; readonly picture: PictureId } | null {
  const [first, second] = id.split('/')
  const world = parseWorldId(first)
  const picture = parsePictureId(second)
  return world && picture && { world, picture }
}
