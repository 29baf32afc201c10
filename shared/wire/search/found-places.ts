// The HTTP API's answer about words that are found in worlds.
import * as z from 'zod/mini'
import { parseAnyAddress, parseArtifactId, type Address, type ArtifactId } from '../../world/address.ts'

const anyAddress = z.custom<Address>((text) => typeof text === 'string' && parseAnyAddress(text) === text)
const artifactId = z.custom<ArtifactId>((id) => parseArtifactId(id) !== null)

/** Most things of one answer. */
export const FOUND_MAX = 20

/** A thing that has the words. */
export const FoundPlace = z.object({
  world: z.object({
    address: anyAddress,
    title: z.string(),
    /** The name of a draft; null for any other world. */
    draft: z.nullable(z.string()),
    /** The node of a world of another node, of which this node has a copy. */
    node: z.nullable(z.string()),
  }),
  thing: artifactId,
  name: z.string(),
  isInLimbo: z.boolean(),
  /** Where the words are in its page; null: none is. */
  passage: z.nullable(
    z.object({
      /** From 1, and letters of that line. */
      line: z.number(),
      from: z.number(),
      to: z.number(),
      before: z.string(),
      match: z.string(),
      after: z.string(),
    }),
  ),
})
export type FoundPlace = z.infer<typeof FoundPlace>

/**
 * `GET /api/words?search=…&after=…`: things in worlds that the sender may see, whose names or pages have all
 * the words; names first, then pages, each in the worlds that changed last. `next` asks for those after them;
 * null: there are no more. `unread`: how many of these worlds are still to be read for the first time.
 */
export const FoundPlaces = z.object({
  found: z.array(FoundPlace),
  next: z.nullable(z.string()),
  unread: z.number(),
})
export type FoundPlaces = z.infer<typeof FoundPlaces>
