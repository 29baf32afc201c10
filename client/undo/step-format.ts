// Steps as they are stored on the device: plain, with a version, parsed when they are read. Another version
// of this program may have written them, and parts in another form are left out.
import * as z from 'zod/mini'
import type { Json } from '../../shared/json/json-value.ts'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import type { ValuePath, UndoStep } from '../../shared/history/undo-step.ts'

const VERSION = 1

const json: z.ZodMiniType<Json> = z.json()
const id = z.custom<ArtifactId>((value) => parseArtifactId(value) !== null)
const whole = z.int().check(z.minimum(0))

const taken = z.object({
  client: whole,
  clock: whole,
  was: z.union([z.string().check(z.minLength(1)), z.object({ embed: z.record(z.string(), json) })]),
})

const page = z.object({
  kind: z.literal('page'),
  of: id,
  added: z.array(z.object({ client: whole, clock: whole, length: whole.check(z.minimum(1)) })),
  taken: z.array(taken),
})

const path: z.ZodMiniType<ValuePath> = z.union([z.tuple([z.string()]), z.tuple([z.string(), z.string()])])

const value = z.object({
  kind: z.literal('value'),
  of: z.nullable(id),
  path,
  was: z.exactOptional(json),
  under: z.nullable(z.string()),
  wrote: z.string(),
})

const stepSchema: z.ZodMiniType<UndoStep> = z.object({
  label: z.string(),
  edits: z.array(z.discriminatedUnion('kind', [page, value])),
})

const storedStepSchema = z.object({ version: z.literal(VERSION), step: stepSchema })

export const storedStep = (step: UndoStep): unknown => ({ version: VERSION, step })

/** Reads a step; null when it is none, or another version's. */
export const parseStep = (row: unknown): UndoStep | null => storedStepSchema.safeParse(row).data?.step ?? null
