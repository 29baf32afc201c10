// The HTTP API's bodies about worlds, both ways. Times are ms since 1970.
import * as z from 'zod/mini'
import {
  parseAddress,
  parseAnyAddress,
  parseWorldId,
  type Address,
  type WorldId,
} from '../../world/address.ts'
import { FRAME_BYTES_MAX, TITLE_MAX } from '../../world/limits.ts'
import { RIGHTS } from '../../world/rights.ts'
import { line } from './body-fields.ts'
import { HostState } from './foreign-place-bodies.ts'
import { TEMPLATE_NAME_MAX } from './template-bodies.ts'

export const address = z.pipe(
  z
    .string()
    .check(
      z.refine(
        (text) => parseAddress(text) !== null,
        'An address is two words with a slash between them, such as ada/garden.',
      ),
    ),
  z.transform((text: string): Address => parseAddress(text) ?? z.NEVER),
)

/** Of this node or of another one. */
const anyAddress = z.custom<Address>((text) => typeof text === 'string' && parseAnyAddress(text) === text)

export const worldId = z.custom<WorldId>((id) => parseWorldId(id) !== null, 'That is not the id of a world.')

/**
 * One line of a list of worlds. `binnedAt` is null unless it is in the bin. In a node with accounts it also
 * has the sender's right, the owner, and, for owners, who else can see it. A kept world of another node also
 * has the state of that node.
 */
export const WorldSummary = z.object({
  id: worldId,
  address: anyAddress,
  title: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
  binnedAt: z.nullable(z.number()),
  right: z.optional(z.enum(RIGHTS)),
  owner: z.optional(z.nullable(z.object({ account: z.string(), name: z.string() }))),
  seenBy: z.optional(z.enum(['me', 'some', 'everyone', 'public'])),
  host: z.optional(z.object({ node: z.string(), state: HostState })),
  /**
   * Of a draft: its name, and the world it is a draft of, if the sender may see that; since when its maker
   * asks to have it looked at.
   */
  draft: z.optional(
    z.object({
      title: z.string(),
      of: z.nullable(anyAddress),
      reviewAskedAt: z.exactOptional(z.number()),
    }),
  ),
})
export type WorldSummary = z.infer<typeof WorldSummary>

/**
 * `GET /api/worlds` and `GET /api/bin`; `isCut`: more worlds are open to the sender, which were changed
 * longer ago.
 */
export const WorldList = z.object({ worlds: z.array(WorldSummary), isCut: z.optional(z.boolean()) })
export type WorldList = z.infer<typeof WorldList>

/**
 * `POST /api/worlds`: a new world of the sender's; its address is made from the title unless given. The
 * answer is its {@link WorldSummary}, as after a move, a restore and an import.
 */
export const NewWorld = z.object({
  title: line.check(
    z.trim(),
    z.minLength(1, 'Give the world a title.'),
    z.maxLength(TITLE_MAX, `A title has at most ${TITLE_MAX} characters.`),
  ),
  address: z.optional(address),
  /** The name of a template that it begins as; see `GET /api/templates`. Without one it is blank. */
  template: z.optional(line.check(z.minLength(1), z.maxLength(TEMPLATE_NAME_MAX))),
  /** Whether the programs of a template that somebody offers run at once; else they sleep. */
  runsCode: z.optional(z.boolean()),
})
export type NewWorld = z.infer<typeof NewWorld>

/**
 * `PATCH /api/worlds/ACCOUNT/WORLD`: moves the world to another address. `DELETE` puts it in the bin, where
 * `POST /api/bin/ID/restore` takes it out and `DELETE /api/bin/ID` ends it for good; deletions have an empty
 * answer.
 */
export const WorldChange = z.object({ address })
export type WorldChange = z.infer<typeof WorldChange>

/** Most client ids that can be asked about at once. */
export const AUTHORS_MAX = 200

/** The person who wrote under a Yjs client id. `name` is null unless it is a person's. */
export const AuthorBody = z.object({
  client: z.number(),
  who: z.enum(['person', 'you', 'code', 'somebody']),
  name: z.nullable(z.string()),
})
export type AuthorBody = z.infer<typeof AuthorBody>

/** `GET /api/worlds/ACCOUNT/WORLD/authors?clients=1,2,3`; ids that are nobody's are left out. */
export const Authors = z.object({ authors: z.array(AuthorBody) })
export type Authors = z.infer<typeof Authors>

/**
 * The media type of an exported world: `GET /api/worlds/ACCOUNT/WORLD/export` answers with it, and
 * `POST /api/worlds/import` takes it, with `?address=ACCOUNT/WORLD` unless its title shall make one.
 */
export const ARCHIVE_TYPE = 'application/vnd.inkland.world'
/**
 * A whole scene as one Yjs update: `GET /api/worlds/ACCOUNT/WORLD/scene` answers with it, and the import
 * takes it, too, as a world without a history.
 */
export const SCENE_TYPE = 'application/vnd.inkland.scene'
/** Largest such scene, in bytes: a member can send as much in one frame. */
export const SCENE_BYTES_MAX = FRAME_BYTES_MAX
/** Largest file that an import takes, in bytes: several documents of the largest size, with their history. */
export const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024
