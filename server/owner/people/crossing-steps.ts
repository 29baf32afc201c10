// What the process that brings people from world to world asks of another one that plays one of these
// worlds, step by step. Each takes part in a crossing under a number that the first one gives it.
import { z } from 'zod'
import type { Cargo, CrossingRoute } from '../../../shared/play/crossings/cargo.ts'
import type { LandingPlace, LandingRefusal } from '../../../shared/play/crossings/landing-spot.ts'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { bytes, memberId } from '../../records/record-shapes.ts'
import { isPersonal, type Append } from '../../storage/store.ts'

/** Most bytes of what goes along, as JSON: with all around it, and as base64, one message has room for it. */
const CARGO_BYTES_MAX = 8 * 1024 * 1024

export const isTooMuch = (cargo: Cargo): boolean => Buffer.byteLength(JSON.stringify(cargo)) > CARGO_BYTES_MAX
export const TOO_MUCH: LandingRefusal = { why: 'That is too much to carry: too much is written on it.' }

const number = z.int()
const world = z.int().transform((key) => key as WorldKey)
export const artifact = z.string().transform((text, context): ArtifactId => {
  const id = parseArtifactId(text)
  if (id === null) context.addIssue('not the id of a thing')
  return id ?? z.NEVER
})
/** Plain values of a process of the same node, which is trusted with them as the database is. */
const plain = <T extends object>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

export const CrossingStep = z.union([
  /** Whether somebody's avatar is in a world; null: that cannot be said now. */
  z.object({ has: artifact, in: world }),
  /** That somebody puts back what they hold there; whether that is done. */
  z.object({ putBack: artifact, in: world }),
  /** That something gets ready to leave: a `Departing`. */
  z.object({
    depart: artifact,
    from: world,
    part: number,
    way: plain<CrossingRoute>(),
    whose: z.enum(['editor', 'visitor']),
  }),
  /** That it has left, so that its rows can be written; whether it was still as it was packed. */
  z.object({ leave: number }),
  /** That something gets ready to come: an `Arriving`. */
  z.object({ receive: plain<Cargo>(), to: world, part: number, where: plain<LandingPlace>() }),
  /** The rows of a part; its log waits for what becomes of them. */
  z.object({ rows: number }),
  /** They are written, in these places of the log. */
  z.object({ written: number, sequences: z.array(z.int()) }),
  /**
   * They are not written; or nobody knows, and the world begins again from the disk, under another lease.
   */
  z.object({ unwritten: number, isKnown: z.boolean() }),
  /** Nothing comes of it: the world goes on. */
  z.object({ drop: number }),
])
export type CrossingStep = z.infer<typeof CrossingStep>

const Refused = z.object({ why: z.string() })
/** Null: that world is not played there. */
export const Departing = z.union([z.object({ cargo: plain<Cargo>() }), Refused]).nullable()
export type Departing = z.infer<typeof Departing>
export const Arriving = z
  .union([z.object({ ids: z.array(z.tuple([artifact, artifact])) }), Refused])
  .nullable()
export type Arriving = z.infer<typeof Arriving>

/** Of documents only: what somebody keeps of another node's world crosses nowhere. */
const Row = z.object({
  world,
  kind: z.enum(['scene', 'live']),
  bytes,
  member: memberId,
  at: z.number(),
  claims: z.array(z.int()),
  epoch: z.int().exactOptional(),
})
export const Rows = z.array(
  Row.transform(({ world: of, kind, ...row }): Append => ({ document: { world: of, kind }, ...row })),
)

export const writeRows = (rows: readonly Append[]): z.input<typeof Rows> =>
  rows.map(({ document, bytes: update, claims, member, at, epoch }) => {
    if (isPersonal(document.kind)) throw new Error('a log beside a document takes part in no crossing')
    const row = { world: document.world, kind: document.kind, bytes: Buffer.from(update).toString('base64') }
    return { ...row, member, at, claims: [...claims], ...(epoch !== undefined && { epoch }) }
  })
