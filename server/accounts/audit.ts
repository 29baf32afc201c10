// Who did what to this node, for its admins: kept for a year, never with a secret in it.
import type { MemberId } from '../../shared/world/address.ts'
import type { JsonValue, Store } from '../storage/store.ts'

/** How long deeds are kept, in ms. */
export const AUDIT_MS = 365 * 24 * 60 * 60_000

/** What can be noted: `area.deed`, in the past. */
export type DeedName =
  `${'account' | 'session' | 'invitation' | 'world' | 'right' | 'admin' | 'asset'}.${string}`

export interface Deed {
  /** ms since 1970. */
  readonly at: number
  /** Who did it; null: the node itself, or somebody unknown. */
  readonly who: MemberId | null
  readonly what: DeedName
  /** What or whom it was done to: an account's name, a world's address. */
  readonly to: string
  /** Anything else worth knowing. */
  readonly more: Readonly<Record<string, JsonValue>>
}

export interface Audit {
  /** Notes a deed; what cannot be noted is logged, and nobody is held up. */
  note(who: MemberId | null, what: DeedName, to: string, more?: Deed['more']): void
  /** The last deeds before `before` (an id; null: of all), last first. */
  last(before: string | null, limit: number): Promise<readonly (Deed & { readonly id: string })[]>
}

const KIND = 'deed'
/** ms since 1970 in so many digits: ids are in order until the year 2286. */
const DIGITS = 13

export function createAudit(options: {
  readonly store: Pick<Store, 'changeRecords' | 'lastRecords'>
  readonly clock: { now(): number }
  readonly onFault: (error: unknown) => void
}): Audit {
  const { store, clock, onFault } = options
  let count = 0

  const idOf = (at: number): string => {
    count = (count + 1) % 1_000_000
    return `${String(at).padStart(DIGITS, '0')}-${String(count).padStart(6, '0')}`
  }

  return {
    note(who, what, to, more = {}) {
      const at = clock.now()
      const value = { at, who, what, to, more }
      store.changeRecords([{ kind: KIND, id: idOf(at), value }]).catch(onFault)
    },
    async last(before, limit) {
      const records = await store.lastRecords(KIND, before, limit)
      // Only `note` writes this kind.
      return records.map(({ id, value }) => ({ ...(value as unknown as Deed), id }))
    },
  }
}
