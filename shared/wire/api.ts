// The HTTP API's bodies, both ways, parsed at the edge by server and client alike. Times are ms since 1970.
import { z } from 'zod'
import { parseAddress, parseWorldId, type Address, type WorldId } from '../world/address.ts'
import { FRAME_BYTES_MAX, PERSON_NAME_MAX, TITLE_MAX } from '../world/limits.ts'

const address = z.string().transform((text, context): Address => {
  const parsed = parseAddress(text)
  if (parsed) return parsed
  context.addIssue({
    code: 'custom',
    message: 'An address is two words with a slash between, such as ada/garden.',
  })
  return z.NEVER
})

const worldId = z.string().transform((text, context): WorldId => {
  const parsed = parseWorldId(text)
  if (parsed) return parsed
  context.addIssue({ code: 'custom', message: 'That is not the id of a world.' })
  return z.NEVER
})

/** Half a surrogate pair would come back from the store as another character. */
const line = z.string().overwrite((text) => text.toWellFormed())

/** Who one is here: `GET /api/me`, and the answer to `POST /api/me`. `member` is null until a name was given. */
export const Me = z.object({
  access: z.enum(['open', 'accounts']),
  member: z.object({ id: z.string(), name: z.string(), account: z.string() }).nullable(),
})
export type Me = z.infer<typeof Me>

/** `POST /api/me`: gives or changes one's name. */
export const Greeting = z.object({
  name: line
    .trim()
    .min(1, 'Give a name, so that others know who you are.')
    .max(PERSON_NAME_MAX, `A name has at most ${PERSON_NAME_MAX} characters.`),
})
export type Greeting = z.infer<typeof Greeting>

/** One line of a list of worlds. `binnedAt` is null unless it is in the bin. */
export const WorldSummary = z.object({
  id: worldId,
  address,
  title: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
  binnedAt: z.number().nullable(),
})
export type WorldSummary = z.infer<typeof WorldSummary>

/** `GET /api/worlds` and `GET /api/bin`. */
export const WorldList = z.object({ worlds: z.array(WorldSummary) })
export type WorldList = z.infer<typeof WorldList>

/**
 * `POST /api/worlds`: a new world of the sender's; its address is made from the title unless given. The answer is its
 * {@link WorldSummary}, as after a move, a restore and an import.
 */
export const NewWorld = z.object({
  title: line
    .trim()
    .min(1, 'Give the world a title.')
    .max(TITLE_MAX, `A title has at most ${TITLE_MAX} characters.`),
  address: address.optional(),
})
export type NewWorld = z.infer<typeof NewWorld>

/**
 * `PATCH /api/worlds/ACCOUNT/WORLD`: moves the world to another address. `DELETE` puts it in the bin, where
 * `POST /api/bin/ID/restore` takes it out and `DELETE /api/bin/ID` ends it for good; deletions have an empty answer.
 */
export const WorldChange = z.object({ address })
export type WorldChange = z.infer<typeof WorldChange>

/** Most client ids that can be asked about at once. */
export const AUTHORS_MAX = 200

/** Whose hand wrote under a Yjs client id. `name` is null unless it is a person's. */
export const Author = z.object({
  client: z.number(),
  who: z.enum(['person', 'you', 'code', 'somebody']),
  name: z.string().nullable(),
})
export type Author = z.infer<typeof Author>

/** `GET /api/worlds/ACCOUNT/WORLD/authors?clients=1,2,3`; ids that are nobody's are left out. */
export const Authors = z.object({ authors: z.array(Author) })
export type Authors = z.infer<typeof Authors>

/** Every answer of the API that is not 2xx: a code for programs, a sentence for people that says what to do. */
export const Refusal = z.object({ code: z.string(), text: z.string() })
export type Refusal = z.infer<typeof Refusal>

/**
 * The media type of an exported world: `GET /api/worlds/ACCOUNT/WORLD/export` answers with it, and
 * `POST /api/worlds/import` takes it, with `?address=ACCOUNT/WORLD` unless its title shall make one.
 */
export const ARCHIVE_TYPE = 'application/vnd.inkland.world'
/**
 * A whole scene as one Yjs update: `GET /api/worlds/ACCOUNT/WORLD/scene` answers with it, and the import takes it, too, as a
 * world without a history.
 */
export const SCENE_TYPE = 'application/vnd.inkland.scene'
/** Largest such scene, in bytes: what a member can send in one frame. */
export const SCENE_BYTES_MAX = FRAME_BYTES_MAX
/** Largest file that an import takes, in bytes: several documents of the largest size, with their history. */
export const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024
