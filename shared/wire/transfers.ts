// What nodes tell each other about things that change hands: what is offered, what is lent and claimed, and what came of it. And what
// somebody holds, which the other node only draws.
import * as z from 'zod/mini'
import type { Carried } from '../play/cargo.ts'
import { parseArtifactId, type ArtifactId } from '../world/address.ts'
import { LOOK, parseName } from '../world/artifact.ts'
import { HELD_MAX } from '../world/avatar.ts'
import { isCoordinate } from '../world/place.ts'
import { readThings } from './carried.ts'
import { address } from './worlds.ts'

/** Longest reason why something is not taken, in characters. */
export const WHY_MAX = 300
/** What a transfer, a loan and a thing are called: no node hears of those between others. */
export const TRANSFER = /^[\w-]{1,64}$/

const why = z.string().check(
  z.maxLength(WHY_MAX),
  z.overwrite((text) => text.toWellFormed()),
)
const transfer = z.string().check(z.regex(TRANSFER))
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

/** `POST /api/peers/transfers/ID`: somebody puts down what is theirs, in a world of the node that is asked, where they are. */
export const Offer = z.object({
  /** Of the node that is asked. */
  to: address,
  at,
  /** What stands for it in their hand there. */
  thing: artifact,
  things,
})
export type Offer = z.infer<typeof Offer>

/** Its answer, the same however often it is asked; and of `DELETE`, which wants it back. The body of `POST …/ID/answer`. */
export const Answer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('accepted') }),
  z.object({ state: z.literal('refused'), why }),
])
export type Answer = z.infer<typeof Answer>

/** `POST /api/peers/loans/LOAN/claim`: somebody puts down in a world of their own node what was lent to them. */
export const Claim = z.object({ id: transfer })
/** Its answer, the same until the other node is told what came of it. */
export const Claimed = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent'), things }),
  z.object({ state: z.literal('refused'), why }),
])
export type Claimed = z.infer<typeof Claimed>

/** `GET /api/me/transfers`: what one put down on other nodes, and nobody knows yet whether it arrived. `POST …/NODE/ID/back` wants it back. */
export interface OnTheirWay {
  readonly things: readonly {
    readonly node: string
    readonly id: string
    readonly name: string
    readonly since: number
  }[]
}

/** `GET /api/worlds/ACCOUNT/WORLD/loans`: what people of other nodes carried off. `POST …/ID/back` calls it back. */
export interface LentThings {
  readonly things: readonly {
    readonly id: string
    readonly name: string
    /** Who has it, `name@node`. */
    readonly holder: string
    readonly since: number
    /** They put it down at home, and nobody knows yet whether it arrived. */
    readonly isOnItsWay: boolean
  }[]
}

/** Something that somebody holds and that is elsewhere: `id` is what it is called there. */
export const HeldLink = z.object({
  id: transfer,
  name: z.custom<string>((raw) => parseName(raw) !== null),
  sprite: z.custom<string>((raw) => LOOK.sprite(raw) !== null),
  width: z.custom<number>((raw) => LOOK.width(raw) !== null),
  height: z.custom<number>((raw) => LOOK.height(raw) !== null),
})
export type HeldLink = z.infer<typeof HeldLink>

/** `PUT /api/peers/hands`: what somebody holds who is here now; the answer is what stands for it, by its id. */
export const Hands = z.object({ links: z.array(HeldLink).check(z.maxLength(HELD_MAX)) })
export type Hands = z.infer<typeof Hands>
export const Shown = z.object({ shown: z.record(transfer, artifact) })
export type Shown = z.infer<typeof Shown>

/** The answer of `POST /api/peers/hands/carry`, once somebody is not there any more: all that is lent to them. */
export const Lent = z.object({ links: z.array(HeldLink) })
export type Lent = z.infer<typeof Lent>
