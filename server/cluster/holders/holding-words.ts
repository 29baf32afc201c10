// What the process that leads and those that have worlds open ask of each other.
import { z } from 'zod'
import { UsageReport, worldKey } from '../../accounts/usage/reported-usage.ts'
import { memberId } from '../../records/record-shapes.ts'
import { artifact, CrossingStep } from '../../owner/people/crossing-steps.ts'
import { PastStep } from './past-scenes.ts'
import { parseAnyAddress, type Address } from '../../../shared/world/address.ts'
import { parsePlace, type Spot } from '../../../shared/world/place.ts'

/** Of one that has worlds open: about what happens in them, and people. */
const PlayQuestion = z.union([
  /** A step of a crossing into a world that it plays, or out of one. */
  z.object({ crossing: CrossingStep }),
  /**
   * Somebody may not be any more in a world; or just for a moment, which is noted nowhere. It is answered
   * with whether it plays that world, once they may not.
   */
  z.object({ sendOut: memberId, of: worldKey, isForAMoment: z.boolean() }),
  /** Who is in a scene now, by their presence ids: `MembersByNumber`. */
  z.object({ present: worldKey }),
  /** Who wrote in a scene under these client ids: likewise. */
  z.object({ writers: worldKey, clients: z.array(z.int()) }),
  /** Somebody looks different, is elsewhere, or has another name. */
  z.object({ changed: memberId, name: z.string().nullable() }),
  /** What the past reads and writes in the scene of a world. */
  z.object({ step: PastStep, of: worldKey }),
  /** A sentence for somebody alone, in all their tabs. */
  z.object({ notify: memberId, words: z.string() }),
  /** The kind of this place has changed. */
  z.object({ tellAll: z.literal(true) }),
])
export type PlayQuestion = z.infer<typeof PlayQuestion>

/** Of one that has worlds open. */
export const LeaderQuestion = z.union([
  /** To tell whoever started it that the one that leads cannot reach it. */
  z.object({ unreachable: z.literal(true) }),
  /** To read what has changed. It is answered once that is known there. */
  z.object({ read: z.literal(true) }),
  /** To let go of a world, for the one that leads. It is answered once that is done. */
  z.object({ letGo: worldKey }),
  /** How busy it is. */
  z.object({ load: z.literal(true) }),
  /**
   * Under which name it takes a world that the one that leads is about to let go of, with the people in it;
   * null: the world may not be there.
   */
  z.object({ expect: worldKey }),
  /** To play a world that the one that leads let go of. It is answered with whether it does. */
  z.object({ take: worldKey }),
  PlayQuestion,
])
export type LeaderQuestion = z.infer<typeof LeaderQuestion>

export const MembersByNumber = z.array(z.tuple([z.int(), memberId]))

/** Who is in the worlds of a process, each connection, and what it counts. */
const HolderState = z.object({
  here: z.array(z.object({ member: memberId, world: worldKey })),
  /** Worlds that it plays. */
  playedWorlds: z.number().exactOptional(),
  leasesTaken: z.number(),
  writesRefused: z.number(),
})
export type HolderState = z.infer<typeof HolderState>

const address = z.string().transform((text, context): Address => {
  const parsed = parseAnyAddress(text)
  if (parsed === null) context.addIssue('not the address of a world')
  return parsed ?? z.NEVER
})
const spot = z.unknown().transform((raw, context): Spot => {
  const place = parsePlace(raw)
  if (place === null || place.host === 'limbo') {
    context.addIssue('not a spot on a floor')
    return z.NEVER
  }
  const { host, x, y, facing } = place
  return { host, x, y, facing }
})

const Carrying = z.object({
  from: worldKey,
  thing: artifact,
  /** That world goes on being played there; else it was let go of for this. */
  isPlayed: z.boolean().exactOptional(),
  to: z.discriminatedUnion('type', [
    z.object({ type: z.literal('portal'), world: address }),
    z.object({ type: z.literal('back'), world: address, spot }),
    z.object({ type: z.literal('home') }),
  ]),
})
export type Carrying = z.infer<typeof Carrying>

/** Of the one that leads. */
export const HolderQuestion = z.union([
  /**
   * Whether it has begun: it asks for worlds from then on. It is answered with the name under which it
   * takes them.
   */
  z.object({ hello: z.literal(true) }),
  /** Whether it may answer people by what it knows: it is answered once it has read what it was told. */
  z.object({ mayAnswer: z.literal(true) }),
  /** It has changed something. It is answered when nobody answers by what was before. */
  z.object({ told: z.literal(true) }),
  /** To have these worlds, which it was given, until their people are there. */
  z.object({ given: z.array(worldKey) }),
  /** To look after a world which needs its owner. */
  z.object({ attend: worldKey }),
  /** To take a thing, or somebody, from one world to another: it is answered with why not. */
  z.object({ carry: Carrying }),
  /** To bring somebody into a world, from wherever they are: it is answered with why not. */
  z.object({ bring: memberId, name: z.string().nullable(), to: worldKey }),
  /** To have somebody put back what they hold, wherever they are: it is answered with the outcome. */
  z.object({ putBack: memberId }),
  /** To know what it tells admins. */
  z.object({ state: HolderState }),
  /** To count what was written. */
  z.object({ usage: UsageReport }),
])
export type HolderQuestion = z.infer<typeof HolderQuestion>
