// The records of things that change hands between nodes. On the side that a thing leaves: it is on its way,
// and later, where it went. On the side where it arrives: whether it did, so that it never does twice. Also
// things that were carried off and not put down yet: these are still of this node.
import { z } from 'zod'
import { readThings } from '../../../shared/wire/peers/carried-things.ts'
import { parsePictureId, type PictureId } from '../../../shared/world/picture-id.ts'
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import {
  parseAddress,
  parseAnyAddress,
  parseArtifactId,
  type Address,
  type NodeName,
} from '../../../shared/world/address.ts'
import { memberId, worldId } from '../../records/record-shapes.ts'

/**
 * A node that does not say that it knows of something for this long is gone, in ms: nothing is lost but the
 * note.
 */
export const SILENT_MS = 365 * 24 * 60 * 60_000

/** A thing and the things in it, packed: it is read on demand. */
const things = z.string()
const addressWith = (parse: (text: string) => Address | null) =>
  z.string().transform((text, context): Address => {
    const address = parse(text)
    if (address === null) context.addIssue('not the address of a world')
    return address ?? z.NEVER
  })
const artifactId = z.unknown().transform((raw, context) => {
  const id = parseArtifactId(raw)
  if (id === null) context.addIssue('not the id of a thing')
  return id ?? z.NEVER
})
const pictureId = z.string().transform((text, context): PictureId => {
  const id = parsePictureId(text)
  if (id === null) context.addIssue('not the name of a picture')
  return id ?? z.NEVER
})
const spot = z.object({ x: z.number(), y: z.number() }).nullable()

/**
 * How it comes back when it is not wanted there: into whose hand, beside the portal that it went through by
 * itself, or it is lent again.
 */
const Back = z.discriminatedUnion('type', [
  z.object({ type: z.literal('portal'), world: worldId, to: addressWith(parseAnyAddress) }),
  z.object({ type: z.literal('hand'), world: worldId }),
  z.object({ type: z.literal('loan'), loan: z.string() }),
])

/**
 * The pictures that it names, and that the world which it left held: the other node may have these, and no
 * others.
 */
const ofPictures = {
  from: worldId.nullable().default(null),
  pictures: z.array(pictureId).default([]),
}

/** Something that left: under the other node and the transfer. */
export const SentRecord = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('sent'),
    name: z.string(),
    /**
     * The person whose hand it left; of another node, if it was lent. The owner of the world that it left
     * by itself.
     */
    by: memberId,
    /** ms since 1970. */
    since: z.number(),
    things,
    ...ofPictures,
    /** The world where it is put down; null: the other node knows. */
    to: addressWith(parseAnyAddress).nullable(),
    at: spot,
    /** The thing in the holder's hand, and its link over there. */
    thing: artifactId,
    /** Where the world was that it left by itself; null: it was in a hand. */
    alone: addressWith(parseAddress).nullable().default(null),
    back: Back,
    /** Its sender wants it back. */
    isWantedBack: z.boolean(),
  }),
  z.object({
    state: z.literal('done'),
    name: z.string(),
    ...ofPictures,
    by: memberId,
    since: z.number(),
    to: addressWith(parseAnyAddress).nullable(),
    arrivedAt: z.number(),
  }),
])
export type SentRecord = z.infer<typeof SentRecord>
export type Sent = Extract<SentRecord, { state: 'sent' }>

/** Something that came, or is to come: under the other node and the transfer. */
export const ReceivedRecord = z.discriminatedUnion('state', [
  /** It was lent to somebody of this node who puts it down; the other node was asked for it. */
  z.object({
    state: z.literal('asked'),
    loan: z.string(),
    member: memberId,
    world: addressWith(parseAddress),
    at: spot,
    link: z.string(),
    since: z.number(),
  }),
  z.object({
    state: z.literal('accepted'),
    name: z.string(),
    /** Who put it down, or of whom the person here had it who did; `ada@node` of another node. */
    from: z.string(),
    world: addressWith(parseAddress),
    since: z.number(),
    /** The other node has heard of it. */
    isTold: z.boolean(),
  }),
  z.object({ state: z.literal('refused'), why: z.string(), since: z.number(), isTold: z.boolean() }),
])
export type ReceivedRecord = z.infer<typeof ReceivedRecord>

/** Something that somebody of another node carried off: under its own id. */
export const Loan = z.object({
  name: z.string(),
  holder: memberId,
  /** The world that it is of. */
  world: worldId,
  since: z.number(),
  things,
  pictures: z.array(pictureId).default([]),
  /** The transfer in which it leaves for good; null: it is in their hand. */
  out: z.string().nullable(),
})
export type Loan = z.infer<typeof Loan>

/** Pictures of an arrived thing, which are still with the other node: under the thing's own key. */
export const Missing = z.object({
  world: addressWith(parseAddress),
  by: memberId,
  name: z.string(),
  since: z.number(),
  pictures: z.array(pictureId),
})
export type Missing = z.infer<typeof Missing>

/** The things of a node that somebody of here holds: under the member and the node. */
export const LentList = z.object({
  things: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** `name@node`; null: that node did not say. */
      of: z.string().nullable(),
      since: z.number().nullable(),
    }),
  ),
})
export type LentList = z.infer<typeof LentList>

/**
 * Under which record something is that goes to or comes from a node: no node can touch what is between
 * others.
 */
export const keyOf = (node: NodeName, id: string): string => `${node} ${id}`

export function partsOf(key: string): { readonly node: NodeName; readonly id: string } {
  const blank = key.indexOf(' ')
  return { node: key.slice(0, blank) as NodeName, id: key.slice(blank + 1) }
}

/** Whether a record is of something that goes to or comes from a node. */
export const isWith = (key: string, node: NodeName): boolean => key.startsWith(`${node} `)

/** The name of a thing that comes or goes with everything in it. */
export const nameOf = (things: readonly Carried[]): string => things[0]?.made.name ?? ''

export const packThings = (things: readonly Carried[]): string => JSON.stringify(things)

/** A thing that was packed here; this node's own records were judged by the same bounds before. */
export function unpackThings(json: string): readonly Carried[] {
  const things = readThings(JSON.parse(json))
  if (things === null) throw new Error('what was kept of a thing cannot be read')
  return things
}
