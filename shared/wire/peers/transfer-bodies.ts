// Messages of nodes about things that change hands: offers, loans, claims, and their results. Also the things
// that a person holds, which the other node only draws.
import * as z from 'zod/mini'
import type { Carried, HeldLink } from '../../play/crossings/cargo.ts'
import { parseAnyAccount, parseArtifactId, type AccountName, type ArtifactId } from '../../world/address.ts'
import { HELD_MAX } from '../../world/avatar.ts'
import { LOOK, parseName } from '../../world/look.ts'
import { isCoordinate } from '../../world/place.ts'
import { readThings } from './carried-things.ts'
import { address } from '../api/world-bodies.ts'

/** Longest reason why something is not taken, in characters. */
export const WHY_MAX = 300
/** Ids of transfers, loans and things: no node hears of those between others. */
export const TRANSFER = /^[\w-]{1,64}$/

/** How many transfers are settled in one request. */
export const SETTLED_MAX = 500

const why = z.string().check(
  z.maxLength(WHY_MAX),
  z.overwrite((text) => text.toWellFormed()),
)
const transfer = z.string().check(z.regex(TRANSFER))
const account = z.custom<AccountName>((raw) => typeof raw === 'string' && parseAnyAccount(raw) === raw)
const since = z.number().check(z.int(), z.nonnegative())
const artifact = z.custom<ArtifactId>((id) => parseArtifactId(id) !== null)
const things = z.pipe(
  z.unknown().check(z.refine((raw) => readThings(raw) !== null)),
  z.transform((raw: unknown): readonly Carried[] => readThings(raw) ?? z.NEVER),
)
const at = z.nullable(
  z
    .object({ x: z.number(), y: z.number() })
    .check(z.refine(({ x, y }) => isCoordinate(x) && isCoordinate(y))),
)

/**
 * `POST /api/peers/transfers/ID`: somebody puts down what is theirs, in a world of the node that is asked,
 * where they are. With `from`, the address of a world that they own, it went through a portal of that by
 * itself.
 */
export const TransferOffer = z.object({
  /** Of the node that is asked. */
  to: address,
  at,
  /** The link in their hand there. */
  thing: artifact,
  things,
  from: z.exactOptional(address),
})
export type TransferOffer = z.infer<typeof TransferOffer>

/**
 * Its answer, the same however often it is asked; and of `DELETE`, which wants it back. The body of `POST
 * …/ID/answer`.
 */
export const TransferAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('accepted') }),
  z.object({ state: z.literal('refused'), why }),
])
export type TransferAnswer = z.infer<typeof TransferAnswer>

/**
 * `POST /api/peers/loans/LOAN/claim`: somebody puts down in a world of their own node what was lent to them.
 */
export const Claim = z.object({ id: transfer })
/**
 * Its answer, the same until the other node is told the result; `of`: the owner, as the asked node names
 * them.
 */
export const Claimed = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent'), things, of: z.optional(account) }),
  z.object({ state: z.literal('refused'), why }),
])
export type Claimed = z.infer<typeof Claimed>

/** Something that was put down on another node, and nobody knows yet whether it arrived. */
const OnItsWay = z.object({
  node: z.string(),
  id: transfer,
  name: z.string(),
  since: z.number(),
  /** The world where it is put down, `account@node/world`. */
  to: z.nullable(z.string()),
  isWantedBack: z.boolean(),
  isAsleep: z.boolean(),
})
/** Something of another node that somebody here holds. */
const LentToMe = z.object({
  node: z.string(),
  id: transfer,
  name: z.string(),
  /** The lender, `name@node`; null: that node did not say. */
  of: z.nullable(z.string()),
  since: z.nullable(z.number()),
  /** It was put down here, and is waited for. */
  isAskedFor: z.boolean(),
  isAsleep: z.boolean(),
})
/** A thing that the sender took along out of a world of this node. */
const Taken = z.object({
  id: transfer,
  name: z.string(),
  since: z.number(),
  /** The world that it is of; null: that is in the bin. */
  world: z.nullable(address),
})
/** Something that somebody carried off. */
const LentThing = z.object({
  id: transfer,
  name: z.string(),
  /** The holder; of another node `name@node`. */
  holder: z.string(),
  since: z.number(),
  /** They put it down at home, and nobody knows yet whether it arrived. */
  isOnItsWay: z.boolean(),
  /** It is in a world of this node, and can be left to its holder. */
  isHere: z.boolean(),
})

