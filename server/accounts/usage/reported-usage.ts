// What is written at a process that does not lead is counted by the one that leads, which also says whose
// room is full: both are told in reports. So a bound holds to within what is written between two of them.
import { z } from 'zod'
import type { MemberId } from '../../../shared/world/address.ts'
import { memberId } from '../../records/record-shapes.ts'
import type { DocumentKey, DocumentKind, Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { countStore, type Counter } from './counted-store.ts'
import type { QuotaChecks } from './quota-checks.ts'
import type { QuotaExceeded } from './storage-quota.ts'

/** It is asked of somebody in a world for so long after they wrote there last, in ms. */
const ASKED_MS = 10_000

export const worldKey = z.int().transform((key) => key as WorldKey)
const kind = z.enum(['scene', 'live'])
const WriterInLog = z.object({ world: worldKey, kind, member: memberId })

export const UsageReport = z.object({
  /** Added to logs, in bytes. */
  added: z.array(WriterInLog.extend({ bytes: z.number() })),
  /** Logs of which rows were merged, or forgotten. */
  shrunk: z.array(z.object({ world: worldKey, kind })),
  /** What documents take as they are now, in bytes. */
  states: z.array(z.object({ world: worldKey, kind, bytes: z.number() })),
  /** People who were met. */
  met: z.array(memberId).default([]),
  /** Those who write, of whom it is to be said whether they may go on. */
  about: z.array(WriterInLog),
})
export type UsageReport = z.infer<typeof UsageReport>

/** Who of those may not go on. */
export const FullWriters = z.array(WriterInLog.extend({ isForToday: z.boolean(), text: z.string() }))
export type FullWriters = z.infer<typeof FullWriters>

type WriterInLog = z.infer<typeof WriterInLog>
const nameOf = ({ world, kind, member }: WriterInLog): string => `${world} ${kind} ${member}`
const isReported = (kind: DocumentKey['kind']): kind is DocumentKind => kind === 'scene' || kind === 'live'

export class ReportedUsage {
  /** The store that everything is written by. */
  readonly store: Store
  readonly #now: () => number
  #added = new Map<string, UsageReport['added'][number]>()
  #shrunk = new Map<string, UsageReport['shrunk'][number]>()
  #states = new Map<string, UsageReport['states'][number]>()
  #met = new Set<MemberId>()
  /** Who writes, and when they did last. */
  readonly #writers = new Map<string, WriterInLog & { at: number }>()
  #full = new Map<string, QuotaExceeded>()

  constructor(store: Store, now: () => number) {
    this.#now = now
    this.store = countStore(store, {
      added: ({ world, kind }, member, bytes) => {
        if (isReported(kind)) this.#add({ world, kind, member, bytes })
      },
      shrunk: ({ world, kind }) => {
        if (isReported(kind)) this.#shrunk.set(`${world} ${kind}`, { world, kind })
      },
      stateStored: ({ world, kind }, bytes) => {
        if (isReported(kind)) this.#states.set(`${world} ${kind}`, { world, kind, bytes })
      },
      met: (member) => void this.#met.add(member),
      // No world is brought to this process, or ended.
      brought: () => undefined,
      ended: () => undefined,
    })
  }

  whyFullIn({ key: world }: WorldRecord, kind: DocumentKey['kind'], member: MemberId): QuotaExceeded | null {
    if (!isReported(kind)) return null
    const writing = { world, kind, member }
    this.#writers.set(nameOf(writing), { ...writing, at: this.#now() })
    return this.#full.get(nameOf(writing)) ?? null
  }

  /** What is to be reported; null: nothing. */
  take(): UsageReport | null {
    const before = this.#now() - ASKED_MS
    for (const [name, { at }] of this.#writers) if (at < before) this.#writers.delete(name)
    const sizes = [this.#added, this.#shrunk, this.#states, this.#met, this.#writers].map(({ size }) => size)
    if (sizes.every((size) => size === 0)) return null
    const report: UsageReport = {
      added: [...this.#added.values()],
      shrunk: [...this.#shrunk.values()],
      states: [...this.#states.values()],
      met: [...this.#met],
      about: [...this.#writers.values()].map(({ world, kind, member }) => ({ world, kind, member })),
    }
    this.#added = new Map()
    this.#shrunk = new Map()
    this.#states = new Map()
    this.#met = new Set()
    return report
  }

  /** Nobody heard that report. */
  takeBack({ added, shrunk, states, met }: UsageReport): void {
    for (const member of met) this.#met.add(member)
    for (const each of added) this.#add(each)
    for (const each of shrunk) this.#shrunk.set(`${each.world} ${each.kind}`, each)
    for (const each of states) {
      const name = `${each.world} ${each.kind}`
      if (!this.#states.has(name)) this.#states.set(name, each)
    }
  }

  /** The one that leads has answered a report. */
  told(full: FullWriters): void {
    this.#full = new Map(
      full.map(({ isForToday, text, ...writing }) => [nameOf(writing), { isForToday, text }]),
    )
  }

  #add(added: UsageReport['added'][number]): void {
    const before = this.#added.get(nameOf(added))?.bytes ?? 0
    this.#added.set(nameOf(added), { ...added, bytes: before + added.bytes })
  }
}

/** Counts what another process reports; answers who may not go on. */
export function countReport(
  { added, shrunk, states, met, about }: UsageReport,
  { counter, whyFullIn }: { readonly counter: Counter } & Pick<QuotaChecks, 'whyFullIn'>,
): FullWriters {
  for (const { world, kind, member, bytes } of added) counter.added({ world, kind }, member, bytes)
  for (const { world, kind, bytes } of states) counter.stateStored({ world, kind }, bytes)
  for (const document of shrunk) counter.shrunk(document)
  for (const member of met) counter.met(member)
  return about.flatMap((writing) => {
    const full = whyFullIn({ key: writing.world, owner: null }, writing.kind, writing.member)
    return full === null ? [] : [{ ...writing, ...full }]
  })
}
