// The HTTP API's bodies about publishing a world, both ways. Times are ms since 1970.
import * as z from 'zod/mini'
import { MergeAsk } from './draft-bodies.ts'
import { PersonRef } from './sharing-bodies.ts'

/** `GET …/publishing`: whether a world is written in a draft, and what was published last. */
export const PublishingState = z.object({
  /**
   * Null: whoever may edit the world writes in the world itself. `address` null: the draft is in the bin.
   */
  draft: z.nullable(z.object({ title: z.string(), address: z.nullable(z.string()) })),
  /** The last of what was published from that draft and not taken back; null: nothing. */
  published: z.nullable(z.object({ at: z.number(), revision: z.number(), by: z.nullable(PersonRef) })),
})
export type PublishingState = z.infer<typeof PublishingState>

/** `PUT …/publishing`, answered by {@link PublishingState}. */
export const PublishingAsk = z.object({ isOn: z.boolean() })
export type PublishingAsk = z.infer<typeof PublishingAsk>

/**
 * `POST …/publish`, answered as a merge is: all that differs in the draft. `POST …/unpublish`, without a
 * body: takes back what was published last.
 */
export const PublishAsk = z.pick(MergeAsk, { choices: true })
export type PublishAsk = z.infer<typeof PublishAsk>

/** The world's revision after it. */
export const Unpublished = z.object({ revision: z.number() })
export type Unpublished = z.infer<typeof Unpublished>
