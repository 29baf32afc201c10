// How somebody says who they are.
import * as z from 'zod/mini'
import { PERSON_NAME_MAX } from '../../world/limits.ts'
import { line, look } from './node-bodies.ts'

/**
 * `POST /api/me`: gives or changes one's name, and how one looks; makes a guest of who was nobody, where
 * there may be guests. One's account and one's body stay.
 */
export const Greeting = z.object({
  name: line.check(
    z.trim(),
    z.minLength(1, 'Give a name, so that others know who you are.'),
    z.maxLength(PERSON_NAME_MAX, `A name can have at most ${PERSON_NAME_MAX} characters.`),
  ),
  look: z.optional(look),
})
export type Greeting = z.infer<typeof Greeting>
