// Rights in one world, over HTTP: rights, links, knocking, and sending somebody out. Times are ms since 1970.
// All paths are below `/api/worlds/ACCOUNT/WORLD`. People are named by their account; guests have one too,
// such as `guest-k3f9`, and people of other nodes, such as `ada@house.example`.
import * as z from 'zod/mini'
import { parseFramingSite, SITES_MAX } from '../../world/framing.ts'
import { RIGHTS } from '../../world/rights.ts'
import { address, worldId } from './world-bodies.ts'

/** Most of each in one world. */
export const SHARED_WITH_MAX = 1000
export const LINKS_MAX = 100
export const NODES_MAX = 100
export const GROUPS_OF_WORLD_MAX = 100
export const KNOCKS_MAX = 200
/** Most characters that a person can say when they knock. */
export const KNOCK_WORDS_MAX = 200
/** Most worlds that one account is offered at once: more than anybody looks through. */
export const OFFERS_MAX = 200
/** How long an offer of a world is valid, in ms: a person who is on holiday still finds it. */
export const OFFER_MS = 30 * 24 * 60 * 60_000
/** How long somebody who was sent out stays out, in ms. */
export const KICK_MS = 60_000

const right = z.enum(RIGHTS)
/**
 * Rights that can be given to many at once: a world has one owner, and further owners are named one by one.
 */
const openRight = z.enum(['none', 'see', 'act', 'edit'])
export type OpenRight = z.infer<typeof openRight>

const site = z.pipe(
  z
    .string()
    .check(
      z.refine(
        (text) => parseFramingSite(text) !== null,
        'A site is its address with https:// and nothing after its name, such as https://school.example.',
      ),
    ),
  z.transform((text: string): string => parseFramingSite(text) ?? z.NEVER),
)
const sites = z.pipe(
  z.array(site).check(z.maxLength(SITES_MAX, `At most ${SITES_MAX} sites can show a world.`)),
  z.transform((all: string[]): string[] => [...new Set(all)]),
)

export const PersonRef = z.object({ account: z.string(), name: z.string() })
export type PersonRef = z.infer<typeof PersonRef>

export const LinkInfo = z.object({
  id: z.string(),
  label: z.string(),
  right: openRight,
  since: z.number(),
  until: z.nullable(z.number()),
  /** How many came with it. */
  people: z.number(),
})
export type LinkInfo = z.infer<typeof LinkInfo>

export const Knock = z.object({ account: z.string(), name: z.string(), words: z.string(), at: z.number() })
export type Knock = z.infer<typeof Knock>

/** `GET /api/knocks`: those who wait at the worlds that the sender owns, alone or with others. */
export const WaitingKnocks = z.object({
  knocks: z.array(z.object({ ...Knock.shape, address: z.string(), title: z.string() })),
})
export type WaitingKnocks = z.infer<typeof WaitingKnocks>

/** To whom a world is offered, until when; or that they refused. */
export const OfferMade = z.object({ ...PersonRef.shape, until: z.number(), isDeclined: z.boolean() })
export type OfferMade = z.infer<typeof OfferMade>

/** A group that has a right; `isNamed`: the sender may name it, and see its members. */
export const SharedGroup = z.object({
  id: z.string(),
  name: z.string(),
  members: z.number(),
  isNamed: z.boolean(),
  right: openRight,
})
export type SharedGroup = z.infer<typeof SharedGroup>

/** `GET …/sharing`, for owners of the world. */
export const Sharing = z.object({
  owner: z.nullable(PersonRef),
  people: z.array(z.object({ ...PersonRef.shape, right })),
  /** Everybody of another node. */
  nodes: z.array(z.object({ node: z.string(), right: openRight })),
  /** Everybody of a group of this node; older nodes tell of none. */
  groups: z._default(z.array(SharedGroup), []),
  /** Everyone signed in here, and everyone at all, people of other nodes among them. */
  everyone: openRight,
  public: openRight,
  /** Search engines may find it, while anybody may see it; older nodes tell nothing of it. */
  isFound: z._default(z.boolean(), false),
  /** Sites that may show it at work, while anybody may see it; older nodes tell of none. */
  sites: z._default(z.array(z.string()), []),
  links: z.array(LinkInfo),
  knocks: z.array(Knock),
  /** Sent out until a time; null: until they are let in again. */
  banned: z.array(z.object({ ...PersonRef.shape, until: z.nullable(z.number()) })),
  muted: z.array(PersonRef),
  offered: z.nullable(OfferMade),
})
export type Sharing = z.infer<typeof Sharing>

/**
 * `GET …/right`: what the sender may do there, and through what; also for people without a right, and for
 * worlds that do not exist. With `?alone=1`, the same for things that come by themselves out of a world of
 * the sender.
 */
export const MyRight = z.object({ right })
export type MyRight = z.infer<typeof MyRight>

