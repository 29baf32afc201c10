// Fields that several bodies of the HTTP API have.
import * as z from 'zod/mini'
import { parseAvatarLook, type AvatarLook } from '../../world/avatar.ts'

export const look = z.pipe(
  z.custom<AvatarLook>(
    (raw) => parseAvatarLook(raw) !== null,
    'A look is a figure and a colour, such as #2b6cb0.',
  ),
  z.transform((raw): AvatarLook => parseAvatarLook(raw) ?? z.NEVER),
)

/** Half a surrogate pair would come back from the store as another character. */
export const line = z.string().check(z.overwrite((text) => text.toWellFormed()))
