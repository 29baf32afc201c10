// How somebody says who they are.
import * as z from 'zod/mini'
import { PERSON_NAME_MAX } from '../../world/limits.ts'
import { line, look } from './body-fields.ts'

/** To somebody who has no name yet, and gives none. */
export const NO_NAME = 'Give a name, so that others know who you are.'

/**
 * `POST /api/me`: gives or changes one's name and one's look; what is not said stays. It makes a guest of a
 * sender without a session, if guests are allowed. Account and body stay.
 */
export const Greeting = z.object({
  name: z.optional(
    line.check(
      z.trim(),
      z.minLength(1, NO_NAME),
      z.maxLength(PERSON_NAME_MAX, `A name can have at most ${PERSON_NAME_MAX} characters.`),
    ),
  ),
  look: z.optional(look),
})
export type Greeting = z.infer<typeof Greeting>