/**
 * `GET /api/me/transfers`: the things that the sender put down on other nodes (`POST …/NODE/ID/back` wants
 * one back), the things that they hold of others (`POST /api/me/lent/NODE/ID/back` gives one back), and the
 * things that were carried off out of worlds that they own.
 */
export const MyThings = z.object({
  things: z.array(OnItsWay),
  lent: z.array(LentToMe),
  taken: z.array(Taken),
  out: z.array(z.object({ ...LentThing.shape, world: address })),
})
export type MyThings = z.infer<typeof MyThings>

/**
 * `GET /api/worlds/ACCOUNT/WORLD/loans`: the things that others carried off. `POST …/ID/back` calls one back;
 * `DELETE …/ID` leaves one that is here to its holder.
 */
export const LentThings = z.object({ things: z.array(LentThing) })
export type LentThings = z.infer<typeof LentThings>

/**
 * `POST /api/peers/settled`: transfers of which the node that asks knows what came; the answer is which of
 * them are forgotten here, too.
 */
export const Settled = z.object({ ids: z.array(transfer).check(z.maxLength(SETTLED_MAX)) })
export type Settled = z.infer<typeof Settled>

/** How many things of each kind are compared in one request, and how much of a name is told. */
export const GIFTS_MAX = 100
export const GIFT_NAME_MAX = 100
const giftName = z.string().check(
  z.maxLength(GIFT_NAME_MAX),
  z.overwrite((text) => text.toWellFormed()),
)

/**
 * `POST /api/peers/compare`: things that arrived at the node that is asked, and things that came from it, as
 * that node calls worlds and people. The answer (`Settled`) is of which it knows nothing.
 */
export const ComparedGifts = z.object({
  sent: z
    .array(z.object({ id: transfer, name: giftName, to: z.nullable(address) }))
    .check(z.maxLength(GIFTS_MAX)),
  got: z
    .array(z.object({ id: transfer, name: giftName, from: z.nullable(account) }))
    .check(z.maxLength(GIFTS_MAX)),
})
export type ComparedGifts = z.infer<typeof ComparedGifts>
const heldLink = z.object({
  id: transfer,
  of: z.optional(account),
  since: z.optional(since),
  name: z.custom<string>((raw) => parseName(raw) !== null),
  sprite: z.custom<string>((raw) => LOOK.sprite(raw) !== null),
  width: z.custom<number>((raw) => LOOK.width(raw) !== null),
  height: z.custom<number>((raw) => LOOK.height(raw) !== null),
}) satisfies z.ZodMiniType<HeldLink>

/**
 * `PUT /api/peers/hands`: the things that a person who is here now holds elsewhere; the answer is their
 * links, by their ids.
 */
export const HeldLinks = z.object({ links: z.array(heldLink).check(z.maxLength(HELD_MAX)) })
export type HeldLinks = z.infer<typeof HeldLinks>
export const HeldLinkIds = z.object({ shown: z.record(transfer, artifact) })
export type HeldLinkIds = z.infer<typeof HeldLinkIds>

/** So many things that a node lends to one person are told to their node: those that left first. */
export const LENT_MAX = 200

/** The answer of `POST /api/peers/hands/carry`, once somebody is not there any more: what is lent to them. */
export const CarriedLinks = z.object({ links: z.array(heldLink).check(z.maxLength(LENT_MAX)) })
export type CarriedLinks = z.infer<typeof CarriedLinks>