/** `PATCH …/sharing`: for many at once. The answer to all changes is the new {@link Sharing}. */
export const OpenTo = z.object({
  everyone: z.optional(openRight),
  public: z.optional(openRight),
  isFound: z.optional(z.boolean()),
  sites: z.optional(sites),
})
export type OpenTo = z.infer<typeof OpenTo>
/** `PUT …/sharing/people/NAME`: for one account; `none` takes it away. */
export const Grant = z.object({ right })
export type Grant = z.infer<typeof Grant>
/** `PUT …/sharing/nodes/NODE`: for everybody of another node; `none` takes it away. */
export const NodeGrant = z.object({ right: openRight })
export type NodeGrant = z.infer<typeof NodeGrant>
/**
 * `PUT …/sharing/groups/ID`: for everybody of a group that the sender may name; `none` takes the right away.
 * A sender who may not name it can only lower a right that others gave it.
 */
export const GroupGrant = z.object({ right: openRight })
export type GroupGrant = z.infer<typeof GroupGrant>
/**
 * `POST …/sharing/owner` offers the world to another account, and replaces an earlier offer; `DELETE` takes
 * the offer back. The world is theirs once they accepted, and not before.
 */
export const Offering = z.object({ account: z.string() })
export type Offering = z.infer<typeof Offering>
/**
 * `GET /api/offers`: the worlds that are offered to the sender, the last one first. `from` is null if the
 * former owner has left, and left it to the sender.
 */
export const OfferedWorld = z.object({
  id: worldId,
  address,
  title: z.string(),
  from: z.nullable(PersonRef),
  until: z.number(),
})
export type OfferedWorld = z.infer<typeof OfferedWorld>
export const OfferedWorlds = z.object({ offers: z.array(OfferedWorld) })
export type OfferedWorlds = z.infer<typeof OfferedWorlds>
// `POST /api/offers/ID` accepts: the world moves under the sender's name, with another word if they have a
// world of that name, and its former owner may edit it from then on. Answer: WorldSummary. `DELETE
// /api/offers/ID` refuses.
/**
 * `POST …/sharing/links`: a link `/w/ACCOUNT/WORLD#key=SECRET`. `DELETE …/sharing/links/ID` revokes it, for
 * those who came with it too.
 */
export const NewShareLink = z.object({
  right: z.enum(['see', 'act', 'edit']),
  label: z.optional(z.string().check(z.trim(), z.maxLength(100))),
  until: z.nullable(z.number()),
})
export type NewShareLink = z.infer<typeof NewShareLink>
/** The secret is told once. */
export const MadeLink = z.object({ sharing: Sharing, id: z.string(), secret: z.string() })
export type MadeLink = z.infer<typeof MadeLink>
/**
 * `POST …/link/look` with the secret of a link: where it leads, and who made it, for people who have not come
 * yet; null if nobody knows. 404 when it is void.
 */
export const LinkInvites = z.object({
  by: z.nullable(z.string()),
  title: z.string(),
  right: openRight,
})
export type LinkInvites = z.infer<typeof LinkInvites>
/**
 * `POST …/link` with the secret of a link: from now on one has its right. Answer: {@link MyRight}; 404 when
 * it is void.
 */
export const UseLink = z.object({ secret: z.string().check(z.maxLength(200)) })
export type UseLink = z.infer<typeof UseLink>

/**
 * `POST …/knock`: asks to be let in. The same empty answer whether the world is there or not. `DELETE
 * …/knock` takes it back.
 */
export const NewKnock = z.object({
  words: z.optional(
    z.string().check(
      z.overwrite((text) => text.toWellFormed()),
      z.trim(),
      z.maxLength(KNOCK_WORDS_MAX),
    ),
  ),
})
export type NewKnock = z.infer<typeof NewKnock>
/** `POST …/sharing/knocks/NAME`: lets somebody in, or not (`none`). */
export const KnockAnswer = Grant

/**
 * `GET …/people`, for owners of the world: the people who have it open now, by the client ids of their
 * presence, as the node knows them.
 */
export const PresentPeople = z.object({
  people: z.array(
    z.object({ ...PersonRef.shape, client: z.number(), isMuted: z.exactOptional(z.boolean()) }),
  ),
})
export type PresentPeople = z.infer<typeof PresentPeople>

/**
 * `POST …/people/NAME/kick`: out of the world now, for {@link KICK_MS}. `PUT …/people/NAME/ban`: until a
 * time, or for good; `DELETE` ends it. `PUT …/people/NAME/mute` and `DELETE`: may not speak. All are for
 * owners of the world. Answer: Sharing.
 */
export const Ban = z.object({ until: z.nullable(z.number()) })
export type Ban = z.infer<typeof Ban>

/**
 * `GET …/writers?since=` tells who wrote in the scene since a time; `POST …/revert` takes it back
 * (`revert-bodies.ts`).
 */
export const Writers = z.object({
  writers: z.array(
    z.object({ ...PersonRef.shape, updates: z.number(), firstAt: z.number(), lastAt: z.number() }),
  ),
})
export type Writers = z.infer<typeof Writers>
